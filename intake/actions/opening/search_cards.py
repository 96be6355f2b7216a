"""Search the cards of a team: read them in batches, and keep those that match."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from intake.actions.opening.card_packs import OpenPack, read_batch
from intake.actions.opening.case_keys import (
    NOT_OPENED,
    CaseKey,
    Reader,
    RolledBack,
    case_key,
    day_of,
    log_not_opened,
    reject_rollback,
)
from intake.audit.log import ended_among
from intake.cases import store as cases
from intake.cases.card import Card, false_in
from intake.cases.models import Case
from intake.conflicts.card_index import NUMBERS, names_in
from intake.conflicts.phonetic_index import NameMatcher
from intake.conflicts.search_terms import SOUNDS, SearchTerms
from intake.frozen import frozen

AT_ONCE = 4000
"""Cards in one batch: few enough that their plain text fits in little memory."""


MOST_SHOWN = 200
"""Matches that are shown. Of more, only the number is: the page could grow too large to send."""


@frozen
class SearchedBatch:
    """The result of one batch: the ids that match, and how many cases were read or not opened.

    ``last`` is the id of the last case, after which the next batch begins.
    """

    matches: tuple[str, ...]
    read: int
    unopened: int
    last: str
    is_end: bool


@frozen
class Progress:
    """The progress of a search: the cases searched, the matches, and those of them shown."""

    after: str = ""
    looked: int = 0
    unopened: int = 0
    count: int = 0
    found: tuple[str, ...] = ()
    is_end: bool = False

    def plus(self, batch: SearchedBatch, *, team_id: str) -> Progress:
        """Return the progress after one more batch. Of the team's matches the soonest are kept."""
        some_ids = self.found + batch.matches
        return Progress(
            after=batch.last,
            looked=self.looked + batch.read,
            unopened=self.unopened + batch.unopened,
            count=self.count + len(batch.matches),
            found=cases.soonest_of(some_ids, team_id=team_id, at_most=MOST_SHOWN),
            is_end=batch.is_end,
        )


def search_batch(
    query: SearchTerms,
    reader: Reader,
    *,
    after: str,
    at_most: int = AT_ONCE,
    is_named: Callable[[str], bool] | None = None,
) -> SearchedBatch:
    """Search the next cards after the case with the id *after*. Reads only.

    *is_named* is ``query.matches_name``, which remembers the names of earlier batches. Packs that
    it made of single cards wait in ``reader.pack_work`` to be saved.
    """
    batch = read_batch(reader, after, at_most=at_most)
    matcher = NameMatcher(query.name, batch.sounds)
    is_named = is_named or cache(query.matches_name)
    return SearchedBatch(
        matches=tuple(
            pack.index.columns.ids[at]
            for pack in batch.packs
            for at in _matches(pack, query, matcher, is_named)
        ),
        read=batch.read,
        unopened=len(batch.unopened),
        last=batch.last,
        is_end=batch.is_end,
    )


def _matches(
    pack: OpenPack, query: SearchTerms, matcher: NameMatcher, is_named: Callable[[str], bool]
) -> list[int]:
    # reading a name costs a hundred times a comparison of phonetic keys
    near, index = matcher.candidates(pack.index.sounds), pack.index
    numbers = {  # an A-number, own phone or phone of a trusted person
        at for fact in NUMBERS for end in query.endings for at in index.ending_with(fact, end)
    }
    if query.is_narrow:
        near = near & (numbers | {*index.with_any(query.births)})
    named = {at for at in pack.only(near) if any(map(is_named, names_in(index.card(at))))}
    found = named if query.is_narrow else named | numbers
    if query.reference in index.columns.references:
        found.add(index.columns.references.index(query.reference))
    # a date of birth, country, state, language or city: its sounds say which are worth reading
    found.update(index.with_any([part for part in query.facts if part[:1] != SOUNDS]))
    cities = index.with_any([part for part in query.facts if part[:1] == SOUNDS])
    return pack.only(found.union(at for at in cities if is_named(index.card(at).get("city", ""))))


log = logging.getLogger(__name__)


def read_cards(cases: Sequence[Case], reader: Reader) -> Mapping[str, Card]:
    """Return the cards by case id, without those that do not open; these are logged.

    Writes nothing to the audit log: to see a row of the queue is not to open the case. The ids of
    those whose clear row says less than the card wait in ``reader.pack_work`` to be corrected.
    """
    cards: dict[str, Card] = {}
    replaced = ended_among([case.card for case in cases])
    for case in cases:
        try:
            if case.card in replaced:
                raise RolledBack
            card = cards[case.id] = card_under(case_key(case, reader))
            if card.row and false_in(case, card.row, card.rises, today=day_of(reader)):
                reader.pack_work.false_rows.append(case.id)
        except NOT_OPENED as failure:
            log_not_opened(log, "card not opened", failure, case_id=case.id)
    return cards


def open_card(opened: CaseKey) -> Card:
    """Open the card of a case. Raise ``RolledBack`` if it is an older one."""
    reject_rollback(opened.case.card)
    return card_under(opened)


def card_under(opened: CaseKey) -> Card:
    """Open the card of a case where the caller has asked the audit log about it."""
    return Card.from_json(opened.open_json("card", opened.case.card))
