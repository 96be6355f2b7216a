"""A month at the desk in a browser: no date, no person and no P0 is lost.

A supervisor, an attorney, two caseworkers, one of whom leaves in the second week, and a volunteer
work on nine requests. The product has a clock that the test sets ahead. At the end each date that
passed and each person who was answered is looked up on the pages, as an auditor would.
"""

import re
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake import clock
from tests.journeys.desk.test_ways_back import (
    DAY,
    House,
    come_in,
    house_in,
    to_member_page,
    with_access,
)
from tests.support.browser.shared_product import fast_applicant
from tests.support.browser.steps import follow
from tests.support.clients.callers import CALLER
from tests.support.clients.members import text_of
from tests.support.eight.acts import ACCEPT, TELL, Act, decide, log_call, move
from tests.support.eight.browser import FILL, carry_out
from tests.support.eight.people import IN_TEXAS, day
from tests.support.waiting import PATIENCE, until

pytestmark = pytest.mark.timeout(900)

HOUR = 3600
ROLES = {"tern": "attorney", "gull": "caseworker", "ibis": "caseworker", "kite": "volunteer"}
CONFIRM = ("do", "confirm")
TAKE = Act(page="", form="/assign")
TAKE_ON = Act(page="", form="/p0")
DECLINE = (move("triage"), decide("decline", "declined_merits"))
UNREACHED = Act(page="/tell", form="/tell", fields={"outcome": "unreached", "text": "Rang out."})
ASKED_NOT = Act(page="/tell", form="/tell", fields={"outcome": "asked_not", "text": "Wants none."})
MERGE = Act(page="/links", form="/links", fields={"one_holder": "1"}, button=("to", "merge"))
ARRIVED = {
    **day("last_arrival_date", clock.now().date() - timedelta(30)),
    "so_far": ["none"],
    "asylum_filed": ["no"],
    "lawful_status": ["no"],
}
DAY_TO_ACT = re.compile(
    r'(?:Act by|Law|Paper):</small> <time datetime="([-\d]+)"'
    r"|<b>Our review[^<]*</b> <small>(\d+) days? overdue"
)
LEFT = "P0 requests that nobody opened in time."


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
        if person.page.locator("[name=password]").count():
            come_in(self.house, person)
        return person

    def act(self, name, applicant, *acts):
        """Fill in the forms of acts on an applicant's case as a member; none is refused."""
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
        own = {**IN_TEXAS, **ARRIVED, "name_to_use": [f"{name} Test-Wrenfold"]}
        number = f"202 555 01{10 + len(self.references)}"
        own |= {"contact_methods": ["call", "return_code"], "phone": [number], **answers}
        applicant = fast_applicant(phone, self.house.live, own)
        self.references[name] = applicant.apply()
        self.codes[name] = text_of(applicant.text, "return-code")
        phone.close()

    def enter(self, by, name):
        """Enter the request of a caller as a member; the caller gets no code and has no email."""
        page = self.person(by).page
        page.goto(f"{self.house.live.url}/desk/new")
        fields = {**CALLER, "name_to_use": f"{name} Test-Wrenfold"}
        fields = {id_: [one] if isinstance(one, str) else one for id_, one in fields.items()}
        while page.url.endswith("/desk/new"):
            page.locator("main form").first.evaluate(FILL, fields)
            follow(page, page.locator("main form button[name=send]").first)
        href = page.locator("main a[href^='/desk/cases/']").first.get_attribute("href")
        self.references[name] = href.partition("#")[0].rpartition("/")[2]

    def read_mailbox(self, name, *, writes=""):
        """Return what an applicant reads in the mailbox with the own code, and what they write."""
        page = self.house.browser.new_context().new_page()
        page.goto(f"{self.house.live.url}/en/return")
        page.locator("[name=code]").fill(self.codes[name])
        follow(page, page.locator("main form button"))
        if writes:
            page.locator("main [name=text]").fill(writes)
            follow(page, page.locator("main form:has([name=text]) button").first)
        words = page.inner_text("main")
        page.context.close()
        return words

    def end_dates(self, by, second, applicant, outcome):
        """Record what became of the deadlines of an applicant; a second member confirms.

        A day that is still to come cannot be missed.
        """
        is_missed = outcome == "missed"
        for (id_,) in self.rows(
            "SELECT diary_entries.id FROM diary_entries JOIN cases ON cases.id = case_id"
            " WHERE reference = ? AND kind = 'act_by' AND state = 'open' AND \"on\" < ?",
            self.references[applicant],
            (self.today if is_missed else date.max).isoformat(),
        ):
            page, on = f"/dates/{id_}/met", self.today - timedelta(is_missed)
            fields = {"outcome": outcome, "on": on.isoformat(), "how": "Court of Quillmere"}
            fields |= {"proof": "" if is_missed else "Receipt 4471-0093"}
            self.act(by, applicant, Act(page=page, form="/met", fields=fields))
            self.act(second, applicant, Act(page=page, form="/met/confirm", button=CONFIRM))

    def work(self, name):
        """Return the references in a member's Work, with what each line says."""
        self.read(name, "/desk/work")
        lines = self.house.people[name].page.locator("main li[data-reference]")
        return [re.sub(r"\s+", " ", line) for line in lines.all_text_contents()]


