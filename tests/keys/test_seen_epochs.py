"""A dismissed administrator with the old signing key and database write.

Row 40 of the attacks. The signatures of the forged epochs all hold, as they do for any member who
was dismissed when readers still held that key: only the ratchet refuses them.
"""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import delete

from intake.actions.keys.recover import open_recovery_keys, open_team_keys, rotate
from intake.extensions import db, saving
from intake.keys import seen_epochs, store
from intake.keys.models import Epoch, Grant, SigningGrant
from intake.sealing.teams import new_team_keys, sign_epoch
from tests.staff.house import begun, colleague
from tests.staff.making import moment
from tests.support.rows import change_rows

NOBODY = 65534
"""The id of the user without rights."""


def test_a_deleted_epoch_does_not_bring_the_older_one_back(forger):
    seen(forger)

    forger.delete_newest()

    forger.assert_refused()


def test_a_forged_epoch_in_place_of_the_newest_is_refused(forger):
    seen(forger)

    forger.replace_newest()

    forger.assert_refused()


def test_a_newer_epoch_on_a_forged_one_is_refused(forger):
    seen(forger)

    forger.add_on(forger.replace_newest())

    forger.assert_refused()


def test_each_node_refuses_what_it_has_seen_otherwise(forger, tmp_path):
    """Two nodes of one database, each with a file of its own."""
    seen(forger)
    seen_epochs.bind(forger.app, tmp_path / "other-node")
    (tmp_path / "other-node").mkdir()
    seen(forger)

    forger.replace_newest()

    forger.assert_refused()


def test_without_the_file_the_forger_succeeds(forger):
    """The defence taken out: this is what the file prevents."""
    seen(forger)
    forger.replace_newest()

    (Path(forger.app.config["SETTINGS"].var) / seen_epochs.FILE).unlink()

    assert seen(forger).epoch == 2


def test_what_could_not_be_written_once_hides_no_newer_epoch(forger, tmp_path):
    seen_epochs.bind(forger.app, tmp_path / "late")
    first, newest = store.epochs_of(forger.team)
    seen_epochs.seen_epochs().check(forger.team, [first])
    (tmp_path / "late").mkdir()
    seen_epochs.SeenEpochs(tmp_path / "late" / seen_epochs.FILE).accept(forger.team, newest)

    forger.delete_newest()

    forger.assert_refused()


def test_what_could_not_be_written_is_remembered(forger, tmp_path):
    seen_epochs.bind(forger.app, tmp_path / "gone")
    seen(forger)

    forger.delete_newest()

    forger.assert_refused()


def test_what_an_operator_accepts_belongs_to_the_owner_of_the_folder(forger, tmp_path, monkeypatch):
    """Or the process whose folder it is could not read the file."""
    owners: list[tuple[int, int]] = []
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("os.chown", lambda _, user, group: owners.append((user, group)))
    newest = store.epochs_of(forger.team)[-1]

    seen_epochs.SeenEpochs(tmp_path / seen_epochs.FILE).accept(forger.team, newest)

    assert owners == [(tmp_path.stat().st_uid, tmp_path.stat().st_gid)]


def test_two_sheets_accept_what_the_database_shows(forger):
    seen(forger)
    forger.delete_newest()

    text = forger.accept_epoch()

    assert text.exit_code == 0, text.output
    assert seen(forger).epoch == 1


def test_two_sheets_replace_a_damaged_file(forger):
    ratchet = seen_epochs.seen_epochs()
    ratchet.path.write_text("{", "utf-8")
    forger.assert_refused()

    text = forger.accept_epoch()

    assert text.exit_code == 0, text.output
    assert seen(forger).epoch == 2


@pytest.mark.parametrize("content", ["{", "[]", '{"team": 2}', '{"team": ["two", ""]}'])
def test_a_damaged_file_is_refused(forger, content):
    seen_epochs.seen_epochs().path.write_text(content, "utf-8")

    forger.assert_refused()


def test_a_file_of_another_user_is_refused_and_logged(forger, caplog):
    seen(forger)
    ratchet = seen_epochs.seen_epochs()

    with unreadable(ratchet.path), pytest.raises(seen_epochs.SeenEpochsUnreadable):
        ratchet.newest(forger.team)

    assert [record.message for record in caplog.records] == ["seen epochs not readable"]
    assert ratchet.newest(forger.team)[0] == 2


