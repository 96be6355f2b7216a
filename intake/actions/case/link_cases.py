"""Link two cases, unlink them, merge duplicates, and drop links that do not open.

The link is sealed in both cases, each under its own key. The audit log names only the case on
which the member acted, because it is in clear and an entry for each would pair them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from intake.actions.case.change_status import move_case
from intake.actions.case.open_for_change import open_for_change
from intake.actions.links import (
    Link,
    Relation,
    check_survivor,
    find_locked,
    key_if_opens,
    lock_linked,
    read_links,
    readable_links,
    without,
    write_links,
)
from intake.actions.opening.actor import log_act
from intake.actions.opening.case_keys import CaseKey, Reader, case_key
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.models import Case
from intake.cases.pipeline import CloseReason, Status


class UnknownCase(Exception):
    """The team has no case with the reference of the other one."""


class NotLinkable(Exception):
    """The two cases cannot be linked, because one is walled or one is invented."""


class LinksItself(Exception):
    """A case cannot be linked with itself."""


class OtherNotCleared(Exception):
    """The conflict check has not cleared the other case."""


class NotLinked(Exception):
    """The two cases are not linked."""


class NotDamaged(Exception):
    """The links of the case can be read."""


def link_cases(
    reference: str,
    reader: Reader,
    other: str,
    relation: Relation,
    *,
    version: int,
    today: date,
    now: datetime,
) -> None:
    """Link a case to an *other* one, in place of a link of another kind.

    Raise :class:`UnknownCase`, :class:`LinksItself`, :class:`NotLinkable`,
    :class:`OtherNotCleared`, or as ``open_for_change`` does.
    """
    _lock_both(reference, other, reader)
    key = open_for_change(reference, reader, version=version)
    other_case = find_locked(other, reader)
    if other_case is None:
        raise UnknownCase
    _check(key.case, other_case)
    other_key = case_key(other_case, reader)
    older = [
        _add(key, other, relation, reader, on=today),
        _add(other_key, reference, relation, reader, on=today),
    ]
    _record(AuditAct.CASE_LINKED, key, reader, older, today=today, now=now)


def unlink_cases(
    reference: str, reader: Reader, other: str, *, version: int, today: date, now: datetime
) -> None:
    """Remove the link between two cases. Raise :class:`NotLinked`, or as ``open_for_change`` does.

    The other case may be erased or walled by now: then only this one forgets the link.
    """
    _lock_both(reference, other, reader)
    key = open_for_change(reference, reader, version=version)
    links = read_links(key)
    if all(link.reference != other for link in links):
        raise NotLinked
    older = [write_links(key, _to_cases(without(links, other), reader))]
    if (other_key := key_if_opens(other, reader)) is not None:
        older.append(write_links(other_key, without(read_links(other_key), reference)))
    _record(AuditAct.CASE_UNLINKED, key, reader, older, today=today, now=now)


def drop_damaged_links(
    reference: str, reader: Reader, *, version: int, today: date, now: datetime
) -> None:
    """Drop the links of a case that do not open, and nothing else of it.

    The cases that it was linked to keep theirs. Raise :class:`NotDamaged`, or as
    ``open_for_change`` does.
    """
    key = open_for_change(reference, reader, version=version)
    if readable_links(key) is not None:
        raise NotDamaged
    _record(AuditAct.LINKS_DROPPED, key, reader, [write_links(key, ())], today=today, now=now)


def merge_case(
    reference: str,
    reader: Reader,
    into: str,
    *,
    version: int,
    retention_days: int,
    today: date,
    now: datetime,
) -> Case:
    """Link a duplicate to the case of the same person that stays open, and close the duplicate.

    No answer is copied or lost: both cases keep theirs, each under its key and until its own day.
    The case with the earlier deadline stays open. Near a deadline, closing is only proposed, as
    ``move_case`` does. Raise as :func:`intake.actions.links.check_survivor`,
    :func:`link_cases` and ``move_case`` do.
    """
    relation = Relation.SAME_PERSON
    lock_linked(reference, reader, into)  # all at once, as ``move_case`` locks them again
    link_cases(reference, reader, into, relation, version=version, today=today, now=now)
    case = store.find(reference, team_id=reader.team_id)
    check_survivor(case, store.find(into, team_id=reader.team_id), reader)
    return move_case(
        reference,
        reader,
        Status.CLOSED,
        reason=CloseReason.DUPLICATE,
        version=case.version,
        retention_days=retention_days,
        today=today,
        now=now,
    )


def _lock_both(reference: str, other: str, reader: Reader) -> None:
    """Lock both rows in one order, so that two members cannot wait for each other."""
    for each in sorted({reference, other}):
        find_locked(each, reader)


def _add(key: CaseKey, reference: str, relation: Relation, reader: Reader, *, on: date) -> bytes:
    """Add a link to the links of a case; return those before, sealed."""
    link = Link(reference=reference, relation=relation, member_id=reader.member_id, on=on)
    return write_links(key, [*_to_cases(without(read_links(key), reference), reader), link])


def _to_cases(links: Sequence[Link], reader: Reader) -> list[Link]:
    """Return the links but those to cases that were erased: the link was a trace of them."""
    references = {link.reference for link in links}
    cases = store.with_references(references, team_id=reader.team_id) if references else ()
    known = {case.reference for case in cases}
    return [link for link in links if link.reference in known]


def _check(case: Case, other: Case) -> None:
    """Raise where a link would tell what a wall or a check hides, or would mix in a demo."""
    if case.id == other.id:
        raise LinksItself
    if case.walled_keys or other.walled_keys or case.invented != other.invented:
        raise NotLinkable
    if not other.may_be_read:
        raise OtherNotCleared


def _record(
    act: AuditAct,
    key: CaseKey,
    reader: Reader,
    older: Sequence[bytes],
    *,
    today: date,
    now: datetime,
) -> None:
    """Log the act on its case; the replaced links of the other one without naming that case."""
    own, *others = older
    store.touch(key.case, on=today)
    log_act(act, key.case, reader, today=today, now=now, ended=own)
    for replaced in filter(None, others):
        log.record(act, on=today, member_id=reader.member_id, at=now, ended=replaced)
