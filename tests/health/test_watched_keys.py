"""The worker's minute job: a refused team key raises an alarm at every door, once."""

from datetime import timedelta

import pytest

from intake.audit.acts import AuditAct
from intake.audit.models import AuditEntry
from intake.cli.mail_worker import _Worker
from intake.extensions import db
from intake.keys import store as keys
from intake.keys.models import Epoch
from intake.keys.seen_epochs import seen_epochs
from intake.sealing.teams import new_team_keys, sign_epoch
from intake.sessions.models import StaffSession
from tests.support.databases.fixtures import ON_EITHER
from tests.support.databases.writing import writing_in
from tests.support.rows import all_rows, change_rows, count_rows, one_row

pytestmark = ON_EITHER

ALARM = "Some encrypted data cannot be opened."
REPLACED = "The team&#39;s key on this server was replaced"
MINUTE = timedelta(minutes=1)


def test_within_a_minute_a_forged_epoch_alarms_every_door(house, worker):
    turn(house, worker)
    assert alarms(house) == 0

    forge(house)
    house.clock.shift(MINUTE)
    turn(house, worker)

    assert alarms(house) == 1
    house.wren.open("/desk/")
    assert ALARM in house.wren.text
    assert REPLACED in house.wren.text
    assert house.found()["seals"].finding == "broken"
    assert house.found()["keys"].finding == "untrusted"
    assert "! Team keys: A team's key was replaced" in house.run("doctor")
    assert {"keys", "seals"} <= house.firing()


def test_one_forgery_is_recorded_once_and_the_next_one_again(house, worker):
    genuine = forge(house)
    for _ in range(3):
        turn(house, worker)
        house.clock.shift(MINUTE)
    assert alarms(house) == 1

    put(house, genuine)
    turn(house, worker)
    forge(house)
    house.clock.shift(MINUTE)
    turn(house, worker)

    assert alarms(house) == 2


def test_a_worker_raises_no_alarm_in_the_minute_before_its_next_look(house, worker):
    turn(house, worker)
    forge(house)

    house.clock.shift(seconds=59)
    turn(house, worker)
    assert alarms(house) == 0

    house.clock.shift(seconds=1)
    turn(house, worker)
    assert alarms(house) == 1


def test_a_team_that_is_older_than_this_node_has_seen_alarms_too(house, worker):
    turn(house, worker)

    see_second_epoch(house)
    house.clock.shift(MINUTE)
    turn(house, worker)

    assert alarms(house) == 1


def test_seen_keys_that_cannot_be_read_alarm_too(house, worker):
    turn(house, worker)
    with house.app.app_context():
        seen_epochs().path.unlink()
        seen_epochs().path.mkdir()

    house.clock.shift(MINUTE)
    turn(house, worker)

    assert alarms(house) == 1


def test_expired_sessions_lose_their_keys_within_a_minute(house, worker):
    turn(house, worker)
    house.clock.shift(minutes=15)
    turn(house, worker)

    with house.app.app_context():
        locked = all_rows(StaffSession.locked_keys)
        db.session.rollback()
    assert set(locked) <= {b""}


def turn(house, worker):
    with house.app.app_context():
        worker.work()


def forge(house):
    """Put a forger's own public key in place of the team's; return the genuine one."""
    with house.app.app_context():
        genuine: bytes = one_row(Epoch.hpke_public)
        db.session.rollback()
    put(house, new_team_keys().public_halves().hpke_public)
    return genuine


def put(house, public_key):
    with writing_in(house.app):
        change_rows(Epoch, hpke_public=public_key)


def see_second_epoch(house):
    """Have this node remember a second epoch, which the database does not show any more."""
    signer, public = new_team_keys(), new_team_keys().public_halves()
    with house.app.app_context():
        team_id = keys.the_team().id
        second = sign_epoch(signer.sign_private, team_id=team_id, number=2, public=public)
        seen_epochs().accept(team_id, second)
        db.session.rollback()


def alarms(house):
    """Count the alarms in the log."""
    with house.app.app_context():
        counted = count_rows(AuditEntry, AuditEntry.act == AuditAct.SEAL_BROKEN)
        db.session.rollback()
    return counted or 0


@pytest.fixture
def worker(house):
    return _Worker(house.app.config["SETTINGS"], lambda: False)
