"""One member offers the same time to two applicants: whoever chooses it first has it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from intake.actions.case.erase_case import erase_rows
from intake.cases.models import Case
from intake.diary.models import CallSlot, DiaryEntry, State
from intake.extensions import db
from tests.support.clients.applicant import Applicant
from tests.support.clients.members import StaffBrowser
from tests.support.databases.fixtures import ON_EITHER
from tests.web.apply.test_call_times import FIRST, NONE_NOW, SECOND, choose, offer
from tests.web.desk.test_emails_to_applicants import sent
from tests.web.desk.test_messages import version_on

pytestmark = pytest.mark.usefixtures("clock")

THIRD = "2026-11-27 11:00"


@ON_EITHER
def test_the_second_to_choose_a_time_is_refused_kindly_and_sees_the_others(
    app: Flask, wren: StaffBrowser
) -> None:
    first, second = two_offers(app, wren)
    second.open("/en/mailbox/time")
    assert "Thursday 26 November 2026" in second.text
    choose(first, FIRST)
    assert first.path == "/en/mailbox"

    second.post("/en/mailbox/time", {"slot": [FIRST]})

    assert second.page.status_code == 422
    assert "This time is no longer open. Please choose another." in second.text
    assert "Thursday 26 November 2026" not in second.text
    choose(second, SECOND)
    assert second.path == "/en/mailbox"
    assert booked(app) == [FIRST[:10], SECOND[:10]]


def test_of_two_who_choose_at_once_exactly_one_has_the_time(app: Flask, wren: StaffBrowser) -> None:
    both = two_offers(app, wren)
    for applicant in both:
        applicant.open("/en/mailbox/time")

    with ThreadPoolExecutor(2) as pool:
        list(
            pool.map(lambda applicant: applicant.post("/en/mailbox/time", {"slot": [FIRST]}), both)
        )

    assert sorted(applicant.page.status_code for applicant in both) == [200, 422]
    assert booked(app) == [FIRST[:10]]


@ON_EITHER
def test_a_call_booked_by_hand_warns_and_then_takes_the_time_from_the_offer(
    app: Flask, wren: StaffBrowser
) -> None:
    someone, reference = sent(app)
    offer(wren, reference, FIRST, SECOND)
    _, other = sent(app)
    wren.open(f"/desk/cases/{other}")

    book(wren, other, FIRST)

    assert wren.page.status_code == 409
    assert "You offer this time to another applicant, who would lose it." in wren.text
    book(wren, other, FIRST, sure="1")
    assert wren.page.status_code == 200
    someone.open("/en/mailbox/time")
    assert "Thursday 26 November 2026" not in someone.text
    assert "Friday 27 November 2026" in someone.text

    wren.open(f"/desk/cases/{other}")
    wren.fill(action=f"/desk/cases/{other}/call/cancel", version=version_on(wren.text))
    someone.open("/en/mailbox/time")
    assert "Thursday 26 November 2026" in someone.text, "a cancelled call gives the time back"


@ON_EITHER
def test_a_time_with_an_own_call_is_neither_offered_nor_booked_twice(
    app: Flask, wren: StaffBrowser
) -> None:
    _, busy = sent(app)
    wren.open(f"/desk/cases/{busy}")
    wren.fill(action=f"/desk/cases/{busy}/assign", version=version_on(wren.text))
    wren.open(f"/desk/cases/{busy}")
    book(wren, busy, FIRST)
    assert wren.page.status_code == 200
    _, other = sent(app)

    offer(wren, other, FIRST, SECOND)
    assert wren.page.status_code == 422
    assert "You have a call at one of these times." in wren.text
    wren.open(f"/desk/cases/{other}")
    book(wren, other, FIRST)
    assert wren.page.status_code == 409
    assert "You or the interpreter have another call at this time." in wren.text
    book(wren, other, THIRD)
    assert wren.page.status_code == 200


@ON_EITHER
def test_the_desk_says_when_others_took_every_time(app: Flask, wren: StaffBrowser) -> None:
    first, reference = sent(app)
    offer(wren, reference, FIRST, SECOND)
    second, other = sent(app)
    offer(wren, other, FIRST, THIRD)
    third, last = sent(app)
    offer(wren, last, FIRST, THIRD)

    choose(first, FIRST)
    choose(second, THIRD)

    third.open("/en/mailbox/time")
    assert NONE_NOW in third.text
    wren.open(f"/desk/cases/{last}/messages")
    assert "Others took all the times that you offered." in wren.text


@ON_EITHER
def test_an_erased_case_gives_its_time_back(app: Flask, wren: StaffBrowser) -> None:
    first, second = two_offers(app, wren)
    choose(first, FIRST)

    with app.app_context():
        assert len(db.session.scalars(select(CallSlot)).all()) == 1
        case_id = db.session.scalars(select(CallSlot.case_id)).one()
        case = db.session.get_one(Case, case_id)
        erase_rows(case, today=date(2026, 11, 24))
        db.session.commit()

    second.open("/en/mailbox/time")
    assert "Thursday 26 November 2026" in second.text


def two_offers(app: Flask, wren: StaffBrowser) -> tuple[Applicant, Applicant]:
    """Return two applicants to whom the same times are offered."""
    first, reference = sent(app)
    offer(wren, reference, FIRST, SECOND)
    second, other = sent(app)
    offer(wren, other, FIRST, SECOND)
    return first, second


def book(member: StaffBrowser, reference: str, slot: str, **more: str) -> None:
    """Book a call for this time by hand."""
    on, at = slot.split()
    fields = {"on": on, "at": at, "version": version_on(member.text), **more}
    member.fill(action=f"/desk/cases/{reference}/call", **fields)


def booked(app: Flask) -> list[str]:
    """Return the days of the open calls."""
    with app.app_context():
        calls = select(DiaryEntry).filter_by(kind="call", state=State.OPEN.value)
        return sorted(str(call.on) for call in db.session.scalars(calls))
