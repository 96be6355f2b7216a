"""The days that pages promise are constants: every page, language, act and book follows."""

import re
import subprocess
import sys
from datetime import date, timedelta

import pytest

from intake import clock, promises
from intake.actions.upkeep.jobs import discard_expired
from intake.cases.pipeline import KEPT_FOR, UNREAD_DAYS, code_ends_on
from intake.catalogues import first_id
from intake.cli.strings import extracted
from intake.extensions import db, writing
from intake.requests.models import Request
from intake.settings import Settings, UnsafeSettings
from tests.house.source import ROOT
from tests.support.clients.applicant import Applicant
from tests.support.databases.fixtures import ON_BOTH
from tests.support.waiting import PATIENCE

WRITTEN = {"en": "%d days", "es": "%d días", "ar": "%d يومًا", "fa-AF": "%d روز"}
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
TOLD = {
    "": {"draft"},
    "privacy": {"draft"},
    "accessibility": {"draft"},
    "return": {"code"},
    "f/code": {"draft", "code"},
    "f/result": {"draft"},
    "sent": {"code", "kept"},
}
"""The promises of each page, by the end of its address."""

TODAY = date(2026, 11, 24)
IN_BOOKS = [
    ("handbook/operators/incidents.md", r"the others (\d+) days after their last answer", "draft"),
    ("handbook/operators/settings.md", r"drafts are erased after (\d+) days", "draft"),
    ("handbook/operators/settings.md", r"and for (\d+) where a person had screened it", "kept"),
    ("handbook/operators/settings.md", r"\| 90; 1.(\d+) days \| how long a request", "kept"),
    ("SECURITY.md", r"and one with a code (\d+) days after it, as the pages promise", "draft"),
    ("SECURITY.md", r"opens it until (\d+) days after the case was closed", "code"),
    ("SECURITY.md", r"What the code opens is deleted (\d+) days after the case", "code"),
    ("handbook/staff.md", r"unread it stays, for at most (\d+) days", "unread"),
]
NUMBERS = {
    "draft": promises.DRAFT_DAYS.days,
    "code": promises.CODE_DAYS.days,
    "kept": promises.KEPT_AT_MOST.days,
    "unread": UNREAD_DAYS,
}
SHORTER = """
import sys
from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location

spec = spec_from_file_location("intake.promises", "intake/promises.py")
promises = sys.modules["intake.promises"] = module_from_spec(spec)
spec.loader.exec_module(promises)
promises.KEPT_AT_MOST = timedelta(days=200)

from intake.cases.pipeline import KEPT_FOR
from intake.settings import Settings

print(sorted({kept.days for kept in KEPT_FOR.values()}))
Settings.from_environ({"RETENTION_DAYS": "200"}, needs_secret=False)
Settings.from_environ({"RETENTION_DAYS": "201"}, needs_secret=False)
"""
"""A program in which cases are kept for 200 days at most."""

COUNTED = re.compile(r"\b(?:\d+|one|a|thirty|ninety)[ -](?:days?|months?|years?)\b")
PROMISED = re.compile(r"\b(?:keep|kept|save|delete|erase|code)")


@pytest.mark.usefixtures("clock", "new_installation")
@pytest.mark.parametrize("language", WRITTEN)
def test_every_page_tells_the_days_of_the_constants(app, monkeypatch, language):
    assert told_on(app, language, {"draft": 30, "code": 30, "kept": 365}) == TOLD

    changed = {"draft": 41, "code": 43, "kept": 377}
    for name, days in zip(
        ("DRAFT_DAYS", "CODE_DAYS", "KEPT_AT_MOST"), changed.values(), strict=True
    ):
        monkeypatch.setattr(promises, name, timedelta(days=days))

    assert told_on(app, language, changed) == TOLD


@ON_BOTH
@pytest.mark.usefixtures("clock")
def test_a_draft_is_kept_and_a_code_works_for_the_days_of_the_constants(app, monkeypatch):
    monkeypatch.setattr(promises, "DRAFT_DAYS", timedelta(days=41))
    monkeypatch.setattr(promises, "CODE_DAYS", timedelta(days=43))
    applicant = Applicant(app)
    applicant.begin()
    while "f/code" not in applicant.path:
        applicant.answer()
    applicant.answer()

    assert drafts_after(app, 41) == 1
    assert drafts_after(app, 42) == 0
    late = TODAY + timedelta(days=99)
    assert code_ends_on(TODAY, erase_on=late) == TODAY + timedelta(days=43)


def test_no_case_is_kept_longer_than_promised():
    assert {kept.days for kept in KEPT_FOR.values()} == {30, 365}
    with pytest.raises(UnsafeSettings, match="from 1 to 365: the days for which"):
        Settings.from_environ({"RETENTION_DAYS": "366"}, needs_secret=False)

    ended = subprocess.run(
        [sys.executable, "-c", SHORTER],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert ended.stdout == "[30, 200]\n"
    assert "RETENTION_DAYS must be a whole number from 1 to 200" in ended.stderr


def test_books_have_the_numbers_of_the_constants():
    for book, sentence, promise in IN_BOOKS:
        found = re.findall(sentence, (ROOT / "docs" / book).read_text("utf-8"))

        assert found == [str(NUMBERS[promise])]


def test_no_sentence_has_a_promised_number_of_days_in_it():
    sentences = [first_id(message) for message in extracted()]

    assert len(sentences) > 1000
    assert [text for text in sentences if COUNTED.search(text) and PROMISED.search(text)] == []


def told_on(app, language, days):
    """Return which of these numbers of days each page tells; fail for any other promise."""
    written = {name: in_words(language, number) for name, number in days.items()}
    told: dict[str, set[str]] = {}
    for path, text in pages(app, language):
        told[path] = {name for name in TOLD[path] if written[name] in text}
        numbers = {int("".join(found)) for found in re.findall(of_any_number(language), text)}
        assert numbers <= set(days.values()), path
        assert "one year later" not in text
    return told


def of_any_number(language):
    """Return the pattern of any number of days, in this language or in English."""
    return "|".join(WRITTEN[tag] % 0 for tag in (language, "en")).replace("0", r"\b(\d+)")


def in_words(language, days):
    """Return a number of days as this language writes it."""
    words = WRITTEN[language] % days
    return words.translate(PERSIAN) if language == "fa-AF" else words


def pages(app, language):
    """Yield the pages that promise something, each with its address."""
    visitor = Applicant(app, language=language)
    for path in ("", "privacy", "accessibility", "return"):
        visitor.open(f"/{language}/{path}")
        yield path, visitor.text
    visitor.begin()
    while not visitor.path.endswith("/f/result"):
        if visitor.path.endswith("/f/code"):
            yield "f/code", visitor.text
        visitor.answer()
    yield "f/result", visitor.text
    visitor.walk()
    visitor.send()
    yield "sent", visitor.text


def drafts_after(app, days):
    """Return how many drafts are left after housekeeping so many days later."""
    later = TODAY + timedelta(days=days)
    with app.app_context(), writing():
        discard_expired({}, today=later, now=clock.now() + timedelta(days=days))
        db.session.commit()
        return db.session.query(Request).count()
