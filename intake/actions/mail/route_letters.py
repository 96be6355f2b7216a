"""Turn a letter to a team into one for each member, or for ``NOTIFY`` if there is no member.

A letter about a member's own account goes to that member alone, one to an applicant to the address
that it was queued with.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from email.utils import parseaddr
from hashlib import sha256

from intake.outbox import routing
from intake.outbox.applicant_letters import TO_APPLICANT
from intake.outbox.digests import Allowance, hold
from intake.outbox.letters import CASE_RECEIVED
from intake.outbox.models import OutboxEmail
from intake.outbox.routing import Reader
from intake.sealing.at_rest import Unreadable
from intake.settings import Settings
from intake.staff import store as staff

AT_ONCE = 100
"""Letters of a team in one transaction."""

FRESH = timedelta(days=1)
"""Time after which a letter to an applicant is not sent any more.

By then the message may have been read and the date have passed; the letter would only frighten.
"""


def something_to_route(settings: Settings) -> bool:
    """Return True if :func:`route_letters` would change anything. Reads only."""
    return routing.has_personal_letters() or any(
        routing.has_unmarked_letters(team_id) or _readers(team_id, settings)
        for team_id in routing.teams_with_unrouted_letters()
    )


def route_letters(
    settings: Settings,
    *,
    today: date,
    days: int,
    now: datetime,
    allowance: Allowance,
) -> int:
    """Route the letters that wait; return how many. The caller commits.

    Letters about new requests above the *allowance* are held for a digest. A letter whose team has
    no reader stays, and ``outbox.mail_health`` reports it.
    """
    host = parseaddr(settings.mail_default_sender)[1].rpartition("@")[2] or "localhost"
    try_until, routed = today + timedelta(days=days), 0
    for letter in routing.take_personal(limit=AT_ONCE):
        last_day = letter.queued_on + FRESH if letter.letter in TO_APPLICANT else try_until
        routing.to_each(letter, _only_reader(letter), host=host, try_until=last_day)
        routed += 1
    for team_id in routing.teams_with_unrouted_letters():
        readers = _readers(team_id, settings)
        if not readers:
            routing.mark_without_reader(team_id, limit=AT_ONCE)
            continue
        for letter in routing.take(team_id, limit=AT_ONCE):
            if letter.letter == CASE_RECEIVED and not allowance.take(now=now):
                hold(letter)
            else:
                routing.to_each(letter, readers, host=host, try_until=try_until)
            routed += 1
    return routed


def _readers(team_id: str, settings: Settings) -> list[Reader]:
    members = [
        Reader(key=member, address=to)
        for member, to in staff.addresses_of(team_id)
        if not isinstance(to, Unreadable)
    ]
    operators = [Reader(key=_hash(address), address=address) for address in settings.notify]
    return _without_duplicates(members or operators)


def _only_reader(letter: OutboxEmail) -> list[Reader]:
    """Return the one reader of a letter; none if the address cannot be read any more."""
    if letter.letter not in TO_APPLICANT:
        return _owner(letter.reader or "")
    if letter.address is None or isinstance(letter.address, Unreadable):
        return []
    return [Reader(key=letter.reader or "", address=letter.address)]


def _owner(member_id: str) -> list[Reader]:
    """Return the member as the only reader; none if they left or their address is unreadable."""
    member = staff.find(member_id)
    if member is None or member.disabled_on is not None or isinstance(member.email, Unreadable):
        return []
    return [Reader(key=member.id, address=member.email)]


def _without_duplicates(readers: list[Reader]) -> list[Reader]:
    """Return one reader for each mailbox."""
    return list({reader.address.casefold(): reader for reader in readers}.values())


def _hash(address: str) -> str:
    return sha256(address.casefold().encode()).hexdigest()
