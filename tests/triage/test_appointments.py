"""Appointments with USCIS and check-ins with ICE: what to bring, and what is only asked."""

import pytest

from tests.triage.making import deadlines_of, triage_of

COMING = {"appointment": "yes", "appointment_date": "2026-12-08"}
GONE = {"appointment": "yes", "appointment_date": "2026-11-23"}


@pytest.mark.parametrize(
    "answers, says",
    [
        (COMING | {"appointment_kind": "interview"}, "Go to the interview. Bring your own"),
        (COMING | {"appointment_kind": "fingerprints"}, "Go on that day. Bring the notice"),
        (COMING | {"appointment_kind": "other"}, "Go on that day with the notice and your ID."),
        (COMING, "An interview needs more: your own interpreter,"),
        (GONE | {"appointment_attended": "no"}, "Write to USCIS today why you missed it,"),
    ],
)
def test_what_to_do_goes_by_the_kind_of_the_appointment(answers, says):
    (row,) = deadlines_of("R25", triage_of(answers))

    assert says in row.do.in_english()
    assert not row.asks


@pytest.mark.parametrize(
    "rule, answers, says",
    [
        ("R25", {"appointment": "not_sure"}, "Look for a notice from USCIS"),
        ("R25", {"appointment": "yes"}, "Look for a notice from USCIS"),
        ("R25", GONE | {"appointment_attended": "not_sure"}, "Tell us if you went"),
        ("R25", GONE, "Tell us if you went"),
        ("R16", {"removal_soon": "check_in"}, "Look for the paper with the day of the check-in"),
    ],
)
def test_what_nobody_knows_is_only_asked(rule, answers, says):
    (row,) = deadlines_of(rule, triage_of(answers))

    assert row.do.in_english().startswith(says)
    assert row.asks
