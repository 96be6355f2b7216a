"""Turn a letter to a team into one for each member, or for ``NOTIFY`` if there is no member.

A letter about a reply goes to the owner of its case alone, or to who stands in for the owner. No
letter about a walled case leaves its wall. Letters about a case go to who may open it; those about
a new request that is not P0, and about a move, go to the members of its office, or to all if none
of them gets letters today.
Members who chose so get one email each morning about new requests that are not P0.
A letter about a member's own account goes to that member alone, one to an applicant to the address
that it was queued with.
"""

from datetime import date, datetime, timedelta
from hashlib import sha256

from intake.actions.lending import is_borrower
from intake.actions.mail.case_recipients import (
    case_of,
    case_recipients,
    readers_of,
    reply_recipients,
)
from intake.actions.mail.mornings import next_morning
from intake.cases import store as cases
from intake.cases import walls
from intake.frozen import record
from intake.keys import store as keys
from intake.offices import store as offices
from intake.outbox import routing
from intake.outbox.applicant_letters import TO_APPLICANT
from intake.outbox.claims import TRIED_FOR
from intake.outbox.letters import CASE_MOVED, CASE_RECEIVED, PERSON_WROTE
from intake.outbox.models import OutboxEmail
from intake.outbox.routing import HELD, Allowance, EmailReader, hold
from intake.sealing.at_rest import Unreadable
from intake.settings import Settings
from intake.staff import store as staff
from intake.staff.absence import works
from intake.staff.models import StaffMember
from intake.staff.store import Act, Preference, has_preference, may
from intake.triage.deadlines import Tier

AT_ONCE = 100
"""Letters of a team in one transaction."""

FRESH = timedelta(days=1)
"""Time after which a letter to an applicant is not sent any more.

By then the message may have been read and the date have passed; the letter would only frighten.
"""


@record
class _Run:
    """The values of one run: sender, day, next morning, last day of delivery."""

    sender: str
    today: date
    morning: datetime
    try_until: date


def something_to_route(settings: Settings) -> bool:
    """Return true if :func:`route_letters` would change anything. Reads only."""
    personal = routing.personal_letters(limit=AT_ONCE)
    return any(
        letter.trouble is None or _only_reader(letter) is not None for letter in personal
    ) or any(
        routing.has_unmarked_letters(team_id) or _willing(team_id) or settings.notify
        for team_id in routing.teams_with_unrouted_letters()
    )


def route_letters(settings: Settings, *, now: datetime, allowance: Allowance) -> int:
    """Route the letters that wait; return how many changed. The caller commits.

    Letters about new requests above the *allowance* are held for a digest. A letter whose team has
    no reader stays, as does one whose address this worker cannot read, and
    ``outbox.mail_health`` reports it.
    """
    sender, today = settings.mail_default_sender, settings.day_of(now)
    try_until, routed = today + TRIED_FOR, 0
    run = _Run(sender, today, next_morning(now, settings.time_zone), try_until)
    for letter in routing.personal_letters(limit=AT_ONCE, lock=True):
        if (readers := _only_reader(letter)) is None:
            routed += letter.trouble is None  # else a full batch of these would end the run
            letter.trouble = routing.UNREADABLE
            continue
        last_day = letter.queued_on + FRESH if letter.letter in TO_APPLICANT else try_until
        routing.to_each(letter, readers, sender=sender, try_until=last_day)
        routed += 1
    for team_id in routing.teams_with_unrouted_letters():
        if not (readers := _readers(team_id, settings, today=today)):
            routing.mark_without_reader(team_id, limit=AT_ONCE)
            continue
        walled = frozenset(case.reference for case in walls.of_team(team_id))
        taken = routing.take(team_id, limit=AT_ONCE)
        openers = _openers(team_id, readers, today=today)
        marked = cases.of_flood([letter.reference for letter in taken], team_id=team_id)
        for letter in taken:
            if letter.letter in HELD and not allowance.take(
                now=now,
                is_urgent=letter.tier == Tier.P0,
                of_flood=letter.reference in marked,
            ):
                hold(letter)
                routed += 1
            else:
                routed += _route(letter, openers if letter.reference else readers, walled, run)
    return routed