@pytest.fixture
def month(browser, tmp_path):
    """Start the product on a Monday morning, with its members."""
    with house_in(tmp_path / "var", browser) as house:
        now = clock.now()
        monday = (now + timedelta(days=7 - now.weekday())).replace(hour=15)
        house.forward(int((monday - now).total_seconds()))
        for name, role in ROLES.items():
            email = f"{name}.testwood@example.org"
            house.people[name] = with_access(house, house.people["wren"], email, role)
        yield Month(house, monday.date())


def test_a_month_loses_no_date_no_person_and_no_p0(month):
    first_day(month)
    first_week(month)
    one_leaves_and_one_is_away(month)
    last_weeks(month)

    month.go_to_day(27)
    assert dates_lost(month) == []
    assert p0_without_alarm(month) == []
    assert answers(month) == {
        "Quiet": "They were told: Phone call gull.testwood",
        "Gone": "They could not be reached: Phone call gull.testwood",
        "Asked": "They asked us not to tell them: Phone call tern.testwood",
        "Glad": "They read the letter in the mailbox",
        "Twin": "",
    }
    twin = "SELECT close_reason FROM cases WHERE reference = ?"
    assert month.rows(twin, month.references["Twin"]) == [("duplicate",)]


def first_day(month):
    """Nine requests come in; a P0 makes noise until a member opens it; the others get owners."""
    apply_before_a_flight(month, "Flight")
    arrived = day("last_arrival_date", month.today - timedelta(345))
    month.apply("Year", **arrived)
    for name, days in (("Hearing", 4), ("Late", 10)):
        hearing = day("next_hearing_date", month.today + timedelta(days))
        month.apply(name, so_far=["court_paper"], hearing_kind=["master"], **hearing)
    wait_for_alarm(month, "Hearing")
    for name in ("Gone", "Asked", "Glad"):
        month.apply(name)
    month.apply("Twin", phone=["202 555 0116"])
    month.enter("gull", "Quiet")
    month.house.forward(3 * HOUR)
    for name in ("wren", "tern", "gull"):
        assert LEFT in alerts(month, name)
    urgent = [month.references[name] for name in ("Flight", "Hearing")]
    says = {f"P0 request {reference}: nobody has opened it" for reference in urgent}
    until(lambda: says <= {mail["subject"] for mail in month.house.live.mails}, "an email of each")

    month.act("gull", "Flight", TAKE_ON, TAKE)
    month.act("ibis", "Hearing", TAKE_ON, TAKE)
    assert LEFT not in alerts(month)
    for name in ("Year", "Late"):
        month.act("ibis", name, TAKE)


