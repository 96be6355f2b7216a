"""Sign in after the day on which keys ended that the password alone opened."""

from datetime import timedelta

from intake.actions.upkeep.end_old_wraps import end_old_wraps
from intake.extensions import db
from intake.sealing.signing import set_row_mac
from intake.sealing.stretching import PASSWORD as PASSWORD_ALONE
from intake.staff.invitations import RESET_WAITS
from intake.staff.models import StaffMember
from tests.staff.making import NOW, PASSWORD, STEP, TODAY
from tests.support.clients.members import GULL, member_id_of, text_of
from tests.support.databases.writing import writing_in


def test_the_right_password_leads_to_the_way_back(app, wren, gull):
    end_key_of_gull(app)

    gull.give_password()

    assert gull.status == 403
    assert "Ask an administrator to reset your password." in gull.text
    assert "No cases are lost." in gull.text
    gull.give_password("another password")
    assert "The email address or password is not correct." in gull.text
    wren.open("/desk/team")
    assert "Must set a new password" in wren.text


def test_an_administrator_lets_them_in_again(app, wren, gull, clock):
    end_key_of_gull(app)
    with app.app_context():
        gulls_page = f"/desk/team/{member_id_of(GULL)}"

    wren.open(gulls_page)
    wren.fill(action=f"{gulls_page}/reset")
    clock.shift(RESET_WAITS)
    gull.open(text_of(wren.text, "link").removeprefix("http://localhost"))
    gull.fill(password=PASSWORD, password_again=PASSWORD)
    gull.give_code()
    gull.open("/desk/")

    assert gull.path == "/desk/"
    assert "You cannot open cases yet. Ask a colleague for access" in gull.text


def test_who_has_not_moved_is_named_on_the_team_page(app, wren, gull):
    wren.open("/desk/team")
    assert "No sign-in sheet yet" not in wren.text

    make_old(app)
    with writing_in(app):
        end_old_wraps(today=TODAY, now=NOW)

    wren.open("/desk/team")
    assert "No sign-in sheet yet" in wren.text
    assert "until Dec 24, 2026" in wren.text


def end_key_of_gull(app):
    make_old(app)
    with writing_in(app):
        end_old_wraps(today=TODAY, now=NOW)
        end_old_wraps(today=TODAY + timedelta(days=30), now=NOW + STEP)


def make_old(app):
    """Store the row of a member as releases before device secrets did; the key is of no matter."""
    with writing_in(app):
        member = db.session.get_one(StaffMember, member_id_of(GULL))
        salt = bytes((PASSWORD_ALONE,)) + member.password_salt[1:]
        member.password_salt = salt
        set_row_mac(member)