def _route(
    letter: OutboxEmail, readers: list[EmailReader], walled: frozenset[str], run: _Run
) -> bool:
    """Route a letter to those whom it concerns, at once or with their next morning email.

    Return false if none of those can get it: it is marked as without a reader, and stays. Before a
    morning email the teams are locked, so that two workers write one to each reader.
    """
    concerned: list[EmailReader] | None = _of_office(letter, readers)
    if letter.letter == PERSON_WROTE or letter.reference in walled:
        concerned = _concerned(letter, readers, today=run.today)
    if concerned is not None and not concerned:
        letter.trouble = routing.NO_READER
        return False
    waits = set[str]()
    if letter.letter == CASE_RECEIVED and letter.tier != Tier.P0:
        waits = {
            member.id
            for member in staff.members_of(letter.team_id or "")
            if has_preference(member, Preference.MORNING_EMAIL)
        }
    at_once = [reader for reader in concerned or [] if reader.key not in waits]
    later = [reader for reader in concerned or [] if reader.key in waits]
    sender, try_until = run.sender, run.try_until
    routing.to_each(letter, at_once, sender=sender, try_until=try_until)
    if later:
        keys.lock_teams()
    for reader in later:
        routing.add_to_morning_email(
            letter, reader, sender=sender, morning=run.morning, try_until=try_until
        )
    return True


def _of_office(letter: OutboxEmail, readers: list[EmailReader]) -> list[EmailReader]:
    """Return the readers who work in the office of a new or moved case.

    Return all if none does, or if the team has only one office.
    """
    is_urgent = letter.letter == CASE_RECEIVED and letter.tier == Tier.P0
    if letter.letter not in (CASE_RECEIVED, CASE_MOVED) or is_urgent:
        return readers
    team_id = letter.team_id or ""
    if len(members := offices.members_by_office(team_id)) < 2:
        return readers
    case = case_of(team_id, letter.reference)
    members_there = members.get(case.office_id or "", frozenset()) if case else frozenset()
    return [reader for reader in readers if reader.key in members_there] or readers


def _concerned(
    letter: OutboxEmail, readers: list[EmailReader], *, today: date
) -> list[EmailReader] | None:
    """Return those whom a letter about a reply, or about a walled case, concerns.

    Return all *readers* for a reply to a case without an owner and without a wall, and ``None`` if
    its owner is at work and wants no email.
    """
    case = case_of(letter.team_id, letter.reference)
    if case is None:
        return readers
    if letter.letter == PERSON_WROTE and case.assignee_id:
        return reply_recipients(case, on=today)
    return case_recipients(case, on=today) if case.walled_keys else readers


def _readers(team_id: str, settings: Settings, *, today: date) -> list[EmailReader]:
    """Return the members who want letters and are at work, or else all who want letters.

    All of them are told, too, if none at work may open cases, but for volunteers, who open only
    what is lent to them. If no member wants letters, the operators are told.
    """
    members = _willing(team_id)
    present = [member for member in members if works(member, on=today)]
    can_open = any(may(member.roles, Act.HOLD_TEAM_KEYS) for member in present)
    recipients = present if can_open else members
    readers = readers_of(recipients)
    operators = [
        EmailReader(key=sha256(address.casefold().encode()).hexdigest(), address=address)
        for address in settings.notify
    ]
    by_mailbox = {reader.address.casefold(): reader for reader in readers or operators}
    return list(by_mailbox.values())


def _openers(team_id: str, readers: list[EmailReader], *, today: date) -> list[EmailReader]:
    """Return the readers at work who may open cases, or all of them if none may."""
    at_work = {
        member.id
        for member in staff.members_of(team_id)
        if may(member.roles, Act.HOLD_TEAM_KEYS) and works(member, on=today)
    }
    return [reader for reader in readers if reader.key in at_work] or readers


def _willing(team_id: str) -> list[StaffMember]:
    """Return the members of a team who want letters about it and whose address can be read."""
    return [
        member
        for member in staff.members_of(team_id)
        if member.wants_letters
        and not isinstance(member.email, Unreadable)
        and not is_borrower(member)
    ]


def _only_reader(letter: OutboxEmail) -> list[EmailReader] | None:
    """Return the one reader of a letter: its applicant, or the member whose account it is about.

    Return an empty list if the member left, and ``None`` if this worker cannot read the address: a
    worker with the right secret may.
    """
    key, address = letter.reader or "", letter.address
    if letter.letter not in TO_APPLICANT:
        member = staff.find(key)
        address = member.email if member and member.disabled_on is None else None
    if isinstance(address, Unreadable):
        return None
    if address is None:
        return []
    return [EmailReader(key=key, address=address)]
