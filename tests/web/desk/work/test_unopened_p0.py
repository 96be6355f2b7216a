"""A P0 case that nobody opened in time stays above every list until a named member takes it on."""

from datetime import timedelta

from sqlalchemy import select

from intake import clock
from intake.audit.models import AuditEntry
from intake.cases.models import P0Alarm
from intake.extensions import db
from intake.sealing.wraps import wraps_to_bytes
from tests.cases.making import TODAY
from tests.support.rows import all_rows

ALERT = "P0 requests that nobody opened in time. Open one and take it on:"
BUTTON = "I take this on"


def test_the_alert_stays_after_a_look_until_a_named_member_takes_the_case_on(desk):
    case = unopened(desk)
    for page in ("/desk/", "/desk/work", "/desk/diary", "/desk/closed"):
        desk.open(page)
        assert f"{ALERT} {case.reference}." in text_of(desk)

    desk.open_case(case)
    assert "Nobody opened this P0 request in time." in desk.text
    desk.open()
    assert ALERT in text_of(desk)

    desk.open_case(case)
    take_on(desk, case)
    desk.open()
    assert ALERT not in text_of(desk)
    desk.open_case(case)
    assert BUTTON not in desk.text
    assert all_rows(P0Alarm.taken_by) == [desk.member.id]
    log = select(AuditEntry.member_id).where(AuditEntry.act == "p0_taken_on")
    assert db.session.scalars(log).all() == [desk.member.id]
    desk.open(f"/desk/cases/{case.reference}/timeline")
    assert "Took on a P0 request that nobody had opened" in desk.text


def test_the_second_member_who_takes_a_case_on_is_told_of_the_first(desk):
    case, colleague = unopened(desk), desk.colleague()
    colleague.open_case(case)
    desk.open_case(case)
    take_on(desk, case)

    colleague.send(case, "p0")

    assert "A colleague took this on already. The log names them." in colleague.text


def test_no_alert_stands_before_the_hour_nor_for_a_case_that_was_opened_in_time_closed_or_walled(
    desk,
):
    for alarm, columns in (
        ({"step": 0, "later": 5}, {}),
        ({"step": 0, "later": -5}, {"opened_on": TODAY}),
        ({"step": 2}, {"status": "closed"}),
        ({}, {"walled_keys": wraps_to_bytes({"f" * 32: b"wrap"})}),
    ):
        unopened(desk, **alarm, **columns)

    desk.open()

    assert ALERT not in text_of(desk)


def test_the_alert_stands_while_no_worker_runs(desk):
    unopened(desk, step=0, later=-5)

    desk.open()

    assert ALERT in text_of(desk)


def test_a_held_case_is_for_those_who_may_decide(desk):
    case = unopened(desk, conflict="possible")
    decider = desk.colleague("attorney", email="boss@example.org")

    desk.open()
    assert ALERT not in text_of(desk)
    desk.open_case(case)
    assert BUTTON not in desk.text
    desk.send(case, "p0")
    assert "Only a member who may decide about the conflict can take this on." in desk.text

    decider.open()
    assert ALERT in text_of(decider)
    decider.open_case(case)
    take_on(decider, case)
    decider.open()
    assert ALERT not in text_of(decider)


def test_members_who_hold_no_key_see_no_alert(desk):
    unopened(desk)
    for role in ("volunteer", "administrator"):
        other = desk.colleague(role, email=f"{role}@example.org")
        other.open("/desk/work")
        assert ALERT not in text_of(other)


def unopened(desk, *, step=1, later=60, **columns):
    """Add a P0 case whose next email is due so many minutes *later*."""
    case = desk.case(tier="P0", **columns)
    next_at = clock.now() + timedelta(minutes=later)
    db.session.add(P0Alarm(case_id=case.id, step=step, next_at=next_at))
    return case


def take_on(desk, case):
    page = desk.post(desk.address_of(BUTTON), version=str(case.version))
    assert page.status_code == 303


def text_of(desk):
    return desk.words(desk.root)
