"""An attacker who can write to the database restores a return code that has ended.

The code opens nothing and is answered like any wrong code. The desk shows an alarm.
"""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from sqlalchemy import Table

from intake.audit.models import AuditEntry
from intake.cases.models import Case
from intake.extensions import Model, db
from intake.requests.models import Request
from intake.sealing.return_code import check_digit
from tests.support.clients.applicant import Applicant, at_check, with_a_helper
from tests.support.clients.members import text_of
from tests.support.databases.writing import writing_in

pytestmark = pytest.mark.usefixtures("clock")

MAILBOX = "/en/mailbox"
ALARM = "Some encrypted data cannot be opened."
RESTORED_CODE = "An ended return code was restored on the server"
REQUESTS: Table = Model.metadata.tables[Request.__tablename__]
CASES: Table = Model.metadata.tables[Case.__tablename__]
OF_THE_CODE = ("code_auth", "key_under_code")

Row = dict[str, Any]


def test_a_helpers_restored_code_does_not_open_a_draft(app, wren):
    helper = with_a_helper(app)
    before, old = code_of(helper), the_row(app)
    hand_over(helper)
    after, new = code_of(helper), the_row(app)
    wrong = try_code(app, never_issued(before))
    assert ALARM not in read(wren, "/desk/")

    for columns in (OF_THE_CODE, tuple(old)):
        put(app, {name: old[name] for name in columns})
        assert try_code(app, before) == wrong, columns
        assert ALARM in read(wren, "/desk/"), columns
        assert RESTORED_CODE in read(wren, "/desk/audit"), columns
        forget_alarms(app)
        put(app, new)
    assert try_code(app, after) == (MAILBOX, 200, "")
    assert try_code(app, before) == wrong
    assert ALARM not in read(wren, "/desk/")


def test_a_helpers_restored_code_does_not_open_a_case(app, wren):
    helper, reference, before = returned_helper(app)
    old = the_row(app)
    hand_over(helper)
    after, new = code_of(helper), the_row(app)
    wrong = try_code(app, never_issued(before))

    for columns in (OF_THE_CODE, tuple(old)):
        put(app, {name: old[name] for name in columns})
        assert try_code(app, before) == wrong, columns
        assert ALARM in read(wren, "/desk/"), columns
        assert RESTORED_CODE in read(wren, f"/desk/cases/{reference}/timeline"), (
            "the desk must learn whose code it was"
        )
        forget_alarms(app)
        put(app, new)
    assert try_code(app, after) == (MAILBOX, 200, "")
    assert ALARM not in read(wren, "/desk/")


def test_housekeeping_ends_a_restored_code_that_was_not_tried(app, wren):
    helper, reference, before = returned_helper(app)
    old = the_row(app)
    hand_over(helper)
    assert "return codes" not in housekeeping(app)

    put(app, old)
    assert "1 restored return codes were ended again" in housekeeping(app)

    assert ALARM in read(wren, "/desk/")
    assert RESTORED_CODE in read(wren, f"/desk/cases/{reference}/timeline")
    assert try_code(app, before) == try_code(app, never_issued(before))
    forget_alarms(app)
    assert "return codes" not in housekeeping(app)
    assert ALARM not in read(wren, "/desk/"), "it is reported once"


def test_an_older_case_restored_after_the_handover_does_not_open(app, wren):
    helper, reference, _ = returned_helper(app)
    older = the_row(app, CASES)
    hand_over(helper)
    assert helper.open(MAILBOX).status_code == 200

    put(app, {name: older[name] for name in ("card", "story")}, into=CASES)

    assert helper.open(MAILBOX).status_code == 409
    assert "An older version of its data was put back" in read(wren, f"/desk/cases/{reference}")


def test_a_restored_session_opens_only_with_its_own_cookie(app, wren):
    """This raises no alarm, because sessions are not recorded."""
    first = at_check(app)
    code, old = code_of(first), the_row(app)
    second = Applicant(app)
    second.enter_code(code)
    assert first.open("/en/f/check").status_code == 410

    put(app, old)

    assert first.open("/en/f/check").status_code == 200
    assert second.open("/en/f/check").status_code == 410
    assert Applicant(app).open("/en/f/check").status_code == 410


@pytest.mark.parametrize("last_page", ["/en/set-aside", "/en/deleted"])
def test_the_restored_code_of_a_deleted_request_opens_nothing(app, wren, last_page):
    applicant = Applicant(app)
    applicant.apply()
    code = code_of(applicant)
    if last_page == "/en/set-aside":
        put(app, {"held_since": date(2026, 11, 24)}, into=CASES)
    old, old_case = the_row(app), the_row(app, CASES)
    applicant.enter_code(code)
    applicant.open("/en/mailbox/delete")
    applicant.post("/en/mailbox/delete", {})
    assert applicant.path == last_page
    wrong = try_code(app, never_issued(code))

    if last_page == "/en/set-aside":
        put(app, old)
    else:
        housekeeping(app)
        put_new(app, old)
        put_new(app, old_case, into=CASES)

    assert try_code(app, code) == wrong
    assert ALARM in read(wren, "/desk/")


def test_a_draft_from_before_the_handover_does_not_open(app, wren):
    helper = with_a_helper(app)
    old = the_row(app)["answers"]
    hand_over(helper)

    put(app, {"answers": old})

    assert helper.open("/en/f/check").status_code == 409
    assert ALARM in read(wren, "/desk/")


def hand_over(helper):
    helper.open("/en/f/hand-over")
    helper.post("/en/f/hand-over", {})
    assert helper.path == "/en/f/code"


def code_of(applicant):
    """Return the code that this session shows."""
    applicant.open("/en/f/code")
    return text_of(applicant.text, "return-code").replace(" ", "")


def never_issued(code):
    """Return a code of the same request that was never issued."""
    changed = f"{code[:12]}{(int(code[12]) + 1) % 10}{code[13:23]}"
    return changed + check_digit(changed)


def try_code(app, code):
    """Try a code in a new browser; return path, status, and the page unless it is the mailbox."""
    visitor = Applicant(app)
    visitor.enter_code(code)
    page = re.sub(r'name="?csrf_token"? value="?[^">\s]+', "", visitor.text).replace(code, "typed")
    return visitor.path, visitor.status, "" if visitor.path == MAILBOX else page


def the_row(app, table=REQUESTS):
    """Return the row of the only request, or of its case."""
    with app.app_context():
        return dict(db.session.execute(db.select(table)).mappings().one())


def put(app, values, *, into=REQUESTS):
    with writing_in(app):
        assert db.session.connection().execute(db.update(into).values(values)).rowcount == 1


def put_new(app, row, *, into=REQUESTS):
    with writing_in(app):
        db.session.execute(db.insert(into).values(row))


def housekeeping(app):
    done = app.test_cli_runner().invoke(args=["housekeeping", "run"])
    assert done.exit_code == 0, done.output
    return done.output


def forget_alarms(app):
    """Delete the alarms from the log."""
    acts = ("seal_broken", "code_put_back")
    with writing_in(app):
        db.session.execute(db.delete(AuditEntry).where(AuditEntry.act.in_(acts)))


def read(wren, path):
    wren.open(path)
    assert wren.status == 200, path
    return unescape(wren.text)


def returned_helper(app):
    """Return a helper who sent a request and came back by its code; the reference, and the code."""
    helper = with_a_helper(app)
    reference, before = helper.send(), code_of(helper)
    helper.enter_code(before)
    return helper, reference, before
