"""Answers that contradict each other are named in pairs, and never where they agree."""

import pytest

from tests.triage.making import triage_of

FILED = {
    "asylum_filed": "yes",
    "asylum_filed_date": "2026-03-01",
    "asylum_filed_where": "court",
    "fee_notice": "no",
}
MOVED = {"court_case": "yes", "gov_motion": "yes", "gov_motion_date": "2026-11-02"}


@pytest.mark.parametrize(
    "answers, pair",
    [
        (
            {"filling_for": "detained_person", "detained_now": "no"},
            ("filling_for", "detained_now"),
        ),
        (
            {"court_case": "no", "next_hearing_date": "2027-01-05"},
            ("court_case", "next_hearing_date"),
        ),
        (
            {"removal_soon": "no", "check_in_date": "2026-12-15"},
            ("removal_soon", "check_in_date"),
        ),
        (
            {"removal_soon": "no", "removal_soon_date": "2026-12-15"},
            ("removal_soon", "removal_soon_date"),
        ),
        (
            {"fear_interview": "no", "fear_decision_date": "2026-11-20"},
            ("fear_interview", "fear_decision_date"),
        ),
        (
            {"bad_decision": "none", "bad_decision_date": "2026-11-20"},
            ("bad_decision", "bad_decision_date"),
        ),
        ({"bad_decision": "none", "missed_hearing": "yes"}, ("bad_decision", "missed_hearing")),
        (
            {"appeal_sent": "no", "appeal_sent_date": "2026-11-20"},
            ("appeal_sent", "appeal_sent_date"),
        ),
        ({"old_order": "no", "old_order_date": "2020-01-01"}, ("old_order", "old_order_date")),
        ({"gov_motion": "no", "gov_motion_date": "2026-11-20"}, ("gov_motion", "gov_motion_date")),
        (
            {"gov_motion": "no", "gov_motion_due_date": "2026-12-20"},
            ("gov_motion", "gov_motion_due_date"),
        ),
        (
            {"asylum_filed": "no", "asylum_filed_date": "2026-03-01"},
            ("asylum_filed", "asylum_filed_date"),
        ),
        ({"fee_notice": "no", "fee_notice_date": "2026-11-02"}, ("fee_notice", "fee_notice_date")),
        ({"fee_notice": "no", "fee_due_date": "2026-12-02"}, ("fee_notice", "fee_due_date")),
        (
            {"lawful_status": "no", "lawful_status_ended": "2026-05-01"},
            ("lawful_status", "lawful_status_ended"),
        ),
        (
            FILED | {"left_since_filing": "no", "last_arrival_date": "2026-03-02"},
            ("left_since_filing", "last_arrival_date"),
        ),
        ({"under_18": "yes", "birth_date": "2008-11-24"}, ("under_18", "birth_date")),
        ({"under_18": "no", "birth_date": "2008-11-25"}, ("under_18", "birth_date")),
        ({"under_18": "when_i_came", "birth_date": "2010"}, ("under_18", "birth_date")),
        (
            MOVED | {"gov_motion_ruled": "granted", "next_hearing_date": "2026-11-24"},
            ("gov_motion_ruled", "next_hearing_date"),
        ),
        (
            FILED | {"form_reply": "receipt", "form_reply_date": "2026-02-28"},
            ("form_reply", "asylum_filed_date"),
        ),
        *(
            ({no: "no", day: "2026-11-20"}, (no, day))
            for no, day in (
                ("appointment", "appointment_date"),
                ("voluntary_departure", "voluntary_departure_date"),
                ("gov_motion_ruled", "gov_motion_ruled_date"),
                ("fear_review", "fear_review_date"),
                ("reinstated", "reinstated_date"),
            )
        ),
    ],
)
def test_answers_that_contradict_are_named(answers, pair):
    assert triage_of(answers).contradictions == (pair,)


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"filling_for": "detained_person", "detained_now": "yes"},
        {"filling_for": "self", "detained_now": "no"},
        {"court_case": "yes", "next_hearing_date": "2027-01-05"},
        {"court_case": "no", "next_hearing_date": "not_sure"},
        {"bad_decision": "judge", "bad_decision_date": "2026-11-20", "missed_hearing": "yes"},
        {"bad_decision": "none", "missed_hearing": "not_sure"},
        {"removal_soon": "check_in", "check_in_date": "2026-12-15"},
        FILED | {"left_since_filing": "no", "last_arrival_date": "2026-03-01"},
        FILED | {"left_since_filing": "yes", "last_arrival_date": "2026-03-02"},
        FILED | {"left_since_filing": "no", "last_arrival_date": "not_sure"},
        FILED
        | {
            "left_since_filing": "no",
            "last_arrival_date": "2026-03-02",
            "asylum_filed_date": "not_sure",
        },
        FILED | {"left_since_filing": "no", "last_arrival_date": "2026"},
        {"under_18": "yes", "birth_date": "2008-11-25"},
        {"under_18": "no", "birth_date": "2008"},
        {"under_18": "not_sure", "birth_date": "2000"},
        MOVED | {"gov_motion_ruled": "granted", "next_hearing_date": "2026-11-23"},
        MOVED | {"gov_motion_ruled": "granted", "next_hearing_date": "2026-11"},
        MOVED | {"gov_motion_ruled": "denied", "next_hearing_date": "2027-01-05"},
        FILED | {"form_reply": "receipt", "form_reply_date": "2026-03-01"},
    ],
)
def test_answers_that_agree_are_not_named(answers):
    assert triage_of(answers).contradictions == ()
