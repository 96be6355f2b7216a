"""Reading grade of each sentence and each screen for applicants: six years of school."""

import re
from collections.abc import Callable

import pytest

from intake.cli.strings import extracted
from tests.support.clients.applicant import SHORTEST, Applicant
from tests.support.clients.readability import HARDEST, main_text, measure
from tests.support.clients.strict_client import REVEALING

Record = Callable[[str, object], None]

SCREEN_GRADE = 6.0
SENTENCE_GRADE = 8.0
WORTH_GRADING = 8
"""Words. In a shorter text one long word decides alone."""
LONGEST_SENTENCE = 20
HARSH = re.compile(
    r"\b(illegal|alien|victim|claim|credibl|prov(e|es|ed|en|ing)\b|proof|fail|reject)", re.I
)
SET_TERMS = re.compile(
    r"accredited representatives?|credible fear or reasonable fear|second opinion"
    r"|master calendar hearing|individual hearing|hurting, threatening or controlling"
)
"""Names that stand on papers, and words that the editor of the pages set: read as one word."""
PATHS = ("", "other-help", "privacy", "safety", "return", "deleted", "nothing")
EVERYTHING = {
    **SHORTEST,
    "location_kind": ["in_us"],
    "detained_now": ["yes"],
    "asylum_filed": ["no"],
    "last_arrival_date-year": ["2019"],
    "last_arrival_date-month": ["5"],
    "last_arrival_date-known": ["month"],
    "court_case": ["yes"],
    "danger_now": ["yes"],
    "removal_soon": ["check_in"],
    "has_lawyer": ["yes"],
    "lawyer_scope": ["one_part"],
}


@pytest.fixture(scope="module")
def sentences():
    """Return every sentence that applicants read."""
    return [measure(SET_TERMS.sub("name", text)) for text in texts_of(extracted())]


def test_every_text_is_read_after_eight_years_of_school_at_most(sentences, record_property):
    graded = sorted(
        (sentence for sentence in sentences if sentence.words >= WORTH_GRADING),
        key=lambda sentence: sentence.grade,
        reverse=True,
    )
    record_property(HARDEST, [f"{sentence.grade:4} {sentence.text}" for sentence in graded[:5]])

    assert [sentence for sentence in graded if sentence.grade > SENTENCE_GRADE] == []


def test_no_sentence_is_long(sentences):
    assert [sentence for sentence in sentences if sentence.longest > LONGEST_SENTENCE] == []


def test_no_word_judges_or_frightens(sentences):
    assert [sentence.text for sentence in sentences if HARSH.search(sentence.text)] == []


def test_no_screen_asks_for_more_than_six_years_of_school(ready_client, record_property):
    screens = dict(screens_of(ready_client))
    graded = sorted(((measure(text).grade, path) for path, text in screens.items()), reverse=True)
    record_property(HARDEST, [f"{grade:4} the screen {path}" for grade, path in graded[:5]])

    assert len(screens) > 30
    assert [screen for screen in graded if screen[0] > SCREEN_GRADE] == []
    assert [path for path, text in screens.items() if HARSH.search(text)] == []


def test_no_address_of_the_applicants_tells_what_it_is_about(app):
    addresses = [str(rule) for rule in app.url_map.iter_rules()]

    assert len(addresses) > 30
    assert [
        address
        for address in addresses
        for word in (*REVEALING, "fear", "court")
        if word in address
    ] == []


def texts_of(catalogue):
    for message in catalogue:
        if message.id:
            yield from (message.id,) if isinstance(message.id, str) else message.id


def screens_of(client):
    """Yield each screen of an applicant who answers much, with its text."""
    for path in PATHS:
        yield path, main_text(client.get(f"/en/{path}").text)
    person = Applicant(client, EVERYTHING)
    person.begin()
    while not person.path.endswith("/f/check"):
        yield person.path, main_text(person.text)
        person.open("/en/f/check") if person.path.endswith("/f/result") else person.answer()
    person.post("/en/f/send", {"send": ["more"]})
    while not person.path.endswith("/f/check"):
        yield person.path, main_text(person.text)
        person.answer()
    yield person.path, main_text(person.text)
    person.post("/en/f/send", {"send": ["now"]})
    yield "/en/f/send", main_text(person.text)
    person.send()
    yield person.path, main_text(person.text)
