"""A month at the desk in a browser: no date, no person and no P0 is lost.

A supervisor, an attorney, two caseworkers, one of whom leaves in the second week, and a volunteer
work on nine requests. The product has a clock that the test sets ahead. At the end each date that
passed and each person who was answered is looked up on the pages, as an auditor would.
"""

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from intake import clock
from tests.journeys.desk.test_ways_back import (
    DAY,
    House,
    Person,
    come_in,
    house_in,
    to_member_page,
    with_access,
)
from tests.support.browser.shared_product import fast_applicant
from tests.support.browser.steps import follow
from tests.support.clients.members import text_of
from tests.support.eight.acts import ACCEPT, TELL, Act, decide, log_call, move
from tests.support.eight.browser import carry_out
from tests.support.eight.people import IN_TEXAS, PHONE, day
from tests.support.waiting import PATIENCE, until

pytestmark = pytest.mark.timeout(900)

HOUR = 3600
DECLINE = decide("decline", "declined_merits")
TAKE = Act(page="", form="/assign")
CONFIRM = ("do", "confirm")


@dataclass
class Month:
    """The office, its members, the references of the applicants, and the codes of some."""

    house: House
    first: date
    references: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    @property
    def today(self):
        """Return the day at the desk."""
        now = clock.now() + timedelta(seconds=self.house.ahead)
        return now.astimezone(ZoneInfo("America/New_York")).date()

    def go_to_day(self, number):
        """Set the clock ahead to a day of the month, which begins with a Monday, day 0."""
        self.house.forward((self.first + timedelta(number) - self.today).days * DAY)

    def person(self, name):
        """Return a member who is signed in."""
        person = self.house.people[name]
        person.page.goto(f"{self.house.live.url}/desk/account")
        if not person.page.url.endswith("/desk/account"):
            come_in(self.house, person)
        return person

    def act(self, name, applicant, *acts):
        """Let a member fill in the forms of acts on the case of an applicant; none is refused."""
        page = self.person(name).page
        for act in acts:
            with page.expect_response(lambda each: each.request.method == "POST") as got:
                carry_out(page, self.house.live, self.references[applicant], act)
            assert got.value.status == 303, (name, applicant, act, page.inner_text("main"))

    def read(self, name, path):
        """Return the words of a page as a member reads it, folded ones too."""
        page = self.person(name).page
        page.goto(f"{self.house.live.url}{path}")
        return re.sub(r"\s+", " ", page.locator("body").text_content())

    def rows(self, query, *values):
        """Read the database."""
        path = self.house.live.folder / "intake.db"
        with closing(sqlite3.connect(path, timeout=PATIENCE)) as tables:
            return tables.execute(query, values).fetchall()

    def apply(self, name, **answers):
        """Send the request of an applicant."""
        phone = self.house.browser.new_context()
        own = {**IN_TEXAS, "so_far": ["none"], "name_to_use": [f"{name} Test-Wrenfold"]}
        own |= {"contact_methods": ["call"], "phone": [PHONE], **answers}
        applicant = fast_applicant(phone, self.house.live, own)
        self.references[name] = applicant.apply()
        self.codes[name] = text_of(applicant.text, "return-code")
        phone.close()
