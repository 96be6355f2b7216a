"""Pick answers in the rule tester: a list, boxes or a date for each question that rules read."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict

from intake.actions.assessment.assess import Assessment
from intake.questionnaire.answers import answer_from_text
from intake.questionnaire.asylum import ASYLUM, SECTIONS
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
from intake.web.app_context import Values
from intake.web.questions.choices import country_options
from intake.words import N_, Labels

KINDS = (Choice, YesNo, Choices, Country, Date, Dates, Money, Number)
"""Kinds of question that can be picked. No rule reads the words of a person."""

LEFT_OUT = frozenset({"reach", "send"})
"""Sections that no rule reads."""

PRECISIONS: Labels[str] = {
    Precision.DAY.value: "This day",
    Precision.MONTH.value: "Only this month is known",
    Precision.YEAR.value: "Only this year is known",
    "not_sure": "Not sure",
}
LETTERS = {Precision.DAY.value: 10, Precision.MONTH.value: 7, Precision.YEAR.value: 4}
"""Letters of ``2026-11-24`` that a precision leaves."""


def picked_answers(posted: MultiDict[str, str]) -> dict[str, object]:
    """Return what was picked, in stored form, without the questions left open."""
    by_id = {question.id: _answer(question, posted) for _, some in _sections() for question in some}
    return {id_: answer for id_, answer in by_id.items() if answer}


def pick_sections(stored: Mapping[str, object]) -> Iterator[Values]:
    """Yield the controls of each section, set to the answers in stored form.

    A control is of the kind ``list``, ``boxes``, ``date`` or ``text``; ``chosen`` are the codes
    that are picked, ``typed`` is the text or the day, ``known`` the precision of the day.
    """
    for title, questions in _sections():
        picks = [
            {"id": question.id, "says": question.says, **_pick(question, stored.get(question.id))}
            for question in questions
        ]
        used = any(question.id in stored for question in questions)
        yield {"title": title, "picks": picks, "used": used}


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


def _pick(question: Question, stored: object) -> Values:
    several = stored if isinstance(stored, list) else []
    match question:
        case Date():
            return {"kind": "date", "options": PRECISIONS.items(), **_date(stored)}
        case Dates():
            days = (day for day in several if isinstance(day, str))
            return {"kind": "text", "typed": ", ".join(days)}
        case Money() | Number():
            return {"kind": "text", "typed": "" if stored is None else stored}
        case Country():
            options = [(code, name) for code, name, _ in country_options()]
            return {"kind": "list", "options": options, "chosen": [str(stored or "")]}
        case _:
            options = [(option.code, option.says) for option in getattr(question, "options", ())]
            if isinstance(question, Choices):
                return {"kind": "boxes", "options": options, "chosen": several}
            return {"kind": "list", "options": options, "chosen": [str(stored or "")]}


def _date(stored: object) -> Values:
    """Return what a control of a date shows; the box takes the first of the days that are meant."""
    try:
        meant = from_json(stored) if stored else None
    except NotADate:
        meant = None
    if meant is None:
        return {"typed": stored if isinstance(stored, str) else "", "known": Precision.DAY}
    if meant.first is None:
        return {"typed": "", "known": "not_sure"}
    known = Precision.DAY if meant.exact else meant.precision
    return {"typed": meant.first.isoformat(), "known": known}


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


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    answers = dict(pairs)
    if len(answers) != len(pairs):
        raise InvalidLines
    return answers


class Example(NamedTuple):
    """Answers as they are typed; ``days`` holds dates, in days after the date received."""

    label: str
    typed: str
    days: Mapping[str, int] = MappingProxyType({})


IN_GEORGIA = """\
help_types: fear_return
location_kind: in_us
us_state: GA
detained_now: no
has_lawyer: no
household_size: 3
income: none
"""

EXAMPLES: Mapping[str, Example] = {
    "one_year": Example(
        "One-year deadline near",
        IN_GEORGIA + "asylum_filed: no\ncourt_case: no\nlawful_status: no",
        days={"last_arrival_date": -355},
    ),
    "late": Example(
        "In the US for years, asylum not filed",
        IN_GEORGIA + "asylum_filed: no\ncourt_case: no\nlawful_status: still_valid",
        days={"last_arrival_date": -1500},
    ),
    "appeal": Example(
        "Judge denied the case last week",
        IN_GEORGIA + "asylum_filed: yes\ncourt_case: yes\nbad_decision: judge",
        days={"bad_decision_date": -7, "asylum_filed_date": -400},
    ),
    "detained": Example(
        "Detained, did not pass fear interview",
        """\
help_types: fear_return
location_kind: in_us
us_state: GA
detained_now: yes
has_lawyer: no
household_size: 3
income: none
filling_for: detained_person
asylum_filed: no
fear_interview: not_passed""",
        days={"fear_decision_date": -2, "last_arrival_date": -20},
    ),
    "lawyer": Example(
        "Has a lawyer for the whole case",
        """\
help_types: fear_return
location_kind: in_us
us_state: GA
detained_now: no
has_lawyer: yes
household_size: 3
income: none
asylum_filed: yes
court_case: no
lawyer_scope: whole_case""",
    ),
}


def example_text(id_: str, *, received: date) -> str:
    """Return the answers of an example as typed into the rule tester; dates follow *received*."""
    days = EXAMPLES[id_].days.items()
    dated = (f"{question}: {received + timedelta(days=count)}" for question, count in days)
    return "\n".join([EXAMPLES[id_].typed, *dated])


def read_vignette(text: str) -> Values | None:
    """Return the vignette in *text*; ``None`` where it is anything else, such as bare answers."""
    try:
        document = json.loads(text) if text.lstrip().startswith("{") else None
    except (ValueError, RecursionError):
        return None
    is_vignette = isinstance(document, dict) and isinstance(document.get("answers"), dict)
    return document if is_vignette else None


def expectations(expect: object, assessment: Assessment) -> Iterator[tuple[str, str, bool]]:
    """Yield kind and text of each expectation that can be compared, and whether it is met."""
    if not isinstance(expect, dict):
        return
    for kind in filter(COMPARED.__contains__, expect):
        for part in expect[kind] if isinstance(expect[kind], list) else [expect[kind]]:
            text = str(part)
            if isinstance(part, dict):
                text = " · ".join(f"{name} {value}" for name, value in part.items())
            elif isinstance(part, list):
                text = " · ".join(map(str, part))
            yield kind, text, COMPARED[kind](assessment, part)


def _has_rule(assessment: Assessment, rule: object) -> bool:
    return any(deadline.rule == rule for deadline in assessment.triage.deadlines)


def _has_deadline(assessment: Assessment, part: Any) -> bool:
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
