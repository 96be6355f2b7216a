"""The catalogues contain every sentence for applicants, each with the same places and tags.

A missing translation is no fault here: ``make release`` checks that none is missing.
"""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.util import pathmatch

from intake.actions.mail.operator_letters import OPERATOR_LETTERS
from intake.catalogues import (
    DRAFT,
    TRANSLATIONS,
    compile_catalogue,
    first_id,
    is_translated,
    step_of,
)
from intake.cli.strings import KEYWORDS, _mappings, extracted, updated
from intake.cli.translators.notes import TO_HELPER
from intake.outbox import letters
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.languages import LANGUAGES
from tests.house.source import ROOT, modules, name_of

PLACE = re.compile(r"%\(\w+\)s|%%")
TAG = re.compile(r"</?\w+[^>]*>")
FILES = sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))
NAMES = [file.parts[-3] for file in FILES]
EACH = pytest.mark.parametrize("file", FILES, ids=NAMES)
DESK = ("amendments", "cli", "staff")
DESK_DOORS = ("intake/web/desk/", "intake/web/faults/desk_errors.py", "intake/web/signin/")


source = cache(extracted)
"""Extract the sentences once for all tests, which only read them."""


def read(file):
    with file.open("rb") as written:
        return read_po(written, locale=file.parts[-3])


def messages(catalogue):
    return (message for message in catalogue if message.id)


def test_extraction_finds_sentences_of_every_kind():
    template = source()

    assert len(template) > 500
    assert all(
        sentence in template
        for sentence in (
            "Skip for now",
            "Who needs help?",
            "This was too long",
            "%(date)s in the Hijri calendar",
            "If someone at home is hurting you",
        )
    )
    assert any(isinstance(message.id, tuple) for message in messages(template))


def test_every_text_of_the_questionnaire_is_source():
    template = source()
    questions = [
        question for question in ASYLUM.questions.values() if question not in ASYLUM.unasked
    ]
    of_questions = [
        text
        for question in questions
        for text in (question.says, question.hint, question.why, question.required)
        if text
    ]
    of_options = [
        text
        for question in questions
        for option in getattr(question, "options", ())
        for text in (option.says, option.hint)
        if text
    ]
    pages = [text for page in ASYLUM.pages for text in (page.topic, page.heading) if text]
    sections = [section.title for section in ASYLUM.sections]

    assert [
        text for text in (*of_questions, *of_options, *pages, *sections) if text not in template
    ] == []


def test_sentences_of_the_desk_are_not_source():
    template = source()

    assert [text for text in ("Sign in", "Audit log") if text in template] == []


def test_emails_are_extracted_unless_they_go_to_the_team():
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["babel"]
    ignored = {
        Path(pattern).stem
        for mapping in mappings["mappings"]
        if mapping["method"] == "ignore"
        for pattern in mapping["pattern"]
        if pattern.startswith("templates/email/")
    }
    files = {path.stem for path in (ROOT / "templates/email").glob("*.txt")}
    to_the_team = {value for value in vars(letters).values() if isinstance(value, str)} & files

    assert ignored == to_the_team | OPERATOR_LETTERS
    assert to_the_team


def test_acts_left_out_of_the_catalogues_say_only_why_they_refuse_a_member():
    """Acts lie beside what applicants read: a sentence for them would be lost there unseen."""
    refusals, others, extracted_too = 0, [], []
    for module in modules():
        if module.package not in ("actions", "cases"):
            continue
        why = [node for refusal in refusals_in(module) for node in ast.walk(refusal)]
        left_out, says = is_left_out(module), sum(map(is_sentence, why))
        refusals += says
        extracted_too += [str(module)] * bool(says and not left_out)
        others += [
            f"{module}:{call.lineno}"
            for call in module.calls()
            if name_of(call) in KEYWORDS and left_out and call not in why
        ]

    assert refusals >= 20
    assert (others, extracted_too) == ([], [])


def is_left_out(module):
    """Return true if the sentences of a module are not extracted."""
    methods, _ = _mappings()
    path = str(module)
    return next(how for pattern, how in methods if pathmatch(pattern, path)) == "ignore"


def is_sentence(node):
    return isinstance(node, ast.Constant) and " " in str(node.value)


def refusals_in(module):
    """Yield each ``Refused(…)``, and each sentence in the body of a class made from it."""
    for node in module.nodes:
        if isinstance(node, ast.Call) and name_of(node) in refusal_classes():
            yield node
        if isinstance(node, ast.ClassDef) and node.name in refusal_classes():
            yield from (part for part in node.body if isinstance(part, ast.Assign))


@cache
def refusal_classes():
    """Return the names of ``Refused`` and of all that descends from it."""
    bases = {
        node.name: set(map(ast.unparse, node.bases))
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.ClassDef)
    }
    known = {"Refused"}
    while more := {name for name, above in bases.items() if above & known} - known:
        known |= more
    return frozenset(known)


