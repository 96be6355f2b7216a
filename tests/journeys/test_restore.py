"""The restore drill: a backup, an empty machine, two sheets; staff sign in and open an old case.

And what was erased stays erased, whichever of the remaining backups is restored.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from time_machine import Traveller

from intake import create_app
from intake.actions.backup import create_backup
from intake.actions.keys.init_keys import Started
from intake.cli.backup import NO_FOLDER, WRAPS_LIVE, wraps_of
from intake.extensions import db
from intake.sealing import at_rest
from intake.settings import Settings
from tests.cases.making import TODAY
from tests.support.clients.applicant import SHORTEST, Applicant
from tests.support.clients.members import StaffBrowser, text_of
from tests.support.clients.strict_client import StrictClient
from tests.support.databases.fixtures import ON_EITHER, new_postgresql_database

pytestmark = ON_EITHER

VECTORS = Path(__file__).parent / "vectors"

NAMES = ("Lumo Test-Wrenfold", "Habtom Test-Gullwick", "Sita Test-Ternholm")


@dataclass
class Story:
    """Three requests of three people, by the name they go by: their references and codes."""

    app: Flask
    wren: StaffBrowser
    sheets: list[str]
    tmp: Path
    references: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def run(
        self,
        *args: object,
        app: Flask | None = None,
        sheets: tuple[int, int] = (0, 1),
        then: str = "",
    ) -> Result:
        typed = "".join(f"{self.sheets[at]}\n" for at in sheets) + then
        runner = (app or self.app).test_cli_runner()
        return runner.invoke(args=[str(arg) for arg in args], input=typed)

    def backup(self, name: str) -> Path:
        file = self.tmp / name
        made = self.run("backup", "create", file)
        assert made.exit_code == 0, made.output
        return file

    def erase(self, at: int) -> None:
        """The person takes it back with their code."""
        visitor = come_back(self.app, self.codes[at])
        visitor.open("/en/mailbox/delete")
        visitor.post("/en/mailbox/delete", {})
        assert visitor.path == "/en/deleted"


def test_on_an_empty_machine_staff_sign_in_and_open_an_old_case(
    story: Story, empty: Settings, clock: Traveller
) -> None:
    address = f"/desk/cases/{story.references[0]}"
    story.wren.open(address)
    story.wren.fill(action=f"{address}/date", version="2", on=str(TODAY + timedelta(9)))
    assert story.wren.page.status_code == 200
    file = story.backup("monday")
    clock.shift(timedelta(minutes=5))

    with machine(empty) as app:
        told = story.run("backup", "restore", file, app=app)
        assert told.exit_code == 0, told.output
        assert "3 cases stand again; 0 stay erased." in told.output
        again = at_new_door(app, story)
        for reference, name in zip(story.references, NAMES, strict=True):
            again.open(f"/desk/cases/{reference}")
            assert name in again.text
            assert "Something was taken away" not in again.text
        assert come_back(app, story.codes[1]).path == "/en/mailbox"
        audited = story.run("audit", "verify", app=app)
        assert audited.exit_code == 0, audited.output


def test_what_was_erased_opens_in_no_backup_that_is_left(
    story: Story, empty: Settings, clock: Traveller
) -> None:
    before = story.backup("monday")
    story.erase(1)
    clock.shift(WRAPS_LIVE + timedelta(days=1))
    after = story.backup("later")
    assert not wraps_of(before).exists(), "too old to be kept"

    missing = story.run("backup", "restore", before)
    assert missing.exit_code == 1
    assert "Without the newest file of wraps no case opens" in missing.output
    with machine(empty) as app:
        told = story.run("backup", "restore", before, "--wraps", wraps_of(after), app=app)
        assert "2 cases stand again; 1 stay erased." in told.output
        again = at_new_door(app, story)
        again.open(f"/desk/cases/{story.references[1]}")
        assert again.page.status_code == 404
        assert NAMES[1] not in again.text
        again.open(f"/desk/cases/{story.references[0]}")
        assert NAMES[0] in again.text
        assert come_back(app, story.codes[1]).page.status_code == 422
        assert come_back(app, story.codes[0]).path == "/en/mailbox"


def test_a_case_first_opened_between_the_rows_and_the_wraps_opens_again(
    story: Story, empty: Settings, clock: Traveller
) -> None:
    before = story.backup("monday")
    story.wren.open(f"/desk/cases/{story.references[0]}")
    after = story.backup("later")
    clock.shift(timedelta(minutes=5))

    with machine(empty) as app:
        told = story.run("backup", "restore", before, "--wraps", wraps_of(after), app=app)
        assert "3 cases stand again; 0 stay erased." in told.output
        again = at_new_door(app, story)
        for reference, name in zip(story.references, NAMES, strict=True):
            again.open(f"/desk/cases/{reference}")
            assert name in again.text


def test_a_code_renewed_between_the_rows_and_the_wraps_works_and_the_ended_one_does_not(
    story: Story, empty: Settings, clock: Traveller
) -> None:
    """Of a case, of a draft, and of a draft that had no code yet when the rows were written."""
    sent, unsent = with_a_helper(story.app), with_a_helper(story.app)
    sent.send()
    helpers = [come_back(story.app, code_of(one)) for one in (sent, unsent)]
    ended = [code_of(one) for one in helpers]
    begun = Applicant(story.app.test_client())
    begun.begin()
    begun.answer()
    before = story.backup("monday")
    renewed = [hand_over(one) for one in helpers]
    begun.walk()
    after = story.backup("later")

    with machine(empty) as app:
        told = story.run("backup", "restore", before, "--wraps", wraps_of(after), app=app)
        assert "4 cases stand again; 0 stay erased." in told.output
        for code in (*renewed, code_of(begun), *story.codes):
            assert come_back(app, code).path == "/en/mailbox", code
        for code in ended:
            assert come_back(app, code).page.status_code == 422, code


def test_a_session_of_another_device_stands_again_with_newer_wraps(
    story: Story, empty: Settings, clock: Traveller
) -> None:
    first = come_back(story.app, story.codes[0])
    before = story.backup("monday")
    second = come_back(story.app, story.codes[0])
    after = story.backup("later")

    with machine(empty) as app:
        story.run("backup", "restore", before, "--wraps", wraps_of(after), app=app)
        assert on_with(app, second).path == "/en/mailbox"
        assert on_with(app, first).path == "/en/return"


def test_wraps_that_are_older_than_the_rows_are_taken_only_by_who_was_told_what_is_lost(
    story: Story, empty: Settings, clock: Traveller
) -> None:
    before = story.backup("monday")
    clock.shift(timedelta(days=1))
    Applicant(story.app.test_client()).apply()
    after = story.backup("tuesday")
    files = ("backup", "restore", after, "--wraps", wraps_of(before))

    with machine(empty) as app:
        for answer in ("", "n\n"):
            told = story.run(*files, app=app, then=answer)
            assert told.exit_code == 1
            assert "What came in between opens no more" in told.output
        told = story.run(*files, app=app, then="y\n")
        assert "3 cases stand again; 1 stay erased." in told.output


def test_rows_from_before_the_keys_of_now_are_refused(
    story: Story, empty: Settings, clock: Traveller
) -> None:
    before = story.backup("monday")
    assert story.run("keys", "rotate").exit_code == 0
    clock.shift(timedelta(minutes=5))
    wren = at_new_door(story.app, story)
    wren.open("/desk/team")
    wren.fill(action="/desk/team/keys")
    after = story.backup("later")

    with machine(empty) as app:
        told = story.run("backup", "restore", before, "--wraps", wraps_of(after), app=app)
        assert told.exit_code == 1
        assert "FILE is older than the keys of the team." in told.output
        told = story.run("backup", "restore", after, app=app)
        assert "3 cases stand again; 0 stay erased." in told.output


@pytest.mark.full_cost  # as it was when these were made
@pytest.mark.parametrize("made", ["backup-1", "backup-2"])
def test_a_backup_of_an_older_release_stands_again(
    tmp_path: Path, clock: Traveller, made: str
) -> None:
    """Files that were made once: the first two from tables of revision 0025, the next two from
    0028, the wraps after a helper handed over. None of them is made anew.

    Whoever changes the form of a backup, or of anything in it, adds a version, and files beside
    these.
    """
    kept = json.loads((VECTORS / f"{made}.json").read_text("utf-8"))
    address, secret = f"sqlite:///{tmp_path}/empty.db", "a-secret-of-many-years-later-0123456789"
    empty = Settings(secret_key=secret, database_url=address, var=tmp_path)
    clock.shift(timedelta(minutes=5))

    with machine(replace(empty, public_url="http://localhost")) as app:
        wren = StaffBrowser(app)
        wren.email, wren.secret = kept["email"], kept["totp_secret"]
        story = Story(app, wren, kept["sheets"], tmp_path)
        told = story.run("backup", "restore", VECTORS / made, sheets=(2, 1))
        assert told.exit_code == 0, told.output
        assert f"{len(kept['cases'])} cases stand again; {kept['gone']} stay erased" in told.output
        assert f"RECOVERY_FINGERPRINT={kept['pin']}" in told.output
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], recovery_fingerprint=kept["pin"])
        again = at_new_door(app, story)
        for case in kept["cases"]:
            again.open(f"/desk/cases/{case['reference']}")
            assert case["name"] in again.text
            assert come_back(app, case["code"]).path == "/en/mailbox"
        first = kept["cases"][0]["reference"]
        again.open(f"/desk/cases/{first}{kept['told_at']}")
        assert "Call the Test-Ternfold shelter first." in again.text
        again.open(f"/desk/cases/{first}/messages")
        assert "Please write to Nobody Test-Testfold." in again.text
        again.open(f"/desk/cases/{kept['erased']}")
        assert again.page.status_code == 404
        for code in kept["dead"]:
            assert come_back(app, code).page.status_code == 422
        for args in (["keys", "verify"], ["outbox", "work", "--once"], ["audit", "verify"]):
            done = story.run(*args)
            assert done.exit_code == 0, done.output


def test_any_two_sheets_restore_and_one_alone_or_those_of_others_do_not(
    story: Story, empty: Settings
) -> None:
    file = story.backup("monday")

    with machine(empty) as app:
        twice = story.run("backup", "restore", file, app=app, sheets=(2, 2))
        assert "the same sheet twice" in twice.output
        for pair in combinations(range(3), 2):
            told = story.run("backup", "restore", file, app=app, sheets=pair)
            if pair == (0, 1):
                assert told.exit_code == 0, told.output
            else:
                assert "This database holds something already." in told.output


def test_a_backup_that_was_changed_or_cut_restores_nothing(story: Story, empty: Settings) -> None:
    file = story.backup("monday")
    kept = file.read_bytes()
    changes = {
        "another label": kept.replace(b'"made_on":"2026', b'"made_on":"2025', 1),
        "no backup": b"x" + kept,
        "newer": kept.replace(b"intake backup\n\x01", b"intake backup\n\x02", 1),
        "cut": kept[:-100],
        "longer": kept + b"\0",
        "a letter": kept[:-50] + bytes([kept[-50] ^ 1]) + kept[-49:],
    }

    with machine(empty) as app:
        for what, changed in changes.items():
            file.write_bytes(changed)
            told = story.run("backup", "restore", file, app=app)
            assert told.exit_code == 1, what
            assert "Error: " in told.output, what
        file.write_bytes(kept)
        swapped = story.run("backup", "restore", wraps_of(file), "--wraps", file, app=app)
        assert "This is no backup" in swapped.output
        assert story.run("backup", "restore", file, app=app).exit_code == 0


def test_a_backup_of_another_installation_than_the_pin_restores_nothing(
    story: Story, empty: Settings
) -> None:
    file = story.backup("monday")

    with machine(replace(empty, recovery_fingerprint="another" * 8)) as app:
        told = story.run("backup", "restore", file, app=app)

    assert told.exit_code == 1
    assert "are not of one installation" in told.output


def test_a_backup_is_written_over_nothing_and_tells_of_no_one(story: Story) -> None:
    file = story.backup("monday")
    before = file.read_bytes()

    again = story.run("backup", "create", file)

    assert again.exit_code == 1
    assert "A file of this name exists" in again.output
    assert file.read_bytes() == before
    assert sorted(path.name for path in story.tmp.glob("*monday*")) == ["monday", "monday.wraps"]
    assert (file.stat().st_mode & 0o777, wraps_of(file).stat().st_mode & 0o777) == (0o600, 0o600)
    for written in (before, wraps_of(file).read_bytes()):
        assert not any(reference.encode() in written for reference in story.references)
        assert b"wren.testwood" not in written


def test_what_a_backup_left_that_was_killed_is_removed_by_one_of_a_later_day(
    story: Story, clock: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_there = dict[Path, bytes]()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(
            create_backup,
            "_verify",
            lambda made: lay_there.update({one.path: one.path.read_bytes() for one in made}),
        )
        story.backup("monday")
    for path, content in lay_there.items():
        path.write_bytes(content)

    story.backup("tonight")
    assert all(path.exists() for path in lay_there), "one that is at work was disturbed"
    clock.shift(timedelta(days=2))
    told = story.run("backup", "create", story.tmp / "wednesday")

    assert len(lay_there) == 2
    assert told.output.count("was removed: a backup that was broken off left it.") == 2
    assert not any(path.exists() for path in lay_there)
    assert len(list(story.tmp.iterdir())) == 6


def test_a_backup_made_without_the_secret_says_whom_it_does_not_let_in(
    story: Story, empty: Settings
) -> None:
    settings: Settings = story.app.config["SETTINGS"]
    at_rest.bind("not-the-secret-of-this-machine-0123456789")
    made = story.run("backup", "create", story.tmp / "monday")
    at_rest.bind(settings.secret_key)

    with machine(empty) as app:
        restored = story.run("backup", "restore", story.tmp / "monday", app=app)

    for told in (made, restored):
        assert told.exit_code == 0
        assert "values are under a SECRET_KEY that is not known" in told.output
    assert "Members sign in as before" not in restored.output
    again = story.run("backup", "create", story.tmp / "tuesday")
    assert "SECRET_KEY" not in again.output


def test_a_backup_wants_a_name(story: Story) -> None:
    told = story.run("backup", "create", "")

    assert told.exit_code == 2
    assert "Give FILE a name." in told.output


def test_a_folder_that_is_not_there_is_said_in_a_sentence(story: Story) -> None:
    told = story.run("backup", "create", story.tmp / "nowhere" / "monday")

    assert told.exit_code == 1
    assert told.output == f"Error: {NO_FOLDER}\n"


def come_back(app: Flask, code: str) -> Applicant:
    visitor = Applicant(app.test_client())
    visitor.open("/en/return")
    visitor.post("/en/return", {"code": [code]})
    return visitor


def on_with(app: Flask, someone: Applicant) -> Applicant:
    """The same browser at another machine of ours."""
    cookie = someone.client.get_cookie("s")
    assert cookie
    again = Applicant(app.test_client())
    again.client.set_cookie("s", cookie.value)
    again.open("/en/mailbox")
    return again


def with_a_helper(app: Flask) -> Applicant:
    """Somebody who filled in for another, at the check page."""
    answers = {**SHORTEST, "location_kind": ["in_us"], "filling_for": ["detained_person"]}
    helper = Applicant(app.test_client(), answers)
    helper.begin()
    helper.walk()
    return helper


def hand_over(helper: Applicant) -> str:
    """The code of the person who goes on."""
    helper.open("/en/f/hand-over")
    helper.post("/en/f/hand-over", {})
    return code_of(helper)


def code_of(someone: Applicant) -> str:
    someone.open("/en/f/code")
    return text_of(someone.text, "return-code")


def at_new_door(app: Flask, story: Story) -> StaffBrowser:
    """Wren, at a browser of her own, with the password and the app of before."""
    person = StaffBrowser(app)
    person.email, person.secret = story.wren.email, story.wren.secret
    person.give_password()
    person.fill(code=person.code())
    assert person.path == "/desk/", person.text
    return person


@contextmanager
def machine(settings: Settings) -> Iterator[Flask]:
    """An application on another machine. What is at rest is under its own secret meanwhile."""
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
def story(app: Flask, started: Started, clock: Traveller, tmp_path: Path) -> Story:
    wren = StaffBrowser(app)
    wren.join(f"/desk/invitation/{started.invitation_token}")
    folder = tmp_path / "backups"
    folder.mkdir()
    story = Story(app, wren, [sheet.text for sheet in started.sheets], folder)
    for name in NAMES:
        someone = Applicant(app.test_client(), {**SHORTEST, "name_to_use": [name]})
        story.references.append(someone.apply())
        story.codes.append(text_of(someone.text, "return-code"))
    return story


@pytest.fixture
def empty(
    app: Flask, started: Started, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Settings]:
    """Another machine: no tables, another secret, the pin from the operator's papers."""
    settings: Settings = app.config["SETTINGS"]
    other = replace(settings, secret_key="another-secret-of-another-machine-0123456789")
    if settings.database_url.startswith("sqlite"):
        yield replace(other, database_url=f"sqlite:///{tmp_path}/var/empty.db")
        return
    with new_postgresql_database(request.getfixturevalue("postgresql_server")) as address:
        yield replace(other, database_url=address)
