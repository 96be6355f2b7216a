"""Names, an absence and proposals of an invented team, beside its cases.

Everything says that it is invented, and nothing has an effect for applicants.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from intake.actions.law.amend_places import propose_place
from intake.actions.law.amend_wordings import propose_wording
from intake.amendments import two_people
from intake.amendments.wordings import TextProposal
from intake.referrals.place import Place
from intake.referrals.shelf import place_of
from intake.staff import store as staff
from intake.staff.models import StaffMember

PLACE = "invented_example"
"""The id of the invented referral contact."""

TEXT = (
    "We would like to talk with you.\nWrite to us here. Tell us when it is safe to call and what "
    "number to use.\nThis sentence is invented, for the demonstration."
)


def give_names(colleagues: Collection[tuple[StaffMember, str]]) -> None:
    """Give invented colleagues a name, languages and states, as the team page shows them."""
    for member, name in colleagues:
        member.name, member.cases_a_week = name, 5
        member.languages, member.states = ["en", "es", "fa-AF"], ["NY", "NJ"]


def mark_away(member: StaffMember, stand_in_id: str | None, *, today: date) -> None:
    """Mark an invented colleague as away for two weeks, with a stand-in if there is one."""
    member.away_from, member.away_until = today - timedelta(3), today + timedelta(11)
    member.stand_in_id = stand_in_id


def add_proposals(by: StaffMember, *, today: date, now: datetime) -> None:
    """Propose a message template and a referral contact; both wait for a real member.

    The check of the contact is overdue, so that applicants never see it, even if it is approved.
    """
    if two_people.proposed_by([by.id]):
        return
    proposal = TextProposal(wording="call", language="en", text=TEXT, english_id="")
    propose_wording(proposal, member_id=by.id, today=today, now=now)
    propose_place(PLACE, _overdue_place(today), member_id=by.id, today=today, now=now)


def _overdue_place(today: date) -> Place:
    row = {
        "id": PLACE,
        "name": "Invented Example Legal Aid",
        "says": "This contact is invented, for the demonstration.",
        "kinds": ["lawyer"],
        "needs": ["anybody"],
        "web": "invented.example.org",
        "price": "free",
        "source": "invented",
        "checked_on": today - timedelta(400),
        "checked_by": "the demonstration",
        "review_by": today - timedelta(1),
        "confidence": "knowledge",
    }
    return place_of(row)


def remove_additions(colleague_ids: Collection[str]) -> None:
    """Delete what :func:`add_proposals` added, also if approved.

    These colleagues are nobody's stand-in afterwards.
    """
    two_people.erase_of(colleague_ids, place_id=PLACE)
    for member in staff.everybody():
        if member.stand_in_id in colleague_ids:
            member.stand_in_id = None
