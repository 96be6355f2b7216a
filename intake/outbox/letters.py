"""Queue letters, the emails to staff, with one function for each kind.

The words are in ``templates/email/``.

A letter about a case is not queued if the case is ``invented``, because a demonstration must not
write to anybody. The argument has no default, so that no caller forgets it.
"""

from __future__ import annotations

from datetime import date, datetime

from intake.extensions import db, insert_rows, new_id
from intake.outbox.models import OutboxEmail, State, any_letter

DESK_LANGUAGE = "en"
"""The language of the desk, and of letters to staff."""

CASE_RECEIVED = "case_received"
"""The name of the letter about one new request."""

CASE_MOVED = "case_moved"
"""The name of the letter to an office to which cases were moved."""

DIGEST = "many_requests"
"""The name of the letter that stands for many of those."""

MORNING_EMAIL = "morning_digest"
"""The name of the letter that tells one member of new requests, once a morning."""

QUARANTINE = "quarantine_waits"
"""The name of the letter about requests that wait in quarantine."""

NO_OWNER = "no_owner"
"""The name of the letter about due cases without an owner."""

OF_MANY_COUNTRIES = frozenset({"ar", "en", "es", "fr", "pt"})
"""Form languages that a letter names. The name of another would point to a country (D11)."""


def case_received(
    *,
    team_id: str,
    reference: str,
    tier: str,
    due_on: date,
    language: str,
    call_language: str,
    queued_on: date,
    invented: bool,
    is_held: bool = False,
) -> str | None:
    """Queue the letter that tells the team of a new request; return its id.

    A letter that *is_held* goes out with others in one digest (``intake/outbox/digests.py``).

    *call_language* is named in any case, because an interpreter must be found (D110). *due_on*
    is the day by which a member must review it. Return ``None`` for an invented case.
    """
    if invented:
        return None
    asked_in = language.partition("-")[0]
    letter_id = new_id()
    letter = {
        "id": letter_id,
        "letter": CASE_RECEIVED,
        "language": DESK_LANGUAGE,
        "team_id": team_id,
        "reference": reference,
        "tier": str(tier),
        "due_on": due_on,
        "asked_in": call_language or (asked_in if asked_in in OF_MANY_COUNTRIES else None),
        "queued_on": queued_on,
        "state": State.HELD if is_held else State.UNROUTED,
    }
    insert_rows(OutboxEmail, [letter])
    return letter_id


def many_requests(*, team_id: str, tier: str, due_on: date, queued_on: date) -> OutboxEmail:
    """Queue the letter that tells the team of many new requests; the most urgent gives its tier."""
    return _to_team(DIGEST, team_id=team_id, tier=tier, due_on=due_on, queued_on=queued_on)


def quarantine_waits(*, team_id: str, tier: str, due_on: date, queued_on: date) -> None:
    """Queue the letter that tells the team how many requests wait in quarantine by then."""
    _to_team(QUARANTINE, team_id=team_id, tier=tier, due_on=due_on, queued_on=queued_on)


def case_moved(
    *,
    team_id: str,
    reference: str,
    tier: str,
    due_on: date,
    queued_on: date,
    not_before: datetime,
) -> None:
    """Queue the letter that tells an office of cases moved to it; it names one of them.

    It goes out from *not_before* on.
    """
    _to_team(
        CASE_MOVED,
        team_id=team_id,
        reference=reference,
        tier=tier,
        due_on=due_on,
        queued_on=queued_on,
        not_before=not_before,
    )


def access_granted(*, team_id: str, queued_on: date) -> OutboxEmail:
    """Queue the letter that tells the team that a member got access; only the desk says who."""
    return _to_team(
        "access_granted", team_id=team_id, tier="P2", due_on=queued_on, queued_on=queued_on
    )


def password_reset(*, member_id: str, team_id: str, queued_on: date) -> None:
    """Queue the letter that tells a member that their password was reset."""
    _to_member("password_reset", member_id, team_id=team_id, queued_on=queued_on)


def wrong_factors(*, member_id: str, team_id: str, queued_on: date) -> None:
    """Queue the letter that tells a member of five wrong second factors for their account."""
    _to_member("wrong_factors", member_id, team_id=team_id, queued_on=queued_on)


