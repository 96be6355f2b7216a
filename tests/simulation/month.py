"""Simulate weeks of a team's dates, and compare the emails with what the calendar asks for.

The team has two supervisors, of whom one is away, a caseworker who is away and has a stand-in, and
one who leaves. Cases come in, are assigned, get follow-ups, replies and other court dates, and are
closed. The expected mornings are computed here from a list of days without work, beside the code of
the product.
"""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from intake.actions.mail.mornings import latest_morning, remind, something_near, tell_no_owner
from intake.actions.mail.route_letters import route_letters
from intake.cases import store
from intake.cases.models import Case
from intake.diary import entries
from intake.diary.models import DiaryEntry, State
from intake.extensions import db, new_id
from intake.law.book import shipped
from intake.outbox import letters
from intake.outbox.models import OutboxEmail
from intake.outbox.routing import Allowance
from intake.settings import Settings
from intake.staff.models import StaffMember
from tests.cases.making import InventedTeam, new_team
from tests.support.rows import all_rows

STEPS = (30, 14, 7, 3, 1)
NOON = time(12)
FREE = frozenset({date(2026, 10, 12), date(2026, 11, 11), date(2026, 11, 26), date(2027, 5, 31)})
HOURS = (10, 11, 12, 13, 21)
"""Hours of UTC at whose half the worker looks; seven in New York is at 11 or, in winter, 12."""

LEAVES_AFTER = 14
"""Days after which one member leaves."""


@dataclass
class Dated:
    """A date that the simulation entered: the days on which it was entered and ended."""

    case: Case
    on: date
    entered: date
    by_member: bool = False
    ended: date | None = None


@dataclass
class Month:
    """The team and what happened to it. ``sent`` has the owner of the case at the time."""

    settings: Settings
    first: date
    days: int
    chance: random.Random
    team: InventedTeam = field(default_factory=new_team)
    staff: dict[str, StaffMember] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    dates: list[Dated] = field(default_factory=list)
    sent: list[tuple[OutboxEmail, datetime, str | None]] = field(default_factory=list)
    without_owner: dict[str, date] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def hire(self):
        """Add the members, with their absences."""
        names = ("boss", "deputy", "attorney", "wren", "gull", "tern")
        roles = ("supervisor", "supervisor", "attorney", *["caseworker"] * 3)
        for name, role in zip(names, roles, strict=True):
            self.staff[name] = self.team.member(role, email=f"{name}@example.org")
        deputy, wren = self.staff["deputy"], self.staff["wren"]
        deputy.away_from, deputy.away_until = self.first, self.first + timedelta(11)
        wren.away_from, wren.away_until = self.first + timedelta(7), self.first + timedelta(18)
        wren.stand_in_id = self.staff["gull"].id

    def is_at_work(self, member_id, day):
        """Return true if the member is neither away nor gone."""
        member = next((row for row in self.staff.values() if row.id == member_id), None)
        if member is None or (member.disabled_on and day >= member.disabled_on):
            return False
        first, last = member.away_from, member.away_until
        return not (first and last and first <= day <= last)

    def add_case(self, day):
        """Add a case that comes in on the day, with a court date and a day to prepare for it."""
        on = day + timedelta(self.chance.randint(2, 45))
        dates = {"act_by": on, "plan_by": max(day, on - timedelta(10))}
        due = day + timedelta(self.chance.randint(1, 4))
        case = self.team.case(due_on=due, act_by=on, dates=dates, received_on=day)
        self.cases.append(case)
        self.dates += [Dated(case, date_, day) for date_ in sorted(set(dates.values()))]

    def work(self, day):
        """Do what a working day brings: assign, set follow-ups, move dates, close, hear replies."""
        at_work = [row for row in self.staff.values() if self.is_at_work(row.id, day)]
        for case in self.cases:
            act = self.chance.random()
            if case.status == "closed":
                continue
            if case.assignee_id is None and act < 0.4:
                case.assignee_id = self.chance.choice(at_work).id
            elif act < 0.5:
                self._enter(case, day, by_member=True)
            elif act < 0.53:
                self._end_dates(case, day)
                self._enter(case, day)
            elif act < 0.56:
                self._reply(case, day)
            elif act < 0.58:
                case.status = "closed"
                self._end_dates(case, day)

    def _enter(self, case, day, *, by_member=False):
        on = day + timedelta(self.chance.randint(0, 35))
        entry = entries.NewEntry(
            id=new_id(),
            kind="next_look" if by_member else "act_by",
            on=on,
            sealed=b"sealed",
            reminded=entries.step_reached(on, today=day) if by_member else None,
        )
        entries.add(case.id, entry)
        case.due_on = min(case.due_on, on)
        self.dates.append(Dated(case, on, day, by_member=by_member))

    def _end_dates(self, case, day):
        rows = select(DiaryEntry).where(DiaryEntry.case_id == case.id, DiaryEntry.state == "open")
        for row in db.session.scalars(rows):
            row.state = State.WAIVED.value
        for dated in self.dates:
            if dated.case is case and dated.ended is None:
                dated.ended = day

    def _reply(self, case, day):
        store.record_reply(case, on=day)
        letters.about_case(
            "person_wrote",
            team_id=case.team_id,
            reference=case.reference,
            tier=case.tier,
            due_on=case.due_on,
            queued_on=day,
            invented=False,
        )

    def run_worker(self, now):
        """Do what the mail worker does once an hour."""
        local = now.astimezone(self.settings.time_zone)
        morning = latest_morning(now, self.settings, shipped().holidays)
        before = set(all_rows(OutboxEmail.id))
        while something_near(morning):
            remind(self.settings, morning)
        tell_no_owner(self.settings, morning)
        allowance = Allowance(most=0)
        route_letters(self.settings, now=now, allowance=allowance)
        db.session.flush()
        owners = {case.reference: case.assignee_id for case in self.cases}
        for letter in db.session.scalars(select(OutboxEmail).order_by(OutboxEmail.id)):
            if letter.id not in before:
                self.sent.append((letter, local, owners[letter.reference]))
        self._watch_owners(local.date())

    def _watch_owners(self, day):
        """Note since when a due case has had no owner at work."""
        for case in self.cases:
            owner = next((row for row in self.staff.values() if row.id == case.assignee_id), None)
            answers_for = self.is_at_work(case.assignee_id, day) or (
                owner is not None and self.is_at_work(owner.stand_in_id, day)
            )
            if case.status == "closed" or case.due_on > day or answers_for:
                self.without_owner.pop(case.id, None)
                continue
            since = self.without_owner.setdefault(case.id, day)
            heard = any(
                letter.letter == "no_owner" and letter.origin_id and since <= letter.queued_on
                for letter, _, _ in self.sent
            )
            if day > since + timedelta(days=1) and not heard:
                self.broken.append(f"{case.reference} due without an owner since {since}")


