"""The step that a deadline names: another once its day has passed, another where it is unknown."""

import pytest

from intake.triage.findings import CALL_COURT_LINE
from intake.triage.rules import (
    absences,
    arrival,
    children,
    court,
    decisions,
    filing,
    orders,
    removal,
    status,
)
from tests.triage.making import deadlines_of, table, triage_of, typed

JUDGE = {"bad_decision": "judge"}
BOARD = {"bad_decision": "appeals_board"}
OFFICE = {"bad_decision": "asylum_office", "office_letter": "intent_to_deny"}
CAME = {"help_types": ["fear_return"]}
HEARING = {"court_case": "yes", "hearing_kind": "individual"}
MOTION = {"gov_motion": "yes", "court_case": "yes"}
NOTICE = {"asylum_filed": "yes", "asylum_filed_where": "immigration_office", "fee_notice": "yes"}
FILED = {"asylum_filed": "yes", "asylum_filed_where": "immigration_office", "fee_notice": "no"}
COURT_FEE = {"asylum_filed": "yes", "court_case": "yes", "fee_notice": "yes"}
PARENT = {"help_types": ["parent_harm"], "us_state": "TX"}
FAMILY = {"help_types": ["bring_family"]}
MISSED = {"bad_decision": "judge", "missed_hearing": "yes", "missed_why": "emergency"}


@pytest.mark.parametrize(
    "rule, answers, step",
    [
        ("R01", {"removal_soon": "not_sure"}, removal.REMOVAL_ASK),
        (
            "R01",
            {"removal_soon": "leave_or_flight", "removal_soon_date": "2026-12-10"},
            removal.REMOVAL_DO,
        ),
        (
            "R01",
            {"removal_soon": "leave_or_flight", "removal_soon_date": "2026-11-10"},
            removal.REMOVAL_GONE_DO,
        ),
        ("R04", HEARING | {"next_hearing_date": "2027-02-01"}, court.HEARING_DO),
        ("R04", HEARING | {"next_hearing_date": "2027-02-01"}, court.PAPERS_DO),
        ("R04", HEARING | {"next_hearing_date": "2026-12-10"}, court.PAPERS_LATE_DO),
        ("R04", HEARING, CALL_COURT_LINE),
        ("R05", JUDGE | {"bad_decision_date": "2026-11-10"}, decisions.APPEAL_DO),
        ("R05", JUDGE | {"bad_decision_date": "2026-09-01"}, decisions.APPEAL_LATE_DO),
        ("R05", JUDGE, CALL_COURT_LINE),
        ("R05", {"bad_decision": "not_sure"}, CALL_COURT_LINE),
        (
            "R05",
            {"bad_decision": "not_sure", "bad_decision_date": "2026-11-20"},
            CALL_COURT_LINE,
        ),
        ("R06a", MISSED | {"bad_decision_date": "2026-11-10"}, absences.ABSENT_DO),
        ("R06a", MISSED | {"bad_decision_date": "2026-01-10"}, absences.ABSENT_LATE_DO),
        ("R06c", JUDGE | {"bad_decision_date": "2026-11-10"}, orders.REOPEN_DO),
        ("R06c", JUDGE | {"bad_decision_date": "2026-01-10"}, orders.REOPEN_LATE_DO),
        ("R07", BOARD | {"bad_decision_date": "2026-11-10"}, decisions.REVIEW_DO),
        ("R07", BOARD | {"bad_decision_date": "2026-09-01"}, decisions.REVIEW_LATE_DO),
        ("R08", CAME | {"last_arrival_date": "2026-03-03"}, arrival.FILE_DO),
        ("R08", CAME | {"last_arrival_date": "2024-03-03"}, arrival.FILE_LATE_DO),
        ("R08", CAME | {"last_arrival_date": "not_sure"}, arrival.ARRIVAL_DO),
        (
            "R08",
            CAME | {"last_arrival_date": "2024-03-03", "lawful_status": "still_valid"},
            arrival.STATUS_ASK_DO,
        ),
        ("R09", MOTION | {"gov_motion_date": "2026-11-20"}, court.SAY_IN_COURT),
        (
            "R09",
            MOTION | {"gov_motion_date": "2026-11-20", "gov_motion_kind": "pretermit"},
            court.NOT_THERE,
        ),
        ("R09", MOTION, court.MAYBE_MOTION_DO),
        ("R09", {"gov_motion": "not_sure", "court_case": "yes"}, court.MAYBE_MOTION_DO),
        ("R10", NOTICE | {"fee_notice_date": "2026-11-02"}, filing.FEE_DO),
        ("R10", NOTICE | {"fee_notice_date": "2026-08-02"}, filing.FEE_LATE_DO),
        ("R10", NOTICE, filing.LOOK_FOR_FEE_DO),
        ("R10", FILED | {"asylum_filed_date": "2025-12-01"}, filing.LOOK_FOR_FEE_DO),
        ("R10", COURT_FEE | {"fee_due_date": "2026-12-20"}, filing.COURT_FEE_DO),
        ("R10", COURT_FEE | {"fee_due_date": "2026-09-20"}, filing.FEE_LATE_DO),
        ("R10", COURT_FEE, filing.LOOK_FOR_ORDER_DO),
        ("R12", PARENT | {"birth_date": "2009-05-05"}, children.SIJS_DO),
        ("R12", PARENT | {"birth_date": "2008-05-05"}, children.STATE_AGE_DO),
        (
            "R12",
            {**PARENT, "us_state": "NY", "birth_date": "2005-05-05"},
            children.AGE_OVER_DO,
        ),
        ("R12", PARENT | {"birth_date": "not_sure"}, children.BIRTH_DATE_DO),
        ("R12", {"children_birth_dates": ["2010-05-05"]}, children.DERIVATIVE_DO),
        ("R16", {"removal_soon": "check_in", "check_in_date": "2026-12-10"}, removal.CHECK_IN_DO),
        ("R16", {"removal_soon": "check_in", "check_in_date": "2026-11-10"}, removal.CHECK_IN_GONE),
        ("R17", OFFICE | {"bad_decision_date": "2026-11-20"}, decisions.OFFICE_DO),
        ("R17", OFFICE | {"bad_decision_date": "2026-10-20"}, decisions.OFFICE_LATE_DO),
        ("R17", OFFICE | {"bad_decision_date": "not_sure"}, decisions.OFFICE_ASK),
        ("R17", OFFICE | {"office_letter": "denial"}, decisions.OFFICE_DENIED_DO),
        ("R18", FAMILY | {"status_granted_date": "2025-06-01"}, status.FAMILY_DO),
        ("R18", FAMILY | {"status_granted_date": "2020-06-01"}, status.FAMILY_LATE_DO),
        ("R18", FAMILY, status.GRANTED_ASK_DO),
    ],
)
def test_a_deadline_names_the_step_that_is_possible(rule, answers, step):
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
