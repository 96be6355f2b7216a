"""The page about other help: organisations by kind and state, within their shelf life."""

import re
from datetime import UTC, date, datetime

from intake.referrals.places import shipped

TODAY = date(2026, 11, 24)


def test_every_place_that_is_sure_is_there(client, clock):
    text = page(client) + client.get("/en/other-help/abroad").text

    for place in shipped():
        if not place.hidden(TODAY):
            for way in place.ways:
                assert getattr(place, way) in text, place.id


def test_a_contact_that_no_source_confirmed_is_not_there(client, clock):
    text = page(client) + client.get("/en/other-help/abroad").text

    for place in shipped():
        for way in set(place.unconfirmed):
            assert getattr(place, way) not in text, place.id


def test_numbers_and_sites_open_with_one_tap(client, clock):
    text = page(client)

    assert re.search(r'href="?tel:18002037001\b', text)
    link = re.search(r"<a [^>]*locator\.ice\.gov[^>]*>", text)
    assert link
    assert re.search(r'href="?https://locator\.ice\.gov', link[0])
    assert "noreferrer" in link[0]


def test_each_place_says_when_it_was_checked(client, clock):
    text = page(client)

    assert "We checked this in July 2026." in text
    assert text.count("We checked this in") >= 30


def test_places_of_one_state_stand_under_its_name(client, clock):
    text = page(client)

    assert text.index(">Texas<") < text.index("512-478-0546") < text.index(">Virginia<")


def test_places_abroad_stand_on_a_page_of_their_own_by_country(client, clock):
    assert 'href="/en/other-help/abroad"' in page(client).replace("href=/en", 'href="/en')
    abroad = client.get("/en/other-help/abroad").text

    assert ">Mexico<" in abroad
    assert ">Mexico<" not in page(client)
    assert "locator.ice.gov" not in abroad


def test_after_its_shelf_life_a_place_is_gone(client, clock):
    assert "locator.ice.gov" in page(client)

    clock.move_to(datetime(2027, 2, 1, 12, tzinfo=UTC))
    later = page(client)

    assert "locator.ice.gov" not in later
    assert "1-800-203-7001" in later


def page(client):
    return client.get("/en/other-help").text
