"""Safe times for calls: those that the person named, else the day."""

from __future__ import annotations

from datetime import datetime

import pytest

from intake.cases.contact_safety import Channel, Objection, is_safe_time, objections

TUESDAY, SATURDAY = "2026-11-24", "2026-11-28"


@pytest.mark.parametrize(
    ("times", "day", "hour", "safe"),
    [
        ([], TUESDAY, 10, True),
        ([], TUESDAY, 3, False),
        (["any"], TUESDAY, 3, True),
        (["morning"], TUESDAY, 7, True),
        (["morning"], TUESDAY, 12, False),
        (["evening"], TUESDAY, 20, True),
        (["evening"], TUESDAY, 21, False),
        (["weekend"], TUESDAY, 10, False),
        (["weekend"], SATURDAY, 10, True),
        (["weekend"], SATURDAY, 3, False),
        (["weekend", "evening"], SATURDAY, 10, False),
        (["weekend", "evening"], TUESDAY, 18, True),
    ],
)
def test_a_time_is_safe_if_the_person_named_it(times, day, hour, *, safe):
    at = datetime.fromisoformat(f"{day}T{hour:02}:30-05:00")

    assert is_safe_time(times, at=at) is safe


def test_email_is_safe_at_night_and_a_call_is_not():
    night = datetime.fromisoformat(f"{TUESDAY}T03:00-05:00")
    contact = {"contact_methods": ["call", "email"], "ok_mail": "yes"}

    assert objections(contact, Channel.EMAIL, at=night, to_stop=False) == ()
    assert objections(contact, Channel.CALL, at=night, to_stop=False) == (Objection.NOT_NOW,)
