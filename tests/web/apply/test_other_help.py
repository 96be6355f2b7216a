"""The page about other help: organisations by kind and state, within their shelf life."""

import re
from datetime import UTC, date, datetime

from intake.referrals.places import shipped

TODAY = date(2026, 11, 24)


def test_every_way_to_a_place_that_is_sure_is_there_and_no_other(client, clock):
    text = page(client) + client.get("/en/other-help/abroad").text

    for place in shipped():
        for way in () if place.hidden(TODAY) else place.ways:
            assert getattr(place, way) in text, place.id
        for way in set(place.unconfirmed):
            assert getattr(place, way) not in text, place.id
    link = re.search(r"<a [^>]*locator\.ice\.gov[^>]*>", text)
    assert link
    assert "noreferrer" in link[0]


def test_after_its_shelf_life_a_place_is_gone(client, clock):
    assert "locator.ice.gov" in page(client)

    clock.move_to(datetime(2027, 2, 1, 12, tzinfo=UTC))
    later = page(client)

    assert "locator.ice.gov" not in later
    assert "1-800-203-7001" in later


def page(client):
    return client.get("/en/other-help").text
