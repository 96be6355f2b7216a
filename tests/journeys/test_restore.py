"""Restore a backup on an empty machine with two sheets: staff sign in and open old cases.

Erased cases stay erased, whichever of the remaining backups is restored.
"""

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from unittest.mock import Mock

import pytest
from flask import Flask

from intake import create_app
from intake.actions.backup import create_backup
from intake.audit import log
from intake.cli import backup
from intake.cli.backup import NO_FOLDER, WRAPS_LIVE, wraps_of
from intake.extensions import db
from intake.keys import seen_epochs
from intake.keys import store as keys
from intake.sealing import at_rest
from intake.sealing.backups import read_outside
from intake.settings import Settings
from tests.cases.making import TODAY
from tests.ground.test_revisions import UNUSED
from tests.staff.making import DEVICES
from tests.support.clients.applicant import SHORTEST, Applicant, come_back, with_a_helper
from tests.support.clients.members import StaffBrowser, text_of
from tests.support.clients.strict_client import StrictClient
from tests.support.databases.fixtures import new_postgresql_database

VECTORS = Path(__file__).parent / "vectors"

NAMES = ("Lumo Test-Wrenfold", "Habtom Test-Gullwick", "Sita Test-Ternholm")


@dataclass
class Story:
    """An installation with three cases: their references and codes, in the order of NAMES."""

    app: Flask
    wren: StaffBrowser
    sheets: list[str]
    tmp: Path
    references: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def run(
        self,
        *args,
        app=None,
        sheets=(0, 1),
        then="",
    ):
        typed = "".join(f"{self.sheets[at]}\n" for at in sheets) + then
        runner = (app or self.app).test_cli_runner()
        return runner.invoke(args=[str(arg) for arg in args], input=typed)

    def backup(self, name):
        file = self.tmp / name
        result = self.run("backup", "create", file)
        assert result.exit_code == 0, result.output
        return file

    def erase(self, at):
        """Delete a case as its applicant, with the code."""
        visitor = come_back(self.app, self.codes[at])
        visitor.open("/en/mailbox/delete")
        visitor.post("/en/mailbox/delete", {})
        assert visitor.path == "/en/deleted"
        assert "1 cases erased." in self.run("housekeeping", "run").output


def test_on_an_empty_machine_staff_sign_in_and_open_an_old_case(story, empty, clock):
    address = f"/desk/cases/{story.references[0]}"
    story.wren.open(address)
    story.wren.fill(action=f"{address}/date", version="1", on=str(TODAY + timedelta(9)))
    assert story.wren.status == 200
    file = story.backup("monday")
    clock.shift(minutes=5)

    with machine(empty) as app:
        see_newer_keys(story.app, empty.var)
        result = story.run("backup", "restore", file, app=app)
        assert result.exit_code == 0, result.output
        assert story.run("keys", "status", app=app).exit_code == 0, "restored keys are refused"
        assert "3 cases restored; 0 stay erased." in result.output
        again = sign_in_again(app, story)
        for reference, name in zip(story.references, NAMES, strict=True):
            again.open(f"/desk/cases/{reference}")
            assert name in again.text
            assert "A note, message or date was removed" not in again.text
        assert come_back(app, story.codes[1]).path == "/en/mailbox"
        audited = story.run("audit", "verify", app=app)
        assert audited.exit_code == 0, audited.output


def see_newer_keys(app, folder):
    """Have the processes of this folder remember newer keys of the team than any backup has."""
    with app.app_context():
        team_id = keys.the_team().id
        db.session.rollback()
    (folder / seen_epochs.FILE).write_text(json.dumps({team_id: [9, "another"]}), "utf-8")


def test_an_erased_case_opens_in_no_remaining_backup(story, empty, clock):
    before = story.backup("monday")
    story.erase(1)
    clock.shift(WRAPS_LIVE + timedelta(days=1))
    after = story.backup("later")
    assert not wraps_of(before).exists(), "too old to be kept"

    missing = story.run("backup", "restore", before)
    assert missing.exit_code == 1
    assert "No case can be opened without the newest wraps file" in missing.output
    with machine(empty) as app:
        result = story.run("backup", "restore", before, "--wraps", wraps_of(after), app=app)
        assert "2 cases restored; 1 stay erased." in result.output
        again = sign_in_again(app, story)
        again.open(f"/desk/cases/{story.references[1]}")
        assert again.status == 404
        assert NAMES[1] not in again.text
        again.open(f"/desk/cases/{story.references[0]}")
        assert NAMES[0] in again.text
        assert come_back(app, story.codes[1]).page.status_code == 422
        assert come_back(app, story.codes[0]).path == "/en/mailbox"
        with app.app_context():
            assert not log.lost_cases()