def first_week(month):
    """Dates are met with proof; four people get a decision, and three are told of it."""
    month.go_to_day(1)
    month.end_dates("gull", "tern", "Flight", "withdrawn")
    for name in ("Quiet", "Gone", "Asked"):
        month.act("tern", name, *DECLINE)
    assert sum("Nobody has told them yet" in line for line in month.work("tern")) == 3
    month.act("gull", "Quiet", TELL)
    month.act("gull", "Gone", log_call("no_answer"))
    month.act("tern", "Asked", ASKED_NOT)
    month.read("tern", f"/desk/cases/{month.references['Twin']}/duplicates")
    month.act("tern", "Twin", MERGE)
    month.act("tern", "Glad", TAKE, *ACCEPT[:-1])
    lend(month, "Gone")
    month.go_to_day(2)
    month.act("kite", "Gone", log_call("no_answer"))
    glad, hearing = month.references["Glad"], "I got a hearing date."
    assert "We would like to help you" in month.read_mailbox("Twin", writes=hearing)
    assert any("New reply" in line and glad in line for line in month.work("tern"))
    assert hearing in month.read("tern", f"/desk/cases/{glad}/messages")
    month.go_to_day(3)
    month.act("gull", "Gone", log_call("no_answer"), UNREACHED)
    month.go_to_day(4)
    month.end_dates("ibis", "tern", "Hearing", "heard")


def one_leaves_and_one_is_away(month):
    """Ibis leaves and gives two cases away; Gull is away, and Tern stands in."""
    month.go_to_day(8)
    wren, gull = (month.house.people[name] for name in ("wren", "gull"))
    come_in(month.house, wren)
    to_member_page(month.house, wren, month.house.people["ibis"])
    wren.page.goto(f"{wren.page.url.partition('?')[0]}/disable")
    for name, owner in (("Year", "gull"), ("Late", "tern"), ("Hearing", "Unassigned")):
        choose(wren.page.locator(f"[name=owner-{month.references[name]}]"), owner)
    follow(wren.page, wren.page.locator("main button.stop"))
    assert "unassigned" in month.read("wren", "/desk/work")
    assert month.references["Hearing"] in month.read("wren", "/desk/?view=unassigned")

    to_member_page(month.house, wren, gull)
    form = wren.page.locator("main form[action$='/work']")
    away = {"away_from": [month.today.isoformat()]}
    away |= {"away_until": [(month.today + timedelta(5)).isoformat()]}
    form.evaluate(FILL, away)
    choose(form.locator("[name=stand_in]"), "tern")
    follow(wren.page, form.locator("button").last)
    month.go_to_day(12)
    assert any(
        month.references["Year"] in line and "for gull" in line for line in month.work("tern")
    )
    assert any(month.references["Late"] in line for line in month.work("tern"))


def last_weeks(month):
    """A hearing was missed; a year to apply is left alone, and so is a new P0."""
    month.go_to_day(14)
    month.end_dates("tern", "wren", "Late", "missed")
    follow_up = {"on": (month.today + timedelta(3)).isoformat(), "note": "Call again"}
    month.act("gull", "Year", Act(page="", form="/date", fields=follow_up))
    month.go_to_day(21)
    apply_before_a_flight(month, "Left")


def apply_before_a_flight(month, name):
    """Send the request of a person who flies in four days, and wait until its alarm is set."""
    flight = day("removal_soon_date", month.today + timedelta(4))
    month.apply(name, so_far=["date_to_leave"], removal_soon=["leave_or_flight"], **flight)
    wait_for_alarm(month, name)


def wait_for_alarm(month, name):
    """Wait until the worker has seen the P0 of an applicant: what comes later is timed by it."""
    alarm = "SELECT 1 FROM p0_alarms JOIN cases ON cases.id = case_id WHERE reference = ?"
    until(lambda: month.rows(alarm, month.references[name]), "the worker has seen the P0")


