"""Keep a search that goes on over several requests, sealed under the session that began it.

The words and the matches are sealed under a key derived from the session's token, which the server
does not store: nobody else continues the search or reads its words. It is deleted with the session
and after an hour; the next search of its kind replaces it.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from intake.actions.opening.search_cards import SearchedBatch
from intake.cases import store as cases
from intake.extensions import new_id
from intake.sealing.contexts import Context
from intake.sealing.opening import SealBroken, open_under
from intake.sealing.seal import seal_under
from intake.sealing.tokens import token_hash
from intake.sessions import pending_forms

KEPT_FOR = timedelta(hours=1)

MOST_SHOWN = 200
"""Matches that are kept. Of more, only the number is: the page could grow too large to send."""

Kind = Literal["cards", "notes"]


@dataclass(frozen=True, kw_only=True, slots=True)
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
        found = self.found
        if batch.matches:
            some_ids = found + batch.matches
            found = cases.soonest_of(some_ids, team_id=team_id, at_most=MOST_SHOWN)
        return Progress(
            after=batch.last,
            looked=self.looked + batch.read,
            unopened=self.unopened + batch.unopened,
            count=self.count + len(batch.matches),
            found=found,
            is_end=batch.is_end,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Searcher:
    """The session that searches, for one kind of search."""

    kind: Kind
    member_id: str
    installation: str
    session_token: bytes = field(repr=False)

    @property
    def key(self) -> bytes:
        """Return the key that seals the search."""
        return hmac.digest(self.session_token, f"intake search {self.kind}".encode(), "sha256")

    @property
    def row_hash(self) -> bytes:
        """Return the hash by which the row is found, and deleted with the session."""
        return pending_forms.search_hash(token_hash(self.session_token), self.kind)

    @property
    def context(self) -> Context:
        """Return the context of the seal."""
        place = f"search:{self.kind}"
        return Context(installation=self.installation, request="", kind=place, row=self.member_id)


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptSearch:
    """A search as it is kept. ``id`` is new for each search, also for the same words."""

    id: str
    words: str = field(repr=False)
    progress: Progress


def begin_search(searcher: Searcher, words: str, progress: Progress, *, now: datetime) -> None:
    """Keep a search that has begun, in place of the one before. The caller commits."""
    search = KeptSearch(id=new_id(), words=words, progress=progress)
    pending_forms.keep(
        token_hash=searcher.row_hash,
        member_id=searcher.member_id,
        sealed=_sealed(searcher, search),
        now=now,
        kept_for=KEPT_FOR,
    )


def kept_search(searcher: Searcher, *, now: datetime) -> KeptSearch | None:
    """Return the search of this session; ``None`` if there is none, or if it does not open."""
    row = pending_forms.find(searcher.row_hash, now=now)
    return None if row is None else _opened(searcher, row.sealed)


def advance_search(
    searcher: Searcher, search: KeptSearch, progress: Progress, *, now: datetime
) -> bool:
    """Store how far the search has come. Needs a write transaction; the caller commits.

    Return false, and store nothing, if another page of the session has gone on with it, or has
    begun another search.
    """
    row = pending_forms.find_for_change(searcher.row_hash, now=now)
    if row is None or _opened(searcher, row.sealed) != search:
        return False
    row.sealed = _sealed(searcher, replace(search, progress=progress))
    return True


def discard_search(searcher: Searcher) -> None:
    """Delete the search of this session. The caller commits."""
    pending_forms.discard(searcher.row_hash)


def _sealed(searcher: Searcher, search: KeptSearch) -> bytes:
    content = json.dumps(asdict(search), ensure_ascii=False).encode()
    return seal_under(searcher.key, content, context=searcher.context)


def _opened(searcher: Searcher, sealed: bytes) -> KeptSearch | None:
    try:
        content = json.loads(open_under(searcher.key, sealed, context=searcher.context))
    except SealBroken:
        return None
    progress = content["progress"]
    found = tuple(progress["found"])
    return KeptSearch(
        id=content["id"],
        words=content["words"],
        progress=Progress(**(progress | {"found": found})),
    )