def test_a_case_first_opened_between_the_rows_and_the_wraps_opens_again(story, empty, clock):
    before = story.backup("monday")
    story.wren.open(f"/desk/cases/{story.references[0]}")
    after = story.backup("later")
    clock.shift(minutes=5)

    with machine(empty) as app:
        result = story.run("backup", "restore", before, "--wraps", wraps_of(after), app=app)
        assert "3 cases restored; 0 stay erased." in result.output
        again = sign_in_again(app, story)
        for reference, name in zip(story.references, NAMES, strict=True):
            again.open(f"/desk/cases/{reference}")
            assert name in again.text


def test_a_code_renewed_between_the_rows_and_the_wraps_works_and_the_ended_one_does_not(
    story, empty, clock
):
    """Try a case, a draft, and a draft that had no code yet when the rows were written."""
    sent, unsent = with_a_helper(story.app), with_a_helper(story.app)
    sent.send()
    helpers = [come_back(story.app, code_of(person)) for person in (sent, unsent)]
    ended = [code_of(person) for person in helpers]
    begun = Applicant(story.app.test_client())
    begun.answer()
    before = story.backup("monday")
    renewed = [hand_over(person) for person in helpers]
    begun.walk()
    after = story.backup("later")

    with machine(empty) as app:
        result = story.run("backup", "restore", before, "--wraps", wraps_of(after), app=app)
        assert "4 cases restored; 0 stay erased." in result.output
        for code in (*renewed, code_of(begun), *story.codes):
            assert come_back(app, code).path == "/en/mailbox", code
        for code in ended:
            assert come_back(app, code).page.status_code == 422, code


def test_newer_wraps_restore_the_newer_session(story, empty, clock):
    first = come_back(story.app, story.codes[0])
    before = story.backup("monday")
    second = come_back(story.app, story.codes[0])
    after = story.backup("later")

    with machine(empty) as app:
        story.run("backup", "restore", before, "--wraps", wraps_of(after), app=app)
        assert on_with(app, second).path == "/en/mailbox"
        assert on_with(app, first).path == "/en/return"


def test_wraps_older_than_the_rows_need_a_confirmation(story, empty, clock):
    before = story.backup("monday")
    clock.shift(days=1)
    Applicant(story.app.test_client()).apply()
    after = story.backup("tuesday")
    files = ("backup", "restore", after, "--wraps", wraps_of(before))

    with machine(empty) as app:
        for answer in ("", "n\n"):
            result = story.run(*files, app=app, then=answer)
            assert result.exit_code == 1
            assert "Requests received in between cannot be opened" in result.output
        result = story.run(*files, app=app, then="y\n")
        assert "3 cases restored; 1 stay erased." in result.output


def test_rows_older_than_the_current_keys_are_refused(story, empty, clock):
    before = story.backup("monday")
    assert story.run("keys", "rotate").exit_code == 0
    clock.shift(minutes=5)
    wren = sign_in_again(story.app, story)
    for _ in range(2):
        wren.work_behind()
        clock.shift(minutes=1)
    after = story.backup("later")

    with machine(empty) as app:
        result = story.run("backup", "restore", before, "--wraps", wraps_of(after), app=app)
        assert result.exit_code == 1
        assert "FILE is older than the team's keys." in result.output
        result = story.run("backup", "restore", after, app=app)
        assert "3 cases restored; 0 stay erased." in result.output


@pytest.mark.full_cost  # as when the file was made
def test_a_backup_of_an_older_revision_is_restored(tmp_path, clock):
    """Restore a file that was made once, from tables of revision 0115, with wraps from after a
    helper handed over and an applicant deleted a request. It is never made again.

    A change to the format of a backup, or of anything in it, adds a version and new files.
    """
    expected = json.loads((VECTORS / "backup-3.json").read_text("utf-8"))
    address, secret = f"sqlite:///{tmp_path}/empty.db", "a-secret-of-many-years-later-0123456789"
    empty = Settings(secret_key=secret, database_url=address, var=tmp_path)
    clock.shift(minutes=5)

    with machine(replace(empty, public_url="http://localhost")) as app:
        wren = StaffBrowser(app)
        wren.email, wren.secret = expected["email"], expected["totp_secret"]
        DEVICES[expected["member_id"]] = bytes.fromhex(expected["device"])
        story = Story(app, wren, expected["sheets"], tmp_path)
        result = story.run("backup", "restore", VECTORS / "backup-3", sheets=(2, 1))
        assert result.exit_code == 0, result.output
        assert "3 cases restored; 1 stay erased" in result.output
        assert f"RECOVERY_FINGERPRINT={expected['pin']}" in result.output
        app.config["SETTINGS"] = replace(
            app.config["SETTINGS"], recovery_fingerprint=expected["pin"]
        )
        for case in expected["cases"]:
            assert come_back(app, case["code"]).path == "/en/mailbox"
        for code in expected["dead"]:
            assert come_back(app, code).page.status_code == 422
        again = sign_in_again(app, story)
        for case in expected["cases"][:2]:
            again.open(f"/desk/cases/{case['reference']}")
            assert case["name"] in again.text
        for args in (["outbox", "work", "--once"], ["audit", "verify"]):
            done = story.run(*args)
            assert done.exit_code == 0, done.output


