import re
import stat
from dataclasses import replace
from datetime import date, timedelta

import pytest

from intake import clock
from intake.actions.keys.init_keys import KeysExist, init_keys
from intake.cli import keys
from intake.extensions import db
from intake.keys import store
from intake.keys.models import Epoch, Grant
from intake.keys.seen_epochs import epoch_fingerprint
from intake.sealing.sheets import read_sheet
from intake.sealing.tokens import read_token, token_hash
from tests.staff.making import NOW, member
from tests.support.rows import change_rows


def test_init_prints_three_sheets_the_pin_and_the_first_link(doorless_app):
    result = run(doorless_app, "init", "--in-terminal")

    sheets = [read_sheet(letters) for letters in printed_sheets(result.output)]
    pin = re.findall(r"^RECOVERY_FINGERPRINT=([a-z2-7-]{39})$", result.output, re.MULTILINE)
    links = re.findall(r"^http://localhost/desk/invitation/(\S+)$", result.output, re.MULTILINE)
    assert result.exit_code == 0
    assert [sheet.name for sheet in sheets] == ["A", "B", "C"]
    assert store.recipient_of(store.the_team().id, pin[0]).epoch == 1
    assert store.first_invitation(token_hash(read_token(links[0])), clock.now())


def test_init_refuses_where_keys_exist_and_changes_nothing(doorless_app):
    run(doorless_app, "init")
    before = store.epochs_of(store.the_team().id)

    again = run(doorless_app, "init")

    assert again.exit_code == 1
    assert again.output == (
        "Error: Keys already exist. A second set would not open anything. If the first "
        "invitation was lost, add --again.\n"
    )
    assert store.epochs_of(store.the_team().id) == before


def test_init_names_the_team_as_asked(doorless_app):
    run(doorless_app, "init", "--team", "Invented Legal Aid")

    assert store.the_team().name == "Invented Legal Aid"


def test_what_could_not_be_shown_was_not_made(doorless_app, monkeypatch):
    def printer_is_gone(*_):
        raise BrokenPipeError

    with monkeypatch.context() as broken:
        broken.setattr("click.echo", printer_is_gone)
        failed = run(doorless_app, "init")

    assert failed.exit_code != 0
    assert store.recovery_key() is None


def test_status_before_any_keys_says_what_to_do(doorless_app):
    result = run(doorless_app, "status")

    assert result.exit_code == 1
    assert result.output == "Error: No keys exist yet: run flask keys init.\n"


def test_status_of_sound_keys(doorless_app, started):
    pinned(doorless_app, started.fingerprint)
    team = store.the_team().id
    newest = epoch_fingerprint(store.epochs_of(team)[-1])
    store.add(Grant(member_id="m1", team_id=team, epoch=1, sealed=b"sealed", vouched=b"v"))
    db.session.commit()

    result = run(doorless_app, "status")

    assert result.exit_code == 0
    assert result.output.splitlines() == [
        f"Recovery key {started.fingerprint}, created on 2026-11-24.",
        "Team Intake: epoch 1, chained to the pinned fingerprint; members with case access: 1.",
        f"Team Intake: compare on every node: {newest}",
        "Team Intake: administrators with the signing key: 0.",
    ]


def test_status_tells_that_the_first_member_is_expected(doorless_app):
    run(doorless_app, "init")

    assert (
        "The first member's invitation has not been used yet." in run(doorless_app, "status").output
    )


def test_status_says_when_another_key_is_pinned(doorless_app, started):
    result = run(doorless_app, "status")

    assert result.exit_code == 1
    assert "It does not match the pinned fingerprint." in result.output
    assert "Requests are refused" in result.output


def test_status_says_when_a_row_was_changed(doorless_app, started):
    pinned(doorless_app, started.fingerprint)
    change_rows(Epoch, signature=bytes(64))
    db.session.commit()

    result = run(doorless_app, "status")

    assert result.exit_code == 1
    assert "Team Intake: keys do not chain to the pinned fingerprint." in result.output


def test_the_written_invitation_is_for_its_owner_alone(doorless_app, started, tmp_path):
    folder = tmp_path / "recovery"
    folder.mkdir(mode=0o755)

    keys.write_invitation(folder / "invitation.txt", started)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert modes == {"invitation.txt": 0o600}
    written = (folder / "invitation.txt").read_text()
    assert written.endswith(f"/desk/invitation/{started.invitation_token}\n")


def test_no_invitation_is_written_on_a_server(doorless_app, started, tmp_path):
    settings = doorless_app.config["SETTINGS"]
    doorless_app.config["SETTINGS"] = replace(settings, public_url="https://intake.example.org")

    with pytest.raises(keys.InvitationNotWritten):
        keys.write_invitation(tmp_path / "recovery" / "invitation.txt", started)

    assert not (tmp_path / "recovery").exists()


def test_the_invitation_of_other_keys_is_not_overwritten(doorless_app, started, tmp_path):
    (tmp_path / "invitation.txt").write_text("an earlier one")

    with pytest.raises(keys.InvitationNotWritten, match="invitation of other keys"):
        keys.write_invitation(tmp_path / "invitation.txt", started)

    assert (tmp_path / "invitation.txt").read_text() == "an earlier one"


def test_init_prints_no_sheet_unless_it_is_asked_to(doorless_app):
    result = run(doorless_app, "init")

    assert printed_sheets(result.output) == []
    assert "Their browser shows the three recovery sheets" in result.output


def test_again_replaces_keys_whose_invitation_was_lost(doorless_app):
    run(doorless_app, "init")
    before = store.recovery_key()
    assert before is not None
    pin, team = before.sign_public, store.the_team().id

    result = run(doorless_app, "init", "--again")

    after = store.recovery_key()
    assert result.exit_code == 0, result.output
    assert after is not None
    assert after.sign_public != pin
    assert store.the_team().id != team


def test_again_is_refused_once_somebody_has_joined(doorless_app, started):
    member(store.the_team())
    db.session.commit()

    result = run(doorless_app, "init", "--again")

    assert result.exit_code == 1
    assert "There is a member or a case already" in result.output


def test_another_door_may_start_the_keys_and_learns_that_they_exist(doorless_app):
    first = keys.start()

    with pytest.raises(KeysExist):
        keys.start()
    words = keys.first_words(first, in_terminal=False)
    assert f"RECOVERY_FINGERPRINT={first.fingerprint}\n" in words


@pytest.fixture
def started(doorless_app):
    """Return keys created so long ago that the invitation has expired."""
    started = init_keys(
        team_name="Intake", today=date(2026, 11, 24), now=NOW - timedelta(days=3650)
    )
    db.session.commit()
    return started


def run(app, *arguments):
    return app.test_cli_runner().invoke(keys.command, arguments)


def pinned(app, fingerprint):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], recovery_fingerprint=fingerprint)


def printed_sheets(output):
    """Return the characters of each sheet, from the two lines they are printed on."""
    lines = re.findall(r"^ {4}((?:[A-Z2-7]{6} ?)+)$", output, re.MULTILINE)
    return [" ".join(lines[at : at + 2]) for at in range(0, len(lines), 2)]
