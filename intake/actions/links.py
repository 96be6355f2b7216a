"""Links between cases, of the same person or of one family. Each case keeps its own key.

Read and write the links of a case, remove those to a case behind a wall, and check the case that
stays open when a duplicate is closed. At a merge, a member's session seals the key of the case that
stays under the key of the duplicate: the return code of each opens the one mailbox. So nobody opens
it with that code before a member has said that one person holds both.
"""

import logging
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from intake.actions.assessment.deadline_changes import standing_of
from intake.actions.opening.case_keys import (
    NOT_OPENED,
    Actor,
    CaseKey,
    Reader,
    RolledBack,
    case_key,
    log_not_opened,
    reject_rollback,
)
from intake.actions.opening.case_messages import Words, read_messages, sealed_message
from intake.actions.opening.case_notes import proposed_closing, read_notes
from intake.actions.opening.search_cards import card_under, open_card
from intake.amendments.recalls import has_left
from intake.audit.acts import AuditAct
from intake.audit.log import traces_of
from intake.cases import store
from intake.cases.card import Card
from intake.cases.models import Case
from intake.cases.store import NoSuchCase
from intake.conflicts.stubs import case_links
from intake.diary import entries
from intake.diary.models import Kind
from intake.frozen import frozen
from intake.messages import thread
from intake.messages.models import Direction
from intake.requests import store as requests
from intake.sealing.seal import Context, SealDamaged, seal_under
from intake.sealing.wraps import JOINED
from intake.triage.deadlines import SetBy, Tier
from intake.triage.plan import EVENTS
from intake.words import Labelled, Refused

logger = logging.getLogger(__name__)

KIND = "links"

NEAR_DAYS = 30
"""This near to a deadline, two members must agree to close a case."""


class Relation(Labelled):
    """The relation between the people of two cases."""

    SAME_PERSON = "same_person", "Linked: same person"
    FAMILY = "family", "Linked: family"


@frozen
class Link:
    """A link to the case with this reference: its kind, who made it, and on which day.

    ``one_holder``: the member knows that one person holds the return codes of both.
    """

    reference: str
    relation: Relation
    member_id: str
    on: date
    one_holder: bool = False


def read_links(key: CaseKey) -> tuple[Link, ...]:
    """Return the links of a case. Raise ``SealDamaged`` or ``RolledBack``."""
    sealed = case_links.sealed_of(key.case.id)
    if sealed is None:
        return ()
    reject_rollback(sealed)
    return tuple(
        Link(
            reference=content["reference"],
            relation=Relation(content["relation"]),
            member_id=content["member"],
            on=date.fromisoformat(content["on"]),
            one_holder=content.get("one_holder", False),
        )
        for content in key.open_json(KIND, sealed)
    )


def readable_links(key: CaseKey) -> tuple[Link, ...] | None:
    """Return the links as :func:`read_links` does; log and return ``None`` if they do not open."""
    try:
        return read_links(key)
    except (SealDamaged, RolledBack) as failure:
        fields = {"case_id": key.case.id, "code": failure.code}
        logger.error("links not opened", extra=fields, exc_info=failure)
        return None


def write_links(key: CaseKey, links: Iterable[Link]) -> bytes:
    """Store the links of a case; return those before, sealed, by which the log knows them."""
    older = case_links.sealed_of(key.case.id) or b""
    content = [
        {
            "reference": link.reference,
            "relation": link.relation.value,
            "member": link.member_id,
            "on": link.on.isoformat(),
            "one_holder": link.one_holder,
        }
        for link in links
    ]
    if content:
        case_links.keep(key.case.id, key.seal_json(KIND, content))
    else:
        case_links.erase_of(key.case.id)
    return older


def without(links: Iterable[Link], reference: str) -> list[Link]:
    """Return the links but those to the case with this reference."""
    return [link for link in links if link.reference != reference]


def next_deadline(key: CaseKey) -> date | None:
    """Return the exact day of the earliest open deadline of law or paper, late ones too.

    Return ``None`` without any. A day to act by that the card has and the diary has not, but as
    replaced, counts as open.
    """
    case, card = key.case, open_card(key)
    early_days, act_by = card.early, card.act_by_day
    days = [day for kind, _, day in _dates_of(key, card) if kind == Kind.ACT_BY]
    if act_by and not entries.has_date(case.id, Kind.ACT_BY, on=act_by, early_days=early_days):
        days.append(act_by)
    return min(days, default=None)


