"""The plan that an applicant takes home: what to do today, this week, and before the hearing.

Each act is what a deadline says to do. The part of the plan in which it stands follows from four
questions, in this order:

1. Is it about the next hearing, or about papers for it? Before the hearing.
2. Is it of the most urgent tier, due by today, or marked for today by its sentence? Today.
3. Does it only inform, or does law or a paper set a day more than a week away? Later.
4. Everything else: this week.

A part lists at most three acts, the most urgent first. Whatever does not fit follows after the
plan and is never lost. Only a day of law or of a paper is told as a deadline.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from enum import StrEnum

from intake.frozen import frozen
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.dates import hearing_kind, next_hearing_date
from intake.questionnaire.asylum.screen import has_lawyer, lawyer_scope
from intake.questionnaire.asylum.start import device
from intake.questionnaire.asylum.where import detained_now, location_kind
from intake.triage.days import add_days
from intake.triage.deadlines import Certainty, Deadline, SetBy
from intake.triage.rules import BY_NUMBER
from intake.triage.tiers import Tier
from intake.words import N_, Phrase, Sentence, say

MOST_ACTS = 3
"""Acts in one part: more than a frightened person can hold."""
WEEK_DAYS = 7
DANGER = "R15"
HEARING = "R04"
WORK_PERMIT = "R11"
PRESSING = frozenset({Tier.P0, Tier.P1})
AT_WORK = frozenset({"whole_case", "one_part", "second_opinion"})
"""Answers about a lawyer who works on the case now."""

PHOTOS = Phrase(
    N_(
        "Take a photo of every paper from the court, ICE and USCIS. Send the photos to someone"
        " you trust."
    ),
    N_(
        "Take a photo of every paper they have from the court, ICE and USCIS. Keep the photos in"
        " a safe place."
    ),
)
SHOW_YOUR_LAWYER = Phrase(
    N_("Show this plan to your lawyer. Ask about each date."),
    N_("Show this plan to their lawyer. Ask about each date."),
)
CALL_LEGAL_HELP = Phrase(
    N_("Call the free legal groups on this page. Tell them your nearest date first."),
    N_("Call the free legal groups on this page. Tell them the nearest date first."),
)
CHECK_COURT_DATE = Phrase(
    N_(
        "Check the court date: call 1-800-898-7180 or look at acis.eoir.justice.gov. You need the"
        " A-number."
    ),
    N_(
        "Check the court date: call 1-800-898-7180 or look at acis.eoir.justice.gov. Have their"
        " A-number ready."
    ),
)
MUST_GO = Phrase(
    N_("If you do not go, the judge can order you to leave the US."),
    N_("If they do not go, the judge can order them to leave the US."),
)
ASK_FOR_TIME = Phrase(
    N_(
        "Ask the judge for time to find a lawyer. You can say: “I am looking for a lawyer. Please"
        " give me more time.”"
    ),
    N_(
        "Tell them to ask the judge for time to find a lawyer. They can say: “I am looking for a"
        " lawyer. Please give me more time.”"
    ),
)
NEW_PAPERS = Phrase(
    N_(
        "Keep every paper and letter in one safe place. If a new one has a date on it, come back"
        " with your code and tell us."
    ),
    N_(
        "Keep all their papers and letters in one safe place. If a new one has a date on it, come"
        " back with the code and tell us."
    ),
)
UN_REFUGEE_AGENCY = Phrase(
    N_(
        "Ask UNHCR, the UN refugee agency, who can help in the country where you are. Its page is"
        " help.unhcr.org."
    ),
    N_(
        "Ask UNHCR, the UN refugee agency, who can help in the country where they are. Its page is"
        " help.unhcr.org."
    ),
)
NO_ASYLUM_AT_AN_EMBASSY = Phrase(
    N_(
        "A US embassy cannot give you asylum. People can ask for it only in the US or at its"
        " border. Someone on our team will look at what is possible from where you are."
    ),
    N_(
        "A US embassy cannot give them asylum. People can ask for it only in the US or at its"
        " border. Someone on our team will look at what is possible from where they are."
    ),
)


class Part(StrEnum):
    """The parts of a plan, in their order."""

    TODAY = "today"
    WEEK = "week"
    HEARING = "hearing"
    LATER = "later"


@frozen
class Act:
    """One thing to do.

    ``by`` is the last safe day, where law or a paper sets one, and ``set_by`` says which.
    ``passed`` tells that the usual time is over; ``do`` then says what is still possible. ``rule``
    is empty for an act that rests on no deadline.
    """

    do: Sentence
    why: Sentence | None = None
    by: date | None = None
    set_by: SetBy = SetBy.US
    passed: bool = False
    rule: str = ""


@frozen
class Section:
    """One part of the plan with its acts; ``day`` is today, or the day of the hearing."""

    part: Part
    day: date | None
    acts: tuple[Act, ...]


@frozen
class Plan:
    """The parts that apply, each with one to three acts, and the acts that did not fit."""

    sections: tuple[Section, ...]
    more: tuple[Act, ...]


def plan_of(deadlines: Iterable[Deadline], answers: Answers, *, today: date) -> Plan:
    """Return the plan for these answers. *deadlines* come in the order of triage."""
    told = tuple(row for row in deadlines if not (row.rule == DANGER and row.tier is Tier.P0))
    hearing = _hearing_day(answers, today)
    acts = _acts_by_part(told, answers, hearing, today)
    days = {Part.TODAY: today, Part.HEARING: hearing}
    return Plan(
        sections=tuple(
            Section(part=part, day=days.get(part), acts=tuple(acts[part][:MOST_ACTS]))
            for part in Part
            if acts[part]
        ),
        more=tuple(act for part in Part for act in acts[part][MOST_ACTS:]),
    )


def _acts_by_part(
    deadlines: tuple[Deadline, ...], answers: Answers, hearing: date | None, today: date
) -> dict[Part, list[Act]]:
    """Return the acts: the hearing first, then what deadlines say, what helps, what informs."""
    acts: dict[Part, list[Act]] = {part: [] for part in Part}
    for deadline in sorted(deadlines, key=lambda row: not _is_known_hearing(row)):
        if BY_NUMBER[deadline.rule].enters_case:
            acts[part_of(deadline, today)].append(_act(deadline))
    acts = {part: _distinct(acts[part]) for part in Part}
    for part, phrase in _general_acts(deadlines, answers, hearing):
        if len(acts[part]) < MOST_ACTS:
            acts[part].append(Act(do=say(phrase)))
    for deadline in deadlines:
        if not BY_NUMBER[deadline.rule].enters_case:
            acts[part_of(deadline, today)].append(_act(deadline))
    return acts


def part_of(deadline: Deadline, today: date) -> Part:
    """Return the part of the plan in which a deadline stands."""
    week_end = add_days(today, WEEK_DAYS)
    if _is_for_hearing(deadline, week_end):
        return Part.HEARING
    if deadline.tier is Tier.P0 or deadline.do.today or _due_by(deadline, today):
        return Part.TODAY
    told = last_safe_day(deadline)
    if deadline.rule == WORK_PERMIT or (told and told > week_end):
        return Part.LATER
    return Part.WEEK


def last_safe_day(deadline: Deadline) -> date | None:
    """Return the day to tell an applicant as a deadline, or ``None``.

    That is a day of law or of a paper that has not passed. Without a last lawful day there is
    none: where a half-known day may have passed, today is a day of ours, and the presumed end of
    the time that a status excuses is no deadline for the applicant: "sooner is safer".
    """
    return deadline.act_by if _is_to_come(deadline) and deadline.latest_lawful_day else None


def _is_to_come(deadline: Deadline) -> bool:
    """Return true for a deadline of law or of a paper that has not passed for certain."""
    ours = deadline.set_by is SetBy.US or not BY_NUMBER[deadline.rule].enters_case
    return not (ours or deadline.passed)


def _is_for_hearing(deadline: Deadline, week_end: date) -> bool:
    """Return true for a hearing known to the day, and for papers unless they are due this week."""
    if deadline.rule != HEARING or deadline.certainty is Certainty.UNKNOWN:
        return False
    if deadline.set_by is not SetBy.US:
        return _is_known_hearing(deadline)
    soon = deadline.act_by is not None and deadline.act_by <= week_end
    return deadline.passed or not soon


def _due_by(deadline: Deadline, today: date) -> bool:
    day = deadline.act_by
    return _is_to_come(deadline) and day is not None and day <= today


def _act(deadline: Deadline) -> Act:
    says = deadline.reason.says
    is_hearing = _is_the_hearing(deadline)
    return Act(
        do=deadline.do,
        why=replace(says, then=say(MUST_GO)) if is_hearing else says,
        by=None if is_hearing else last_safe_day(deadline),
        set_by=deadline.set_by,
        passed=deadline.passed and BY_NUMBER[deadline.rule].enters_case,
        rule=deadline.rule,
    )


def _is_the_hearing(deadline: Deadline) -> bool:
    return deadline.rule == HEARING and deadline.set_by is SetBy.PAPER


def _is_known_hearing(deadline: Deadline) -> bool:
    return _is_the_hearing(deadline) and deadline.certainty is Certainty.EXACT


def _general_acts(
    deadlines: tuple[Deadline, ...], answers: Answers, hearing: date | None
) -> Iterator[tuple[Part, Phrase]]:
    """Yield what helps in this situation whatever the deadlines say, with its part."""
    if answers.code(location_kind) == "outside_us":
        yield Part.WEEK, UN_REFUGEE_AGENCY
        yield Part.WEEK, NO_ASYLUM_AT_AN_EMBASSY
        return
    has_lawyer_now = answers.code(has_lawyer) == "yes"
    if hearing and not has_lawyer_now and answers.code(hearing_kind) != "bond":
        yield Part.HEARING, ASK_FOR_TIME
    if hearing:
        yield Part.TODAY, CHECK_COURT_DATE
    yield from _acts_about_a_lawyer(deadlines, answers)
    yield from _acts_about_papers(deadlines, answers)


def _acts_about_a_lawyer(
    deadlines: tuple[Deadline, ...], answers: Answers
) -> Iterator[tuple[Part, Phrase]]:
    if answers.code(has_lawyer) != "yes":
        if _is_pressing(deadlines):
            urgent = any(row.tier in PRESSING for row in deadlines)
            yield Part.TODAY if urgent else Part.WEEK, CALL_LEGAL_HELP
    elif answers.code(lawyer_scope) in AT_WORK:
        yield Part.WEEK, SHOW_YOUR_LAWYER


def _acts_about_papers(
    deadlines: tuple[Deadline, ...], answers: Answers
) -> Iterator[tuple[Part, Phrase]]:
    """Yield how to keep papers: in photos only where nobody else looks at the phone."""
    if not _is_pressing(deadlines) or answers.code(device) == "shared":
        yield Part.WEEK, NEW_PAPERS
    elif answers.code(detained_now) != "yes":
        yield Part.TODAY, PHOTOS


def _is_pressing(deadlines: tuple[Deadline, ...]) -> bool:
    return any(row.tier in PRESSING or last_safe_day(row) for row in deadlines)


def _distinct(acts: list[Act]) -> list[Act]:
    """Return the acts without a second one that says to do the same."""
    return list({act.do: act for act in reversed(acts)}.values())[::-1]


def _hearing_day(answers: Answers, today: date) -> date | None:
    """Return the day of the next hearing, if it is known to the day and still to come."""
    said = answers.date(next_hearing_date)
    if said is None or not said.exact or said.first is None or said.first < today:
        return None
    return said.first
