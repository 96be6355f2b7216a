"""The tables of conflict stubs, of imported names, and of duplicates that were found."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Id, MemberId, Model, RowId, TeamId


class Stub(Model):
    """The remains of a person's case after erasure, from which a conflict is still noticed.

    Clear: the team; the case until it is erased; ``live``, which is false after that; the day on
    which the stub is deleted. Sealed: ``sealed``, under the team's stub key: keyed hashes of the
    sounds of the names, of the birth years, of the A-number, and of the person not to tell. They
    identify nobody by themselves.

    The row is added when a member first opens the case; erasing the case only updates it.
    """

    __tablename__ = "stubs"

    id: Mapped[RowId]
    team_id: Mapped[TeamId] = mapped_column(index=True)
    case_id: Mapped[Id | None] = mapped_column(unique=True)
    live: Mapped[bool] = mapped_column(default=True)
    sealed: Mapped[bytes]
    discard_on: Mapped[date | None] = mapped_column(index=True)


class ImportedNames(Model):
    """A list of names that an office knows from other records: clients, adverse, former clients.

    Clear: the team, the member who imported the list and the day, the number of its names, and the
    day on which the worker erases it. Sealed: ``sealed``, under the key of the team's stubs: the
    names, their kinds and their words (``intake/conflicts/name_list.py``).
    """

    __tablename__ = "imported_names"

    id: Mapped[RowId]
    team_id: Mapped[TeamId] = mapped_column(index=True)
    member_id: Mapped[MemberId]
    imported_on: Mapped[date]
    count: Mapped[int]
    discard_on: Mapped[date] = mapped_column(index=True)
    sealed: Mapped[bytes]


class KeptDuplicates(Model):
    """The cases that may be of the same person as one case, as a search found them.

    Clear: the case. Sealed: ``sealed``, under the key of the case: references, what the two have in
    common, and a hash of the facts that were compared; beside them what would change the result of
    the case on one day, and a hash of what that depends on. It is a copy of what is found again,
    deleted with its case and when a newer case is found to be of the same person.
    """

    __tablename__ = "kept_duplicates"

    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True
    )
    sealed: Mapped[bytes]


class CaseLinks(Model):
    """The other cases to which members linked one case: of the same person, or of the family.

    Clear: the case; so the table tells that a case is linked. No column names the other one, but
    both rows are written in one transaction and lie together, which pairs them. Sealed:
    ``sealed``, under the key of the case: for each link the reference of the other case, the kind
    of the link, who made it and on which day. Each of the two cases has its own row under its own
    key. The row is deleted with the case or its last link.
    """

    __tablename__ = "case_links"

    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True
    )
    sealed: Mapped[bytes]