def has_near_deadline(key: CaseKey, *, today: date) -> bool:
    """Return true if an open deadline of law or paper is less than thirty days away, or late.

    One about which a member recorded something is open until a second person has confirmed it.
    Dates that only inform (R11) are never in the diary.
    """
    first = next_deadline(key)
    return first is not None and first - today < timedelta(NEAR_DAYS)


def needs_second(key: CaseKey, *, today: date) -> bool:
    """Return true if no member closes the case alone: one that is or was P0, or a near deadline."""
    now = standing_of(key.case, card_under(key), today=today)
    is_p0 = now.tier == Tier.P0 or has_left(key.case.id, Tier.P0)
    return is_p0 or has_near_deadline(key, today=today)


def lock_linked(reference: str, reader: Reader, *others: str) -> None:
    """Lock a case, those it is linked to, and *others* in one order, in which linking locks too.

    Their requests are locked before, in the order of the applicants' door. Raise ``NoSuchCase``.
    """
    key = _key_if_opens(store.find(reference, team_id=reader.team_id), reader)
    links = readable_links(key) if key else ()
    references = {reference, *others, *(link.reference for link in links or ())}
    cases = store.with_references(references, team_id=reader.team_id)
    requests.lock([case.request_id for case in cases])
    for each in sorted(references):
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
        return store.find_for_change(reference, team_id=reader.team_id, withdrawn=True)
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


def same_person_keys(key: CaseKey, reader: Reader) -> tuple[CaseKey, ...]:
    """Lock and open the other cases that links say are of the same person, in any number of steps.

    Left out are those that were erased, or do not open for the reader.
    """
    found, waiting = {key.case.reference: key}, [key]
    while waiting:
        for reference in references_of(waiting.pop()):
            if reference not in found and (other := key_if_opens(reference, reader)):
                found[reference] = other
                waiting.append(other)
    return tuple(found.values())[1:]


def references_of(key: CaseKey) -> list[str]:
    """Return the references of the cases that this one is linked to as of the same person."""
    links = readable_links(key) or ()
    return [link.reference for link in links if link.relation is Relation.SAME_PERSON]


class MergesIntoUnsettled(Refused):
    """The case that would stay open may go too, or is not worked on."""

    says = (
        "The other case cannot stay open in place of this one: it is in quarantine or erased, its "
        "applicant withdrew it, or it was decided or proposed to close it as well."
    )


def check_survivor(case: Case, into: Case | None, reader: Reader) -> None:
    """Raise unless *into* stays open, is worked on, and has the dates, P0 and hold of *case*.

    The dates are its next deadline, those of law or paper, and calls that are booked.
    """
    if into is None:
        raise MergesIntoUnsettled
    if into.is_closed and not into.erase_asked_on:
        raise Refused(
            "The other case is closed. Reopen it first, or close that one as duplicate.",
            status=422,
        )
    if into.is_aside or into.erase_asked_on or into.is_to_close:
        raise MergesIntoUnsettled
    if proposed_closing(read_notes(case_key(into, reader))):
        raise MergesIntoUnsettled
    closing, staying = case_key(case, reader), case_key(into, reader)
    closes, stays = map(next_deadline, (closing, staying))
    is_earlier = closes is not None and (stays is None or closes < stays)
    if is_earlier or _loses_date(closing, staying):
        raise Refused(
            "Not merged: this case has a deadline or a booked call that the other one does not "
            "have, and closing it would end its reminders. Open the other case and close that one "
            "as duplicate, or settle the date here first."
        )
    if case.held_since and not into.held_since:
        raise Refused("Not merged: this case is on legal hold. Hold the other one first as well.")
    if case.tier == Tier.P0 != into.tier:
        raise Refused(
            "Not merged: this case is P0, and the other one is not. Open the other case and close "
            "that one as duplicate."
        )


def _loses_date(closing: CaseKey, staying: CaseKey) -> bool:
    """Return true if the case that stays lacks a deadline of law or paper, or a booked call.

    An earlier day of the same rule stands for a later one, except of a hearing: there may be two.
    A date without a rule stands for any on its day.
    """
    kept = _dates_of(staying, card_under(staying))
    earliest = {rule: day for kind, rule, day in sorted(kept, reverse=True) if rule not in EVENTS}
    named = {(kind, name, day) for kind, rule, day in kept for name in (rule, "")}
    return any(
        (kind, rule, day) not in named
        and (kind, "", day) not in kept
        and (kind == Kind.CALL or earliest.get(rule, date.max) > day)
        for kind, rule, day in _dates_of(closing, card_under(closing))
    )


