"""Save a view of the queue under a sealed name, because names of people are written into it."""

from __future__ import annotations

from intake.actions.opening.case_keys import Reader
from intake.actions.opening.not_opened import NoKeyForCase
from intake.desk_state import saved_views
from intake.desk_state.models import SavedView
from intake.extensions import new_id
from intake.sealing.contexts import Context
from intake.sealing.opening import open_under
from intake.sealing.seal import seal_under


def save_view(name: str, query: str, reader: Reader) -> None:
    """Add a view of the reader's own, its name sealed under the newest team key that they hold.

    Raise ``NoKeyForCase`` without any key of the team, and ``TooManyViews``.
    """
    epoch = max(
        (number for team, number in reader.keyring.team_keys if team == reader.team_id), default=0
    )
    if not epoch:
        raise NoKeyForCase
    view_id, key = new_id(), reader.keyring.team_keys[reader.team_id, epoch]
    sealed = seal_under(key, name.encode(), context=_place(view_id, epoch, reader))
    saved_views.add(id=view_id, member_id=reader.member_id, query=query, epoch=epoch, name=sealed)


def name_of(view: SavedView, reader: Reader) -> str:
    """Open the name of a view; empty once its team key was destroyed. Raise ``SealDamaged``."""
    key = reader.keyring.team_keys.get((reader.team_id, view.epoch))
    if key is None:
        return ""
    return open_under(key, view.name, context=_place(view.id, view.epoch, reader)).decode()


def _place(view_id: str, epoch: int, reader: Reader) -> Context:
    return Context(
        installation=reader.installation, request="", kind="desk-view", row=view_id, version=epoch
    )
