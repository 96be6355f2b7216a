"""One invented case at work: who acts on it, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypedDict

from intake import clock
from intake.actions.application.answer_later import OwnCase, own_case_under
from intake.actions.opening.case_keys import Reader
from intake.cases import store as cases
from intake.cases.models import Case
from intake.cli import app_context
from intake.cli.demo.sending import Sent
from intake.requests import store as requests

TEN = time(10)


class Moment(TypedDict):
    """When an act happens, and the version of the case it changes."""

    version: int
    today: date
    now: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Staff:
    """The invented colleagues, with the keys of the cases just sent; and real ones, by id.

    A real member gets invented cases assigned, but nothing is done in their name.
    """

    attorney: Reader
    supervisor: Reader
    caseworker: Reader
    members: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """A case just sent, the colleagues who work it, and how often its story was told before."""

    sent: Sent
    staff: Staff
    turn: int

    @property
    def reference(self) -> str:
        """The reference of the case."""
        return self.sent.reference

    @property
    def case(self) -> Case:
        """The case as it is now."""
        return cases.find(self.reference, team_id=self.staff.caseworker.team_id)

    def day(self, after: int) -> date:
        """Return the day so many days after the receipt, or today where that is yet to come."""
        return min(self.sent.received + timedelta(after), app_context.today())

    def moment(self, after: int) -> Moment:
        """Return ten o'clock on that day, or this instant where that is yet to come."""
        day = self.day(after)
        at = datetime.combine(day, TEN, app_context.settings().time_zone)
        return {"version": self.case.version, "today": day, "now": min(at, clock.now())}

    def own_case(self) -> OwnCase:
        """Open the case as its applicant does, with the key that their return code unlocks."""
        request = requests.find_to_change(self.sent.request_id)
        if request is None:
            raise LookupError
        installation = app_context.settings().recovery_fingerprint
        return own_case_under(self.sent.key, request, installation=installation, to_change=True)
