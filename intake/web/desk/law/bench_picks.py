"""Pick answers in the rule tester: a list, boxes or a date for each question that rules read."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from functools import partial
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from intake.actions.assessment.assess import Assessment
from intake.frozen import frozen
from intake.questionnaire.answers import answer_from_text, codes_text
from intake.questionnaire.asylum import ASYLUM, SECTIONS, dates, screen, start, where
from intake.questionnaire.dates import NotADate, Precision, from_json
from intake.questionnaire.questions import (
    Choice,
    Choices,
    Country,
    Date,
    Dates,
    Money,
    Number,
    Question,
    YesNo,
)
from intake.web.questions.choices import country_options
from intake.words import N_

KINDS = (Choice, YesNo, Choices, Country, Date, Dates, Money, Number)
"""Kinds of question that can be picked. No rule reads the words of a person."""

LEFT_OUT = frozenset({"reach", "send"})
"""Sections that no rule reads."""

PRECISIONS = {
    Precision.DAY.value: N_("This day"),
    Precision.MONTH.value: N_("Only this month is known"),
    Precision.YEAR.value: N_("Only this year is known"),
    "not_sure": N_("Not sure"),
}
LETTERS = {Precision.DAY.value: 10, Precision.MONTH.value: 7, Precision.YEAR.value: 4}
"""Letters of ``2026-11-24`` that a precision leaves."""


@frozen
class Pick:
    """The control of one question.

    ``kind`` is ``list``, ``boxes``, ``date`` or ``text``; ``chosen`` are the codes that are picked,
    ``typed`` is the text or the day, ``known`` the precision of the day.
    """

    id: str
    says: str
    kind: str
    options: Sequence[tuple[str, str]] = ()
    chosen: frozenset[str] = frozenset()
    typed: str = ""
    known: str = Precision.DAY.value

    @property
    def picked(self) -> bool:
        """Return true where an answer is picked."""
        return bool(self.typed or any(self.chosen) or self.known == "not_sure")


def picked_answers(posted: MultiDict[str, str]) -> dict[str, object]:
    """Return what was picked, in stored form, without the questions left open."""
    by_id = {question.id: _answer(question, posted) for _, some in _sections() for question in some}
    return {id_: answer for id_, answer in by_id.items() if answer}


def pick_sections(stored: Mapping[str, object]) -> Iterator[dict[str, Any]]:
    """Yield the controls of each section, set to the answers in stored form."""
    for title, questions in _sections():
        picks = [_pick(question, stored.get(question.id)) for question in questions]
        used = any(pick.picked for pick in picks)
        yield {"title": gettext(title), "picks": picks, "used": used}


def _sections() -> Iterator[tuple[str, Sequence[Question]]]:
    for section in SECTIONS:
        if section.id not in LEFT_OUT:
            asked = (question for page in section.pages for question in page.questions)
            yield section.title, [question for question in asked if isinstance(question, KINDS)]
    unasked = [question for question in ASYLUM.unasked if isinstance(question, KINDS)]
    yield N_("Read from older requests"), unasked


def _answer(question: Question, posted: MultiDict[str, str]) -> object:
    """Return the answer in stored form; an empty one where nothing was picked."""
    name = f"pick-{question.id}"
    typed = posted.get(name, "").strip()
    match question:
        case Choices():
            return [code for code in posted.getlist(name) if code]
        case Dates():
            return [part.strip() for part in typed.split(",") if part.strip()]
        case Date():
            known = posted.get(f"{name}-known", "")
            return known if known == "not_sure" else typed[: LETTERS.get(known, len(typed))]
        case _:
            return typed


def _pick(question: Question, stored: object) -> Pick:
    pick = partial(Pick, id=question.id, says=gettext(question.says))
    several = stored if isinstance(stored, list) else []
    match question:
        case Choices():
            return pick(kind="boxes", options=_options(question), chosen=frozenset(several))
        case Date():
            options = [(code, gettext(text)) for code, text in PRECISIONS.items()]
            return pick(kind="date", options=options, **_date(stored))
        case Dates():
            days = (day for day in several if isinstance(day, str))
            return pick(kind="text", typed=", ".join(days))
        case Money() | Number():
            return pick(kind="text", typed="" if stored is None else str(stored))
        case _:
            chosen = frozenset({str(stored or "")})
            return pick(kind="list", options=_options(question), chosen=chosen)


def _options(question: Question) -> list[tuple[str, str]]:
    if isinstance(question, Country):
        return [(code, name) for code, name, _ in country_options()]
    return [(option.code, gettext(option.says)) for option in getattr(question, "options", ())]


def _date(stored: object) -> dict[str, Any]:
    """Return what a control of a date shows; the box takes the first of the days that are meant."""
    try:
        meant = from_json(stored) if stored else None
    except NotADate:
        meant = None
    if meant is None:
        return {"typed": stored if isinstance(stored, str) else ""}
    if meant.first is None:
        return {"known": "not_sure"}
    known = Precision.DAY if meant.exact else meant.precision
    return {"typed": meant.first.isoformat(), "known": known.value}


LONGEST = 20_000


class InvalidLines(ValueError):
    """The text is neither lines of question and answer nor a JSON object, or repeats a question."""


def read_typed_answers(text: str) -> dict[str, object]:
    """Return the answers in stored form, from lines or from one JSON object.

    Raise :class:`InvalidLines`.
    """
    if len(text) > LONGEST:
        raise InvalidLines
    if text.lstrip().startswith(("{", "[", '"')):
        try:
            answers = json.loads(text, object_pairs_hook=_unique)
        except (ValueError, RecursionError):
            raise InvalidLines from None
        if not isinstance(answers, dict):
            raise InvalidLines
        return answers
    pairs: list[tuple[str, object]] = []
    for line in filter(str.strip, text.splitlines()):
        id_, colon, answer = (part.strip() for part in line.partition(":"))
        if not colon or not id_:
            raise InvalidLines
        pairs.append((id_, answer_from_text(ASYLUM.questions.get(id_), answer)))
    return _unique(pairs)


def typed_text(answers: Mapping[str, object]) -> str:
    """Return answers in lines, as they would be typed."""
    lines = []
    for id_, answer in answers.items():
        text = str(answer)
        if isinstance(answer, Iterable) and not isinstance(answer, str | Mapping):
            text = ", ".join(map(str, answer))
        lines.append(f"{id_}: {text}")
    return "\n".join(lines)


def question_rows() -> list[tuple[str, str, str]]:
    """Return id, words and codes of answers of every question, in the order of asking."""
    return [
        (id_, gettext(question.says), codes_text(question))
        for id_, question in ASYLUM.questions.items()
    ]


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    answers = dict(pairs)
    if len(answers) != len(pairs):
        raise InvalidLines
    return answers


@frozen
class Example:
    """A set of answers by question id; ``days`` holds dates, in days after the date received."""

    label: str
    answers: Mapping[str, object]
    days: Mapping[str, int] = field(default_factory=dict)


IN_GEORGIA: Mapping[str, object] = {
    screen.help_types.id: ["fear_return"],
    where.location_kind.id: "in_us",
    where.us_state.id: "GA",
    where.detained_now.id: "no",
    screen.has_lawyer.id: "no",
    screen.household_size.id: 3,
    screen.income.id: "none",
}

EXAMPLES: Mapping[str, Example] = {
    "one_year": Example(
        label=N_("One-year deadline near"),
        answers={
            **IN_GEORGIA,
            dates.asylum_filed.id: "no",
            dates.court_case.id: "no",
            dates.lawful_status.id: "no",
        },
        days={dates.last_arrival_date.id: -355},
    ),
    "late": Example(
        label=N_("In the US for years, asylum not filed"),
        answers={
            **IN_GEORGIA,
            dates.asylum_filed.id: "no",
            dates.court_case.id: "no",
            dates.lawful_status.id: "still_valid",
        },
        days={dates.last_arrival_date.id: -1500},
    ),
    "appeal": Example(
        label=N_("Judge denied the case last week"),
        answers={
            **IN_GEORGIA,
            dates.asylum_filed.id: "yes",
            dates.court_case.id: "yes",
            dates.bad_decision.id: "judge",
        },
        days={dates.bad_decision_date.id: -7, dates.asylum_filed_date.id: -400},
    ),
    "detained": Example(
        label=N_("Detained, did not pass fear interview"),
        answers={
            **IN_GEORGIA,
            start.filling_for.id: "detained_person",
            where.detained_now.id: "yes",
            dates.asylum_filed.id: "no",
            dates.fear_interview.id: "not_passed",
        },
        days={dates.fear_decision_date.id: -2, dates.last_arrival_date.id: -20},
    ),
    "lawyer": Example(
        label=N_("Has a lawyer for the whole case"),
        answers={
            **IN_GEORGIA,
            dates.asylum_filed.id: "yes",
            dates.court_case.id: "no",
            screen.has_lawyer.id: "yes",
            screen.lawyer_scope.id: "whole_case",
        },
    ),
}


def example_answers(id_: str, *, received: date) -> dict[str, object]:
    """Return the answers of an example in stored form; dates follow *received*."""
    example = EXAMPLES[id_]
    days = {
        key: (received + timedelta(days=count)).isoformat() for key, count in example.days.items()
    }
    return {**example.answers, **days}


def example_text(id_: str, *, received: date) -> str:
    """Return the answers of an example as typed into the rule tester."""
    return typed_text(example_answers(id_, received=received))


@frozen
class Vignette:
    """Answers as JSON text, the days as typed, and the expectations by their kind."""

    answers: str
    today: str
    received: str
    expect: Mapping[str, Any]


def read_vignette(text: str) -> Vignette | None:
    """Return the vignette in *text*; ``None`` where it is anything else, such as bare answers."""
    try:
        document = json.loads(text) if text.lstrip().startswith("{") else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not isinstance(document.get("answers"), dict):
        return None
    received = str(document.get("received", ""))
    expect = document.get("expect")
    return Vignette(
        answers=json.dumps(document["answers"], ensure_ascii=False, indent=1),
        today=str(document.get("today", received)),
        received=received,
        expect=expect if isinstance(expect, dict) else {},
    )


def expectations(
    expect: Mapping[str, Any], assessment: Assessment
) -> Iterator[tuple[str, str, bool]]:
    """Yield kind and text of each expectation that can be compared, and whether it is met."""
    for kind, value in expect.items():
        if kind in COMPARED:
            for part in value if isinstance(value, list) else [value]:
                yield kind, _text(part), COMPARED[kind](assessment, part)


def _text(part: object) -> str:
    if isinstance(part, dict):
        return " · ".join(f"{name} {value}" for name, value in part.items())
    return " · ".join(map(str, part)) if isinstance(part, list) else str(part)


def _has_rule(assessment: Assessment, rule: object) -> bool:
    return any(deadline.rule == rule for deadline in assessment.triage.deadlines)


def _has_deadline(assessment: Assessment, part: object) -> bool:
    """Return true where one deadline has everything that *part* names of it."""
    if not isinstance(part, dict):
        return False
    facts = (
        {
            "rule": deadline.rule,
            "on": str(deadline.act_by),
            "latest": str(deadline.latest_lawful_day),
            "tier": deadline.tier.value,
            "set_by": deadline.set_by.value,
            "certainty": deadline.certainty.value,
            "passed": str(deadline.passed),
        }
        for deadline in assessment.triage.deadlines
    )
    wanted = {name: str(value) for name, value in part.items()}.items()
    return any(wanted <= fact.items() for fact in facts)


COMPARED: Mapping[str, Callable[[Assessment, object], bool]] = {
    "outcome": lambda assessment, code: assessment.eligibility.outcome == code,
    "tier": lambda assessment, code: assessment.triage.tier == code,
    "not_tier": lambda assessment, code: assessment.triage.tier != code,
    "act_by": lambda assessment, day: str(assessment.triage.act_by) == str(day),
    "look_by": lambda assessment, day: str(assessment.triage.look_by) == str(day),
    "due_on": lambda assessment, day: str(assessment.triage.due_on) == str(day),
    "rules": _has_rule,
    "not_rules": lambda assessment, rule: not _has_rule(assessment, rule),
    "silent": lambda assessment, rule: not _has_rule(assessment, rule),
    "flags": lambda assessment, flag: any(
        flag in deadline.flags for deadline in assessment.triage.deadlines
    ),
    "deadlines": _has_deadline,
    "contradictions": lambda assessment, pair: (
        isinstance(pair, list) and tuple(pair) in assessment.triage.contradictions
    ),
}
"""The comparison of each kind of expectation. Kinds that are not here are left out."""