def test_any_two_sheets_restore_and_one_alone_does_not(story, empty):
    file = story.backup("monday")

    with machine(empty) as app:
        twice = story.run("backup", "restore", file, app=app, sheets=(2, 2))
        assert "the same sheet twice" in twice.output
        for pair in combinations(range(3), 2):
            result = story.run("backup", "restore", file, app=app, sheets=pair)
            if pair == (0, 1):
                assert result.exit_code == 0, result.output
            else:
                assert "This database is not empty." in result.output


def test_a_restore_that_ends_half_way_leaves_nothing_behind(story, empty, monkeypatch):
    file = story.backup("monday")

    with machine(empty) as app:
        with monkeypatch.context() as patch:
            patch.setattr(backup, "settle_in", Mock(side_effect=KeyboardInterrupt))
            assert story.run("backup", "restore", file, app=app).exit_code == 1
        again = story.run("backup", "restore", file, app=app)

    assert again.exit_code == 0, again.output


def test_a_changed_or_truncated_backup_is_refused(story, empty):
    file = story.backup("monday")
    content = file.read_bytes()
    changes = {
        "another label": content.replace(b'"made_on":"2026', b'"made_on":"2025', 1),
        "no backup": b"x" + content,
        "newer": content.replace(b"intake backup\n\x01", b"intake backup\n\x02", 1),
        "cut": content[:-100],
        "longer": content + b"\0",
        "a letter": content[:-50] + bytes([content[-50] ^ 1]) + content[-49:],
    }

    with machine(empty) as app:
        for name, changed in changes.items():
            file.write_bytes(changed)
            result = story.run("backup", "restore", file, app=app)
            assert result.exit_code == 1, name
            assert "Error: " in result.output, name
        file.write_bytes(content)
        swapped = story.run("backup", "restore", wraps_of(file), "--wraps", file, app=app)
        assert "This is not a backup" in swapped.output
        assert story.run("backup", "restore", file, app=app).exit_code == 0


@pytest.mark.parametrize("revision", [UNUSED, "0000"], ids=["newer", "damaged"])
def test_a_backup_of_a_revision_that_this_release_does_not_have_is_refused(
    story, empty, monkeypatch, revision
):
    with monkeypatch.context() as patch:
        patch.setattr(backup, "newest", lambda: revision)
        file = story.backup("monday")

    with machine(empty) as app:
        result = story.run("backup", "restore", file, app=app)

    assert result.exit_code == 1
    assert "This is not a backup, or it is from a newer release." in result.output


def test_a_backup_of_another_installation_is_refused(story, empty):
    file = story.backup("monday")

    with machine(replace(empty, recovery_fingerprint="another" * 8)) as app:
        result = story.run("backup", "restore", file, app=app)

    assert result.exit_code == 1
    assert "are not from the same installation" in result.output


def test_a_backup_overwrites_no_file_and_names_no_person(story):
    file = story.backup("monday")
    before = file.read_bytes()

    again = story.run("backup", "create", file)

    assert again.exit_code == 1
    assert "A file with this name exists" in again.output
    assert file.read_bytes() == before
    assert sorted(path.name for path in story.tmp.glob("*monday*")) == ["monday", "monday.wraps"]
    assert (file.stat().st_mode & 0o777, wraps_of(file).stat().st_mode & 0o777) == (0o600, 0o600)
    for written in (before, wraps_of(file).read_bytes()):
        assert not any(reference.encode() in written for reference in story.references)
        assert b"wren.testwood" not in written


