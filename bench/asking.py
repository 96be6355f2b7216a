"""What browsers send: the bytes of each request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle, repeat
from urllib.parse import urlencode

from bench.people import SAID, Person
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.dates import SaidDate
from intake.questionnaire.reading import stored_answers
from intake.questionnaire.sections import Page

Fields = list[tuple[str, str]]


def hello(host: str) -> Iterator[bytes]:
    """For ever: the page of the three lines."""
    return repeat(get("/", host))


def looking(people: Sequence[Person], host: str) -> Iterator[bytes]:
    """For ever: somebody looks at the page asked next."""
    return cycle([get(_address(one.page), host, f"s={one.cookie}") for one in people if one.page])


def looking_back(people: Sequence[Person], pages: Sequence[Page], host: str) -> Iterator[bytes]:
    """For ever: somebody looks at a page answered before."""
    return cycle([get(_address(page), host, f"s={one.cookie}") for one in people for page in pages])


def answering(people: Sequence[Person], host: str) -> Iterator[bytes]:
    """Each person once: the page asked next, answered."""
    for one in people:
        if one.page:
            yield post(_address(one.page), _fields(one.page), host, one)


def wanting_a_code(people: Sequence[Person], host: str) -> Iterator[bytes]:
    """Each person once: the button that makes a code."""
    for one in people:
        yield post("/en/f/code", [("go_on", "1")], host, one)


def sending(people: Sequence[Person], host: str) -> Iterator[bytes]:
    """Each person once: Send now."""
    fields = [("ack_not_lawyer", "yes"), ("ack_deadline", "yes"), ("send", "now")]
    for one in people:
        yield post("/en/f/send", fields, host, one)


def reading_the_queue(cookie: str, host: str) -> Iterator[bytes]:
    """For ever: the first page of the queue."""
    return repeat(get("/desk/", host, f"d={cookie}"))


def get(path: str, host: str, cookie: str = "") -> bytes:
    """A GET, as a browser with a session sends it."""
    kept = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n{kept}\r\n".encode()


def post(path: str, fields: Fields, host: str, person: Person) -> bytes:
    """A form, as a browser posts it."""
    body = urlencode([("csrf_token", person.form_token), *fields])
    return (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\nOrigin: null\r\n"
        f"Cookie: s={person.cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def _address(page: Page) -> str:
    return f"/en/f/{ASYLUM.numbers[page.id]}"


def _fields(page: Page) -> Fields:
    said = {one.id: SAID[one.id] for one in page.questions if one.id in SAID}
    given = stored_answers(ASYLUM, said)
    return [pair for name, answer in given.items() for pair in _posted(name, answer)]


def _posted(name: str, answer: object) -> Fields:
    if isinstance(answer, tuple):
        return [(name, str(one)) for one in answer]
    if not isinstance(answer, SaidDate):
        return [(name, str(answer))]
    parts = zip(("year", "month", "day"), answer.said.split("-"), strict=False)
    numbers = [(f"{name}-{part}", number) for part, number in parts]
    return [*numbers, (f"{name}-known", answer.precision.value)]
