"""Properties that hold for any answers."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from intake.actions.assessment.assess import assess_answers
from intake.eligibility.request import Practice
from intake.law.book import shipped
from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import FROM_BEFORE, bad_decision, so_far
from intake.questionnaire.asylum.opened import is_opened
from intake.questionnaire.asylum.safety import danger_now
from intake.questionnaire.asylum.screen import help_types, lawyer_scope
from intake.questionnaire.asylum.start import filling_for
from intake.questionnaire.asylum.where import detained_now, location_kind, us_state
from intake.questionnaire.dates import NOT_SURE, Calendar, on, said_date, said_in
from intake.questionnaire.journey import live_answers
from intake.questionnaire.limits import problem_with
from intake.questionnaire.questions import (
    Choice,
    Choices,
    Date,
    Dates,
    Money,
    Number,
    YesNo,
)
from intake.triage.assess import assess
from intake.triage.days import add_years, is_business_day, roll_back
from intake.triage.plan import Part, plan_of
from tests.eligibility.making import COUNSEL, FITS
from tests.triage.making import EVERYTHING, TODAY, answers_of

EARLIEST, LATEST = date(2025, 6, 1), date(2035, 12, 31)
TWO_STATES = Practice(income_percent=200, service_area=("NY", "TX"))

OTHERS = (Calendar.SOLAR_HIJRI, Calendar.ETHIOPIAN, Calendar.HIJRI)
ZONES = ("UTC", "America/New_York", "Asia/Kabul", "Pacific/Kiritimati", "Pacific/Pago_Pago")

WEIGHED = [
    question
    for question in ASYLUM.questions.values()
    if isinstance(question, Choice | YesNo | Choices | Date | Dates | Number | Money)
]
"""The questions whose answers are no mere text."""


LEARNED = [
    question for question in WEIGHED if isinstance(question, Choice | YesNo | Choices | Date)
]

DATED = [question for question in WEIGHED if isinstance(question, Date | Dates)]

BEGUN = (
    FITS | COUNSEL,
    FITS | {"help_types": ["something_else"]},
    FITS | {"us_state": "CA"},
    FITS
    | {
        "help_types": ["fear_return", "bring_family", "parent_harm"],
        "asylum_filed": "no",
        "last_arrival_date": "2026-08-01",
        "court_case": "no",
        "lawful_status": "no",
    },
    FITS
    | {
        "asylum_filed": "yes",
        "asylum_filed_date": "2026-10-01",
        "court_case": "yes",
        "next_hearing_date": "2028-06-01",
        "hearing_kind": "individual",
        "bad_decision": "appeals_board",
        "bad_decision_date": "2026-11-20",
    },
    EVERYTHING,
    EVERYTHING | {"birth_date": "1990-01-01", "lawful_status": "ended", "detained_now": "no"},
)
"""Somebody whom nothing holds from being declined, somebody whom time alone makes urgent, and
somebody whom everything presses."""

URGENT = (
    ("filling_for", "detained_person"),
    ("detained_now", "yes"),
    ("danger_now", "yes"),
    ("removal_soon", "leave_or_flight"),
    ("removal_soon", "check_in"),
    ("fear_interview", "not_passed"),
    ("fear_interview", "waiting"),
    ("gov_motion", "yes"),
    ("fee_notice", "yes"),
    ("help_types", "forced_work_or_sex"),
    ("help_types", "court_or_order"),
    ("needs", "very_sick"),
    ("needs", "trauma"),
)
"""Facts that press, and that somebody without them adds to what was said."""

days = st.dates(EARLIEST, LATEST)


def said_dates(received):
    """Days, months and years around the day received, and dates that nobody knows."""
    around = st.one_of(
        st.dates(received - timedelta(days=800), received + timedelta(days=800)),
        st.dates(received - timedelta(days=40), received + timedelta(days=40)),
        st.dates(received - timedelta(days=365 * 30), received + timedelta(days=365 * 9)),
    )
    return st.one_of(
        around.map(on),
        around.map(lambda day: said_date(f"{day:%Y-%m}")),
        around.map(lambda day: said_date(f"{day:%Y}")),
        st.builds(in_another, around, st.sampled_from(OTHERS), st.integers(1, 3)),
        st.just(NOT_SURE),
    )


def in_another(day, calendar, parts):
    """A day as another calendar says it: the year, with its month, or the whole."""
    year, *rest = said_in(calendar, day)
    return said_date("-".join([f"{year:04}", *map(str, rest)][:parts]), calendar)


def an_answer(question, received):
    """Any answer within the limits of a question that rules look at."""
    if isinstance(question, Choice | YesNo):
        return st.sampled_from([option.code for option in question.options])
    if isinstance(question, Choices):
        codes = [option.code for option in question.options]
        return st.lists(st.sampled_from(codes), min_size=1, unique=True).map(tuple)
    if isinstance(question, Number | Money):
        return st.integers(1, min(question.most, 200_000))
    several = st.lists(said_dates(received), min_size=1, max_size=3).map(tuple)
    return several if isinstance(question, Dates) else said_dates(received)


@st.composite
def requests(draw, *, live=True):
    """Answers and the day they came in; ``live`` as the rules get them.

    Either with anything said and anything skipped, or those of somebody known with a few others
    and perhaps one less.
    """
    begun = draw(st.sampled_from([None, *BEGUN]))
    if begun is None:
        received, base = draw(days), Answers()
        asked = [question for question in WEIGHED if draw(st.integers(0, 9)) > 2]
    else:
        received, base = TODAY + timedelta(days=draw(st.integers(0, 900))), answers_of(begun)
        base = base.without(draw(st.lists(st.sampled_from(sorted(base)), max_size=1)))
        several = st.one_of(st.sampled_from(WEIGHED), st.sampled_from(DATED))
        asked = draw(st.lists(several, max_size=6, unique=True))
    answers = base.plus({question.id: draw(an_answer(question, received)) for question in asked})
    beyond = [
        id_
        for id_, answer in answers.items()
        if problem_with(ASYLUM.questions[id_], answer, today=received)
    ]
    answers = answers.without(beyond)
    return live_answers(answers, as_of=received) if live else answers, received


@given(requests(), st.integers(0, 2000))
def test_any_answers_are_weighed_and_every_reason_can_be_followed(request, later):
    answers, received = request

    weighed = assess_answers(
        answers,
        shipped(),
        today=received + timedelta(days=later),
        received=received,
        practice=TWO_STATES,
    )

    deadlines = weighed.triage.deadlines
    for reason in (*(deadline.reason for deadline in deadlines), *weighed.eligibility.reasons):
        assert reason.authority
        assert reason.answers
        assert set(reason.answers) <= set(ASYLUM.questions)
        assert "%" not in reason.says.in_english()
    for deadline in deadlines:
        _is_whole(deadline, received)
    _is_governed(weighed.triage, received)


@given(requests(live=False), st.integers(-800, 40_000))
def test_no_answers_make_a_rule_raise_whatever_was_asked_and_whatever_the_day(request, later):
    answers, received = request
    today = max(received, received + timedelta(days=later))

    weighed = assess_answers(
        answers, shipped(), today=today, received=received, practice=TWO_STATES
    )

    _is_governed(weighed.triage, received)
    assert all(deadline.reason.answers for deadline in weighed.triage.deadlines)


@given(
    requests(),
    st.integers(0, 400),
    st.dates(date(1990, 1, 1), date(2060, 1, 1)),
    st.times(),
    st.sampled_from(ZONES),
)
def test_neither_the_clock_nor_the_zone_of_the_machine_counts(request, later, day, at, zone):
    answers, received = request
    today = received + timedelta(days=later)
    here = assess_answers(answers, shipped(), practice=TWO_STATES, today=today, received=received)

    with time_machine.travel(datetime.combine(day, at, tzinfo=ZoneInfo(zone)), tick=False):
        there = assess_answers(
            answers, shipped(), practice=TWO_STATES, today=today, received=received
        )

    assert there == here


@given(requests(), st.one_of(st.integers(0, 90), st.integers(0, 2000)))
def test_a_later_day_moves_no_date_and_follows_the_steps(request, later):
    answers, received = request
    today = received + timedelta(days=later)

    first = assess(answers, shipped(), today=received, received=received)
    then = assess(answers, shipped(), today=today, received=received)

    reached = [step.tier for step in first.steps if step.from_day <= today]
    assert then.tier == (reached[-1] if reached else first.tier)
    assert then.steps == tuple(step for step in first.steps if step.from_day > today)
    assert (then.act_by, then.look_by, then.due_on) == (first.act_by, first.look_by, first.due_on)
    tiers = [first.tier, *(step.tier for step in first.steps)]
    assert tiers == sorted(set(tiers), reverse=True)


@given(requests(live=False), st.sampled_from(LEARNED), st.sampled_from(["skip", "not_sure"]))
@settings(suppress_health_check=[HealthCheck.filter_too_much])
@pytest.mark.slow
def test_unknown_is_never_safe(request, question, unknown):
    """Not knowing never makes a case less urgent than the least urgent answer would.

    A question that no answer opens was not skipped, nor were ticks of ``so_far`` in an older case,
    which answered each question by itself. A day that contradicts another answer, such
    as *no* to its own question, is no such answer.
    """
    answers, received = request
    without = answers.without({question.id})
    drawn: list[Answer] = list(_values(question, received))
    unsure = _not_sure(question)
    assume(is_opened(question, without, received))
    assume(question is not so_far or not FROM_BEFORE.holds(without, received))
    assume(unknown == "skip" or unsure is not None)

    silent = without if unknown == "skip" else without.plus({question.id: unsure or ""})
    tried = [_triage(without.plus({question.id: value}), received) for value in drawn]
    least = [triage.tier for triage in tried if not triage.contradictions]
    assume(least)

    assert _triage(silent, received).tier <= max(least)


def _triage(answers, received):
    return assess(answers, shipped(), today=received, received=received)


def _values(question, received):
    """Return answers that may be the least urgent: each code, or days near and far."""
    if isinstance(question, Date):
        for offset in (-20_000, -3000, -800, -400, -200, -100, -40, 40, 100, 800, 3000):
            said_date = on(received + timedelta(days=offset))
            if problem_with(question, said_date, today=received) is None:
                yield said_date
    elif isinstance(question, Choices):
        yield from ((option.code,) for option in question.options if option.code != "not_sure")
    elif isinstance(question, Choice | YesNo):
        yield from (option.code for option in question.options if option.code != "not_sure")


def _not_sure(question):
    if isinstance(question, Date):
        return NOT_SURE
    codes = {option.code for option in getattr(question, "options", ())}
    if "not_sure" not in codes:
        return None
    return ("not_sure",) if isinstance(question, Choices) else "not_sure"


ORDERS = re.compile(r"(?:^|[.!?] )(?:Send|File|Pay|Go|Apply|Gather|Carry|Bring)\b")
"""What a sentence that only asks never begins with."""


@given(requests(), st.integers(0, 60))
def test_a_plan_puts_what_is_known_first_and_tells_no_day_that_has_gone(request, later):
    answers, received = request
    today = received + timedelta(days=later)
    deadlines = assess(answers, shipped(), today=today, received=received).deadlines

    plan = plan_of(deadlines, answers, today=today)

    rows = [row for act in plan.acts for row in act.rows]
    assert sorted(rows, key=deadlines.index) == list(deadlines)
    assert all(act.day >= today for act in plan.acts if act.day)
    assert not [row.do for row in rows if row.asks and ORDERS.search(row.do.in_english())]
    in_time = [act for part in plan.sections if part.part is not Part.LATER for act in part.acts]
    if any(act.day for act in in_time):
        assert plan.top
        assert not plan.top.asks
    for section in plan.sections:
        asks = [act.asks for act in section.acts if act.rows]
        assert asks == sorted(asks)
    assert len(plan.sections[0].acts) <= 3 or plan.sections[0].part is Part.LATER


@given(requests())
def test_a_case_is_acted_on_by_the_last_lawful_day_of_each_open_deadline(request):
    answers, received = request
    triage = _triage(answers, received)

    for row in triage.deadlines:
        if row.latest_lawful_day and not row.passed and row.rule not in {"R11", "R23", "R27"}:
            last = roll_back(row.latest_lawful_day, shipped().holidays)
            assert triage.act_by
            assert received <= triage.act_by <= max(received, last)


@given(requests(), st.sampled_from(URGENT))
def test_an_urgent_fact_never_lowers_the_urgency(request, fact):
    (answers, received), (question, code) = request, fact
    several = isinstance(ASYLUM.questions[question], Choices)
    given_answers = answers.chosen(ASYLUM.questions[question])
    assume(several or given_answers in ((), ("self",), ("no",)))
    chosen = (*(earlier for earlier in given_answers if earlier != "none"), code)

    before = assess(answers, shipped(), today=received, received=received)
    after = assess(
        answers.plus({question: chosen if several else code}),
        shipped(),
        today=received,
        received=received,
    )

    assert after.tier <= before.tier
    assert after.look_by <= before.look_by


@given(requests())
def test_nobody_is_unlikely_whom_a_person_must_see(request):
    answers, received = request

    weighed = assess_answers(
        answers, shipped(), today=received, received=received, practice=TWO_STATES
    )

    if weighed.eligibility.outcome == "unlikely":
        _may_be_unlikely(answers, weighed.triage, received)


@given(st.dates(date(2010, 1, 1), date(2034, 1, 1)))
def test_the_safe_day_is_open_and_before_the_last_lawful_one(day):
    received = max(day, EARLIEST)
    law = shipped()

    (year,) = [
        deadline
        for deadline in assess(
            _with("last_arrival_date", on(day)), law, today=received, received=received
        ).deadlines
        if deadline.rule == "R08"
    ]

    assert year.latest_lawful_day is not None
    assert year.act_by is not None
    assert year.act_by < add_years(day, 1) <= year.latest_lawful_day
    assert is_business_day(year.act_by, law.holidays)
    assert is_business_day(year.latest_lawful_day, law.holidays)
    assert (year.latest_lawful_day - year.act_by).days <= 6


def _with(question, said_date, base=None):
    several = isinstance(ASYLUM.questions[question], Dates)
    given_: dict[str, Any] = {
        "help_types": ("fear_return", "bring_family", "parent_harm"),
        "location_kind": "in_us",
        "asylum_filed": "no",
        "bad_decision": "appeals_board",
        "fee_notice": "yes",
        **(base or {}),
        question: (said_date,) if several else said_date,
    }
    return Answers().plus(given_)


def _is_whole(deadline, received):
    last = deadline.latest_lawful_day or deadline.act_by
    assert deadline.passed == (last is not None and last < received)
    assert deadline.passed or deadline.act_by is None or deadline.act_by >= received
    assert deadline.do.in_english().endswith(".")
    assert "%" not in deadline.do.for_staff().in_english()
    if deadline.plan_by is None or deadline.act_by is None:
        assert deadline.passed or deadline.act_by is None
    else:
        assert received <= deadline.plan_by <= max(received, deadline.act_by)
    if deadline.latest_lawful_day and deadline.act_by and deadline.rule != "R03a":
        assert deadline.act_by <= deadline.latest_lawful_day


def _is_governed(triage, received):
    governing = [deadline for deadline in triage.deadlines if deadline.rule not in ("R11", "R23")]
    opened = [deadline for deadline in governing if not deadline.passed and deadline.act_by]
    binding = [deadline.act_by for deadline in opened if deadline.set_by != "us" or deadline.counts]
    if triage.act_by is None:
        assert opened == []
    else:
        assert received <= triage.act_by
        assert triage.act_by in {deadline.act_by for deadline in opened}
        assert all(triage.act_by <= day for day in binding if day)
    assert triage.tier == min((deadline.tier for deadline in governing), default="P4")
    assert triage.due_on >= received
    assert is_business_day(triage.look_by, shipped().holidays)
    assert is_business_day(triage.due_on, shipped().holidays) or triage.due_on > received


def _may_be_unlikely(answers, triage, received):
    has_counsel = answers.code(lawyer_scope) == "whole_case"
    out_of_scope = answers.codes(help_types) == ("something_else",)
    elsewhere = answers.code(us_state) not in TWO_STATES.service_area
    assert has_counsel or out_of_scope or elsewhere
    assert answers.code(detained_now) == "no"
    assert answers.code(filling_for) != "detained_person"
    assert answers.code(danger_now) != "yes"
    assert "forced_work_or_sex" not in answers.codes(help_types)
    assert answers.code(bad_decision) not in ("judge", "appeals_board")
    assert "not_sure" not in answers.to_json().values()
    drawn = {"help_types", "has_lawyer", "household_size", "income", "location_kind"}
    assert drawn <= set(answers)
    assert answers.code(location_kind) != "in_us" or "us_state" in answers
    soon = received + timedelta(days=30)
    governing = [
        deadline
        for deadline in triage.deadlines
        if deadline.rule not in ("R11", "R23") and deadline.act_by
    ]
    near = [deadline for deadline in governing if deadline.act_by and deadline.act_by <= soon]
    assert all(deadline.set_by == "us" and not deadline.counts for deadline in near)
