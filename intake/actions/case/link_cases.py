"""Link two cases, unlink them, merge duplicates, and drop links that do not open.

The link is sealed in both cases, each under its own key. The audit log names only the case on
which the member acted, because it is in clear and an entry for each would pair them.
"""

from collections.abc import Sequence
from dataclasses import replace

from intake.actions.case.change_status import move_case
from intake.actions.links import (
    Link,
    MergesIntoUnsettled,
    Relation,
    check_survivor,
    find_locked,
    kept_case,
    key_if_opens,
    lock_linked,
    read_links,
    readable_links,
    without,
    write_links,
)
from intake.actions.opening.case_keys import Actor, CaseKey, Reader, case_key
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.models import Case
from intake.cases.pipeline import CloseReason, Status
from intake.words import Refused


def link_cases(
    by: Actor, reference: str, other: str, relation: Relation, *, one_holder: bool = False
) -> None:
    """Link a case to an *other* one, in place of a link of another kind.

    *one_holder* says that one person holds the return codes of both.

    Raise ``Refused`` where the other one is unknown, the same, not cleared by the conflict check,
    or where a link would tell too much; or as ``Actor.open`` does.
    """
    _lock_both(reference, other, by.reader)
    key = by.open(reference, closed=True)
    other_case = find_locked(other, by.reader)
    if other_case is None:
        raise Refused("No case has this reference.", status=422)
    _check(key.case, other_case)
    other_key = case_key(other_case, by.reader)
    link = Link(
        reference=other,
        relation=relation,
        member_id=by.member_id,
        on=by.day,
        one_holder=one_holder,
    )
    older = [_add(by, key, link), _add(by, other_key, replace(link, reference=reference))]
    _record(by, AuditAct.CASE_LINKED, key, older)


def unlink_cases(by: Actor, reference: str, other: str) -> None:
    """Remove the link between two cases. Raise ``Refused`` if there is none, or as ``Actor.open``.

    The other case may be erased or walled by now: then only this one forgets the link.
    """
    _lock_both(reference, other, by.reader)
    key = by.open(reference, closed=True)
    other_case = find_locked(other, by.reader)
    for case, stays in ((key.case, other_case), (other_case, key.case)):
        if case and stays and kept_case(case) is stays:
            raise Refused("These two were merged. Reopen the closed one first.")
    links = read_links(key)
    if all(link.reference != other for link in links):
        raise Refused("These two cases are not linked any more.")
    older = [write_links(key, _to_cases(without(links, other), by.reader))]
    if (other_key := key_if_opens(other, by.reader)) is not None:
        older.append(write_links(other_key, without(read_links(other_key), reference)))
    _record(by, AuditAct.CASE_UNLINKED, key, older)


def drop_damaged_links(by: Actor, reference: str) -> None:
    """Drop the links of a case that do not open, and nothing else of it.

    The cases that it was linked to keep theirs. Raise ``Refused`` if they can be read, or as
    ``Actor.open`` does.
    """
    key = by.open(reference, closed=True)
    if readable_links(key) is not None:
        raise Refused("The links of this case can be read again. Nothing was dropped.")
    _record(by, AuditAct.LINKS_DROPPED, key, [write_links(key, ())])


def merge_case(by: Actor, reference: str, into: str, *, retention_days: int) -> Case:
    """Link a duplicate to the case of the same person that stays open, and close the duplicate.

    One person holds the codes of both: from now on each opens the mailbox of the case that stays
    (see ``one_mailbox``). No answer is copied or lost: both cases keep theirs, each under its key,
    and are erased together. The case with the dates stays open. Near a deadline,
    closing is only proposed, as ``move_case`` does. Raise as ``check_survivor``,
    :func:`link_cases` and ``move_case`` do.
    """
    lock_linked(reference, by.reader, into)  # all at once, as ``move_case`` locks them again
    link_cases(by, reference, into, Relation.SAME_PERSON, one_holder=True)
    case = store.find(reference, team_id=by.team_id)
    check_survivor(case, store.find(into, team_id=by.team_id), by.reader)
    return move_case(
        replace(by, version=case.version),
        reference,
        Status.CLOSED,
        reason=CloseReason.DUPLICATE,
        retention_days=retention_days,
    )


def _lock_both(reference: str, other: str, reader: Reader) -> None:
    """Lock both rows in one order, so that two members cannot wait for each other."""
    for each in sorted({reference, other}):
        find_locked(each, reader)


def _add(by: Actor, key: CaseKey, link: Link) -> bytes:
    """Add a link to the links of a case; return those before, sealed."""
    links = without(read_links(key), link.reference)
    return write_links(key, [*_to_cases(links, by.reader), link])


def _to_cases(links: Sequence[Link], reader: Reader) -> list[Link]:
    """Return the links but those to cases that were erased: the link was a trace of them."""
    references = {link.reference for link in links}
    cases = store.with_references(references, team_id=reader.team_id) if references else ()
    known = {case.reference for case in cases}
    return [link for link in links if link.reference in known]


def _check(case: Case, other: Case) -> None:
    """Raise where a link would tell what a wall or a check hides, or would mix in a demo."""
    if case.id == other.id:
        raise Refused(
            "This is the reference of this case. Enter that of the other one.", status=422
        )
    if case.walled_keys or other.walled_keys or case.invented != other.invented:
        raise Refused(
            (
                "These two cannot be linked: a link would tell others about a walled case, or one "
                "is invented."
            ),
            status=422,
        )
    if other.erase_asked_on:
        raise MergesIntoUnsettled
    if not other.may_be_read:
        raise Refused(
            "The other case cannot be linked yet: its conflict check must be made and clear it "
            "first. Open that case."
        )


def _record(by: Actor, act: AuditAct, key: CaseKey, older: Sequence[bytes]) -> None:
    """Log the act on its case; the replaced links of the other one without naming that case."""
    own, *others = older
    store.touch(key.case, on=by.day)
    by.log(act, key.case, ended=own)
    for replaced in filter(None, others):
        by.log(act, ended=replaced)
