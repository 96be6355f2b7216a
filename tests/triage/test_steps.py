"""The step that a deadline names: another once its day has passed, another where it is unknown."""

from operator import attrgetter

import pytest

from intake import triage
from intake.triage.rules import (
    absences,
    arrival,
    court,
    decisions,
    filing,
    orders,
    removal,
    status,
)
from tests.triage.making import cases, deadlines_of, table, triage_of, typed

OFFICE = {"bad_decision": "asylum_office", "office_letter": "intent_to_deny"}
HEARING = {"court_case": "yes", "hearing_kind": "individual"}
MOTION = {"gov_motion": "yes", "court_case": "yes"}


@pytest.mark.parametrize("rule, name, answers", cases("possible_steps.txt"))
def test_a_deadline_names_the_step_that_is_possible(rule, name, answers):
    step = attrgetter(name)(triage)
    steps = {deadline.do.text for deadline in deadlines_of(rule, triage_of(answers))}

    assert step.you in steps
    assert not {text for text in steps if _late_differs(text, step)}


@pytest.mark.parametrize("rule, asks, words, situation", table("steps.txt"))
def test_a_rule_tells_what_a_lawyer_would_say(rule, asks, words, situation):
    (row,) = deadlines_of(rule, triage_of(typed(situation)))

    told = f"{row.reason.says.in_english()} {row.do.in_english()}".casefold()
    said = {word: word.removeprefix("not ").casefold() in told for word in words.split(" & ")}
    assert said == {word: not word.startswith("not ") for word in said}
    assert ("asks" if row.asks else "orders") == asks


@pytest.mark.parametrize(
    "day, says, set_by",
    [
        ({"gov_motion_date": "2026-11-20"}, court.MOTION.may, "us"),
        ({"gov_motion_due_date": "2026-12-10"}, court.MOTION.exact, "paper"),
    ],
)
def test_a_usual_time_to_answer_is_not_told_as_a_deadline(day, says, set_by):
    (motion,) = deadlines_of("R09", triage_of(MOTION | day))

    assert motion.reason.says.text == says.you
    assert motion.set_by == set_by
    assert set(day) <= set(motion.reason.answers)


def test_a_hearing_that_has_gone_is_named_where_the_next_is_asked():
    answers = HEARING | {"next_hearing_date": "2026-11-10", "hearing_attended": "yes"}
    (hearing,) = deadlines_of("R04", triage_of(answers))

    assert hearing.reason.says.text == court.NEXT_DATE.you
    assert "10 November 2026" in hearing.reason.says.in_english()
    assert hearing.reason.authority == court.HEARING
    assert {"next_hearing_date", "hearing_attended"} <= set(hearing.reason.answers)


def test_a_referral_is_named_where_the_hearing_is_asked():
    answers = OFFICE | {"office_letter": "referral", "bad_decision_date": "2026-11-10"}
    (hearing,) = deadlines_of("R04", triage_of(answers))

    assert hearing.reason.says.text == court.REFERRED.you
    assert {"bad_decision", "office_letter"} <= set(hearing.reason.answers)


def _late_differs(text, step):
    """Return true where one step is for a day to come and the other for one that has passed."""
    pairs = (
        (decisions.APPEAL_DO, decisions.APPEAL_LATE_DO),
        (decisions.REVIEW_DO, decisions.REVIEW_LATE_DO),
        (decisions.OFFICE_DO, decisions.OFFICE_LATE_DO),
        (arrival.FILE_DO, arrival.FILE_LATE_DO),
        (court.PAPERS_DO, court.PAPERS_LATE_DO),
        (filing.FEE_DO, filing.FEE_LATE_DO),
        (absences.ABSENT_DO, absences.ABSENT_LATE_DO),
        (orders.REOPEN_DO, orders.REOPEN_LATE_DO),
        (status.FAMILY_DO, status.FAMILY_LATE_DO),
        (removal.CHECK_IN_DO, removal.CHECK_IN_GONE),
        (removal.REMOVAL_DO, removal.REMOVAL_GONE_DO),
        (status.STATUS_ENDS_DO, status.STATUS_ENDED_DO),
    )
    return any({text, step.you} == {before.you, after.you} for before, after in pairs)