def test_the_names_of_a_backup_are_on_the_disk_before_it_is_reported(story, monkeypatch):
    folder, really, names = story.tmp / "disk", os.fsync, list[str]()
    folder.mkdir()

    def flush(descriptor):
        if Path(f"/proc/self/fd/{descriptor}").resolve() == folder:
            names[:] = sorted(path.name for path in folder.iterdir())
        really(descriptor)

    monkeypatch.setattr(os, "fsync", flush)
    story.backup("disk/monday")

    assert names == ["monday", "monday.wraps"]


def test_a_later_backup_removes_files_of_one_that_was_killed(story, clock, monkeypatch):
    partial_files = dict[Path, bytes]()

    def keep(file):
        path = Path(file.name)
        partial_files[path] = path.read_bytes()
        return read_outside(file)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(create_backup, "read_outside", keep)
        story.backup("monday")
    for path, content in partial_files.items():
        path.write_bytes(content)

    story.backup("tonight")
    assert all(path.exists() for path in partial_files), "one that is at work was disturbed"
    clock.shift(days=2)
    result = story.run("backup", "create", story.tmp / "wednesday")

    assert len(partial_files) == 2
    assert result.output.count("was removed: it is a partial file of an interrupted backup.") == 2
    assert not any(path.exists() for path in partial_files)
    assert len(list(story.tmp.iterdir())) == 6


def test_a_backup_made_with_another_secret_says_what_cannot_be_read(story, empty):
    settings: Settings = story.app.config["SETTINGS"]
    at_rest.bind("not-the-secret-of-this-machine-0123456789")
    created = story.run("backup", "create", story.tmp / "monday")
    at_rest.bind(settings.secret_key)

    with machine(empty) as app:
        restored = story.run("backup", "restore", story.tmp / "monday", app=app)

    for result in (created, restored):
        assert result.exit_code == 0
        assert "stored values use an unknown SECRET_KEY" in result.output
    assert "Members can sign in as before" not in restored.output
    again = story.run("backup", "create", story.tmp / "tuesday")
    assert "SECRET_KEY" not in again.output


def test_a_backup_needs_a_name(story):
    result = story.run("backup", "create", "")

    assert result.exit_code == 2
    assert "Enter a file name for FILE." in result.output


def test_a_missing_folder_is_reported_with_a_sentence(story):
    result = story.run("backup", "create", story.tmp / "nowhere" / "monday")

    assert result.exit_code == 1
    assert result.output == f"Error: {NO_FOLDER}\n"


def on_with(app, person):
    """Return a client at another machine with the session cookie of *person*."""
    cookie = person.client.get_cookie("s")
    assert cookie
    again = Applicant(app)
    again.client.set_cookie("s", cookie.value)
    again.open("/en/mailbox")
    return again


def hand_over(helper):
    """Hand over to the applicant; return the new code."""
    helper.open("/en/f/hand-over")
    helper.post("/en/f/hand-over", {})
    return code_of(helper)


def code_of(person):
    person.open("/en/f/code")
    return text_of(person.text, "return-code")


def sign_in_again(app, story):
    """Sign in on a new machine with the password and the authenticator of before."""
    person = StaffBrowser(app)
    person.email, person.secret = story.wren.email, story.wren.secret
    person.give_password()
    person.give_code()
    assert person.path == "/desk/", person.text
    return person


@contextmanager
def machine(settings):
    """Run an application on another machine, with its own secret for values at rest."""
    before = at_rest._Secrets.ciphers
    app = create_app(settings)
    app.testing = True
    app.test_client_class = StrictClient
    try:
        yield app
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        at_rest._Secrets.ciphers = before


@pytest.fixture
def story(app, started, clock, tmp_path):
    wren = StaffBrowser(app)
    wren.join(f"/desk/invitation/{started.invitation_token}")
    folder = tmp_path / "backups"
    folder.mkdir()
    story = Story(app, wren, [sheet.text for sheet in started.sheets], folder)
    for name in NAMES:
        person = Applicant(app, {**SHORTEST, "name_to_use": [name]})
        story.references.append(person.apply())
        story.codes.append(text_of(person.text, "return-code"))
    return story


@pytest.fixture
def empty(app, started, request, tmp_path):
    """Return the settings of another machine: no tables, another secret, the same pin."""
    settings: Settings = app.config["SETTINGS"]
    elsewhere = replace(settings, secret_key="another-secret-of-another-machine-0123456789")
    if settings.database_url.startswith("sqlite"):
        yield replace(elsewhere, database_url=f"sqlite:///{tmp_path}/var/empty.db")
        return
    with new_postgresql_database(request.getfixturevalue("postgresql_server")) as address:
        yield replace(elsewhere, database_url=address)
