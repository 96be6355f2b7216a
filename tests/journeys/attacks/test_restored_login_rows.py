"""An attacker who can write to the database, without the desk's secret, tries to sign in.

They restore rows that were ended, and forge new ones. They are refused, no page answers with a
server error, and the desk shows an alarm.
"""

import pytest

from intake import clock as time
from intake.extensions import writing
from intake.sealing.signing import BadRowMac
from intake.sealing.tokens import new_token, token_hash, token_text
from intake.sessions import store as sessions
from intake.staff.store import Role
from intake.web import access
from tests.journeys.applicants.test_damaged_requests import DAMAGES
from tests.journeys.attacks.test_tampering import ALARM, forget_alarms, queue
from tests.staff.making import EMAIL, PASSWORD, STEP
from tests.support.clients.applicant import csrf_of
from tests.support.clients.members import (
    StaffBrowser,
    end_wait,
    joined_as,
    member_id_of,
    text_of,
)
from tests.support.databases.raw_rows import copy_rows, restore_rows
from tests.web.signin.test_passkeys import added, halfway, options
from tests.web.signin.test_recovery_codes import make

NEW = "seven quiet lamps by the lake"
TERN = "tern.testwood@example.org"
REFUSED = 409
UNFIT = 422

pytestmark = pytest.mark.usefixtures("clock")


def test_a_restored_old_password_does_not_sign_in(app, wren, gull, clock):
    old = rows(app, "staff_members", gull)
    clock.shift(STEP)
    gull.open("/desk/signin/password")
    gull.fill(password_now=PASSWORD, password=NEW, password_again=NEW)
    assert gull.path == "/desk/"

    rewrite(app, "staff_members", old)

    refused_at_the_password(app, gull, wren)
    assert newcomer(app, gull, "a wrong guess of theirs").page.status_code == 422
    assert ALARM not in queue(wren), "a wrong password must not raise the alarm"


@pytest.mark.parametrize("column", ["password_salt", "password_check"])
def test_a_damaged_password_hash_is_answered_like_a_wrong_password_and_raises_an_alarm(
    app, wren, gull, column
):
    (row,) = rows(app, "staff_members", gull)
    wrong = answer_to(newcomer(app, gull, "a wrong guess of theirs"))
    assert wrong[0] == UNFIT
    assert ALARM not in queue(wren)

    for damage in ("cut", "emptied", "another", "at its end"):
        rewrite(app, "staff_members", [{**row, column: DAMAGES[damage](row[column])}])
        assert answer_to(newcomer(app, gull)) == wrong, damage
        assert ALARM in queue(wren), damage
        forget_alarms(app)


@pytest.mark.parametrize("damage", ["cut", "at its end"])
def test_changing_a_password_with_a_damaged_hash_is_answered_like_a_wrong_password(
    app, wren, gull, damage
):
    (row,) = rows(app, "staff_members", gull)
    spoilt = DAMAGES[damage](row["password_salt"])
    rewrite(app, "staff_members", [{**row, "password_salt": spoilt}])

    gull.open("/desk/signin/password")
    gull.fill(password_now=PASSWORD, password=NEW, password_again=NEW)

    assert gull.status == UNFIT
    assert "Your current password is not correct." in gull.text
    assert ALARM in queue(wren)


def test_a_session_written_into_the_table_is_refused(app, wren, gull):
    wren.open("/desk/team")
    (living,) = rows(app, "staff_sessions", wren)
    token, thief = new_token(), StaffBrowser(app)
    forged = {**living, "id": "f" * 32, "token_hash": token_hash(token), "locked_keys": b""}

    for changes in ({}, {"locked_at": time.now()}):
        rewrite(app, "staff_sessions", [{**forged, **changes}])
        thief.client.set_cookie("d", token_text(token))
        thief.open("/desk/signin")
        assert thief.path == "/desk/signin"
        assert EMAIL not in thief.text
    rewrite(app, "staff_sessions", [{**forged, "locked_at": None}])
    for address in ("/desk/", "/desk/team", "/desk/account/passkeys"):
        thief.page = thief.client.get(address)
        refused(app, thief, wren)


def test_a_used_or_forged_invitation_is_refused(app, wren, gull):
    link = reset(wren, gull)
    (row,) = rows(app, "invitations")
    choose(gull, link)
    assert gull.path == "/desk/account/codes"
    token = new_token()
    forged = {**row, "token_hash": token_hash(token), "member_id": None}

    for path, written in ((link, row), (f"/desk/invitation/{token_text(token)}", forged)):
        rewrite(app, "invitations", [written])
        thief = StaffBrowser(app)
        thief.page = thief.client.get(path)
        refused(app, thief, wren)


