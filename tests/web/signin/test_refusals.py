"""Somebody guesses at a colleague's account: the log tells of it, and the door does not."""

import pytest
from sqlalchemy import event, select

from intake import clock as time
from intake.actions.accounts.change_roles import disable_staff
from intake.audit.models import AuditEntry
from intake.extensions import db
from intake.sessions.store import FRESH
from intake.staff import login_throttle, store
from tests.staff.making import EMAIL, PASSWORD, STEP, TODAY, moment
from tests.support.clients.members import GULL, StaffBrowser, member_id_of
from tests.support.databases.writing import writing_in

pytestmark = pytest.mark.usefixtures("clock")

WRONG = "copper kettle ten gulls"
PASSWORD_WRONG = "Failed sign-in: wrong password"
FACTOR_WRONG = "Failed sign-in: wrong second factor"


def test_an_administrator_sees_that_somebody_guesses(app, wren, gull):
    guess(app, GULL, times=2)

    wren.open("/desk/audit")

    assert wren.text.count(PASSWORD_WRONG) == 2
    assert refused(app) == [("sign_in_refused", GULL)] * 2
    for word in (WRONG, "copper"):
        assert word not in wren.text


def test_while_the_account_waits_nothing_more_is_written(app, wren, gull):
    guess(app, GULL, times=login_throttle.MOST + 3)

    assert refused(app) == [("sign_in_refused", GULL)] * login_throttle.MOST


def test_of_an_address_without_a_member_the_log_has_nothing(app, wren, gull):
    with writing_in(app):
        member = store.find_for_change(member_id_of(GULL))
        assert member is not None
        disable_staff(member, moment(time.now()))

    for email in ("nobody@example.org", GULL, "no address at all"):
        guess(app, email)

    assert refused(app) == []


def test_whether_there_is_such_an_account_as_much_is_kept(app, wren):
    """A commit that writes waits for the disk, one that does not is quicker: a clock can tell."""
    commits = [written(app, email) for email in (EMAIL, "nobody@example.org")]

    assert commits[0] == commits[1]
    assert [tables[-1] for tables in commits] == [{"sign_in_tries"}] * 2


def test_a_wrong_code_after_the_right_password_is_written_down(app, wren, clock):
    clock.shift(STEP)
    second_browser = StaffBrowser(app)
    second_browser.email = EMAIL
    second_browser.give_password()
    second_browser.fill(code="000000")

    wren.open("/desk/audit")

    assert FACTOR_WRONG in wren.text
    assert refused(app) == [("factor_refused", EMAIL)]


def test_so_is_one_at_a_desk_that_was_left_open(app, wren, clock):
    clock.shift(FRESH)
    wren.open("/desk/signin/password")
    assert wren.path == "/desk/signin/again"

    wren.fill(code="000000")
    wren.give_code()
    wren.open("/desk/signin/password")
    wren.fill(**change(WRONG))

    assert refused(app) == [("factor_refused", EMAIL), ("sign_in_refused", EMAIL)]


def test_who_comes_in_leaves_no_refusal(app, wren, clock):
    wren.press_sign_out()
    clock.shift(STEP)

    wren.give_password()
    wren.give_code()

    assert wren.path == "/desk/"
    assert refused(app) == []


def guess(app, email, *, times=1):
    """A stranger at a browser of their own."""
    stranger = StaffBrowser(app)
    for _ in range(times):
        stranger.open("/desk/signin")
        stranger.fill(email=email, password=WRONG)
        assert stranger.status in (422, 429)


def change(password_now):
    return {"password_now": password_now, "password": PASSWORD, "password_again": PASSWORD}


def refused(app):
    """Return the refused acts, each with its account."""
    acts = ("sign_in_refused", "factor_refused")
    with app.app_context():
        query = select(AuditEntry).where(AuditEntry.act.in_(acts)).order_by(AuditEntry.act)
        entries = db.session.scalars(query).all()
        assert all(entry.at == time.now() and entry.on == TODAY for entry in entries)
        members = [store.find(entry.member_id or "") for entry in entries]
        return [
            (entry.act, member.email)
            for entry, member in zip(entries, members, strict=True)
            if member is not None
        ]


def written(app, email):
    """Into which tables each commit of a refused sign-in wrote, but for the log."""
    commits: list[set[str]] = []
    tables: set[str] = set()

    def note(_conn, _cursor, statement, *_rest):
        words = statement.split()
        if words[0] in ("INSERT", "UPDATE") and words[2] != "audit_entries":
            tables.add(words[2] if words[0] == "INSERT" else words[1])

    def close(_conn):
        commits.append(set(tables))
        tables.clear()

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", close)
    guess(app, email)
    event.remove(engine, "before_cursor_execute", note)
    event.remove(engine, "commit", close)
    return commits
