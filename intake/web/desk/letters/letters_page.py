"""Templates of messages in words: their state in each language, their changes, and a preview."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher

from flask import url_for
from flask_babel import gettext

from intake.amendments import two_people
from intake.amendments.models import WordingChange
from intake.amendments.wordings import Texts, changes_of
from intake.messages.bilingual import tagged_lines
from intake.messages.wording_text import Variable, paragraphs
from intake.messages.wordings import WORDINGS, Wording, WordingId
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.so_far import with_older_ids
from intake.questionnaire.reading import read_answers
from intake.web.answers import spoken_name
from intake.web.app_context import settings, today
from intake.web.desk.common.case_words import WORDING
from intake.web.desk.common.letter_parts import InventedCase, InventedDays
from intake.web.desk.common.letters import follows_english, letter_text, text_is_checked
from intake.web.desk.common.reader import MemberNames
from intake.web.desk.law.bench_examples import example_answers
from intake.web.desk.letters.letter_forms import Template
from intake.web.filters import long_date
from intake.web.locale import speaking
from intake.web.pseudo import PSEUDO
from intake.words import N_

VARIABLE = {
    Variable.DEADLINES: N_("their deadlines, with who set each day and what to do"),
    Variable.CONTACTS: N_("up to four other organizations near them"),
    Variable.DELETION_DAY: N_("the date on which we delete their answers"),
}
EXAMPLE = "appeal"
"""The example of the rule tester that a preview is about: it has a deadline and contacts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WithEnglish:
    """The reason to send the English too: in few words for a list, and in a sentence."""

    label: str
    says: str


OLDER = WithEnglish(
    label=N_("with English: made before the English changed"),
    says=N_("The English goes along, because it changed after this text was made."),
)
UNCHECKED = WithEnglish(
    label=N_("with English: not checked"),
    says=N_("The English goes along, because nobody who reads the language has checked this text."),
)
ALWAYS = WithEnglish(
    label=N_("with English, always"),
    says=N_("The English always goes along, for the lawyer or clerk who reads it next."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownLanguage:
    """A template in one language, in a list: the link to it, and its state in words."""

    name: str
    url: str
    is_changed: bool
    with_english: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownTemplate:
    """A template in all languages."""

    id: str
    title: str
    languages: tuple[ShownLanguage, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitingChange:
    """A change that waits for approval, in a list."""

    title: str
    proposed_by: str
    change: WordingChange
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownVersion:
    """A change of a template: who decided when, and its paragraphs against the text in use.

    ``parts`` holds for each paragraph whether it stays, goes or is new, and its text.
    """

    change: WordingChange
    proposed_by: str
    approved_by: str
    withdrawn_by: str
    is_own: bool
    is_shipped: bool
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Versions:
    """The changes of a template that wait, those that were approved, and the withdrawn ones."""

    waiting: tuple[ShownVersion, ...]
    approved: tuple[ShownVersion, ...]
    withdrawn: tuple[ShownVersion, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """A message as the applicant of an invented case reads it; each line has its language."""

    heading: str
    lines: tuple[tuple[str, str], ...]


def offered_languages() -> list[str]:
    """Return the languages in which templates may be changed."""
    return [tag for tag in settings().languages if tag not in PSEUDO]


def template_title(wording: Wording, language: str) -> str:
    """Return the name of a template and its language."""
    name = gettext(WORDING[wording.id])
    return gettext("%(name)s, in %(language)s", name=name, language=spoken_name(language))


def shown_templates(texts: Texts) -> list[ShownTemplate]:
    """Return every template with its state in each language."""
    return [
        ShownTemplate(
            id=wording.id.value,
            title=gettext(WORDING[wording.id]),
            languages=tuple(_shown_language(wording, tag, texts) for tag in offered_languages()),
        )
        for wording in WORDINGS.values()
    ]


def waiting_changes(names: MemberNames) -> list[WaitingChange]:
    """Return the changes that wait for a second person, the oldest first."""
    return [
        WaitingChange(
            title=template_title(WORDINGS[WordingId(change.wording)], change.language),
            proposed_by=names.of(change.proposed_by),
            change=change,
            url=_url(change.wording, change.language),
        )
        for change in two_people.pending(WordingChange)
        if change.wording in set(WordingId)
    ]


def why_with_english(wording: Wording, language: str, texts: Texts) -> WithEnglish | None:
    """Return why the English goes along with this text; ``None`` if that is not needed."""
    if language == "en":
        return None
    if not follows_english(wording, language, texts):
        return OLDER
    if not text_is_checked(wording, language, texts):
        return UNCHECKED
    return ALWAYS if wording.days else None


def versions_of(template: Template, names: MemberNames, member_id: str) -> Versions:
    """Return all changes of a template, the latest first."""
    changes = changes_of(template.wording.id.value, template.language)
    waiting = [row for row in changes if row.approved_by is None and row.withdrawn_by is None]
    approved = [row for row in changes if row.approved_at and row.withdrawn_by is None]
    withdrawn = [row for row in changes if row.withdrawn_by is not None]
    approved.sort(key=lambda row: (row.approved_at, row.id), reverse=True)

    def shown(rows: Sequence[WordingChange]) -> tuple[ShownVersion, ...]:
        return tuple(_shown_version(row, template, names, member_id) for row in rows)

    return Versions(waiting=shown(waiting), approved=shown(approved), withdrawn=shown(withdrawn))


def preview(template: Template, texts: Texts) -> Preview:
    """Return the message as the applicant of an invented case reads it in the mailbox."""
    text = letter_text(template.wording, _invented_case(), template.language, texts=texts)
    with speaking(template.language):
        heading = f"{gettext('We wrote')} · {long_date(today())}"
    return Preview(heading=heading, lines=tuple(tagged_lines(text, template.language)))


def _shown_language(wording: Wording, tag: str, texts: Texts) -> ShownLanguage:
    reason = why_with_english(wording, tag, texts)
    return ShownLanguage(
        name=spoken_name(tag),
        url=_url(wording.id.value, tag),
        is_changed=(wording.id, tag) in texts,
        with_english=gettext(reason.label) if reason else "",
    )


def _url(wording: str, language: str) -> str:
    return url_for("letters.show_template", wording=wording, language=language)


def _shown_version(
    change: WordingChange, template: Template, names: MemberNames, member_id: str
) -> ShownVersion:
    text = template.shipped if change.text is None else change.text
    return ShownVersion(
        change=change,
        proposed_by=names.of(change.proposed_by),
        approved_by=names.of(change.approved_by),
        withdrawn_by=names.of(change.withdrawn_by),
        is_own=change.proposed_by == member_id,
        is_shipped=change.text is None,
        parts=tuple(_differences(paragraphs(template.text), paragraphs(text))),
    )


def _differences(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each paragraph of both texts with ``same``, ``old`` or ``new``."""
    for act, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if act == "equal":
            yield from (("same", text) for text in before[a:b])
        else:
            yield from (("old", text) for text in before[a:b])
            yield from (("new", text) for text in after[c:d])


def _invented_case() -> InventedCase:
    day = today()
    answers = read_answers(ASYLUM, example_answers(EXAMPLE, received=day), today=day)
    erased = day + timedelta(days=settings().retention_days)
    days = InventedDays(received_on=day, erase_on=erased)
    return InventedCase(answers=with_older_ids(answers), case=days)
