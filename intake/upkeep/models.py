"""The tables of regular jobs and of failed answers."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Model


class UpkeepRun(Model):
    """The newest run of one regular job: a backup, housekeeping, a check. All clear.

    ``name`` is the job and ``outcome`` a code. ``until`` is the end of validity that the run found
    (of a certificate). ``figure`` is a number whose meaning depends on the job.
    """

    __tablename__ = "upkeep_runs"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime | None]
    figure: Mapped[int | None] = mapped_column(BigInteger)


class ServerErrors(Model):
    """Number of answers with status 500 or above within one hour of UTC. All clear.

    All processes add to the same row. No address, no person and no minute is kept.
    """

    __tablename__ = "server_errors"

    hour: Mapped[datetime] = mapped_column(primary_key=True)
    answers: Mapped[int]
