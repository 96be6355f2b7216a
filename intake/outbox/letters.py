"""Queue letters, the emails to staff, with one function for each kind.

The words are in ``templates/email/``.

A letter about a case is not queued if the case is ``invented``, because a demonstration must not
write to anybody. The argument has no default, so that no caller forgets it.
"""

from datetime import date, datetime
from typing import Any, Literal, NotRequired, TypedDict, Unpack

from intake.extensions import insert_rows, new_id
from intake.outbox.models import OutboxEmail, State
from intake.rows import add_row, any_row

DESK_LANGUAGE = "en"
"""The language of the desk, and of letters to staff."""

CASE_RECEIVED = "case_received"
"""The name of the letter about one new request."""

CASE_MOVED = "case_moved"
"""The name of the letter to an office to which cases were moved."""

CAME_BACK = "came_back"
"""The name of the letter that a person came back whose request was closed as not real."""

DIGEST = "many_requests"
"""The name of the letter that stands for many of those."""

MORNING_EMAIL = "morning_digest"
"""The name of the letter that tells one member of new requests, once a morning."""

QUARANTINE = "quarantine_waits"
"""The name of the letter about requests that wait in quarantine."""

NO_OWNER = "no_owner"
"""The name of the letter about due cases without an owner."""

P0_UNOPENED = "p0_unopened"
"""The name of the letter that says that nobody opened a P0 case, or several."""

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


def many_requests(**about: Unpack[AboutTeam]) -> OutboxEmail:
    """Queue the letter that tells the team of many new requests; the most urgent gives its tier."""
    return _to_team(DIGEST, about)


def quarantine_waits(**about: Unpack[AboutTeam]) -> None:
    """Queue the letter that tells the team how many requests wait in quarantine by then."""
    _to_team(QUARANTINE, about)


def case_moved(*, not_before: datetime, **about: Unpack[AboutTeam]) -> None:
    """Queue the letter that tells an office of cases moved to it; it names one of them.

    It goes out from *not_before* on.
    """
    _to_team(CASE_MOVED, about, not_before=not_before)


def access_granted(*, team_id: str, queued_on: date) -> OutboxEmail:
    """Queue the letter that tells the team that a member got access; only the desk says who."""
    about = AboutTeam(team_id=team_id, tier="P2", due_on=queued_on, queued_on=queued_on)
    return _to_team("access_granted", about)


def to_member(
    name: Literal["password_reset", "wrong_factors", "app_connected"],
    member_id: str,
    team_id: str,
    *,
    queued_on: date,
) -> None:
    """Queue a letter about a member's own account: to them alone, whatever they wish to get.

    It says that their password was reset, that five second factors were wrong, or that another
    authenticator app was connected.
    """
    about = AboutTeam(team_id=team_id, tier="P1", due_on=queued_on, queued_on=queued_on)
    insert_rows(OutboxEmail, [_letter(name, about) | {"reader": member_id}])


def person_wrote(*, invented: bool, **about: Unpack[AboutTeam]) -> OutboxEmail | None:
    """Queue the letter that tells the team of a message from the person, without its words.

    Return ``None`` for an invented case.
    """
    return None if invented else _to_team("person_wrote", about)


def came_back(*, invented: bool, **about: Unpack[AboutTeam]) -> OutboxEmail | None:
    """Queue the letter that the person of a case came back that was closed as not real.

    Return ``None`` for an invented case.
    """
    return None if invented else _to_team(CAME_BACK, about)


def reminder(*, invented: bool, **about: Unpack[AboutTeam]) -> OutboxEmail | None:
    """Queue the reminder of a date of a case.

    It names the reference and the day, which may be early. The caller routes it. Return ``None``
    for an invented case.
    """
    return None if invented else _to_team("reminder", about)


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
    return None if was_told else _to_team(NO_OWNER, about)


def p0_unopened(**about: Unpack[AboutTeam]) -> OutboxEmail:
    """Queue the letter that nobody opened a P0 case, or some if it names none. It is routed next.

    The caller leaves invented cases out.
    """
    return _to_team(P0_UNOPENED, about)


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


def _to_team(name: str, about: AboutTeam, *, not_before: datetime | None = None) -> OutboxEmail:
    return add_row(OutboxEmail(**_letter(name, about), not_before=not_before))
