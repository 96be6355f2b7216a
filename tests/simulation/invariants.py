"""The invariants after each step, and at the end of a seed.

One case for each send, each letter once or visibly parked, no acknowledged answer lost, nothing
erased readable, no key outside a wall, no alarm without an attack.
"""

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import exists, func, select

from intake.audit.acts import AuditAct
from intake.audit.models import AuditEntry
from intake.cases import walls
from intake.cases.models import Case, Loan, Task
from intake.cases.tasks import TaskKind
from intake.extensions import Model, db
from intake.frozen import frozen
from intake.outbox.claims import OUTCOME_UNKNOWN
from intake.outbox.models import OutboxEmail, State
from intake.requests.models import Request
from tests.simulation.world import Broken
from tests.support.rows import all_rows

ALARMS = (
    AuditAct.SEAL_BROKEN,
    AuditAct.ROW_MISSING,
    AuditAct.ROW_PUT_BACK,
    AuditAct.ROW_MOVED,
    AuditAct.CODE_PUT_BACK,
)
ERASING = frozenset(
    {
        AuditAct.CASE_ERASED_BY_APPLICANT.value,
        AuditAct.CASE_ERASED_ON_ITS_DAY.value,
        *(act.value for act in AuditAct if act.value.startswith("erased_")),
    }
)
TOLD = [
    act.value
    for act in (
        AuditAct.APPLICANT_TOLD,
        AuditAct.ASKED_NOT_TO_BE_TOLD,
        AuditAct.NOT_REACHED_TO_TELL,
        AuditAct.LETTER_READ,
    )
]
OUTLIVES = frozenset({"audit_entries"})
"""Tables whose rows may name an erased case."""


@frozen
class CaseRow:
    """The clear columns of a case on which its erasure depends."""

    reference: str
    request_id: str
    is_held: bool
    is_withdrawn: bool
    is_due: bool


@dataclass
class Promises:
    """The promises, and what was seen of the database so far."""

    cases: dict[str, CaseRow] = field(default_factory=dict)
    dead: dict[str, CaseRow] = field(default_factory=dict)
    letters: dict[str, int] = field(default_factory=dict)
    """Letters that are no longer in the outbox, and how often they had been taken by then."""
    seen_letters: set[str] = field(default_factory=set)

    def check(self, world):
        """Raise :class:`Broken` if a promise is broken now."""
        self._check_cases(world)
        self._check_requests(world)
        self._check_letters(world)
        _check_keys()
        _check_alarms()
        _check_told()

    def _check_cases(self, world):
        now = dict(_cases(world))
        for case_id, row in now.items():
            if not any(row.reference in person.references for person in world.people):
                raise Broken("a case that nobody sent", row.reference)
            if case_id in self.dead:
                raise Broken("an erased case is back", row.reference)
        for case_id in self.cases.keys() - now.keys():
            self._check_erasure(world, case_id, self.cases[case_id])
        references = {row.reference for row in (*now.values(), *self.dead.values())}
        for person in world.people:
            if person.reference and person.reference not in references:
                raise Broken("an acknowledged send has no case", person.reference)
        self.cases = now

    def _check_erasure(self, world, case_id, row):
        """Check that a case that is gone was to be erased, and that nothing of it is left."""
        acts = Counter(all_rows(AuditEntry.act, AuditEntry.case_id == case_id))
        erasures = sum(count for act, count in acts.items() if act in ERASING)
        if erasures != 1:
            raise Broken("an erasure is not logged once", row.reference)
        is_allowed = row.is_withdrawn or row.is_due or row.reference in world.erased_by_staff
        if not is_allowed and not any(
            person.may_be_withdrawn and row.reference in person.references
            for person in world.people
        ):
            raise Broken("a case was erased before its day", row.reference)
        if row.is_held and AuditAct.HOLD_LIFTED.value not in acts:
            raise Broken("a held case was erased", row.reference)
        self.dead[case_id] = row
        world.erased.add(case_id)
        if remains := list(_remains({case_id: row})):
            raise Broken("something is left of an erased case", f"{row.reference} in {remains}")

    def _check_requests(self, world):
        """Check that each case has its request, and each request at most one case."""
        pairs = select(Case.id, Request.case_id).outerjoin(Request, Request.id == Case.request_id)
        for case_id, of_request in db.session.execute(pairs):
            if of_request != case_id:
                raise Broken("a case without its request", case_id)
        received = select(AuditEntry.case_id, func.count()).where(
            AuditEntry.act == AuditAct.CASE_RECEIVED.value
        )
        erased = select(AuditEntry.case_id).where(AuditEntry.act.in_(ERASING))
        world.erased.update(filter(None, db.session.scalars(erased)))  # one may come and go at once
        known = {*self.cases, *self.dead, *world.erased}
        for received_id, count in db.session.execute(received.group_by(AuditEntry.case_id)):
            if count != 1 or received_id not in known:
                raise Broken("a send is not exactly one case", received_id or "")

    def _check_letters(self, world):
        columns = (OutboxEmail.id, OutboxEmail.message_id, OutboxEmail.state, OutboxEmail.trouble)
        query = select(*columns).where(OutboxEmail.message_id.is_not(None))
        present = set[str]()
        for letter_id, message_id, state, trouble in db.session.execute(query):
            present.add(message_id or "")
            taken = world.mail.taken[message_id or ""]
            if taken not in _may_be_taken(world, letter_id, state, trouble):
                raise Broken("a letter was lost or doubled", f"{state}, {taken} times taken")
        self.seen_letters |= present | world.message_ids
        for missing in self.seen_letters - present:
            handed_over = world.mail.handed_over[missing]  # before the case was erased
            self.letters.setdefault(missing, world.mail.taken[missing] + handed_over)
        for sent, taken in world.mail.taken.items():
            if sent not in self.seen_letters:
                raise Broken("a letter of no row was sent")
            if taken > self.letters.get(sent, taken):
                raise Broken("a letter about an erased case was sent")


