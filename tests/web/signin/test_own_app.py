"""A member connects another authenticator app, without a reset by a colleague."""

import re

import pytest
from sqlalchemy import select, text

from intake import clock as time
from intake.actions.access.unlock_keys import RowRevoked, verify_member_row
from intake.audit.models import AuditEntry
from intake.extensions import db, saving
from intake.outbox.models import OutboxEmail
from intake.staff import second_factor
from intake.staff.models import StaffMember
from tests.staff.making import EMAIL, STEP
from tests.support.clients.members import StaffBrowser, member_id_of, text_of

PAGE = "/desk/account/app"


def test_the_new_app_signs_in_and_the_old_one_does_not(wren, clock):
    old_code, cookie = wren.code, wren.cookie
    old_secret = wren.secret

    connect(wren)

    assert wren.path == "/desk/account"
    assert wren.cookie != cookie
    assert wren.secret != old_secret
    clock.shift(STEP)
    wren.press_sign_out()
    wren.give_password()
    wren.post_form(code=second_factor.code_at(old_secret, time.now()))
    assert "This code is not correct." in wren.text
    wren.fill(code=old_code())
    assert wren.path == "/desk/"


def test_sessions_elsewhere_end_and_this_one_goes_on(app, wren, clock):
    elsewhere = StaffBrowser(app)
    elsewhere.email, elsewhere.secret = wren.email, wren.secret
    clock.shift(STEP)
    elsewhere.give_password()
    elsewhere.give_code()
    elsewhere.open("/desk/")
    assert elsewhere.path == "/desk/"

    connect(wren)

    elsewhere.open("/desk/")
    assert elsewhere.path == "/desk/signin"
    wren.open("/desk/team")
    assert wren.path == "/desk/team"
    assert "Has case access" in wren.text


def test_the_owner_is_told_and_the_log_says_it(app, wren):
    connect(wren)

    with app.app_context():
        member_id = member_id_of(EMAIL)
        to_owner = select(OutboxEmail.letter).where(OutboxEmail.reader == member_id)
        letters = list(db.session.scalars(to_owner))
        connected = select(AuditEntry.member_id).where(AuditEntry.act == "app_connected")
        entries = list(db.session.scalars(connected))
        db.session.rollback()
    assert letters == ["app_connected"]
    assert entries == [member_id]


def test_a_wrong_code_changes_nothing(wren, clock):
    wren.open(PAGE)
    offered = text_of(wren.text, "totp-secret")

    wren.post_form(action=PAGE, code=second_factor.code_at(wren.secret, time.now()))

    assert "This code is not correct." in wren.text
    assert text_of(wren.text, "totp-secret") == offered
    wren.open("/desk/")
    assert wren.path == "/desk/"


def test_the_second_factor_is_asked_for_again_after_ten_minutes(wren, clock):
    clock.shift(minutes=11)

    wren.open(PAGE)

    assert wren.path == "/desk/signin/again"
    assert "totp-secret" not in wren.text


def test_a_recovery_code_leads_to_a_new_phone(wren, clock):
    wren.open("/desk/account/codes")
    wren.fill(action="/desk/account/codes")
    code = re.findall(r"(?:\d{4} ){4}\d{4}", wren.text)[0]
    wren.press_sign_out()
    clock.shift(minutes=1)
    wren.give_password()
    wren.fill(code=code)

    connect(wren)

    clock.shift(STEP)
    wren.press_sign_out()
    wren.give_password()
    wren.give_code()
    assert wren.path == "/desk/"


def test_the_row_with_the_old_app_is_refused(app, wren):
    columns = text("SELECT totp_secret, totp_last_step, sworn FROM staff_members")
    with app.app_context():
        old = db.session.execute(columns).mappings().one()
        db.session.rollback()

    connect(wren)

    put_back = text("UPDATE staff_members SET totp_secret = :totp_secret, sworn = :sworn")
    with app.app_context():
        with saving():
            db.session.execute(put_back, dict(old))
        db.session.expire_all()
        with pytest.raises(RowRevoked):
            verify_member_row(db.session.get_one(StaffMember, member_id_of(EMAIL)))
        db.session.rollback()


def connect(member):
    """Scan the picture of the page with a new app, and type its first code."""
    member.open(PAGE)
    member.secret = text_of(member.text, "totp-secret").replace(" ", "")
    member.post_form(action=PAGE, code=member.code())
