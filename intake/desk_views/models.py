"""The table of saved views."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Model, new_id


class DeskView(Model):
    """A view of the queue with its filters, as a member saved it for themselves.

    Clear: whose it is, and ``query``, codes of clear columns as an address holds them. Sealed:
    ``name``, under the team's key of ``epoch``: people write names of people into names of lists.
    """

    __tablename__ = "desk_views"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    member_id: Mapped[str] = mapped_column(ForeignKey("staff_members.id"), index=True)
    query: Mapped[str] = mapped_column(String(400))
    epoch: Mapped[int]
    name: Mapped[bytes] = mapped_column(LargeBinary)
