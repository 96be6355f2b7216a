"""Add, list and delete the views of the queue that a member saved."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from intake.desk_state.models import SavedView
from intake.extensions import count_rows, db, delete_rows
from intake.words import Refused

MOST = 12
"""Views a member may save; more would not be read as a list."""

OF_MEMBER = (
    select(SavedView)
    .where(SavedView.member_id == bindparam("member_id"))
    .order_by(SavedView.query, SavedView.id)
)
"""Built once, because each page of the queue executes it."""


def add(*, id: str, member_id: str, query: str, epoch: int, name: bytes) -> SavedView:
    """Add a view with a sealed *name*; raise ``Refused`` if the member has ``MOST``."""
    if count_rows(SavedView, SavedView.member_id == member_id) >= MOST:
        raise Refused("You have 12 saved views, the maximum. Remove one first.", status=422)
    view = SavedView(id=id, member_id=member_id, query=query, epoch=epoch, name=name)
    db.session.add(view)
    return view


def of_member(member_id: str) -> Sequence[SavedView]:
    """Return the member's saved views, in a stable order."""
    return db.session.scalars(OF_MEMBER, {"member_id": member_id}).all()


def drop(view_id: str, *, member_id: str) -> None:
    """Delete the view if it is this member's; do nothing otherwise."""
    delete_rows(SavedView, SavedView.id == view_id, SavedView.member_id == member_id)
