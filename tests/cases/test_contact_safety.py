"""Safe times for calls: those that the person named, else the day."""

from datetime import datetime
from pathlib import Path

import pytest

from intake.cases.contact_safety import (
    Channel,
    Objection,
    email_allowed,
    is_safe_time,
    objections,
)
from tests.support.tables import rows
from tests.triage.making import cases

TUESDAY, SATURDAY = "2026-11-24", "2026-11-28"


@pytest.mark.parametrize(
    "times, day, hour, safe", rows(Path(__file__).with_name("contact.txt"), "times")
)
def test_a_time_is_safe_if_the_person_named_it(times, day, hour, *, safe):
    at = datetime.fromisoformat(f"{day}T{hour:0>2}:30-05:00")

    assert is_safe_time(times.split(), at=at) is (safe == "yes")


def test_at_night_email_and_the_mailbox_are_safe_and_what_rings_is_not():
    night = datetime.fromisoformat(f"{TUESDAY}T03:00-05:00")
    yes = {"ok_mail": "yes", "ok_text": "yes", "trusted_may_know": "everything"}
    contact = {"contact_methods": [channel.value for channel in Channel], **yes}

    safe = {way for way in Channel if not objections(contact, way, at=night, to_stop=False)}
    assert safe == {"email", "return_code"}
    assert objections(contact, Channel.CALL, at=night, to_stop=False) == (Objection.NOT_NOW,)


@pytest.mark.parametrize(
    "methods, ok, to_stop, address",
    rows(Path(__file__).with_name("contact.txt"), "email"),
)
def test_we_email_whoever_chose_it_said_yes_and_did_not_ask_us_to_stop(
    methods, ok, address, *, to_stop
):
    contact = {"contact_methods": methods.split(), "ok_mail": ok, "email": "lumo@example.org"}

    assert email_allowed(contact, to_stop=to_stop == "yes") == address


NOON = datetime.fromisoformat(f"{TUESDAY}T12:00-05:00")


@pytest.mark.parametrize(
    "channel, to_stop, objects, contact", cases("../cases/contact.txt", "objections")
)
def test_each_wish_of_the_person_is_an_objection(channel, contact, objects, *, to_stop):
    assert [
        *objections(contact, Channel(channel), at=NOON, to_stop=to_stop == "yes")
    ] == objects.split()
