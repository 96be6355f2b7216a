"""``flask housekeeping run`` and the housekeeping of ``make run``."""

import threading
from datetime import date, timedelta

import pytest

from intake.cases.models import Case
from intake.cli import housekeeping
from intake.cli.housekeeping import repeat_housekeeping
from intake.extensions import db
from intake.keys.models import Team
from intake.outbox.models import OutboxEmail, State
from intake.requests import store
from intake.requests.models import Request
from tests.outbox.making import given_up
from tests.support.clients.applicant import SHORTEST, Applicant
from tests.support.databases.fixtures import ON_BOTH
from tests.support.waiting import PATIENCE, until

pytestmark = ON_BOTH


@pytest.mark.parametrize("days, remaining", [(29, 1), (31, 0)])
def test_a_draft_lives_for_thirty_days(app, ready_client, clock, days, remaining):
    begin_draft(ready_client, answers=4)

    clock.shift(days=days)
    output = keep_house(app).output

    assert f"{1 - remaining} drafts discarded" in output
    with app.app_context():
        assert db.session.query(Request).count() == remaining


def test_who_came_back_to_an_old_draft_keeps_it(app, ready_client, clock):
    begin_draft(ready_client, answers=4)
    with app.app_context():
        (draft,) = db.session.query(Request)
        draft.kept_on -= timedelta(days=31)
        db.session.commit()

    assert "0 drafts discarded" in keep_house(app).output
    assert drafts_in(app) == 1

    clock.shift(hours=5, minutes=1)
    assert "1 drafts discarded" in keep_house(app).output


def test_a_jump_of_the_clock_erases_nothing_until_it_was_steady_for_two_days(
    app, ready_client, clock
):
    begin_draft(ready_client, answers=4)
    assert keep_house(app).exit_code == 0

    clock.shift(days=3650)
    jumped = keep_house(app)
    clock.shift(hours=1)
    an_hour_later = keep_house(app)

    for result in (jumped, an_hour_later):
        assert result.exit_code == 1
        assert "Nothing is erased for two days, no priority rises," in result.output
    assert drafts_in(app) == 1

    clock.shift(days=2)
    assert "1 drafts discarded" in keep_house(app).output


def test_an_administrator_can_say_that_the_clock_is_right(app, ready_client, clock):
    begin_draft(ready_client, answers=4)
    keep_house(app)

    clock.shift(days=31)
    keep_house(app)
    confirmed = keep_house(app, "--clock-is-right")

    assert "1 drafts discarded" in confirmed.output
    assert keep_house(app).exit_code == 0


def test_letters_that_were_on_their_way_when_their_case_was_erased_are_deleted(
    app, ready_client, clock
):
    reference = Applicant(ready_client).apply()
    with app.app_context():
        team = db.session.query(Team).one()
        for erased, state in (("K7QF-2MXH", State.DELIVERED), ("QQQQ-2MXH", State.SENDING)):
            sent = given_up(team, "wren")
            origin = db.session.get_one(OutboxEmail, sent.origin_id)
            sent.reference = origin.reference = erased
            sent.state = state
        db.session.commit()

    keep_house(app)

    with app.app_context():
        references = {letter.reference for letter in db.session.query(OutboxEmail)}
    assert references == {reference, "QQQQ-2MXH"}


def test_an_ended_session_without_a_code_takes_its_draft_along(app, ready_client, clock):
    begin_draft(ready_client, answers=1)

    clock.shift(minutes=31)
    keep_house(app)

    with app.app_context():
        assert db.session.query(Request).count() == 0


NOTHING_ELSE = {
    "location_kind": ["in_us"],
    "detained_now": ["no"],
    "removal_soon": ["no"],
    "fear_interview": ["no"],
    "bad_decision": ["none"],
    "missed_hearing": ["no"],
    "asylum_filed": ["no"],
    "lawful_status": ["no"],
}
"""Answers beside which the year since the arrival is the only clock."""


def test_a_tier_rises_on_its_day_and_only_once(app, ready_client, clock):
    arrived = {f"last_arrival_date-{part}": [value] for part, value in ARRIVED.items()}
    Applicant(ready_client, {**SHORTEST, **NOTHING_ELSE, **arrived}).apply()
    with app.app_context():
        case = db.session.query(Case).one()
        assert case.tier == "P3"
        day = date.fromisoformat(case.steps[0]["from"])

    clock.move_to(f"{day}T15:00:00Z")
    output = [keep_house(app).output for _ in range(2)]

    assert "1 tiers raised" in output[0]
    assert "0 tiers raised" in output[1]
    with app.app_context():
        assert db.session.query(Case).one().tier == "P2"


def test_make_run_keeps_house_by_itself(app, ready_client, clock):
    begin_draft(ready_client, answers=4)
    clock.shift(days=31)
    stop = threading.Event()

    keeper = threading.Thread(target=repeat_housekeeping, args=(app,), kwargs={"stop": stop})
    keeper.start()
    until(lambda: drafts_in(app) == 0, "no draft is left", seconds=60)
    stop.set()
    keeper.join(PATIENCE)

    assert not keeper.is_alive()


def test_a_fault_of_one_hour_ends_no_later_one(app, monkeypatch, caplog):
    stop, hours = threading.Event(), list[int]()

    def fail(_today):
        hours.append(1)
        if len(hours) == 2:
            stop.set()
        raise KeyError

    monkeypatch.setattr(housekeeping, "discard", fail)
    monkeypatch.setattr(housekeeping, "EVERY_SECONDS", 0.01)

    repeat_housekeeping(app, stop=stop)

    assert len(hours) == 2
    assert "housekeeping failed" in caplog.text


def test_more_sessions_than_one_turn_takes_all_end(app, ready_client, clock, monkeypatch):
    monkeypatch.setattr(store, "ENDED_AT_ONCE", 2)
    for _ in range(5):
        ready_client.delete_cookie("s")
        begin_draft(ready_client, answers=1)

    clock.shift(minutes=31)
    output = keep_house(app).output

    assert "5 sessions ended" in output


def keep_house(app, *options):
    return app.test_cli_runner().invoke(args=["housekeeping", "run", *options])


def begin_draft(client, *, answers):
    """Begin a request and answer this number of pages."""
    someone = Applicant(client)
    someone.begin()
    for _ in range(answers):
        someone.answer()


def drafts_in(app):
    with app.app_context():
        return db.session.query(Request).count()


ARRIVED = {"day": "15", "month": "1", "year": "2026"}