def lend(month, applicant):
    """Lend a case to the volunteer for two days, as the attorney."""
    tern = month.house.people["tern"]
    come_in(month.house, tern)
    tern.page.goto(f"{month.house.live.url}/desk/team/lent?case={month.references[applicant]}")
    form = tern.page.locator("main form[action$='/lent']")
    form.evaluate(FILL, {"until": [(month.today + timedelta(2)).isoformat()]})
    choose(form.locator("[name=member]"), "kite")
    follow(tern.page, form.locator("button"))


def choose(select, words):
    """Choose the option of a list that has these words, also where the list is folded."""
    texts = select.locator("option").all_text_contents()
    at = next(at for at, text in enumerate(texts) if words in text)
    select.evaluate("(select, at) => { select.selectedIndex = at; }", at)


def dates_lost(month):
    """Return the dates that passed, and neither were met with proof nor stand in any list.

    A line of Work shows all dates of a case: each of them is read there by its day.
    """
    shown: Counter[tuple[str, date]] = Counter()
    for name in ("wren", "tern", "gull"):
        shown |= Counter(days_to_act(month, name))
    alarms = alerts(month)
    found = month.rows(
        'SELECT reference, diary_entries.id, state, diary_entries."on" FROM diary_entries'
        " JOIN cases ON cases.id = case_id WHERE kind = 'act_by' AND diary_entries.\"on\" <= ?"
        " AND status <> 'closed'",
        month.today.isoformat(),
    )
    assert {reference for reference, *_ in found} == {
        month.references[name] for name in ("Flight", "Year", "Hearing", "Late", "Glad", "Left")
    }
    passed = Counter(
        (reference, date.fromisoformat(on))
        for reference, _, state, on in found
        if state == "open" and reference not in alarms
    )
    closed = [row for *row, _ in found if row[2] != "open"]
    return [*(passed - shown), *(row for row in closed if not is_proven(month, *row))]


def days_to_act(month, name):
    """Yield reference and day of each deadline and own review that a member's Work shows."""
    month.read(name, "/desk/work")
    lines = month.house.people[name].page.locator("main li[data-reference]")
    for line in lines.all():
        for on, overdue in DAY_TO_ACT.findall(line.inner_html()):
            day_shown = date.fromisoformat(on) if on else month.today - timedelta(int(overdue))
            yield line.get_attribute("data-reference"), day_shown


def is_proven(month, reference, entry_id, state):
    """Return true for a date with what was done and the proof, which a second member has seen."""
    words = month.read("wren", f"/desk/cases/{reference}/dates/{entry_id}/met")
    people = re.findall(r"(\w+)\.testwood\W* says.*Confirmed by\W*(\w+)", words)
    proof = "It was missed" if state == "missed" else "Receipt 4471-0093"
    is_confirmed = any(said != second for said, second in people)
    return is_confirmed and "Court of Quillmere" in words and proof in words


def alerts(month, name="wren"):
    """Return the alerts of a member."""
    month.read(name, "/desk/")
    return " ".join(month.house.people[name].page.locator("aside.alerts").all_text_contents())


def p0_without_alarm(month):
    """Return the open P0 cases that nobody opened and no alert names."""
    unopened = month.rows("SELECT reference FROM cases WHERE tier = 'P0' AND opened_on IS NULL")
    assert unopened == [(month.references["Left"],)]
    return [reference for (reference,) in unopened if reference not in alerts(month)]


def answers(month):
    """Return how each person was answered whose case was decided or closed."""
    names = {reference: name for name, reference in month.references.items()}
    query = "SELECT reference FROM cases WHERE status = 'closed' OR decided IS NOT NULL"
    accepted = " OR status = 'accepted_waitlist'"
    told = {}
    for (reference,) in month.rows(query + accepted):
        words = month.read("wren", f"/desk/cases/{reference}/decision")
        found = re.findall(r"(They [^:.]+: Phone call), .*?(\w+\.testwood)", words)
        read = re.findall("They read the letter in the mailbox", words)
        told[names[reference]] = " ".join([*map(" ".join, found), *read])
    return told
