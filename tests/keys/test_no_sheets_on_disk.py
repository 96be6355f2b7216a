"""After the first member has joined, nothing on the disk opens the recovery key (row 41)."""

from pathlib import Path

from intake.cli.keys import write_invitation
from intake.environment import INVITATION
from intake.extensions import db
from intake.keys import store
from intake.sealing.tokens import read_token, token_text
from tests.staff.making import PASSWORD
from tests.support.clients.applicant import SHORTEST, Applicant
from tests.support.clients.members import StaffBrowser
from tests.support.databases.stolen_data import steal_everything


def test_a_copy_made_after_the_first_member_joined_opens_no_case(app, started, tmp_path):
    token = written_invitation(app, started)
    StaffBrowser(app).join(f"/desk/invitation/{started.invitation_token}")
    Applicant(app, SHORTEST).apply()

    data = steal_everything(app, tmp_path)

    assert not (tmp_path / "recovery").exists()
    assert data.opened_with({*data.byte_strings, token}) == set()
    assert token_text(token).encode() not in data.files
    for sheet in started.sheets:
        assert sheet.secret not in data.files
        assert sheet.letters.encode() not in data.files


def test_a_copy_made_before_opens_the_cases_that_come_later(app, started, tmp_path):
    """Show that the attack works, so that the test above can fail, and what start-up says of it."""
    token = written_invitation(app, started)
    known = steal_everything(app, tmp_path).all_keys([token])
    StaffBrowser(app).join(f"/desk/invitation/{started.invitation_token}")
    Applicant(app, SHORTEST).apply()

    data = steal_everything(app, tmp_path)

    cases = {item for item in data.sealed if item.case_id}
    assert cases
    assert data.opened_with(known) >= cases


def written_invitation(app, started):
    """Write the first invitation as ``make run`` does; return the token that is in the file."""
    file = Path(app.config["SETTINGS"].var) / INVITATION
    with app.app_context():
        write_invitation(file, started)
    return read_token(file.read_text("utf-8").strip().rpartition("/")[2])


def test_the_sheets_are_gone_once_their_groups_were_typed(app, started):
    StaffBrowser(app).join(f"/desk/invitation/{started.invitation_token}")

    with app.app_context():
        assert not store.any_pending_sheets()
        db.session.rollback()


def test_sheets_put_off_are_opened_by_the_first_member_alone(app, started, tmp_path):
    wren = StaffBrowser(app)
    wren.puts_off = True
    wren.join(f"/desk/invitation/{started.invitation_token}")

    data = steal_everything(app, tmp_path)

    wrong = data.keys_of(str(data.members[0]["id"]), PASSWORD)
    assert data.opened_with({*data.byte_strings, *wrong}) == set()
    wren.open("/desk/")
    assert "The three recovery sheets are not printed yet." in wren.text