def _check_keys():
    """Check that a walled case is sealed to the named members alone, and no closed one lent."""
    for case in all_rows(Case, Case.walled_keys.is_not(None)):
        if case.sealed_key or case.rewrapped_key:
            raise Broken("a wrap of the team is left on a walled case", case.reference)
        named = walls.members_of(case)
        if case.assignee_id and case.assignee_id not in named:
            raise Broken("a member outside works on a walled case", case.reference)
    lent = select(Case).join(Loan, Loan.case_id == Case.id)
    for case in db.session.scalars(lent):
        if case.walled_keys or case.status == "closed":
            raise Broken("a walled or closed case is lent", case.reference)
    unopenable = select(Case.reference).where(
        Case.sealed_key.is_(None), Case.rewrapped_key.is_(None), Case.walled_keys.is_(None)
    )
    for reference in db.session.scalars(unopenable):
        raise Broken("a case without a wrap of its key", reference)


def _check_alarms():
    """Check that nothing raised an alarm: no seed has an attack."""
    acts = [act.value for act in ALARMS]
    query = select(AuditEntry.act).where(AuditEntry.act.in_(acts)).limit(1)
    if act := db.session.scalar(query):
        raise Broken("an alarm without an attack", act)


def _check_told():
    """Check that what was decided waits for somebody to tell it, and that no untold case closed."""
    has_task = exists().where(Task.case_id == Case.id, Task.kind == TaskKind.TELL.value)
    lost = select(Case.reference).where(Case.decided.is_not(None), ~has_task)
    for reference in db.session.scalars(lost):
        raise Broken("nobody is to tell what was decided", reference)
    told = select(AuditEntry.case_id).where(
        AuditEntry.act.in_(TOLD), AuditEntry.case_id.is_not(None)
    )
    is_told = Case.close_reason.in_(("declined_scope", "has_counsel"))
    for reference in all_rows(Case.reference, is_told, Case.id.not_in(told)):
        raise Broken("a person was declined whom nobody told", reference)


def _cases(world):
    for case in db.session.scalars(select(Case).execution_options(populate_existing=True)):
        wraps = (case.sealed_key, case.rewrapped_key, case.walled_keys)
        world.wraps.setdefault(case.id, set()).update(filter(None, wraps))
        is_decided = case.closed_on is not None or case.is_to_close
        is_due = is_decided and case.erase_on <= world.latest_day
        for person in world.people:
            if case.reference in person.references and case.code_is_over(today=world.latest_day):
                person.code_is_over = True
        yield (
            case.id,
            CaseRow(
                reference=case.reference,
                request_id=case.request_id,
                is_held=case.held_since is not None,
                is_withdrawn=case.erase_asked_on is not None,
                is_due=is_due,
            ),
        )


def _remains(dead):
    """Yield the tables with a row of an erased case or its request."""
    requests = [row.request_id for row in dead.values()]
    for table in Model.metadata.sorted_tables:
        if table.name == Request.__tablename__ and _has(table, "id", requests):
            yield table.name
        if table.name not in OUTLIVES and "case_id" in table.c and _has(table, "case_id", [*dead]):
            yield table.name


def _has(table, column, values):
    query = select(func.count()).select_from(table).where(table.c[column].in_(values))
    return bool(db.session.scalar(query))


def _may_be_taken(world, id_, state, trouble):
    """Return how many times the mail server may have taken a letter in this state."""
    if id_ in world.retried_letters:
        return (0, 1, 2, 3, 4)
    if id_ in world.settled_letters:
        return (0, 1)
    if state == State.DELIVERED:
        return (1,)
    if state == State.SENDING or trouble == OUTCOME_UNKNOWN:
        return (0, 1)
    return (0,)
