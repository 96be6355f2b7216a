"""One function a letter: each adds a row, and ``templates/email/`` has the words.

A letter about a case takes the case's mark ``invented`` and is not queued where that is set: a
demonstration must not write to anybody. The argument has no default, so that no caller forgets it.
"""

from __future__ import annotations

from datetime import date

from intake.extensions import db, insert_rows, new_id
from intake.outbox.models import OutboxEmail, State

DESK_LANGUAGE = "en"
"""The language the desk is in, and with it the letters to those who work there."""

OF_MANY_COUNTRIES = frozenset({"ar", "en", "es", "fr", "pt"})
"""Languages that a letter may name. Others point to a country, some by their very name."""


def case_received(
    *,
    team_id: str,
    reference: str,
    tier: str,
    due_on: date,
    language: str,
    queued_on: date,
    invented: bool,
) -> str | None:
    """Queue the letter that tells the team of a new request; return its id.

    *due_on* is the day by which a member must look. Return ``None`` for an invented case.
    """
    if invented:
        return None
    asked_in = language.partition("-")[0]
    id_ = new_id()
    letter = {
        "id": id_,
        "letter": "case_received",
        "language": DESK_LANGUAGE,
        "team_id": team_id,
        "reference": reference,
        "tier": str(tier),
        "due_on": due_on,
        "asked_in": asked_in if asked_in in OF_MANY_COUNTRIES else None,
        "queued_on": queued_on,
        "state": State.UNROUTED,
    }
    insert_rows(OutboxEmail, [letter])
    return id_


def access_granted(*, team_id: str, queued_on: date) -> OutboxEmail:
    """To the team: somebody was given access to its cases; who, is told on the desk alone."""
    letter = OutboxEmail(
        letter="access_granted",
        language=DESK_LANGUAGE,
        team_id=team_id,
        reference="",
        tier="P2",
        due_on=queued_on,
        queued_on=queued_on,
        state=State.UNROUTED,
    )
    db.session.add(letter)
    return letter


def person_wrote(
    *, team_id: str, reference: str, tier: str, due_on: date, queued_on: date, invented: bool
) -> OutboxEmail | None:
    """Queue the letter that tells the team of a message from the person, without its words.

    Return ``None`` for an invented case.
    """
    if invented:
        return None
    letter = OutboxEmail(
        letter="person_wrote",
        language=DESK_LANGUAGE,
        team_id=team_id,
        reference=reference,
        tier=str(tier),
        due_on=due_on,
        queued_on=queued_on,
        state=State.UNROUTED,
    )
    db.session.add(letter)
    return letter


def reminder(
    *, team_id: str, reference: str, tier: str, due_on: date, queued_on: date, invented: bool
) -> OutboxEmail | None:
    """Queue the letter that reminds of a date of this case, without saying which date it is.

    It goes to the owner of the case and the supervisors. Return ``None`` for an invented case.
    """
    if invented:
        return None
    letter = OutboxEmail(
        letter="reminder",
        language=DESK_LANGUAGE,
        team_id=team_id,
        reference=reference,
        tier=str(tier),
        due_on=due_on,
        queued_on=queued_on,
        state=State.UNROUTED,
    )
    db.session.add(letter)
    db.session.flush()
    return letter