def app_connected(*, member_id: str, team_id: str, queued_on: date) -> None:
    """Queue the letter that tells a member of a new authenticator app for their account."""
    _to_member("app_connected", member_id, team_id=team_id, queued_on=queued_on)


def person_wrote(
    *, team_id: str, reference: str, tier: str, due_on: date, queued_on: date, invented: bool
) -> OutboxEmail | None:
    """Queue the letter that tells the team of a message from the person, without its words.

    Return ``None`` for an invented case.
    """
    if invented:
        return None
    return _to_team(
        "person_wrote",
        team_id=team_id,
        reference=reference,
        tier=tier,
        due_on=due_on,
        queued_on=queued_on,
    )


def reminder(
    *, team_id: str, reference: str, tier: str, due_on: date, queued_on: date, invented: bool
) -> OutboxEmail | None:
    """Queue the reminder of a date of a case.

    It names the reference and the day, which may be early. The caller routes it. Return ``None``
    for an invented case.
    """
    if invented:
        return None
    return _to_team(
        "reminder",
        team_id=team_id,
        reference=reference,
        tier=tier,
        due_on=due_on,
        queued_on=queued_on,
    )


def no_owner(
    *, team_id: str, reference: str, tier: str, due_on: date, queued_on: date
) -> OutboxEmail | None:
    """Queue the letter that tells the supervisors of due cases without an owner who works.

    It names the most urgent one. Return ``None`` if the team has had one on that day.
    """
    if any_letter(
        OutboxEmail.team_id == team_id,
        OutboxEmail.letter == NO_OWNER,
        OutboxEmail.queued_on == queued_on,
        OutboxEmail.state.in_((State.UNROUTED, State.ROUTED)),
    ):
        return None
    return _to_team(
        NO_OWNER,
        team_id=team_id,
        reference=reference,
        tier=tier,
        due_on=due_on,
        queued_on=queued_on,
    )


def morning_digest(
    *,
    team_id: str,
    reader: str,
    address: str,
    message_id: str,
    tier: str,
    due_on: date,
    morning: datetime,
    try_until: date,
) -> None:
    """Queue the letter that tells one member of new requests, once a *morning*.

    Its origin is a row of its own, because the letters that it stands for are deleted with their
    cases. *tier* and *due_on* are those of the most urgent one.
    """
    origin = OutboxEmail(
        id=new_id(),
        letter=MORNING_EMAIL,
        language=DESK_LANGUAGE,
        team_id=team_id,
        reference="",
        tier=tier,
        due_on=due_on,
        queued_on=morning.date(),
        state=State.ROUTED,
    )
    db.session.add(origin)
    db.session.flush()
    row = OutboxEmail(
        letter=MORNING_EMAIL,
        language=DESK_LANGUAGE,
        origin_id=origin.id,
        reader=reader,
        address=address,
        message_id=message_id,
        reference="",
        tier=tier,
        due_on=due_on,
        queued_on=morning.date(),
        not_before=morning,
        state=State.WAITING,
        try_until=try_until,
    )
    db.session.add(row)
    db.session.flush()


def _to_team(
    letter: str,
    *,
    team_id: str,
    tier: str,
    due_on: date,
    queued_on: date,
    reference: str = "",
    not_before: datetime | None = None,
) -> OutboxEmail:
    """Add a letter to a team, which the worker routes to its readers."""
    row = OutboxEmail(
        id=new_id(),
        letter=letter,
        language=DESK_LANGUAGE,
        team_id=team_id,
        reference=reference,
        tier=str(tier),
        due_on=due_on,
        queued_on=queued_on,
        not_before=not_before,
        state=State.UNROUTED,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _to_member(letter: str, member_id: str, *, team_id: str, queued_on: date) -> None:
    """Queue a letter about a member's own account: to them alone, whatever they wish to get."""
    row = {
        "id": new_id(),
        "letter": letter,
        "language": DESK_LANGUAGE,
        "team_id": team_id,
        "reader": member_id,
        "reference": "",
        "tier": "P1",
        "due_on": queued_on,
        "queued_on": queued_on,
        "state": State.UNROUTED,
    }
    insert_rows(OutboxEmail, [row])
