"""The tables of what members published, of recalls, and of the deadlines that changed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Id, MemberId, Model, RowId, TeamId
from intake.law.book import LawBook, Parameter, UnknownParameter
from intake.law.circuits import CIRCUIT_OF, STATES_OF
from intake.questionnaire.countries import COUNTRIES


class PublishedRow(Model):
    """A row of the chain of what members published, or a proposal that waits for its number.

    All clear, and signed: ``row`` is JSON of :class:`intake.sealing.published.Published`. Nothing
    is believed of it before its signatures were verified. ``n`` orders the rows.
    """

    __tablename__ = "published"

    id: Mapped[RowId]
    n: Mapped[int | None] = mapped_column(unique=True)
    row: Mapped[bytes]


class Recall(Model):
    """One recall: the open cases of a team are assessed again. The row records the progress.

    All clear: counts, days, the fingerprints of each parameter of law and of the rules that it
    applies. ``cursor`` is the id of the last case assessed. ``finished_on`` is set at the end.
    ``read`` counts, by the id of a parameter, the cases whose days rest on it.
    """

    __tablename__ = "recalls"
    __table_args__ = (Index("ix_recalls_of_team", "team_id", "begun_at"),)

    id: Mapped[RowId]
    team_id: Mapped[TeamId]
    begun_by: Mapped[MemberId]
    begun_on: Mapped[date]
    begun_at: Mapped[datetime]
    law: Mapped[dict[str, str]] = mapped_column(JSON)
    rules: Mapped[str] = mapped_column(String(64))
    cursor: Mapped[Id] = mapped_column(default="")
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    moved: Mapped[int] = mapped_column(default=0)
    unopened: Mapped[int] = mapped_column(default=0)
    read: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")
    finished_on: Mapped[date | None]


class AssessmentBasis(Model):
    """The law and the rules by which all open cases of a team were last assessed.

    All clear: a fingerprint for each parameter, and one of the rules. The row is added with the
    team and updated when a recall ends.
    """

    __tablename__ = "weighed_by"

    team_id: Mapped[TeamId] = mapped_column(primary_key=True)
    law: Mapped[dict[str, str]] = mapped_column(JSON)
    rules: Mapped[str] = mapped_column(String(64))


class DeadlineChange(Model):
    """A change of a case's days or tier by a recall or by later answers; erased with the case.

    Clear: the case, the day, its tier before and after; ``recall_id`` is ``None`` if the person
    answered more. Sealed: ``sealed``, under the case key: the days before and after, and the
    rules, parameters and questions that caused the change, because they would show what the case
    is about.
    """

    __tablename__ = "recall_moves"
    __table_args__ = (
        Index("ix_recall_moves_of_recall", "recall_id"),
        Index("ix_recall_moves_of_team", "team_id", "moved_on"),
    )

    id: Mapped[RowId]
    recall_id: Mapped[str | None] = mapped_column(ForeignKey("recalls.id"))
    team_id: Mapped[TeamId]
    moved_on: Mapped[date]
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    from_tier: Mapped[str] = mapped_column(String(2))
    to_tier: Mapped[str] = mapped_column(String(2))
    sealed: Mapped[bytes]


BY_CODE = {code.lower(): name for code, name in COUNTRIES}
STATES = {state.lower(): state for state in CIRCUIT_OF}
CIRCUITS = {circuit: circuit.upper() for circuit in STATES_OF}

TABLES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "tps_": ("Last day of TPS for {}", BY_CODE),
    "parole_": ("Last day of the parole program for {}", BY_CODE),
    "sijs_state_age_": ("Age limit for juvenile court help in {}", STATES),
    "bond_hearing_circuit_": ("Bond hearing in circuit {}: 1 possible, 0 denied", CIRCUITS),
}
"""Tables by the beginning of their ids: what a row says, and the names by the end of an id."""


def pattern_of(law: LawBook, id_: str) -> Parameter:
    """Return a row of this id, or of its table as if it had the id: what a new row is like.

    Raise ``UnknownParameter`` for an id that is in no table.
    """
    if id_ in law.by_id:
        return law.by_id[id_][0]
    for prefix, (what, names) in TABLES.items():
        if name := names.get(id_.removeprefix(prefix)):
            like = next(row for row in law.rows if row.id.startswith(prefix))
            return replace(like, id=id_, what=what.format(name))
    raise UnknownParameter(id_)
