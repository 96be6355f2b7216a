"""Change law, referral places or ready texts: a member proposes, another approves. Sign law.

Either may withdraw the change. Each act is logged.
"""

from collections.abc import Iterable
from datetime import date
from functools import partial

from intake.actions.assessment.reassess import open_each
from intake.actions.opening.case_keys import Actor, Reader
from intake.amendments import approved, two_people
from intake.amendments.models import Amendment, LawSignature, PlaceChange, WordingChange
from intake.amendments.recalls import differing, of_law
from intake.amendments.two_people import AnyChange, Change
from intake.audit.acts import AuditAct
from intake.cases import batches
from intake.cases.models import Case
from intake.frozen import frozen
from intake.law.book import LawBook
from intake.triage.assess import Triage, assess
from intake.triage.rests_on import NotedBook

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
    by.log(PROPOSED[type(change)])


def approve(by: Actor, model: type[Change], id_: str) -> Change:
    """Approve as a second member. Raise ``NoSuchChange`` or ``Refused``."""
    change = two_people.find_for_change(model, id_)
    two_people.approve(change, by=by.member_id, on=by.day, at=by.at)
    by.log(APPROVED[model])
    return change


def withdraw(by: Actor, model: type[Change], id_: str) -> Change:
    """Withdraw a change, approved or not. Raise ``NoSuchChange`` or ``Refused``."""
    change = two_people.find_for_change(model, id_)
    two_people.withdraw(change, by=by.member_id, on=by.day)
    by.log(WITHDRAWN[model])
    return change


def sign(by: Actor, rows: Iterable[str], signature: LawSignature) -> None:
    """Put a lawyer's name under rows of the law, given by their fingerprints."""
    approved.replace_signatures(rows, signature, by=by.member_id, at=by.at)
    by.log(AuditAct.LAW_SIGNED)


def drop_signatures(by: Actor, rows: Iterable[str]) -> None:
    """Take the names of lawyers under these rows away."""
    approved.replace_signatures(rows, None, by=by.member_id, at=by.at)
    by.log(AuditAct.LAW_UNSIGNED)


AT_ONCE = 500
"""Cases assessed for one page."""


@frozen
class Moved:
    """A case that a change moves: its urgency before and after."""

    case: Case
    before: Triage
    after: Triage

    @property
    def days(self) -> dict[str, tuple[date | None, date | None]]:
        """The nearest day of each rule of which a day moves, before and after."""
        before, after = _days_by_rule(self.before), _days_by_rule(self.after)
        return {
            rule: (min(before.get(rule, []), default=None), min(after.get(rule, []), default=None))
            for rule in sorted({*before, *after})
            if before.get(rule) != after.get(rule)
        }

    @property
    def is_nearer(self) -> bool:
        """True where the day of a rule comes nearer, or is new."""
        return any(
            after and (before is None or after < before) for before, after in self.days.values()
        )


@frozen
class Effect:
    """Moves by a change among some open cases; ``last`` is empty where no case follows."""

    moved: tuple[Moved, ...]
    done: int
    unopened: int
    last: str


def effect_of(
    reader: Reader, before: LawBook, after: LawBook, *, today: date, behind: str = ""
) -> Effect:
    """Assess the open cases that follow the id *behind* by the law *before* and *after*."""
    cases = batches.open_after(reader.team_id, behind, at_most=AT_ONCE)
    changed = differing(of_law(before), of_law(after))
    law, moved, opened = NotedBook(rows=before.rows), list[Moved](), 0
    for case in open_each(cases, reader):
        opened += 1
        law.forget()
        urgency = partial(assess, case.answers, today=today, received=case.case.received_on)
        now = urgency(law)
        if not changed & {*law.read, "federal_holidays"}:
            continue
        then = urgency(after)
        if _standing(now) != _standing(then):
            moved.append(Moved(case=case.case, before=now, after=then))
    return Effect(
        moved=tuple(sorted(moved, key=lambda one: (not one.is_nearer, one.after.act_by or today))),
        done=len(cases),
        unopened=len(cases) - opened,
        last=cases[-1].id if len(cases) == AT_ONCE else "",
    )


def _standing(triage: Triage) -> tuple[object, ...]:
    return triage.tier, triage.act_by, _days_by_rule(triage)


def _days_by_rule(triage: Triage) -> dict[str, list[date]]:
    days: dict[str, list[date]] = {}
    for deadline in triage.deadlines:
        if deadline.act_by:
            days.setdefault(deadline.rule, []).append(deadline.act_by)
    return days
