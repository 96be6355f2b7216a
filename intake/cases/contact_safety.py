"""Ways of reaching a person, and what speaks against one now: rules of safety, not of manners."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from intake.questionnaire.asylum.reach import (
    contact_methods,
    ok_mail,
    ok_text,
    safe_times,
    trusted_may_know,
)


class Way(StrEnum):
    """How somebody is reached. All but the last are answers to how we may reach them."""

    CALL = "call"
    TEXT = "text"
    WHATSAPP = "whatsapp"
    SIGNAL = "signal"
    EMAIL = "email"
    TRUSTED_PERSON = "trusted_person"
    RETURN_CODE = "return_code"
    """A message in the mailbox, which only the code opens: safe at any time."""


class Objection(StrEnum):
    """Why a way is not safe now."""

    NOT_WANTED = "not_wanted"
    """The person did not choose this way."""
    NOT_OK = "not_ok"
    """They did not say that it is safe."""
    NOT_NOW = "not_now"
    """It is outside the times they gave."""
    TO_STOP = "to_stop"
    """When we last spoke they asked us to stop."""


NEEDS_YES = {Way.TEXT: ok_text.id, Way.EMAIL: ok_mail.id}
"""Ways that are safe only where this question was answered with yes."""

RINGS = frozenset({Way.CALL, Way.TEXT, Way.WHATSAPP, Way.SIGNAL, Way.TRUSTED_PERSON})
"""Ways that somebody near the person hears or sees at once."""

HOURS = {"morning": range(7, 12), "afternoon": range(12, 17), "evening": range(17, 21)}
"""Hours of the day at the organisation."""

DAY = range(7, 21)
"""Nobody is called at night, unless they said that any time is safe."""

SATURDAY = 5


def objections(
    contact: Mapping[str, Any], way: Way, *, at: datetime, to_stop: bool
) -> tuple[Objection, ...]:
    """What speaks against this way at this time of the organisation's day; nothing if it is safe.

    ``contact`` is what the card says about reaching the person; ``to_stop`` is whether they
    asked us to stop when we last spoke.
    """
    if way is Way.RETURN_CODE:
        return ()
    against = {
        Objection.NOT_WANTED: way.value not in contact.get(contact_methods.id, ()),
        Objection.NOT_OK: not _is_ok(contact, way),
        Objection.NOT_NOW: way in RINGS and not is_safe_time(contact.get(safe_times.id, ()), at=at),
        Objection.TO_STOP: to_stop,
    }
    return tuple(one for one, so in against.items() if so)


def is_safe_time(times: Any, *, at: datetime) -> bool:
    """Whether the person may be reached now: they said so, or named no times and it is day."""
    if "any" in times:
        return True
    hours = [hour for name in times if name in HOURS for hour in HOURS[name]]
    if not times or ("weekend" in times and at.weekday() >= SATURDAY):
        return at.hour in (hours or DAY)
    return at.hour in hours


def _is_ok(contact: Mapping[str, Any], way: Way) -> bool:
    if way is Way.TRUSTED_PERSON:
        return contact.get(trusted_may_know.id) in ("call_back", "everything")
    return way not in NEEDS_YES or contact.get(NEEDS_YES[way]) == "yes"
