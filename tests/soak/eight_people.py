"""Eight people walk from the list of languages to the answer of staff, in a browser.

Every page is a picture in the folder ``PICTURES``, to be looked at. What each must be told is
held by ``tests/journeys/applicants/test_eight_people.py``, in milliseconds.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from intake import clock
from intake.actions.case.tell_decision import CALL_BACK
from intake.web.locale import catalogue_of
from tests.support.browser.live import Live
from tests.support.browser.steps import follow, join_desk
from tests.support.eight.browser import DESK, PHONE, Walk, carry_out
from tests.support.eight.people import people

pytestmark = pytest.mark.timeout(900)

PEOPLE = people(clock.today(ZoneInfo("America/New_York")))


@dataclass
class Office:
    """The running product, and a page on which a supervisor is signed in."""

    live: Live
    desk: Any


@pytest.fixture(scope="module")
def office(tmp_path_factory, browser, exit_site):
    """Start the product for an invented organisation, and join as its first member."""
    settings = {
        "ORGANISATION_NAME": "Lantern Test Legal",
        "HELP_PHONE": "202-555-0100",
        "SERVICE_AREA": "TX",
        "EXIT_URL": exit_site,
    }
    live = Live(tmp_path_factory.mktemp("eight") / "var", settings)
    live.start()
    context = browser.new_context(viewport=DESK)
    desk = context.new_page()
    join_desk(desk, live.invitation, "wren.testwood@example.org")
    yield Office(live, desk)
    context.close()
    live.kill()


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """Return the folder for the pictures."""
    folder = Path(os.environ.get("PICTURES") or tmp_path_factory.mktemp("pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("person", PEOPLE, ids=[person.id for person in PEOPLE])
def test_each_person_walks_to_the_end_and_staff_answer(office, browser, pictures, person):
    walk = Walk(person, office.live, new_page(browser), pictures)
    walk.begin()
    if person.speaks:
        reference = walk.ask_for_call()
    else:
        walk.answer_until("/f/check")
        if person.asks_more:
            follow(walk.page, walk.page.locator("button[name=send][value=more]"))
            walk.answer_until("/f/check")
        reference = walk.send()

    walk.page = new_page(browser)
    walk.come_back(mistyped=True)
    walk.picture("mailbox-before", looks=True)
    for number, act in enumerate(person.acts, start=1):
        carry_out(office.desk, office.live, reference, act)
        name = f"{person.id}-desk-{number}{act.form.replace('/', '-')}"
        office.desk.screenshot(path=pictures / f"{name}.png", full_page=True)
    time.sleep(CALL_BACK.total_seconds() + 1)
    walk.open(f"/{person.language}/mailbox")
    walk.picture("mailbox-after", looks=True)
    walk.open(f"/{person.language}/mailbox")
    if person.replies:
        walk.page.locator("[name=text]").fill(person.replies)
        follow(walk.page, walk.page.locator("form[action$='/write'] button"))
    walk.picture("mailbox-read")

    says = catalogue_of(person.language).ugettext(person.status)
    assert walk.page.locator("h1").inner_text() == says
    assert walk.wide == []


def new_page(browser):
    """Return a page in the window of a phone, with cookies of its own."""
    return browser.new_context(viewport=PHONE, java_script_enabled=True).new_page()
