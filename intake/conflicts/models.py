"""The table of conflict stubs."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Model, new_id


class Stub(Model):
    """What stays of a person when their case is erased: enough to notice them, not to name them.

    Clear: whose team's, of which case while that stands, whether it is ``live``, and the day on
    which it is discarded. Sealed: ``sealed``, under the team's stub key: keyed hashes of how the
    names sound, of the birth years, of the A-number, and of whom not to tell.

    It is written when a member first opens the case. Erasing the case only flips it.
    """

    __tablename__ = "stubs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    team_id: Mapped[str] = mapped_column(ForeignKey("teams.id"), index=True)
    case_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    live: Mapped[bool] = mapped_column(default=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    discard_on: Mapped[date | None] = mapped_column(index=True)
