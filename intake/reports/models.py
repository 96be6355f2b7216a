"""The tables of tallies, from which reports are made."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Model


class Tally(Model):
    """The number of times that something happened within a month, to requests of one kind.

    All clear: ``month`` is its first day; ``measure`` and ``detail`` say what happened (closed, and
    for which reason; reviewed, and within how many days, in steps; opened as P0, and within how
    many staffed minutes, in steps); ``dimension`` and ``value`` say
    which requests are counted: all, those of one tier, or those of one language of the form as
    clear columns hold it. A row names no case and no day, and each of its facts is also in clear in
    the table of cases. It stays when the cases are erased. ``invented`` marks counts of invented
    cases.
    """

    __tablename__ = "tallies"

    team_id: Mapped[str] = mapped_column(
        ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True
    )
    invented: Mapped[bool] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(String(12), primary_key=True)
    detail: Mapped[str] = mapped_column(String(24), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[str] = mapped_column(String(16), primary_key=True)
    count: Mapped[int]


class SealedTally(Model):
    """The tallies of one month by facts that only cards hold: language, state, source.

    Clear: the team, the first day of the month, and whether the cases are invented. Sealed:
    ``sealed``, under the key of the team's stubs, all counts of the month together. A row names no
    case, and is written again whenever a member's session adds to it.
    """

    __tablename__ = "sealed_tallies"

    team_id: Mapped[str] = mapped_column(
        ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True
    )
    invented: Mapped[bool] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]
