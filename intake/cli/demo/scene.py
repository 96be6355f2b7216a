"""An invented case with its staff and the times of their actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypedDict

from intake import clock
from intake.actions.application.answer_later import OwnCase, own_case_under
from intake.actions.opening.actor import Actor
from intake.actions.opening.case_keys import Reader
from intake.cases import store as cases
from intake.cases.models import Case
from intake.cli import app_context
from intake.cli.demo.sending import Sent
from intake.requests import applicant_access as own_requests
from intake.sealing.tokens import session_proof

TEN = time(10)


class Moment(TypedDict):
    """The time of an action, and the version of the case that it changes."""

    version: int
    today: date
    now: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Staff:
    """The invented colleagues, with the keys of the cases just sent, and the ids of real members.

    Real members are assigned invented cases, but never act.
    """

    attorney: Reader
    supervisor: Reader
    caseworker: Reader
    members: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """A case just sent, its staff, and the number of earlier turns of its story."""

    sent: Sent
    staff: Staff
    turn: int

    @property
    def reference(self) -> str:
        """Return the reference of the case."""
        return self.sent.reference

    @property
    def case(self) -> Case:
        """Return the current row of the case."""
        return cases.find(self.reference, team_id=self.staff.caseworker.team_id)

    def day(self, after: int) -> date:
        """Return the date *after* days after receipt, but at most today."""
        return min(self.sent.received + timedelta(after), app_context.today())

    def moment(self, after: int) -> Moment:
        """Return ten o'clock *after* days after receipt, but at most the current time."""
        day = self.day(after)
        at = datetime.combine(day, TEN, app_context.settings().time_zone)
        return {"version": self.case.version, "today": day, "now": min(at, clock.now())}

    def actor(self, reader: Reader, after: int) -> Actor:
        """Return the member who acts at that moment on the case as it is."""
        at = self.moment(after)
        return Actor(reader=reader, day=at["today"], at=at["now"], version=at["version"])

    def own_case(self) -> OwnCase:
        """Open the case as its applicant does, with the key from the return code."""
        request = own_requests.find_by_proof(session_proof(self.sent.token), to_change=True)
        if request is None:
            raise LookupError
        installation = app_context.settings().recovery_fingerprint
        return own_case_under(self.sent.key, request, installation=installation, to_change=True)
