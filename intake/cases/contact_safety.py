"""Return why a channel to a person is unsafe now: rules of safety about calls and messages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from intake.questionnaire.asylum.reach import (
    contact_methods,
    email,
    ok_mail,
    ok_text,
    phone,
    safe_times,
    trusted_may_know,
    trusted_phone,
)
from intake.words import Labelled


class Channel(Labelled):
    """A channel to a person. All but the last are options of the question about contact."""

    CALL = "call", "Phone call"
    TEXT = "text", "Text message"
    WHATSAPP = "whatsapp", "WhatsApp"
    SIGNAL = "signal", "Signal"
    EMAIL = "email", "Email"
    TRUSTED_PERSON = "trusted_person", "Through their trusted contact"
    RETURN_CODE = "return_code", "Secure message"
    """A message in the mailbox, which only the return code opens: safe at any time."""


class Objection(Labelled):
    """A reason why a channel is not safe now."""

    NOT_WANTED = "not_wanted", "not chosen by applicant"
    """The person did not choose this channel."""
    NOT_OK = "not_ok", "not marked safe"
    """The person did not say that this channel is safe."""
    NOT_NOW = "not_now", "outside safe times"
    """The time is outside the safe times that the person named."""
    TO_STOP = "to_stop", "asked us to stop"
    """The person asked us to stop when we last spoke."""


ADDRESS_IN: Mapping[Channel, str] = {
    Channel.CALL: phone.id,
    Channel.TEXT: phone.id,
    Channel.WHATSAPP: phone.id,
    Channel.SIGNAL: phone.id,
    Channel.EMAIL: email.id,
    Channel.TRUSTED_PERSON: trusted_phone.id,
}
"""Question whose answer is the number or address that a contact method needs."""

NEEDS_YES = {Channel.TEXT: ok_text.id, Channel.EMAIL: ok_mail.id}
"""Channels that are safe only if this question was answered with yes."""

RINGS = frozenset(
    {Channel.CALL, Channel.TEXT, Channel.WHATSAPP, Channel.SIGNAL, Channel.TRUSTED_PERSON}
)
"""Channels that people near the person may hear or see at once."""

HOURS = {"morning": range(7, 12), "afternoon": range(12, 17), "evening": range(17, 21)}
"""Hours of the day, in the organisation's time zone."""

DAY = range(7, 21)
"""Hours in which a person who named no times may be called."""

SATURDAY = 5


def objections(
    contact: Mapping[str, Any], channel: Channel, *, at: datetime, to_stop: bool
) -> tuple[Objection, ...]:
    """Return the objections to this channel at the local time *at*; none if it is safe.

    *contact* are the card's answers about reaching the person. *to_stop* is true if the person
    asked us to stop when we last spoke.
    """
    if channel is Channel.RETURN_CODE:
        return ()
    applies = {
        Objection.NOT_WANTED: channel.value not in contact.get(contact_methods.id, ()),
        Objection.NOT_OK: not _is_ok(contact, channel),
        Objection.NOT_NOW: channel in RINGS
        and not is_safe_time(contact.get(safe_times.id, ()), at=at),
        Objection.TO_STOP: to_stop,
    }
    return tuple(objection for objection, does_apply in applies.items() if does_apply)


def usual_channel(contact: Mapping[str, Any]) -> Channel | None:
    """Return the first channel that the person chose, named an address for, and said is safe."""
    chosen = contact.get(contact_methods.id, ())
    known = (way for way, question in ADDRESS_IN.items() if way in chosen and contact.get(question))
    return next((channel for channel in known if _is_ok(contact, channel)), None)


def email_allowed(contact: Mapping[str, Any], *, to_stop: bool) -> str:
    """Return the address for emails that no member writes; empty if none may be sent.

    The applicant must have chosen email, said that it is safe, and not asked us to stop.
    """
    chosen = Channel.EMAIL.value in contact.get(contact_methods.id, ())
    if to_stop or not chosen or not _is_ok(contact, Channel.EMAIL):
        return ""
    return str(contact.get(email.id, ""))


def is_safe_time(times: Any, *, at: datetime) -> bool:
    """Return true if *at* is among the safe times, or by day where the person named none."""
    if "any" in times:
        return True
    hours = [hour for name in times if name in HOURS for hour in HOURS[name]]
    if not times or ("weekend" in times and at.weekday() >= SATURDAY):
        return at.hour in (hours or DAY)
    return at.hour in hours


def _is_ok(contact: Mapping[str, Any], channel: Channel) -> bool:
    if channel is Channel.TRUSTED_PERSON:
        return contact.get(trusted_may_know.id) in ("call_back", "everything")
    return channel not in NEEDS_YES or contact.get(NEEDS_YES[channel]) == "yes"
