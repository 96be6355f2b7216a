"""Save a view of the queue under a sealed name, because names of people are written into it."""

import json

from intake.actions.opening.case_keys import Reader
from intake.conflicts.card_filters import CardFilters
from intake.desk_state import saved_views
from intake.desk_state.models import SavedView
from intake.extensions import new_id
from intake.sealing.contexts import Context
from intake.sealing.opening import open_under
from intake.sealing.seal import seal_under
from intake.words import N_, Refused


def save_view(name: str, query: str, facts: CardFilters, reader: Reader) -> None:
    """Add a view of the reader's own, its name sealed under the newest team key that they hold.

    The filters by facts of cards are sealed with the name. Raise ``Refused`` for private ones,
    which open only where they were asked for, without a key of the team, and for too many views.
    """
    if facts.is_private:
        raise Refused(
            N_("A view with a reason for fear cannot be saved. Remove that filter first."),
            status=422,
        )
    epoch = reader.newest_epoch
    if epoch is None:
        raise Refused(N_("You can save views once you have case access."), status=422)
    view_id, key = new_id(), reader.keyring.team_keys[reader.team_id, epoch]
    content = f"{name}\n{json.dumps(facts.by_name)}".encode()
    sealed = seal_under(key, content, context=_place(view_id, epoch, reader))
    saved_views.add(id=view_id, member_id=reader.member_id, query=query, epoch=epoch, name=sealed)


def name_and_facts_of(view: SavedView, reader: Reader) -> tuple[str, CardFilters]:
    """Open the name and the facts of a view; empty once its team key was destroyed.

    Raise ``SealDamaged``. A view of an older release has no facts.
    """
    key = reader.keyring.team_keys.get((reader.team_id, view.epoch))
    if key is None:
        return "", CardFilters()
    opened = open_under(key, view.name, context=_place(view.id, view.epoch, reader)).decode()
    name, _, facts = opened.partition("\n")
    return name, CardFilters(**json.loads(facts or "{}"))


def _place(view_id: str, epoch: int, reader: Reader) -> Context:
    return Context(
        installation=reader.installation, request="", kind="desk-view", row=view_id, version=epoch
    )