@pytest.mark.parametrize("command", ["status", "verify"])
def test_an_operator_reads_that_the_file_cannot_be_read(forger, command):
    path = seen_epochs.seen_epochs().path
    path.unlink()
    path.mkdir()
    forger.assert_refused()

    result = forger.app.test_cli_runner().invoke(args=["keys", command])

    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    told = {
        "status": "seen_epochs.json in VAR cannot be read or is damaged.",
        "verify": "NO   Team Intake: this node can read the keys that it has seen.",
    }
    assert told[command] in result.output


def test_an_operator_reads_that_nothing_was_accepted(forger, tmp_path):
    seen_epochs.bind(forger.app, tmp_path / "missing")

    text = forger.accept_epoch()

    assert text.exit_code == 1
    assert "this node still refuses older keys" in text.output
    assert "accepts epoch" not in text.output


def test_status_tells_an_operator_what_this_node_has_seen(forger):
    newest = seen_epochs.epoch_fingerprint(store.epochs_of(forger.team)[-1])
    text = forger.app.test_cli_runner().invoke(args=["keys", "status"])
    assert newest in text.output

    forger.replace_newest()

    text = forger.app.test_cli_runner().invoke(args=["keys", "status"])
    assert text.exit_code == 1
    assert f"this node has seen epoch 2, {newest}" in text.output


def test_a_node_that_has_seen_nothing_says_that_the_chain_is_not_verified(forger, tmp_path):
    """A chain that the database alone could show is not called sound."""
    run = forger.app.test_cli_runner().invoke
    assert "NOT VERIFIED" not in run(args=["keys", "status"]).output
    (tmp_path / "new-node").mkdir()
    seen_epochs.bind(forger.app, tmp_path / "new-node")
    forger.replace_newest()

    verified = run(args=["keys", "verify"])

    assert verified.exit_code == 1
    assert "NO   Team Intake: this node saw its keys before" in verified.output
    (tmp_path / "new-node" / seen_epochs.FILE).unlink()
    assert "NOT VERIFIED: this node has seen no keys before" in run(args=["keys", "status"]).output


def seen(forger):
    """Read the key of the team, as this node sees it."""
    return store.recipient_of(forger.team, forger.pin)


@contextmanager
def unreadable(path):
    """Take the permission to read a file from this process."""
    path.chmod(0o000)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        path.chmod(0o600)


class Forger:
    """A dismissed administrator who kept the keys of epoch 1, and can write to the database."""

    def __init__(self, app, started):
        self.app, self.started, self.pin = app, started, started.fingerprint
        self.team = store.the_team().id
        recovery = open_recovery_keys(started.sheets[0], started.sheets[1], self.pin)
        self.kept = open_team_keys(self.team, recovery, self.pin)[1]

    def delete_newest(self):
        for grants in (Grant, SigningGrant):
            db.session.execute(delete(grants).where(grants.epoch == 2))
        db.session.execute(delete(Epoch).where(Epoch.number == 2))
        db.session.commit()

    def replace_newest(self):
        """Put a key of the forger's own in place of epoch 2, signed with the key they kept."""
        own = new_team_keys()
        signed = sign_epoch(
            self.kept.sign_private, team_id=self.team, number=2, public=own.public_halves()
        )
        values = {
            "hpke_public": signed.public.hpke_public,
            "sign_public": signed.public.sign_public,
            "vouch_public": signed.public.vouch_public,
            "signature": signed.signature,
        }
        change_rows(Epoch, Epoch.number == 2, **values)
        db.session.commit()
        return own

    def add_on(self, forged):
        public = new_team_keys().public_halves()
        signed = sign_epoch(forged.sign_private, team_id=self.team, number=3, public=public)
        store.add_epoch(signed, sealed_to_recovery=b"")
        db.session.commit()

    def accept_epoch(self):
        """Accept what the database shows, with two sheets."""
        typed = "".join(f"{sheet.text}\n" for sheet in self.started.sheets[:2])
        return self.app.test_cli_runner().invoke(args=["keys", "accept-epoch"], input=typed)

    def assert_refused(self):
        with pytest.raises(store.UntrustedTeamKey):
            store.recipient_of(self.team, self.pin)


@pytest.fixture
def forger(app, started, db_session):
    house, _wren = begun(app, started)
    colleague(house)
    forger = Forger(app, started)
    with saving():
        rotate(
            started.sheets[0],
            started.sheets[1],
            moment(installation=forger.pin),
            team_id=forger.team,
        )
    return forger