def test_an_invitation_ended_with_its_administrator_is_refused(app, wren, gull):
    """The link was not used. It ended with an administrator who may have kept it."""
    joined_as(app, Role.ADMINISTRATOR, TERN)
    link = reset(wren, gull)
    (row,) = rows(app, "invitations")
    with app.app_context():
        member_id = member_id_of(TERN)
    wren.open(f"/desk/team/{member_id}")
    wren.fill(action=f"/desk/team/{member_id}/disable")
    assert rows(app, "invitations") == []

    rewrite(app, "invitations", [row])
    thief = StaffBrowser(app)
    thief.page = thief.client.get(link)

    refused(app, thief, wren)


def test_a_form_of_a_refused_session_is_refused_too(app, wren, gull):
    gull.open("/desk/account")
    (row,) = rows(app, "staff_members", gull)
    rewrite(app, "staff_members", [{**row, "roles": ["administrator"]}])

    stale = gull.client.post("/desk/team/invite", data={"csrf_token": "stale", "email": "x"})

    assert stale.status_code == 403


def test_a_session_that_ends_during_a_request_raises_no_alarm(wren, gull, monkeypatch):
    """One process has read the session; another ends it and changes the account meanwhile."""

    def ended_meanwhile(_session, member):
        sessions.end_all_of(member.id)
        raise BadRowMac

    with monkeypatch.context() as during:
        during.setattr(access, "verify_session_row", ended_meanwhile)
        gull.page = gull.client.get("/desk/")

    assert gull.status == 303
    assert ALARM not in queue(wren)


def test_unchanged_rows_sign_in_without_an_alarm(app, wren, clock):
    """Nothing was restored or forged: no sign-in is refused, and no alarm is raised."""
    gull = joined_as(app, Role.CASEWORKER)
    codes, key = make(gull), added(gull)
    reset_and_choose(app, wren, gull)
    codes, key = make(gull), added(gull)
    for factor in ({"code": codes[0]}, {"code": codes[1]}):
        halfway(gull)
        gull.fill(**factor)
        assert gull.path == "/desk/"
    halfway(gull)
    gull.fill(action="/desk/signin", passkey=key.signed(options(gull)))
    assert gull.path == "/desk/"
    clock.shift(STEP)
    halfway(gull)
    gull.give_code()

    assert gull.path == "/desk/"
    assert ALARM not in queue(wren)


def rows(app, table, member=None):
    """Return the rows of a table, all or those of one member."""
    with app.app_context():
        all_rows = copy_rows(table)
        if member is None:
            return all_rows
        member_id = member_id_of(member.email)
        return [row for row in all_rows if row.get("member_id", row["id"]) == member_id]


def rewrite(app, table, to):
    with app.app_context(), writing():
        restore_rows(table, to)


def reset(wren, gull):
    """Reset a colleague as an administrator; return the path of the link."""
    with wren.client.application.app_context():
        member_id = member_id_of(gull.email)
    wren.open(f"/desk/team/{member_id}")
    wren.fill(action=f"/desk/team/{member_id}/reset")
    link = text_of(wren.text, "link")
    end_wait(wren.client.application, gull.email)
    return link[link.index("/desk/") :]


def choose(gull, link):
    gull.open(link)
    gull.choose_password()
    gull.give_code()


def reset_and_choose(app, wren, gull):
    choose(gull, reset(wren, gull))
    assert gull.path == "/desk/account/codes"


def newcomer(app, member, password=PASSWORD):
    """Return a new browser that posted this member's email address and a password."""
    browser = StaffBrowser(app)
    browser.email, browser.secret = member.email, member.secret
    browser.give_password(password)
    return browser


def answer_to(browser):
    """Return the status and the page shown, without its form token."""
    return browser.status, browser.text.replace(csrf_of(browser.text), "")


def refused_at_the_password(app, member, wren):
    """Assert that the right password of this member is refused with an alarm."""
    browser = newcomer(app, member)
    refused(app, browser, wren)
    browser.open("/desk/")
    assert browser.path == "/desk/signin"


def refused(app, browser, wren):
    """Assert that the page shown refuses with 409 and that the desk shows the alarm."""
    assert browser.status == REFUSED, browser.path
    kinds = ("This account was changed on the server", "Something that had ended was put back")
    assert any(kind in browser.text for kind in kinds), browser.text
    assert ALARM in queue(wren)
    forget_alarms(app)
