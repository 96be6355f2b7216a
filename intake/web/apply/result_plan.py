"""The plan in the applicant's or the helper's words, and in English for whoever helps them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from intake.catalogues import ISOLATE, isolated, without_isolates
from intake.messages.wordings import WHO_SET
from intake.triage.deadlines import SetBy
from intake.triage.plan import Act, Part, Plan, Section
from intake.web.filters import long_date_with_weekday, translated
from intake.words import N_, Sentence

HEADING: Mapping[Part, str] = {
    Part.TODAY: N_("Today or tonight"),
    Part.WEEK: N_("This week"),
    Part.HEARING: N_("Before the hearing"),
    Part.LATER: N_("After this week"),
}
WHO_SET_FOR_HELPERS: Mapping[str, str] = {
    **WHO_SET,
    "paper": N_("This deadline comes from one of their papers."),
}
END_OF_SENTENCE = re.compile(r"(?<=[.!?؟。])\s+")


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownAct:
    """An act in words: its first sentence, which says the most, the rest, and the reason.

    ``by`` is the day to keep, with its weekday; it and ``set_by`` are empty where there is none.
    """

    first: str
    rest: str
    why: str
    by: str
    set_by: str
    passed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownSection:
    """A part of the plan in words. ``day`` says its day, if it has one."""

    id: str
    heading: str
    day: str
    acts: tuple[ShownAct, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownPlan:
    """The plan in words. ``english`` are its sentences in English, by heading."""

    sections: tuple[ShownSection, ...]
    more: tuple[ShownAct, ...]
    english: tuple[tuple[str, tuple[str, ...]], ...]


def shown_plan(plan: Plan, *, helped: bool) -> ShownPlan:
    """Return the plan in the reader's language; *helped* for a helper, about *them*."""
    return ShownPlan(
        sections=tuple(
            ShownSection(
                id=section.part.value,
                heading=gettext(HEADING[section.part]),
                day=_day(section),
                acts=tuple(_shown_act(act, helped=helped) for act in section.acts),
            )
            for section in plan.sections
        ),
        more=tuple(_shown_act(act, helped=helped) for act in plan.more),
        english=tuple(_english(plan, helped=helped)),
    )


def _shown_act(act: Act, *, helped: bool) -> ShownAct:
    who_set = WHO_SET_FOR_HELPERS if helped else WHO_SET
    first, rest = _first_sentence(translated(_voice(act.do, helped=helped)))
    return ShownAct(
        first=first,
        rest=rest,
        why=translated(_voice(act.why, helped=helped)) if act.why else "",
        by=long_date_with_weekday(act.by) if act.by else "",
        set_by=gettext(who_set[act.set_by]) if act.by and act.set_by is not SetBy.US else "",
        passed=act.passed,
    )


def _voice(sentence: Sentence, *, helped: bool) -> Sentence:
    return sentence.for_helper() if helped else sentence


def _first_sentence(text: str) -> tuple[str, str]:
    """Return the first sentence and the others. English in place of a translation stays marked."""
    plain = without_isolates(text)
    first, *others = END_OF_SENTENCE.split(plain, maxsplit=1)
    rest = "".join(others)
    if not text.startswith(ISOLATE):
        return first, rest
    return isolated(first), isolated(rest) if rest else ""


def _day(section: Section) -> str:
    if section.day is None:
        return ""
    shown = long_date_with_weekday(section.day)
    if section.part is Part.HEARING:
        return gettext("Court date: %(day)s", day=shown)
    return shown


def _english(plan: Plan, *, helped: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each heading in English with its sentences, for a lawyer or a clerk."""
    for section in plan.sections:
        yield HEADING[section.part], tuple(_in_english(act, helped=helped) for act in section.acts)
    if plan.more:
        yield "", tuple(_in_english(act, helped=helped) for act in plan.more)


def _in_english(act: Act, *, helped: bool) -> str:
    day = f"By {_english_day(act.by)}: " if act.by else ""
    why = f" ({_voice(act.why, helped=helped).in_english()})" if act.why else ""
    return f"{day}{_voice(act.do, helped=helped).in_english()}{why}"


def _english_day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
