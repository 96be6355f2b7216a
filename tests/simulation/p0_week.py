"""Simulate a staffed week of P0 requests, and measure when a member opens each.

Requests come at any minute, also at night. Members at work look at their email from time to time;
half of what tells of a new request they leave for later, and one in ten emails about an alarm. One
caseworker is away and has a stand-in, a supervisor is away for two days, on Wednesday all
caseworkers are. The minutes are counted here one by one, beside the code of the product.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from intake.actions.mail.p0_alarms import sound_alarms
from intake.cases.models import Case
from intake.extensions import db
from intake.outbox.models import OutboxEmail
from intake.settings import Settings
from intake.staff.models import StaffMember
from tests.cases.making import InventedTeam, new_team
from tests.support.rows import all_rows

NEW_YORK = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 11, 30, tzinfo=NEW_YORK)
TEN = timedelta(minutes=10)
OPENS, CLOSES = time(9), time(17)
LEFT_FOR_LATER = {"case_received": 0.5, "p0_unopened": 0.1}
"""Of the emails of each kind, the share that a member who sees them does not act on."""


@dataclass
class Week:
    """The team, the requests and when each was opened, by case id."""

    settings: Settings
    chance: random.Random
    team: InventedTeam = field(default_factory=new_team)
    staff: dict[str, StaffMember] = field(default_factory=dict)
    came: dict[str, datetime] = field(default_factory=dict)
    opened: dict[str, datetime] = field(default_factory=dict)
    inboxes: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def hire(self):
        """Add the members, with their absences."""
        names = ("boss", "deputy", "wren", "gull", "tern")
        for name, role in zip(names, ("supervisor",) * 2 + ("caseworker",) * 3, strict=True):
            self.staff[name] = self.team.member(role, email=f"{name}@example.org")
            self.inboxes[self.staff[name].id] = []
        monday = MONDAY.date()
        wren, deputy = self.staff["wren"], self.staff["deputy"]
        wren.away_from, wren.away_until = monday, monday + timedelta(2)
        wren.stand_in_id = self.staff["gull"].id
        deputy.away_from, deputy.away_until = monday + timedelta(3), monday + timedelta(4)

    def pass_minutes(self, now: datetime):
        """Do what ten minutes bring: requests, the worker's round, members who look at email."""
        if self.chance.random() < 0.06:
            self._receive(now)
        if not is_staffed(now) and now.minute:
            return  # nobody is told: the worker is run once an hour to see that
        before = set(all_rows(OutboxEmail.id))
        sound_alarms(self.settings, frozenset(), now.astimezone(UTC))
        db.session.flush()
        for email in all_rows(OutboxEmail):
            if email.id not in before and email.reader:
                self.inboxes[email.reader].append((email.letter, email.reference))
        for name, member in self.staff.items():
            if is_staffed(now) and self._is_there(name, now) and self.chance.random() < 0.4:
                self._look(member, now)

    def _receive(self, now: datetime):
        """Add a P0 request; some belong to an owner at once, as a second one of a person does."""
        owner = self.staff[self.chance.choice(("wren", "gull", "tern"))]
        owner_id = owner.id if self.chance.random() < 0.4 else None
        case = self.team.case(tier="P0", assignee_id=owner_id)
        self.came[case.id] = now
        for inbox in self.inboxes.values():
            inbox.append(("case_received", case.reference))

    def _is_there(self, name: str, now: datetime) -> bool:
        if now.weekday() == 2 and name in ("wren", "gull", "tern"):
            return False
        member = self.staff[name]
        first, last = member.away_from, member.away_until
        return not (first and last and first <= now.date() <= last)

    def _look(self, member: StaffMember, now: datetime):
        """Open what the emails tell of, and leave some for later."""
        inbox, self.inboxes[member.id] = self.inboxes[member.id], []
        for letter, reference in inbox:
            if self.chance.random() >= LEFT_FOR_LATER[letter]:
                self._open(reference, now)

    def _open(self, reference: str, now: datetime):
        """Open a case, or each that waits if an email tells of all."""
        for case in all_rows(Case, Case.opened_on.is_(None)):
            if reference in ("", case.reference):
                case.opened_on = now.date()
                self.opened[case.id] = now

    def minutes(self) -> list[int]:
        """Return the staffed minutes from coming to opening of each request that was opened."""
        return [staffed_minutes(self.came[id_], at) for id_, at in self.opened.items()]


def is_staffed(at: datetime) -> bool:
    """Return true on Monday to Friday, nine to five."""
    return at.weekday() < 5 and OPENS <= at.time() < CLOSES


def staffed_minutes(first: datetime, last: datetime) -> int:
    """Return how many minutes between two times are staffed."""
    minutes = int((last - first) / timedelta(minutes=1))
    return sum(is_staffed(first + timedelta(minutes=number)) for number in range(minutes))


def simulate_week(settings: Settings, seed: int) -> Week:
    """Run a week from Monday to the end of the next Monday, when the last ones are opened."""
    week = Week(settings, random.Random(seed))
    week.hire()
    now = MONDAY
    while now < MONDAY + timedelta(8):
        week.pass_minutes(now)
        now += TEN
    return week
