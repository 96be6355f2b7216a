"""Remove the links of other cases to one that is put behind a wall."""

from __future__ import annotations

import logging
from collections.abc import Collection

from intake.actions.links.read_links import readable_links, without, write_links
from intake.actions.opening.case_keys import CaseKey, Reader, case_key
from intake.actions.opening.not_opened import NOT_OPENED, log_not_opened
from intake.cases import store
from intake.cases.models import Case
from intake.cases.store import NoSuchCase

logger = logging.getLogger(__name__)


def lock_linked(reference: str, reader: Reader, *others: str) -> None:
    """Lock a case, those it is linked to, and *others* in one order, in which linking locks too.

    Raise ``NoSuchCase``.
    """
    key = _key_if_opens(store.find(reference, team_id=reader.team_id), reader)
    links = readable_links(key) if key else ()
    for each in sorted({reference, *others, *(link.reference for link in links or ())}):
        find_locked(each, reader)


def drop_links_to(key: CaseKey, reader: Reader, *, but: Collection[str] = ()) -> list[bytes]:
    """Remove the links to this case from all cases that it is linked to, *but* from some.

    Return the links before, sealed, by which the log knows them. Its own row keeps them, for the
    members inside. Links that do not open stay where they are, and stop no wall; no page shows them
    to a member outside it.
    """
    older = list[bytes]()
    for link in readable_links(key) or ():
        if link.reference in but:
            continue
        other = key_if_opens(link.reference, reader)
        links = readable_links(other) if other else None
        if other is not None and links is not None:
            older.append(write_links(other, without(links, key.case.reference)))
    return older


def find_locked(reference: str, reader: Reader) -> Case | None:
    """Lock a case of the team; ``None`` if there is none with this reference."""
    try:
        return store.find_for_change(reference, team_id=reader.team_id)
    except NoSuchCase:
        return None


def key_if_opens(reference: str, reader: Reader) -> CaseKey | None:
    """Open the key of a case; ``None`` if it was erased, or does not open for the reader."""
    case = find_locked(reference, reader)
    return None if case is None else _key_if_opens(case, reader)


def _key_if_opens(case: Case, reader: Reader) -> CaseKey | None:
    try:
        return case_key(case, reader)
    except NOT_OPENED as failure:
        log_not_opened(logger, "link not removed", failure, case_id=case.id)
        return None
