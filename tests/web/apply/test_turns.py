"""People who begin while their network, or all together, begin too many: each waits for a turn."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from intake.actions.upkeep import jobs
from intake.clock import now
from intake.extensions import saving
from intake.traffic import arrivals
from intake.web import limits
from intake.web.limits import turns
from intake.web.limits.counters import Limit
from tests.support.clients.applicant import SHORTEST, Applicant, waiting_fields
from tests.support.databases.fixtures import ON_BOTH

pytestmark = pytest.mark.usefixtures("clock")

CAMP = [f"2001:db8:1:2::{number:x}" for number in range(1, 11)]
"""Ten people behind one network, from which many more requests come."""

GREEDY = [f"2001:db8:1:{number:x}::7" for number in range(4)]
"""Addresses in networks of one holder, who begins as many requests as each may."""

NOBODY_MORE = Limit(1, timedelta(hours=1))


@pytest.mark.usefixtures("ready_client")
def test_ten_people_of_a_network_that_floods_begin_within_seconds_and_finish(
    app, clock, monkeypatch
):
    monkeypatch.setattr(limits, "NEW_REQUESTS", NOBODY_MORE)
    begin(visitor(app, CAMP[0]))
    people = [visitor(app, address) for address in CAMP]
    assert [begin(person) for person in people] == [429] * 10

    clock.shift(seconds=turns.WAIT)

    assert [press(person) for person in people] == [200] * 10
    people[0].walk()
    assert people[0].send()


@ON_BOTH
def test_what_was_chosen_stays_on_the_page_and_no_script_is_needed(app, clock, monkeypatch):
    crowd(monkeypatch)
    person = visitor(app, CAMP[0])
    begin(person)

    assert person.page.headers["Retry-After"] == "10"
    assert 'name="filling_for" value="self"' in person.text
    assert "http-equiv" not in person.text
    assert press(person) == 429, "it was pressed too early"
    clock.shift(seconds=turns.WAIT)
    assert press(person) == 200
    person.open("/en/f/1")
    assert "checked" in person.text


@ON_BOTH
def test_a_turn_begins_one_request_in_its_own_browser_and_not_for_ever(app, clock, monkeypatch):
    crowd(monkeypatch)
    first = visitor(app, CAMP[0])
    begin(first)
    fields = waiting_fields(first)
    clock.shift(seconds=turns.WAIT)
    elsewhere, again = visitor(app, "203.0.113.7"), visitor(app, CAMP[1])

    assert post(elsewhere, fields) == 429
    assert post(first, fields) == 200
    assert post(again, fields) == 429
    made_up = {"filling_for": ["self"], "turn": [fields["turn"][0][::-1]]}
    assert post(visitor(app, CAMP[2]), made_up) == 429
    begin(late := visitor(app, CAMP[3]))
    fields = waiting_fields(late)
    clock.shift(seconds=turns.LIVES + 1)
    assert post(late, fields) == 429


@ON_BOTH
def test_a_phone_whose_carrier_changes_its_address_gets_in(app, clock, monkeypatch):
    crowd(monkeypatch)
    person = visitor(app, "198.51.100.7")
    begin(person)
    clock.shift(seconds=turns.WAIT)
    person.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"

    assert press(person) == 200


@ON_BOTH
def test_a_turn_that_began_a_request_begins_no_second_in_the_next_hour(app, clock, monkeypatch):
    crowd(monkeypatch)
    clock.move_to(now().replace(minute=59, second=50))
    person = visitor(app, CAMP[0])
    begin(person)
    fields = {"filling_for": ["self"], "turn": waiting_fields(person)["turn"]}
    clock.shift(seconds=turns.WAIT)
    browser = person.client.get_cookie("s")
    assert browser
    assert post(person, fields) == 200

    clock.shift(minutes=10)
    person.client.set_cookie("s", browser.value)

    assert post(person, fields) == 429


@ON_BOTH
def test_all_addresses_of_an_ipv6_network_have_one_pace(app, clock, monkeypatch):
    crowd(monkeypatch)
    monkeypatch.setattr(turns, "PACE", Limit(2, timedelta(seconds=10)))
    greedy = [visitor(app, f"2001:db8:1:2:{number:x}::7") for number in range(20)]
    neighbour = visitor(app, "2001:db8:1:3::8")
    for person in (*greedy, neighbour):
        begin(person)
    clock.shift(seconds=turns.WAIT)

    assert [press(person) for person in greedy] == [200] * 2 + [429] * 18
    assert press(neighbour) == 200


@ON_BOTH
def test_an_address_that_takes_many_turns_takes_none_from_its_neighbours(app, clock, monkeypatch):
    crowd(monkeypatch)
    monkeypatch.setattr(turns, "PACE", Limit(2, timedelta(seconds=10)))
    greedy = [visitor(app, "203.0.113.7") for _ in range(3)]
    neighbour = visitor(app, "203.0.113.8")
    for person in (*greedy, neighbour):
        begin(person)
    clock.shift(seconds=turns.WAIT)

    assert [press(person) for person in greedy] == [200, 200, 429]
    assert press(neighbour) == 200


@ON_BOTH
def test_a_flood_of_the_whole_world_is_let_in_by_turns_too_through_an_onion_service_as_well(
    app, clock, monkeypatch
):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], public_url="http://intake.onion")
    app.extensions["hosts"] = frozenset({"localhost"})
    monkeypatch.setattr(limits, "ALL_NEW_REQUESTS", Limit(2, timedelta(hours=1)))
    addresses = ("192.0.2.1", "198.51.100.1", "203.0.113.1", "127.0.0.1")
    people = [visitor(app, address) for address in addresses]

    assert [begin(person) for person in people] == [200, 200, 429, 429]
    clock.shift(seconds=turns.WAIT)
    assert [press(person) for person in people[2:]] == [200, 200]


def test_very_many_drafts_slow_new_ones_down_until_there_are_fewer(app, clock, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_DRAFTS", 2)
    assert [begin(visitor(app, address)) for address in CAMP[:2]] == [200, 200]
    fill(app)

    people = [visitor(app, f"203.0.{number}.7") for number in range(14)]
    assert [begin(person) for person in people] == [429] * 14
    clock.shift(seconds=turns.WAIT)
    assert sorted(press(person) for person in people) == [200] * 12 + [429] * 2
    clock.shift(arrivals.LASTS)
    assert begin(visitor(app, CAMP[2])) == 200


@ON_BOTH
def test_networks_that_post_all_the_time_keep_nobody_else_out(app, clock, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_DRAFTS", 0)
    fill(app)
    person = visitor(app, "192.0.2.7")
    begin(person)
    for _minute in range(2):
        greedy = [visitor(app, address) for address, _ in product(GREEDY, range(3))]
        for each in greedy:
            begin(each)
        clock.shift(seconds=90)
        fill(app)
        begun = [press(each) for each in greedy].count(200)

    assert begun == turns.SLOW_PACE_OF_ALL.tries
    assert press(person) == 200


def crowd(monkeypatch):
    """Let nobody begin without a turn."""
    monkeypatch.setattr(limits, "NEW_REQUESTS", Limit(0, timedelta(hours=1)))


def fill(app):
    """Note, as the worker does each minute, that there are too many drafts."""
    with app.app_context():
        assert jobs.are_too_many()
        with saving():
            jobs.note_too_many(now())


def visitor(app, address):
    """Return a person at the first question, whose requests come from *address*."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    person = Applicant(client, {**SHORTEST, "filling_for": ["self"]})
    person.begin()
    return person


def begin(person):
    """Answer the first question; return the status of the page shown."""
    return person.answer().status_code


def post(person, fields):
    person.begin()
    return person.post("/en/f/1", fields).status_code


def press(person):
    """Press the button of the waiting page; return the status of the page shown."""
    return person.post(person.path, waiting_fields(person)).status_code
