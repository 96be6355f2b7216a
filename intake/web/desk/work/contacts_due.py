"""Referral contacts that are due for a check, for the members who may check them."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import ngettext

from intake.amendments import two_people
from intake.amendments.models import PlaceChange
from intake.referrals.places import due_soon, overdue
from intake.staff.roles import Act, may
from intake.web.access import signed_in
from intake.web.app_context import referral_places, today


def contacts_due() -> Iterator[str]:
    """Yield sentences that count them. Those with a change that waits are left out."""
    if not may(signed_in().member.roles, Act.AMEND_LAW):
        return
    changing = {change.place_id for change in two_people.pending(PlaceChange)}
    places = [place for place in referral_places() if place.id not in changing]
    if late := len(overdue(places, on=today())):
        yield ngettext(
            "%(num)s referral contact is due for a check. Applicants do not see it",
            "%(num)s referral contacts are due for a check. Applicants do not see them",
            late,
        )
    if soon := len(due_soon(places, on=today())):
        yield ngettext(
            "%(num)s referral contact must be checked within two weeks, or applicants lose it",
            "%(num)s referral contacts must be checked within two weeks, or applicants lose them",
            soon,
        )
