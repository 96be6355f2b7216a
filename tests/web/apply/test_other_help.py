"""The page about other help: organisations by kind, with phone numbers as links."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import time_machine
from flask.testing import FlaskClient

from intake.referrals.places import shipped
from tests.support.databases.fixtures import ON_EITHER

pytestmark = ON_EITHER


def test_every_place_for_everybody_is_there(client: FlaskClient) -> None:
    text = client.get("/en/other-help").get_data(as_text=True)

    for place in shipped():
        for contact in (place.phone, place.text_to, place.dial, place.web):
            assert contact in text, place.id


def test_numbers_can_be_called_with_one_tap(client: FlaskClient) -> None:
    text = client.get("/en/other-help").get_data(as_text=True)

    for place in shipped():
        if place.phone:
            number = place.phone.replace("-", "")
            assert re.search(rf'href="?tel:{number}\b', text), place.id


def test_no_address_leads_away_from_here(client: FlaskClient) -> None:
    text = client.get("/en/other-help").get_data(as_text=True)

    assert "locator.ice.gov" in text
    assert re.findall(r'(?:href|src)="?https?:', text) == []


def test_what_nobody_checked_lately_says_so_in_one_line(
    client: FlaskClient, clock: time_machine.Traveller
) -> None:
    fresh = client.get("/en/other-help").get_data(as_text=True)

    clock.move_to(datetime(2028, 1, 10, 12, tzinfo=UTC))
    stale = client.get("/en/other-help").get_data(as_text=True)

    assert fresh.count("it may have changed") == 6
    assert "We checked this in July 2026; it may have changed." not in fresh
    assert "We checked this in July 2026; it may have changed." in stale
    assert stale.count("it may have changed") == len(shipped())
