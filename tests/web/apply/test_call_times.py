"""A member offers times for a call, and the applicant chooses one in the mailbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from intake.actions.opening.case_messages import OpenMessage
from intake.actions.slots.open_offer import open_offer
from intake.audit.models import AuditEntry
from intake.cases.models import Case
from intake.cases.pipeline import Status
from intake.diary.models import DiaryEntry, Kind
from intake.extensions import db
from intake.messages.models import Direction
from intake.outbox.models import OutboxEmail
from tests.support.clients.applicant import Applicant, csrf_of
from tests.support.clients.members import StaffBrowser
from tests.support.databases.fixtures import ON_EITHER
from tests.web.desk.test_emails_to_applicants import sent
from tests.web.desk.test_messages import version_on

pytestmark = [pytest.mark.usefixtures("clock"), ON_EITHER]

FIRST, SECOND = "2026-11-26 14:30", "2026-11-27 09:00"
NONE_NOW = "There are no times to choose from now."


@pytest.mark.parametrize("status", ["info_needed", "screened"])
def test_choosing_a_time_books_the_call_and_moves_the_case(
    app: Flask, wren: StaffBrowser, status: str
) -> None:
    someone, reference = sent(app)
    offer(wren, reference, FIRST, SECOND)
    change_case(app, status=status)
    someone.open("/en/mailbox")
    assert "We can call you at one of these times:" in someone.text
    assert "Zanzi number" in someone.text

    choose(someone, SECOND)

    assert someone.path == "/en/mailbox"
    assert "Please call me at this time: Friday 27 November 2026, 9:00" in someone.text
    with app.app_context():
        case = db.session.scalars(select(Case)).one()
        calls = db.session.scalars(select(DiaryEntry).filter_by(kind=Kind.CALL.value)).all()
        assert case.stage is (Status.SCREENED if status == "screened" else Status.CALL_BOOKED)
        assert [call.on for call in calls] == [date(2026, 11, 27)]
        assert case.due_on <= date(2026, 11, 27)
        acts = db.session.scalars(select(AuditEntry.act)).all()
        assert {"times_offered", "time_chosen", "person_wrote"} <= set(acts)
        letters = select(OutboxEmail).filter_by(letter="person_wrote")
        assert len(db.session.scalars(letters).all()) == 1
    wren.open(f"/desk/cases/{reference}")
    assert "09:00" in wren.text
    someone.open("/en/mailbox/time")
    assert NONE_NOW in someone.text, "one is chosen once"


def test_a_second_press_of_who_has_the_time_is_not_told_that_it_is_gone(
    app: Flask, wren: StaffBrowser
) -> None:
    someone, reference = sent(app)
    offer(wren, reference, FIRST, SECOND)
    someone.open("/en/mailbox/time")
    pressed_twice = someone.text

    for _ in range(2):
        fields = {"slot": SECOND, "csrf_token": csrf_of(pressed_twice)}
        someone.client.post("/en/mailbox/time", data=fields)
    someone.open("/en/mailbox/time")

    assert someone.page.status_code == 200
    assert NONE_NOW in someone.text
    fields = {"slot": FIRST, "csrf_token": csrf_of(pressed_twice)}
    answer = someone.client.post("/en/mailbox/time", data=fields, follow_redirects=True)
    assert answer.status_code == 422, "another time is gone"
    with app.app_context():
        calls = db.session.scalars(select(DiaryEntry).filter_by(kind=Kind.CALL.value)).all()
        assert [call.on for call in calls] == [date(2026, 11, 27)]


def test_times_that_have_passed_or_are_withdrawn_are_not_offered() -> None:
    messages = [offered("1", FIRST, SECOND), offered("2", SECOND)]
    at = datetime(2026, 11, 27, 8, 59, tzinfo=UTC)

    assert open_slots(messages[:1], at) == [SECOND]
    assert open_slots(messages[:1], at + timedelta(minutes=1)) == []
    assert open_slots([messages[0], offered("2")], at) == [], "withdrawn"
    assert open_slots(messages, at - timedelta(days=9)) == [SECOND], "the newest offer alone"
    assert open_slots(messages[:1], at, status="call_booked") == []


@pytest.mark.parametrize(
    ("slot", "says"),
    [("", "Choose one of the times."), ("2026-11-28 14:30", "This time is no longer open.")],
)
def test_a_choice_that_was_not_offered_is_refused(
    app: Flask, wren: StaffBrowser, slot: str, says: str
) -> None:
    someone, reference = sent(app)
    offer(wren, reference, FIRST, SECOND)

    choose(someone, slot)

    assert someone.page.status_code == 422
    assert says in someone.text
    assert "Friday 27 November 2026" in someone.text
    with app.app_context():
        assert db.session.scalars(select(DiaryEntry).filter_by(kind="call")).all() == []


def test_withdrawn_times_cannot_be_chosen(app: Flask, wren: StaffBrowser) -> None:
    someone, reference = sent(app)
    offer(wren, reference, FIRST, SECOND)
    wren.open(f"/desk/cases/{reference}/messages")
    wren.fill(action=f"/desk/cases/{reference}/times/withdraw", version=version_on(wren.text))

    choose(someone, FIRST)

    assert someone.page.status_code == 422
    assert NONE_NOW in someone.text
    someone.open("/en/mailbox")
    assert "The times for a call that we offered are no longer open." in someone.text


def test_an_offer_needs_two_times_that_are_near(app: Flask, wren: StaffBrowser) -> None:
    _, reference = sent(app)
    for times in (
        (FIRST,),
        (FIRST, FIRST),
        (FIRST, "2026-11-20 10:00"),
        (FIRST, "2027-06-01 10:00"),
    ):
        offer(wren, reference, *times)

        assert wren.page.status_code == 422, times
        assert "two" in wren.text


@pytest.mark.usefixtures("wren")
def test_the_page_of_times_needs_a_session(app: Flask) -> None:
    stranger = Applicant(app.test_client())

    stranger.open("/en/mailbox/time")

    assert stranger.path == "/en/return"


def offered(id_: str, *times: str) -> OpenMessage:
    """Return a message that offers these times."""
    return OpenMessage(
        id=id_,
        number=1,
        direction=Direction.OUT,
        on=date(2026, 11, 24),
        read_on=None,
        out_at=None,
        text="",
        language="en",
        wording="",
        member_id="",
        offered=times,
    )


def open_slots(messages: list[OpenMessage], now: datetime, status: str = "triage") -> list[str]:
    """Return the times of the open offer."""
    offer = open_offer(messages, Case(status=status), zone=UTC, now=now)
    return [slot.to_text() for slot in offer.slots] if offer else []


def offer(member: StaffBrowser, reference: str, *times: str) -> None:
    """Offer these times."""
    member.open(f"/desk/cases/{reference}")  # runs the conflict check
    fields = {**rows(*times), "note": "Zanzi number", "version": version_on(member.text)}
    member.fill(action=f"/desk/cases/{reference}/times", **fields)


def rows(*times: str) -> Mapping[str, str]:
    """Return the fields of the rows with these times."""
    days = {f"on-{n}": text.split()[0] for n, text in enumerate(times)}
    return days | {f"at-{n}": text.split()[1] for n, text in enumerate(times)}


def choose(someone: Applicant, slot: str) -> None:
    """Post the choice."""
    someone.open("/en/mailbox/time")
    someone.post("/en/mailbox/time", {"slot": [slot]} if slot else {})


def change_case(app: Flask, **values: str) -> None:
    with app.app_context():
        db.session.execute(update(Case).values(**values))
        db.session.commit()