def _dates_of(key: CaseKey, card: Card) -> list[tuple[str, str, date]]:
    """Return kind, rule and exact day of open deadlines of law or paper, and of booked calls."""
    rows, early_days = entries.open_of(key.case.id), card.early
    return [
        (row.kind, content.get("rule", ""), row.exact_on(early_days))
        for row, content in zip(rows, key.open_rows("diary", rows), strict=True)
        if row.kind == Kind.CALL or (row.kind == Kind.ACT_BY and content.get("set_by") != SetBy.US)
    ]


class OtherHolder(Refused):
    """No member has said that one person holds both return codes, which would open one mailbox."""

    says = (
        "These two cases are linked as the same person. To close one as duplicate, open "
        "“Duplicates and family” and say there that one person holds both return codes. If "
        "somebody else may hold one of them, leave both cases open."
    )


def check_survivors(case: Case, reader: Reader) -> Case | None:
    """Return the case of the same person that stays open in place of this duplicate.

    Since the two were linked, or since the closing was proposed, that case may have been closed or
    erased, or may have lost a deadline. Return ``None`` for a duplicate that is linked to no case:
    it need not open. The linked cases are locked. Raise :class:`OtherHolder`, as
    :func:`check_survivor` does, and as ``case_key`` and ``read_links`` do.
    """
    if case_links.sealed_of(case.id) is None:
        return None
    failure: Refused | None = None
    for twin in read_links(case_key(case, reader)):
        if twin.relation is not Relation.SAME_PERSON:
            continue
        stays = find_locked(twin.reference, reader)
        try:
            check_survivor(case, stays, reader)
            if not twin.one_holder:
                raise OtherHolder
        except Refused as refusal:
            failure = refusal
        else:
            return stays
    if failure is not None:
        raise failure
    return None


WITH_KEPT = date.max
"""The day of erasure of a merged duplicate: it is erased with the case that stays open."""


class WriteToKept(Refused):
    """The case was merged into another one: its applicant reads the mailbox of that."""

    says = (
        "This case was merged: the applicant's codes open the mailbox of the other case. Write "
        "there, or reopen this case first."
    )


def join(by: Actor, duplicate: Case, kept: Case) -> None:
    """Have the code of a duplicate open the case that stays, and those of its own duplicates too.

    A call that they asked for there is asked for here, and what they have not read there waits
    here. The requests are locked. Raise as ``case_key`` and ``read_messages`` do.
    """
    key = case_key(kept, by.reader)
    _carry_messages(by, case_key(duplicate, by.reader), key)
    kept.call_asked_on = kept.call_asked_on or duplicate.call_asked_on
    ids = store.ids_of_requests([each.id for each in requests.joined_to(duplicate.request_id)])
    merged = [case for case in store.with_ids([*ids.values()]) if case.team_id == by.team_id]
    for case in (duplicate, *merged):
        place = Context(
            by.reader.installation, JOINED, request=case.request_id, row=kept.request_id
        )
        sealed = seal_under(case_key(case, by.reader).key, key.key, place)
        requests.join(case.request_id, to=kept.request_id, key=sealed)
        case.erase_on = WITH_KEPT


def _carry_messages(by: Actor, merged: CaseKey, kept: CaseKey) -> None:
    """Add our messages that the applicant has not read to the mailbox that stays, each once."""
    for message in read_messages(merged, traces_of(merged.case.id)):
        if message.direction is Direction.IN or message.read_on:
            continue
        words = Words(
            text=message.text,
            language=message.language,
            wording=message.wording,
            member_id=message.member_id,
        )
        id_, sealed = sealed_message(kept, Direction.OUT, words, form_id=message.id)
        if not thread.exists(kept.case.id, id_):
            thread.add(
                id=id_,
                case_id=kept.case.id,
                direction=Direction.OUT,
                on=message.on,
                sealed=sealed,
                out_at=message.out_at,
            )
            by.log(AuditAct.MESSAGE_SENT, kept.case, made=id_)


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
