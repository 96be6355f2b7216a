"""Keep, list and drop the views that a member saved."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select

from intake.desk_views.models import DeskView
from intake.extensions import db

MOST = 12
"""More than these are no list that anybody finds anything in."""


class TooManyViews(Exception):
    """The member has as many saved views as there may be: one must go first."""


def add(*, id: str, member_id: str, query: str, epoch: int, name: bytes) -> DeskView:
    """One more; :class:`TooManyViews` where there are enough."""
    mine = select(func.count()).select_from(DeskView).where(DeskView.member_id == member_id)
    if (db.session.scalar(mine) or 0) >= MOST:
        raise TooManyViews
    view = DeskView(id=id, member_id=member_id, query=query, epoch=epoch, name=name)
    db.session.add(view)
    return view


def of_member(member_id: str) -> Sequence[DeskView]:
    """What the member saved."""
    wanted = select(DeskView).where(DeskView.member_id == member_id)
    return db.session.scalars(wanted.order_by(DeskView.query, DeskView.id)).all()


def drop(view_id: str, *, member_id: str) -> None:
    """Gone, if it was this member's."""
    db.session.execute(
        delete(DeskView).where(DeskView.id == view_id, DeskView.member_id == member_id)
    )
