"""Store conflict stubs and imported names; compare a person with those whom stubs stand for.

A stub is sealed, and actions open it. The traits that are compared here are keyed hashes.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy import bindparam, delete, select

from intake.conflicts.models import CaseLinks, ImportedNames, KeptDuplicates, Stub
from intake.conflicts.traits import Traits, Why, in_common, is_sure
from intake.extensions import (
    Condition,
    add_row,
    all_rows,
    db,
    delete_rows,
    fetch,
    first_row,
    insert_rows,
)
from intake.frozen import frozen, record

RETENTION_YEARS = 7
"""Years for which a stub outlives its case. Source: the usual retention of client files; a lawyer
of the organisation decides."""


class Result(StrEnum):
    """The result of comparing a person with stubs, from the least to the most serious."""

    CLEAR = "clear"
    POSSIBLE = "possible"
    """A match that a member must look at."""
    CONFLICT = "conflict"
    """One side named the full name of the other as a person not to tell."""


@frozen
class OpenedStub:
    """A stub that was opened. ``traits`` is ``None`` if it could not be read."""

    case_id: str | None
    live: bool
    traits: Traits | None


@record
class Match:
    """A stub that has traits in common. ``case_id`` is empty once its case is erased."""

    case_id: str | None
    live: bool
    result: Result
    why: tuple[Why, ...]


@frozen
class LookUp:
    """All matches, and the most serious result among them."""

    result: Result
    matches: tuple[Match, ...]


def add(*, id: str, team_id: str, case_id: str, sealed: bytes) -> Stub:
    """Add the stub of a case that is opened for the first time; it is live until erasure."""
    return add_row(Stub(id=id, team_id=team_id, case_id=case_id, live=True, sealed=sealed))


def of_case(case_id: str) -> Stub | None:
    """Return the stub of a case; ``None`` if no member has opened the case yet."""
    return first_row(Stub, Stub.case_id == case_id)


def with_stub(case_ids: Collection[str]) -> frozenset[str]:
    """Return those of *case_ids* that have a stub, because a member has opened them."""
    if not case_ids:
        return frozenset()
    return frozenset(filter(None, all_rows(Stub.case_id, Stub.case_id.in_(case_ids))))


def of_team(team_id: str) -> Sequence[Stub]:
    """Return every stub of a team."""
    return all_rows(Stub, Stub.team_id == team_id)


def without_card(team_id: str, walled: Collection[str]) -> Sequence[Stub]:
    """Return the stubs of erased cases of a team, and of the *walled* ones."""
    has_none = Stub.case_id.is_(None) | Stub.case_id.in_(walled)
    return all_rows(Stub, Stub.team_id == team_id, has_none)


def detach(case_id: str, *, on: date) -> bool:
    """Unlink the stub from its case, which is erased on *on*, and set the day of its deletion.

    Return false if the case has no stub.
    """
    stub = of_case(case_id)
    if stub is None:
        return False
    stub.live = False
    stub.case_id = None
    year = on.year + RETENTION_YEARS
    try:
        stub.discard_on = on.replace(year=year)
    except ValueError:  # a leap day; PostgreSQL counts so too
        stub.discard_on = date(year, 2, 28)
    return True


def discard_old(*, today: date) -> int:
    """Delete the stubs whose retention has ended; return their number."""
    return delete_rows(Stub, Stub.live.is_(False), Stub.discard_on <= today)


def look_up(person: Traits, stubs: Iterable[OpenedStub]) -> LookUp:
    """Compare a person with every stub. A stub that cannot be read is a possible match."""
    matches = []
    for stub in stubs:
        why = in_common(person, stub.traits) if stub.traits else (Why.UNREADABLE,)
        sure = stub.traits and any(is_sure(reason, person, stub.traits) for reason in why)
        if why:
            result = Result.CONFLICT if sure else Result.POSSIBLE
            matches.append(Match(stub.case_id, stub.live, result, why))
    order = list(Result)
    worst = max((match.result for match in matches), key=order.index, default=Result.CLEAR)
    return LookUp(result=worst, matches=tuple(matches))


def name_lists(team_id: str) -> Sequence[ImportedNames]:
    """Return the lists of imported names of a team, the newest first."""
    newest_first = (ImportedNames.imported_on.desc(), ImportedNames.id)
    return all_rows(ImportedNames, ImportedNames.team_id == team_id, by=newest_first)


def count_names(team_id: str) -> int:
    """Return the number of names in all lists of a team."""
    return sum(all_rows(ImportedNames.count, ImportedNames.team_id == team_id))


def discard_names(*conditions: Condition) -> int:
    """Delete the lists that meet these conditions; return the number of their names."""
    gone = delete(ImportedNames).where(*conditions).returning(ImportedNames.count)
    return sum(db.session.scalars(gone))


class SealedRows:
    """A table with one sealed row for a case at most."""

    def __init__(self, model: type[CaseLinks] | type[KeptDuplicates]) -> None:
        """Build the query once, because each page of a case executes it."""
        self.model = model
        columns = model.__table__.c
        self._of_case = select(columns.sealed).where(columns.case_id == bindparam("case_id"))

    def sealed_of(self, case_id: str) -> bytes | None:
        """Return what is sealed for a case; ``None`` without any."""
        return fetch(self._of_case, case_id=case_id).scalar()

    def among(self, case_ids: Collection[str]) -> frozenset[str]:
        """Return the ids of those of the cases that have a row."""
        return frozenset(all_rows(self.model.case_id, self.model.case_id.in_(case_ids)))

    def keep(self, case_id: str, sealed: bytes) -> None:
        """Store the row of a case in place of that before."""
        self.erase_of(case_id)
        insert_rows(self.model, [{"case_id": case_id, "sealed": sealed}])

    def forget(self, case_ids: Collection[str]) -> None:
        """Delete the rows of these cases."""
        delete_rows(self.model, self.model.case_id.in_(case_ids))

    def erase_of(self, case_id: str) -> None:
        """Delete the row of a case."""
        self.forget([case_id])


case_links = SealedRows(CaseLinks)
"""The links of a case to others."""

kept_duplicates = SealedRows(KeptDuplicates)
"""The duplicates that were found for a case, until its names or numbers change."""
