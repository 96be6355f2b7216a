"""Save a view of the queue under a name; the name is sealed, for people write people into it."""

from __future__ import annotations

from dataclasses import dataclass

from intake.actions.case_keys import NoKeyForCase, Reader
from intake.desk_views import store
from intake.desk_views.models import DeskView
from intake.extensions import new_id
from intake.sealing.contexts import Context
from intake.sealing.opening import SealBroken, open_under
from intake.sealing.seal import seal_under


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedView:
    """A saved view, opened. ``name`` is empty where it opens no more."""

    id: str
    query: str
    name: str


def save_view(name: str, query: str, reader: Reader) -> None:
    """One more of the reader's own, sealed to the team's newest epoch that they hold.

    Raises ``NoKeyForCase`` without any key of the team, and ``TooManyViews``.
    """
    epoch = max(
        (one for team, one in reader.keyring.team_keys if team == reader.team_id), default=0
    )
    if not epoch:
        raise NoKeyForCase
    view_id, key = new_id(), reader.keyring.team_keys[reader.team_id, epoch]
    sealed = seal_under(key, name.encode(), context=_place(view_id, epoch, reader))
    store.add(id=view_id, member_id=reader.member_id, query=query, epoch=epoch, name=sealed)


def saved_views(reader: Reader) -> list[SavedView]:
    """The reader's own. When old keys are destroyed names go with them; the filters stay."""
    return [
        SavedView(id=view.id, query=view.query, name=_name(view, reader))
        for view in store.of_member(reader.member_id)
    ]


def _name(view: DeskView, reader: Reader) -> str:
    key = reader.keyring.team_keys.get((reader.team_id, view.epoch))
    if key is None:
        return ""
    try:
        return open_under(key, view.name, context=_place(view.id, view.epoch, reader)).decode()
    except SealBroken:
        return ""


def _place(view_id: str, epoch: int, reader: Reader) -> Context:
    return Context(
        installation=reader.installation, request="", kind="desk-view", row=view_id, version=epoch
    )
