"""Change law, referral places or ready texts: a member proposes, another approves. Sign law.

Either may withdraw the change. Each act is logged.
"""

from __future__ import annotations

from collections.abc import Iterable

from intake.actions.opening.actor import Actor
from intake.amendments import approved, two_people
from intake.amendments.models import Amendment, LawSignature, PlaceChange, WordingChange
from intake.amendments.two_people import AnyChange, Change
from intake.audit.acts import AuditAct

PROPOSED: dict[type[AnyChange], AuditAct] = {
    Amendment: AuditAct.AMENDMENT_PROPOSED,
    PlaceChange: AuditAct.PLACE_PROPOSED,
    WordingChange: AuditAct.WORDING_PROPOSED,
}
APPROVED: dict[type[AnyChange], AuditAct] = {
    Amendment: AuditAct.AMENDMENT_APPROVED,
    PlaceChange: AuditAct.PLACE_APPROVED,
    WordingChange: AuditAct.WORDING_APPROVED,
}
WITHDRAWN: dict[type[AnyChange], AuditAct] = {
    Amendment: AuditAct.AMENDMENT_WITHDRAWN,
    PlaceChange: AuditAct.PLACE_WITHDRAWN,
    WordingChange: AuditAct.WORDING_WITHDRAWN,
}


def propose(by: Actor, change: AnyChange) -> None:
    """Add a change, which has no effect until a second member approves it."""
    two_people.propose(change, by=by.member_id, on=by.day)
    _log(by, PROPOSED[type(change)])


def approve(by: Actor, model: type[Change], id_: str) -> Change:
    """Approve as a second member. Raise ``NoSuchChange`` or ``Refused``."""
    change = two_people.find_for_change(model, id_)
    two_people.approve(change, by=by.member_id, on=by.day, at=by.at)
    _log(by, APPROVED[model])
    return change


def withdraw(by: Actor, model: type[Change], id_: str) -> Change:
    """Withdraw a change, approved or not. Raise ``NoSuchChange`` or ``Refused``."""
    change = two_people.find_for_change(model, id_)
    two_people.withdraw(change, by=by.member_id, on=by.day)
    _log(by, WITHDRAWN[model])
    return change


def sign(by: Actor, rows: Iterable[str], signature: LawSignature) -> None:
    """Put a lawyer's name under rows of the law, given by their fingerprints."""
    approved.replace_signatures(rows, signature, by=by.member_id, at=by.at)
    by.log(AuditAct.LAW_SIGNED)


def drop_signatures(by: Actor, rows: Iterable[str]) -> None:
    """Take the names of lawyers under these rows away."""
    approved.replace_signatures(rows, None, by=by.member_id, at=by.at)
    by.log(AuditAct.LAW_UNSIGNED)


def _log(by: Actor, act: AuditAct) -> None:
    by.log(act)