def test_applicants_pages_import_no_sentences_of_the_desk():
    """Sentences of the desk are not extracted for applicants, so nobody could translate them."""
    imported = [
        f"{module} imports {name}"
        for module in modules()
        if module.package not in DESK and not str(module).startswith(DESK_DOORS)
        if module.package in ("questionnaire", "eligibility", "triage", "referrals")
        or str(module).startswith(("intake/web/apply", "intake/web/mailbox", "intake/web/pages"))
        for name, _ in module.imports()
        if name.startswith(("intake.web.desk", "intake.web.signin", "intake.amendments.approved"))
    ]

    assert imported == []


def test_the_template_is_up_to_date_with_the_source():
    with (TRANSLATIONS / "messages.pot").open("rb") as file:
        listed = {message.id for message in messages(read_po(file))}

    assert listed == {message.id for message in messages(source())}, "make strings"


@EACH
def test_every_catalogue_is_up_to_date_with_the_source(file):
    listed = {message.id for message in messages(read(file))}

    assert listed == {message.id for message in messages(source())}, "make strings"


@EACH
def test_every_translation_has_a_state(file):
    assert [first_id(message) for message in messages(read(file)) if not step_of(message)] == []


@EACH
def test_places_and_tags_are_the_same_in_every_language(file):
    faults = [
        f"{text!r} for {first_id(message)!r}"
        for message in messages(read(file))
        for text, english in pairs(message)
        for pattern in (PLACE, TAG)
        if sorted(pattern.findall(text)) != sorted(pattern.findall(english))
    ]

    assert faults == []


def test_every_sentence_tells_translators_who_reads_it_and_where():
    template = source()
    silent = [first_id(message) for message in messages(template) if not message.auto_comments]

    assert silent == []
    assert all(
        note in template[sentence].auto_comments
        for sentence, note in (
            ("Who needs help?", "Question filling_for, on the page “Who this is for”."),
            ("They do not have a lawyer now.", TO_HELPER),
            ("Open", "A button: open what belongs to the code."),
        )
    )


def test_comments_of_translations_survive_an_update():
    catalogue = Catalog(locale="fr")
    catalogue.add(
        "Skip for now", "Passer", user_comments=["reviewed by a person, Ana, 2026-11-24", "short!"]
    )
    catalogue.add("Continue", "Continuer", user_comments=["second reading"])
    catalogue.add(
        "Who needs help at all?", "Qui a besoin d’aide ?", user_comments=["reviewed by a person"]
    )

    after = updated(catalogue, source())

    assert after["Skip for now"].user_comments == [
        "reviewed by a person (English b58eb52c), Ana, 2026-11-24",
        "short!",
    ]
    assert after["Continue"].user_comments == ["second reading (English 31fbef16)"]
    assert (after["Who needs help?"].fuzzy, step_of(after["Who needs help?"])) == (True, DRAFT)
    assert step_of(after["Send now"]) == DRAFT
    assert updated(after, source())["Skip for now"].user_comments[0].count("English") == 1


@EACH
def test_changed_english_makes_a_draft_of_its_translation(file):
    """The English changes in the source alone, or in the catalogue as well, below its state."""
    catalogue = read(file)
    read_twice = next(message for message in catalogue if step_of(message) == "second reading")
    english = f"{first_id(read_twice)} Do this today."
    changed, kept = Catalog(), Catalog(locale=file.parts[-3])
    changed.add(english)
    kept.add(english, "…", user_comments=read_twice.user_comments)

    in_source = updated(catalogue, changed)[english]
    in_both = updated(kept, changed)[english]

    assert (is_translated(in_source), in_source.user_comments) == (False, ["draft"])
    assert (is_translated(in_both), in_both.user_comments) == (True, ["draft"])


@pytest.mark.parametrize(
    "english, is_draft",
    [("Skip for now", False), ("Skip for today", True)],
)
def test_readers_are_told_of_a_translation_that_was_read_against_other_english(english, is_draft):
    catalogue = Catalog(locale="fr")
    mark = "reviewed by a person (English b58eb52c), Ana, 2026-11-24"
    catalogue.add(english, "Passer", user_comments=[mark])

    assert compile_catalogue(catalogue).is_draft(english) is is_draft


def test_each_catalogue_is_of_a_known_language():
    listed = {language.tag.replace("-", "_") for language in LANGUAGES}

    assert set(NAMES) <= listed


def sentences(text):
    return (text,) if isinstance(text, str) else tuple(text or ())


def pairs(message):
    """Yield each finished translation with its English; nothing for a missing or fuzzy one."""
    english = sentences(message.id)
    if is_translated(message):
        yield from ((text, english[-1]) for text in sentences(message.string))
