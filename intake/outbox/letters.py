"""Queue letters, the emails to staff, each by the name of its kind.

The words are in ``templates/email/``.

A letter about a case is not queued if the case is ``invented``, because a demonstration must not
write to anybody. The argument has no default, so that no caller forgets it.
"""

from datetime import date, datetime
from typing import Any, NotRequired, TypedDict, Unpack

from intake.extensions import add_row, any_row, insert_rows, new_id
from intake.outbox.models import OutboxEmail, State

DESK_LANGUAGE = "en"
"""The language of the desk, and of letters to staff."""

CASE_RECEIVED = "case_received"
"""The name of the letter about one new request."""

CASE_MOVED = "case_moved"
"""The name of the letter to an office to which cases were moved."""

PERSON_WROTE = "person_wrote"
"""The name of the letter about a message of the applicant."""

REMINDER = "reminder"
"""The name of the letter about a date of a case that is near."""

CAME_BACK = "came_back"
"""The name of the letter that a person came back whose request was closed as not real."""

DIGEST = "many_requests"
"""The name of the letter that stands for many of those; the most urgent gives its tier."""

MORNING_EMAIL = "morning_digest"
"""The name of the letter that tells one member of new requests, once a morning."""

QUARANTINE = "quarantine_waits"
"""The name of the letter about requests that wait in quarantine."""

ACCESS_GRANTED = "access_granted"
"""The name of the letter that a member got access; only the desk says who."""

PASSWORD_RESET, WRONG_FACTORS, APP_CONNECTED = "password_reset", "wrong_factors", "app_connected"
"""The names of letters about a member's own account: their password was reset, five second factors
were wrong, or another authenticator app was connected.
"""

NO_OWNER = "no_owner"
"""The name of the letter about due cases without an owner."""

P0_UNOPENED = "p0_unopened"
"""The name of the letter that nobody opened a P0 case, or some if it names none."""

OF_MANY_COUNTRIES = frozenset({"ar", "en", "es", "fr", "pt"})
"""Form languages that a letter names. The name of another would point to a country (D11)."""


class AboutTeam(TypedDict):
    """The subject of a letter to a team. Without a ``reference`` it is about no case."""

    team_id: str
    reference: NotRequired[str]
    tier: str
    due_on: date
    queued_on: date


def case_received(
    *,
    language: str,
    call_language: str,
    invented: bool,
    is_held: bool = False,
    **about: Unpack[AboutTeam],
) -> str | None:
    """Queue the letter that tells the team of a new request; return its id.

    A letter that *is_held* goes out with others in one digest (``intake/outbox/routing.py``).

    *call_language* is named in any case, because an interpreter must be found (D110). *due_on*
    is the day by which a member must review it. Return ``None`` for an invented case.
    """
    if invented:
        return None
    asked_in = language.partition("-")[0]
    letter = _letter(CASE_RECEIVED, about)
    letter["asked_in"] = call_language or (asked_in if asked_in in OF_MANY_COUNTRIES else None)
    letter["state"] = State.HELD if is_held else State.UNROUTED
    insert_rows(OutboxEmail, [letter])
    return str(letter["id"])


def to_team(
    name: str, *, not_before: datetime | None = None, **about: Unpack[AboutTeam]
) -> OutboxEmail:
    """Queue a letter to a team, that goes out from *not_before* on.

    The caller leaves invented cases out.
    """
    return add_row(OutboxEmail(**_letter(name, about), not_before=not_before))


def about_case(name: str, *, invented: bool, **about: Unpack[AboutTeam]) -> OutboxEmail | None:
    """Queue a letter to the team about a case, without a person's words; none for an invented one.

    A :data:`REMINDER` names the day, which may be early; the caller routes it.
    """
    return None if invented else to_team(name, **about)


def to_member(name: str, member_id: str, team_id: str, *, queued_on: date) -> None:
    """Queue a letter about a member's own account: to them alone, whatever they wish to get."""
    about = AboutTeam(team_id=team_id, tier="P1", due_on=queued_on, queued_on=queued_on)
    insert_rows(OutboxEmail, [_letter(name, about) | {"reader": member_id}])


def no_owner(**about: Unpack[AboutTeam]) -> OutboxEmail | None:
    """Queue the letter that tells the supervisors of due cases without an owner who works.

    It names the most urgent one. Return ``None`` if the team has had one on that day.
    """
    was_told = any_row(
        OutboxEmail,
        OutboxEmail.team_id == about["team_id"],
        OutboxEmail.letter == NO_OWNER,
        OutboxEmail.queued_on == about["queued_on"],
        OutboxEmail.state.in_((State.UNROUTED, State.ROUTED)),
    )
    return None if was_told else to_team(NO_OWNER, **about)


def morning_digest(
    *,
    reader: str,
    address: str,
    message_id: str,
    morning: datetime,
    try_until: date,
    **about: Unpack[AboutTeam],
) -> None:
    """Queue the letter that tells one member of new requests, once a *morning*.

    Its origin is a row of its own, because the letters that it stands for are deleted with their
    cases. Tier and day are those of the most urgent one.
    """
    letter = _letter(MORNING_EMAIL, about)
    origin = OutboxEmail(**letter | {"state": State.ROUTED})
    add_row(origin)
    add_row(
        OutboxEmail(
            **letter
            | {
                "id": new_id(),
                "team_id": None,
                "origin_id": origin.id,
                "reader": reader,
                "address": address,
                "message_id": message_id,
                "not_before": morning,
                "state": State.WAITING,
                "try_until": try_until,
            }
        )
    )


def _letter(name: str, about: AboutTeam) -> dict[str, Any]:
    """Return the columns of a letter to a team, which the worker routes to its readers."""
    return {
        "id": new_id(),
        "letter": name,
        "language": DESK_LANGUAGE,
        "reference": "",
        "state": State.UNROUTED,
        **about,
        "tier": str(about["tier"]),
    }
