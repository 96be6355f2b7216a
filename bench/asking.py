"""The requests that browsers send, as bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle, repeat
from urllib.parse import urlencode

from bench.people import ANSWERS, Person
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.dates import SaidDate
from intake.questionnaire.reading import stored_answers
from intake.questionnaire.sections import Page

Fields = list[tuple[str, str]]


def hello(host: str) -> Iterator[bytes]:
    """Yield requests for the page of the three-line application, without end."""
    return repeat(get("/", host))


def next_pages(people: Sequence[Person], host: str) -> Iterator[bytes]:
    """Yield requests for each person's next page, without end."""
    return cycle(
        [get(_address(person.page), host, f"s={person.cookie}") for person in people if person.page]
    )


def earlier_pages(people: Sequence[Person], pages: Sequence[Page], host: str) -> Iterator[bytes]:
    """Yield requests for pages that each person has answered, without end."""
    return cycle(
        [get(_address(page), host, f"s={person.cookie}") for person in people for page in pages]
    )


def answers_to_pages(people: Sequence[Person], host: str) -> Iterator[bytes]:
    """Yield one post for each person: the answers to their next page."""
    for person in people:
        if person.page:
            yield post(_address(person.page), _fields(person.page), host, person)


def code_requests(people: Sequence[Person], host: str) -> Iterator[bytes]:
    """Yield one post for each person that makes their return code."""
    for person in people:
        yield post("/en/f/code", [("go_on", "1")], host, person)


def submissions(people: Sequence[Person], host: str) -> Iterator[bytes]:
    """Yield one post for each person that sends their request."""
    fields = [("ack_not_lawyer", "yes"), ("ack_deadline", "yes"), ("send", "now")]
    for person in people:
        yield post("/en/f/send", fields, host, person)


def queue_pages(cookie: str, host: str) -> Iterator[bytes]:
    """Yield requests for the first page of the queue, without end."""
    return repeat(get("/desk/", host, f"d={cookie}"))


def case_pages(references: Sequence[str], cookie: str, host: str) -> Iterator[bytes]:
    """Yield requests for the pages of these cases, without end."""
    return cycle([get(f"/desk/cases/{name}", host, f"d={cookie}") for name in references])


def get(path: str, host: str, cookie: str = "") -> bytes:
    """Return a GET as a browser with a session sends it."""
    session = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n{session}\r\n".encode()


def post(path: str, fields: Fields, host: str, person: Person) -> bytes:
    """Return a POST of a form as an applicant's browser sends it."""
    body = urlencode([("csrf_token", person.form_token), *fields])
    return post_form(path, body, host, f"s={person.cookie}")


def post_form(path: str, body: str, host: str, cookie: str) -> bytes:
    """Return a POST of an encoded form."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\nOrigin: null\r\n"
        f"Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def _address(page: Page) -> str:
    return f"/en/f/{ASYLUM.numbers[page.id]}"


def _fields(page: Page) -> Fields:
    stored = {
        question.id: ANSWERS[question.id] for question in page.questions if question.id in ANSWERS
    }
    answers = stored_answers(stored)
    return [pair for name, answer in answers.items() for pair in _posted(name, answer)]


def _posted(name: str, answer: object) -> Fields:
    if isinstance(answer, tuple):
        return [(name, str(code)) for code in answer]
    if not isinstance(answer, SaidDate):
        return [(name, str(answer))]
    parts = zip(("year", "month", "day"), answer.said.split("-"), strict=False)
    numbers = [(f"{name}-{part}", number) for part, number in parts]
    return [*numbers, (f"{name}-known", answer.precision.value)]
