"""The catalogues know every sentence that applicants read, and say the same in each language."""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from intake.actions.mail.operator_letters import OPERATOR_LETTERS
from intake.catalogues import REVIEWED, STEPS, TRANSLATIONS, first_id, step_of
from intake.cli.strings import extracted, updated
from intake.outbox import letters
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.languages import LANGUAGES
from intake.settings import OFFERED
from tests.house.source import ROOT, modules

PLACE = re.compile(r"%\(\w+\)s|%%")
TAG = re.compile(r"</?\w+[^>]*>")
FILES = sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))
NAMES = [file.parts[-3] for file in FILES]
DESK = ("amendments", "cli", "staff")
DESK_DOORS = ("intake/web/desk/", "intake/web/faults/desk_errors.py", "intake/web/signin/")


def read(file: Path) -> Catalog:
    with file.open("rb") as written:
        return read_po(written, locale=file.parts[-3])


def messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def test_extraction_finds_sentences_of_every_kind() -> None:
    found = extracted()

    assert len(found) > 500
    assert all(
        sentence in found
        for sentence in (
            "Skip for now",
            "Who needs help?",
            "This was too long",
            "%(date)s in the Hijri calendar",
            "Someone at home hurts you",
        )
    )
    assert any(isinstance(message.id, tuple) for message in messages(found))


def test_every_word_of_the_questionnaire_is_there() -> None:
    found = extracted()
    asked = [
        text
        for question in ASYLUM.questions.values()
        for text in (question.says, question.hint, question.why, question.required)
        if text
    ]
    offered = [
        text
        for question in ASYLUM.questions.values()
        for option in getattr(question, "options", ())
        for text in (option.says, option.hint)
        if text
    ]
    pages = [text for page in ASYLUM.pages for text in (page.topic, page.heading) if text]
    sections = [section.title for section in ASYLUM.sections]

    assert [text for text in (*asked, *offered, *pages, *sections) if text not in found] == []


def test_what_only_the_desk_says_is_no_work_for_translators() -> None:
    found = extracted()

    assert [text for text in ("Sign in", "Something sealed does not open") if text in found] == []


def test_a_letter_is_no_work_for_translators_just_where_it_goes_to_the_team() -> None:
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["babel"]
    named = {
        Path(pattern).stem
        for mapping in mappings["mappings"]
        if mapping["method"] == "ignore"
        for pattern in mapping["pattern"]
        if pattern.startswith("templates/email/")
    }
    to_the_team = {
        name
        for name, letter in inspect.getmembers(letters, inspect.isfunction)
        if "DESK_LANGUAGE" in inspect.getsource(letter)
    }

    assert named == to_the_team | OPERATOR_LETTERS
    assert to_the_team


def test_no_applicants_page_borrows_its_words_from_the_desk() -> None:
    """What is not extracted for translators is imported by nobody on the applicants' side."""
    astray = [
        f"{module} imports {name}"
        for module in modules()
        if module.package not in DESK and not str(module).startswith(DESK_DOORS)
        if module.package in ("questionnaire", "eligibility", "triage", "referrals")
        or str(module).startswith(("intake/web/apply", "intake/web/mailbox", "intake/web/pages"))
        for name, _ in module.imports()
        if name.startswith(("intake.web.desk", "intake.web.signin", "intake.amendments.approved"))
    ]

    assert astray == []


def test_the_list_of_sentences_is_that_of_the_source() -> None:
    with (TRANSLATIONS / "messages.pot").open("rb") as file:
        listed = {message.id for message in messages(read_po(file))}

    assert listed == {message.id for message in messages(extracted())}, "make strings"


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_every_catalogue_knows_every_sentence_and_no_other(file: Path) -> None:
    theirs = {message.id for message in messages(read(file))}

    assert theirs == {message.id for message in messages(extracted())}, "make strings"


@pytest.mark.parametrize("tag", [tag for tag in OFFERED if tag != "en"])
def test_a_language_that_is_offered_says_everything(tag: str) -> None:
    catalogue = read(TRANSLATIONS / tag.replace("-", "_") / "LC_MESSAGES" / "messages.po")

    missing = [
        first_id(message) for message in messages(catalogue) if not all(sentences(message.string))
    ]
    assert missing == []
    assert [first_id(message) for message in messages(catalogue) if message.fuzzy] == []


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_every_translation_says_how_far_it_has_come(file: Path) -> None:
    assert [first_id(one) for one in messages(read(file)) if not step_of(one)] == []


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_places_and_tags_are_the_same_in_every_language(file: Path) -> None:
    faults = [
        f"{text!r} for {first_id(message)!r}"
        for message in messages(read(file))
        for text, english in pairs(message)
        if text
        for pattern in (PLACE, TAG)
        if sorted(pattern.findall(text)) != sorted(pattern.findall(english))
    ]

    assert faults == []


def test_what_is_said_of_a_translation_survives_new_sentences() -> None:
    catalogue = Catalog(locale="fr")
    catalogue.add("Skip for now", "Passer", user_comments=[f"{REVIEWED}, 2026-11-24", "short!"])
    catalogue.add("Continue", "Continuer", user_comments=["second reading"])
    catalogue.add("Who needs help at all?", "Qui a besoin d’aide ?", user_comments=[REVIEWED])

    now = updated(catalogue, extracted())

    assert now["Skip for now"].user_comments == [f"{REVIEWED}, 2026-11-24", "short!"]
    assert step_of(now["Continue"]) == "second reading"
    assert (now["Who needs help?"].fuzzy, step_of(now["Who needs help?"])) == (True, STEPS[0])
    assert step_of(now["Send now"]) == STEPS[0]


def test_each_catalogue_is_of_a_language_with_a_name() -> None:
    listed = {one.tag.replace("-", "_") for one in LANGUAGES}

    assert set(NAMES) <= listed


def sentences(text: str | Iterable[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def pairs(message: Message) -> Iterator[tuple[str, str]]:
    """Each translation with the English whose places and tags it must have."""
    english = sentences(message.id)
    for text in sentences(message.string):
        yield text, english[-1]
