"""One mailbox for merged requests of one person: the return code of each opens the case that stays.

At the merge, a member's session seals the key of that case under the key of the duplicate. So
nobody opens it with that code before a member has said that one person holds both.
"""

from datetime import date

from intake.actions.opening.actor import Actor
from intake.actions.opening.case_keys import CaseKey, Reader, case_key
from intake.cases import store
from intake.cases.models import Case
from intake.requests import store as requests
from intake.sealing.contexts import Context
from intake.sealing.seal import seal_under
from intake.sealing.wraps import JOINED
from intake.words import N_, Refused

WITH_KEPT = date.max
"""The day of erasure of a merged duplicate: it is erased with the case that stays open."""


class WriteToKept(Refused):
    """The case was merged into another one: its applicant reads the mailbox of that."""

    says = N_(
        "This case was merged: the applicant's codes open the mailbox of the other case. Write "
        "there, or reopen this case first."
    )


def join(by: Actor, duplicate: Case, kept: Case) -> None:
    """Have the code of a duplicate open the case that stays, and those of its own duplicates too.

    The requests are locked. Raise as ``case_key`` does.
    """
    key = case_key(kept, by.reader)
    for case in (duplicate, *_merged_into(duplicate, by.team_id)):
        _join(case_key(case, by.reader), key, by.reader)
        case.erase_on = WITH_KEPT


def part(by: Actor, case: Case) -> bytes:
    """Have the code of a merged duplicate open its own case again; return the key that ends.

    What was written with it meanwhile stays in the other case. Return nothing for another case.
    """
    request, kept = requests.find_to_change(case.request_id), kept_case(case)
    if request is None or request.joined_key is None:
        return b""
    ended = request.joined_key
    requests.part(request)
    case.erase_on = kept.erase_on if kept else by.day
    return ended


def kept_case(case: Case) -> Case | None:
    """Return the case into which this one was merged, whose mailbox both codes open."""
    if case.erase_on != WITH_KEPT:
        return None
    request_id = requests.kept_request(case.request_id)
    found = store.ids_of_requests([request_id] if request_id else [])
    return store.find_by_id(found[request_id]) if request_id in found else None


def release_merged(case: Case, *, today: date) -> None:
    """Have the cases merged into an erased one fall due for erasure."""
    for request in requests.joined_to(case.request_id):
        requests.part(request)
        for case_id in store.ids_of_requests([request.id]).values():
            if (merged := store.find_by_id(case_id, to_change=True)) is not None:
                merged.erase_on = today


def _merged_into(case: Case, team_id: str) -> list[Case]:
    ids = store.ids_of_requests([request.id for request in requests.joined_to(case.request_id)])
    return [found for found in store.with_ids([*ids.values()]) if found.team_id == team_id]


def _join(duplicate: CaseKey, kept: CaseKey, reader: Reader) -> None:
    place = Context(
        installation=reader.installation,
        request=duplicate.case.request_id,
        kind=JOINED,
        row=kept.case.request_id,
    )
    sealed = seal_under(duplicate.key, kept.key, context=place)
    requests.join(duplicate.case.request_id, to=kept.case.request_id, key=sealed)