def simulate(settings, *, first, cases, days, seed):
    """Run so many days from *first*, with so many cases, and check every email."""
    month = Month(settings, first, days, random.Random(seed))
    month.hire()
    for number in range(days):
        day = first + timedelta(days=number)
        if number == LEAVES_AFTER:
            month.staff["tern"].disabled_on = day
        for hour in HOURS:
            month.run_worker(datetime.combine(day, time(hour, 30), UTC))
            if hour == HOURS[-2]:
                _live(month, day, cases_left=cases - len(month.cases))
    _check_reminders(month)
    _check_readers(month)
    return month


def _live(month, day, *, cases_left):
    for _ in range(min(cases_left, -(-cases_left * 2 // month.days) + 1)):
        month.add_case(day)
    if _is_working_day(day):
        month.work(day)
    db.session.flush()


def _is_working_day(day):
    return day.weekday() < 5 and day not in FREE


def _last_working_day(day):
    while not _is_working_day(day):
        day -= timedelta(days=1)
    return day


def _mornings(dated, last):
    """Return the mornings on which a date is to be reminded of, from the calendar alone."""
    mornings, days_left = set(), (dated.on - dated.entered).days
    for step in STEPS:
        on = _last_working_day(dated.on - timedelta(step))
        if dated.by_member and step >= days_left:
            continue  # the member who set the date knows of it
        if on <= dated.entered:
            if dated.case.received_on == dated.entered or dated.on < dated.entered:
                continue  # the letter about the new request tells of it
            on = dated.entered
        mornings.add(on)
    until = min(last, dated.ended if dated.ended else last)
    return {on for on in mornings if on <= until and dated.on >= on}


def _check_reminders(month):
    """Check that each step of each date was told once, on its morning."""
    last = month.first + timedelta(days=month.days - 1)
    expected: dict[tuple[str, date], set[date]] = defaultdict(set)
    for dated in month.dates:
        expected[dated.case.reference, dated.on] |= _mornings(dated, last)
    actual: dict[tuple[str, date], Counter[date]] = defaultdict(Counter)
    for letter, at, _ in month.sent:
        if letter.letter == "reminder" and letter.origin_id is None:
            actual[letter.reference, letter.due_on][letter.queued_on] += 1
            if at.hour < 7 or (at.hour > 8 and at.hour < 12):
                month.broken.append(f"{letter.reference} was told at {at:%H:%M}")
    for key in expected.keys() | actual.keys():
        if actual[key] != Counter(expected[key]):
            month.broken.append(f"{key}: {actual[key]}, but expected {sorted(expected[key])}")


def _check_readers(month):
    """Check that each email went to members who work, and a reminder also to the right ones."""
    readers: dict[str, set[str]] = defaultdict(set)
    for letter, at, _ in month.sent:
        if letter.origin_id and letter.reader:
            readers[letter.origin_id].add(letter.reader)
            if not month.is_at_work(letter.reader, at.date()):
                month.broken.append(f"{letter.letter} {letter.reference} to one who is away")
    for letter, at, owner_id in month.sent:
        if letter.origin_id is None and letter.letter == "reminder":
            expected = _expected_readers(month, owner_id, at.date())
            if readers[letter.id] != expected or not expected:
                month.broken.append(f"{letter.reference} told {readers[letter.id]}")


def _expected_readers(month, owner_id, day):
    """Return the owner or the stand-in, and the supervisors who work."""
    bosses = [month.staff["boss"].id, month.staff["deputy"].id]
    expected = {id_ for id_ in bosses if month.is_at_work(id_, day)}
    owner = next((row for row in month.staff.values() if row.id == owner_id), None)
    if owner and month.is_at_work(owner.id, day):
        expected.add(owner.id)
    elif owner and owner.stand_in_id:
        expected.add(owner.stand_in_id)
    return expected
