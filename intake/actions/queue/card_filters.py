"""Filter the queue by facts of cards: seal the filters for an address, and find the cases.

An address that names a case must not name a fact of it, so the filters stand there sealed under the
team's key. Filters that tell of private answers open only in the session that chose them. Views are
saved under sealed names, because names of people are written into them.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from intake.actions.opening.card_packs import read_batch
from intake.actions.opening.case_keys import NoKeyForCase, Reader
from intake.actions.opening.search_cards import AT_ONCE
from intake.conflicts.card_filters import CardFilters, matches_in
from intake.desk_state import saved_views
from intake.desk_state.models import SavedView
from intake.extensions import new_id
from intake.sealing.opening import open_under
from intake.sealing.seal import Context, SealDamaged, seal_under
from intake.words import Refused


@dataclass(kw_only=True, slots=True)
class MatchedCases:
    """The ids of the cases that match.

    ``without`` has for each filter the cases that match all other filters but not this one.
    ``read`` cards were opened and ``unopened`` were not; without ``is_end`` more of them are still
    to be read.
    """

    ids: set[str] = field(default_factory=set)
    without: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    read: int = 0
    unopened: int = 0
    is_end: bool = False


def seal_filters(filters: CardFilters, reader: Reader, session_id: str) -> str:
    """Return the filters for an address; empty without any. Raise ``NoKeyForCase``."""
    epoch = reader.newest_epoch
    if not filters.chosen:
        return ""
    if epoch is None:
        raise NoKeyForCase
    content = filters.by_name
    if filters.is_private:
        content["session"] = session_id
    sealed = seal_under(
        reader.team_key(reader.team_id, epoch),
        json.dumps(content).encode(),
        _place(reader, epoch, "queue-filters", f"{reader.team_id} {reader.member_id}"),
    )
    return f"{epoch}.{urlsafe_b64encode(sealed).decode().rstrip('=')}"


def open_filters(sealed: str, reader: Reader, session_id: str) -> CardFilters | None:
    """Return the filters of an address; ``None`` if they do not open for this member, or here."""
    number, _, content = sealed.partition(".")
    try:
        epoch = int(number)
        opened = json.loads(
            reader.opener(reader.team_id, epoch).open_under(
                urlsafe_b64decode(content + "=" * (-len(content) % 4)),
                _place(reader, epoch, "queue-filters", f"{reader.team_id} {reader.member_id}"),
            )
        )
    except (ValueError, NoKeyForCase, SealDamaged):
        return None
    chosen_in = opened.pop("session", None)
    filters = CardFilters(**opened)
    return None if filters.is_private and chosen_in != session_id else filters


def match_cases(
    filters: CardFilters, reader: Reader, *, clock: Callable[[], datetime], until: datetime
) -> MatchedCases:
    """Read the cards of the team until the time is up. Reads only.

    Packs that it made of single cards wait in ``reader.pack_work`` to be saved.
    """
    matched, after = MatchedCases(), ""
    while not matched.is_end:
        batch = read_batch(reader, after, at_most=AT_ONCE)
        for pack in batch.packs:
            matches, all_ids = matches_in(pack.index.filtered, filters), pack.index.columns.ids
            matched.ids.update(all_ids[at] for at in pack.only(matches.every))
            for name, cards in matches.without.items():
                matched.without[name].update(all_ids[at] for at in pack.only(cards))
        matched.read += batch.read
        matched.unopened += len(batch.unopened)
        matched.is_end, after = batch.is_end, batch.last
        if clock() >= until:
            break
    return matched


def _place(reader: Reader, epoch: int, kind: str, row: str) -> Context:
    return Context(reader.installation, kind, row=row, version=epoch)


def save_view(name: str, query: str, facts: CardFilters, reader: Reader) -> None:
    """Add a view of the reader's own, its name sealed under the newest team key that they hold.

    The filters by facts of cards are sealed with the name. Raise ``Refused`` for private ones,
    which open only where they were asked for, without a key of the team, and for too many views.
    """
    if facts.is_private:
        raise Refused(
            "A view with a reason for fear cannot be saved. Remove that filter first.",
            status=422,
        )
    epoch = reader.newest_epoch
    if epoch is None:
        raise Refused("You can save views once you have case access.", status=422)
    view_id, key = new_id(), reader.keyring.team_keys[reader.team_id, epoch]
    content = f"{name}\n{json.dumps(facts.by_name)}".encode()
    sealed = seal_under(key, content, _place(reader, epoch, "desk-view", view_id))
    saved_views.add(id=view_id, member_id=reader.member_id, query=query, epoch=epoch, name=sealed)


def name_and_facts_of(view: SavedView, reader: Reader) -> tuple[str, CardFilters]:
    """Open the name and the facts of a view; empty once its team key was destroyed.

    Raise ``SealDamaged``.
    """
    key = reader.keyring.team_keys.get((reader.team_id, view.epoch))
    if key is None:
        return "", CardFilters()
    opened = open_under(key, view.name, _place(reader, view.epoch, "desk-view", view.id)).decode()
    name, _, facts = opened.partition("\n")
    return name, CardFilters(**json.loads(facts))
