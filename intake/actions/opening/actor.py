"""A member who acts on cases, and what each act does with a case: lock, open, log."""

from datetime import date, datetime

from intake.actions.opening.case_keys import CaseKey, Reader, case_key, check_wall
from intake.actions.opening.sealed_rows import Acting, seals_rows
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.models import Case
from intake.frozen import frozen
from intake.words import N_, Refused


@frozen
class Actor:
    """A member who acts: with which keys, on which day and at which instant.

    ``version`` is the version of the case that the page showed; no case has version 0. Rules get
    days, never an actor.
    """

    reader: Reader
    day: date
    at: datetime
    version: int = 0

    def __post_init__(self) -> None:
        """Have this member's keys seal the rows of the cases that the act changes."""
        seals_rows(Acting(reader=self.reader, day=self.day, at=self.at))

    @property
    def member_id(self) -> str:
        """Return the id of the member."""
        return self.reader.member_id

    @property
    def team_id(self) -> str:
        """Return the id of the member's team."""
        return self.reader.team_id

    @property
    def roles(self) -> tuple[str, ...]:
        """Return the roles of the member."""
        return self.reader.roles

    def lock(self, reference: str, *, withdrawn: bool = False) -> Case:
        """Lock the row of a case for an act that needs no key, *withdrawn* or not.

        Raise ``NoSuchCase``, ``ChangedMeanwhile``, ``Withdrawn`` or ``BehindWall``.
        """
        case = store.find_for_change(
            reference, team_id=self.team_id, version=self.version, withdrawn=withdrawn
        )
        check_wall(case, self.reader)
        return case

    def open(self, reference: str) -> CaseKey:
        """Lock the row of a case that the conflict check has cleared, and open its key.

        Raise ``NoSuchCase``, ``ChangedMeanwhile``, ``Refused``, or as ``case_key`` does.
        """
        case = store.find_for_change(reference, team_id=self.team_id, version=self.version)
        check_cleared(case)
        return case_key(case, self.reader)

    def log(
        self,
        act: AuditAct,
        case: Case | None = None,
        *,
        made: str | None = None,
        ended: bytes = b"",
    ) -> None:
        """Log that the member did this; *made* and *ended* are as in ``log.record``."""
        log.record(
            act,
            on=self.day,
            member_id=self.member_id,
            case_id=case.id if case else None,
            at=self.at,
            made=made,
            ended=ended,
        )


def check_cleared(case: Case) -> None:
    """Raise ``Refused`` unless the conflict check, or a member after it, has cleared the case."""
    if not case.may_be_read:
        raise Refused(N_("The conflict check must clear this case before you can read it."))
