"""The tables of changes by two people, notices, recalls, and the deadlines that changed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Flag, Id, MemberId, Model, RowId, TeamId
from intake.law.book import LawBook, Parameter, UnknownParameter
from intake.law.circuits import CIRCUIT_OF, STATES_OF
from intake.questionnaire.countries import COUNTRIES


class ProposedChange:
    """Columns of a change that one member proposes and a second one approves.

    A proposal is never changed; only who approved or withdrew it is added.
    """

    id: Mapped[RowId]
    proposed_by: Mapped[MemberId]
    proposed_on: Mapped[date]
    approved_by: Mapped[MemberId | None]
    approved_on: Mapped[date | None]
    approved_at: Mapped[datetime | None]
    withdrawn_by: Mapped[MemberId | None]
    withdrawn_on: Mapped[date | None]


def _two_people() -> tuple[CheckConstraint, CheckConstraint]:
    """Return the constraints of a table of proposals."""
    return (
        CheckConstraint("approved_by <> proposed_by", name="two_people"),
        CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approved_when"),
    )


class Amendment(ProposedChange, Model):
    """A changed number of law: proposed, approved by a second person, or withdrawn.

    All clear: law is public. ``value`` is a whole number, or a list of numbers or of days.
    ``ends``: the number ends with ``until``, and no other value takes its place. ``waiver`` is that
    of a fee, ``NULL`` for the waiver of the release.
    """

    __tablename__ = "amendments"
    __table_args__ = _two_people()

    parameter_id: Mapped[str] = mapped_column(String(64))
    value: Mapped[Any] = mapped_column(JSON)
    alternative: Mapped[int | None]
    alternative_if: Mapped[str] = mapped_column(String(400))
    from_day: Mapped[date]
    until: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(400))
    confidence: Mapped[str] = mapped_column(String(12))
    review_by: Mapped[date]
    ends: Mapped[Flag]
    waiver: Mapped[str | None] = mapped_column(String(12))


class LawSignature(Model):
    """A lawyer's name under one row of the law, for as long as nothing in the row changes.

    All clear: law is public, and so is who answers for it. ``row`` is the row's fingerprint.
    """

    __tablename__ = "law_signatures"

    id: Mapped[RowId]
    row: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(120))
    bar: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(2))
    signed_on: Mapped[date]
    entered_by: Mapped[MemberId]
    entered_at: Mapped[datetime]


class PlaceChange(ProposedChange, Model):
    """A referral place added, changed, checked again or retired, in force once approved.

    All clear: places are public. ``place`` is the whole row as ``intake.referrals.shelf`` stores
    it; ``NULL`` retires the place.
    """

    __tablename__ = "place_changes"
    __table_args__ = _two_people()

    place_id: Mapped[str] = mapped_column(String(64))
    place: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class WordingChange(ProposedChange, Model):
    """A ready text in one language as members wrote it, in force once approved.

    All clear: a text says nothing about a person, its variables stand for what does. ``text`` is
    ``NULL`` for the text of the release. ``english_id`` is the change whose English it follows,
    empty for the English of the release. ``proofread`` is set on approval, by a member who reads
    the language.
    """

    __tablename__ = "wording_changes"
    __table_args__ = _two_people()

    wording: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(35))
    text: Mapped[str | None] = mapped_column(String(4000))
    english_id: Mapped[Id] = mapped_column(default="")
    proofread: Mapped[bool] = mapped_column(default=False)


class IntakeNotice(Model):
    """A notice on the first page: which new cases the team takes on, and the odds.

    All clear: the pages say it to everyone. The newest row is in force; rows are never changed.
    ``id`` is the fingerprint of the rest, and the audit log names it (``intake_notices.py``).
    ``status`` is an ``IntakeStatus``, ``until`` the day on which a pause ends. Of ``asked`` people
    in ``year``, ``helped`` got a lawyer here; all three are empty where nothing is published.
    """

    __tablename__ = "intake_notices"

    id: Mapped[Id] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(String(12))
    until: Mapped[date | None]
    year: Mapped[int | None]
    asked: Mapped[int | None]
    helped: Mapped[int | None]
    set_by: Mapped[MemberId]
    set_at: Mapped[datetime]


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
    is about. ``from_act_by`` and ``to_act_by`` are empty, ``from_due_on`` and ``to_due_on`` hold
    the day of the change; in rows of older releases they hold days of the case, until a member's
    session moves them.
    """

    __tablename__ = "recall_moves"
    __table_args__ = (
        Index("ix_recall_moves_of_recall", "recall_id", "to_due_on"),
        Index("ix_recall_moves_of_team", "team_id", "moved_on", "to_due_on"),
    )

    id: Mapped[RowId]
    recall_id: Mapped[str | None] = mapped_column(ForeignKey("recalls.id"))
    team_id: Mapped[TeamId]
    moved_on: Mapped[date]
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    from_tier: Mapped[str] = mapped_column(String(2))
    to_tier: Mapped[str] = mapped_column(String(2))
    from_act_by: Mapped[date | None]
    to_act_by: Mapped[date | None]
    from_due_on: Mapped[date]
    to_due_on: Mapped[date]
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
