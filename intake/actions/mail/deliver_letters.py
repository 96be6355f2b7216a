"""Claim, prepare, send and mark: the steps of a delivery, each committed by the worker.

No transaction is open while the mail server answers. The state *sending* is committed before SMTP's
DATA, so that no letter is sent twice after a crash. Letters that were given up are settled by a
person: tried again, marked as arrived, or dropped; each decision is logged.
"""

import logging
from dataclasses import asdict
from datetime import date, datetime
from email.utils import parseaddr

from flask_babel import force_locale, format_date, get_locale
from flask_mail import Message

from intake.actions.mail.case_recipients import case_of
from intake.actions.mail.operator_letters import message_to, render_letter
from intake.actions.mail.p0_alarms import still_concerns
from intake.actions.opening.case_keys import Actor
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import quarantine
from intake.frozen import frozen
from intake.outbox import claims, routing, undelivered
from intake.outbox.applicant_letters import TO_APPLICANT, is_one_address
from intake.outbox.claims import Letter
from intake.outbox.connection import MailRefused, MailTransport, NotDelivered, TryLater
from intake.outbox.letters import DESK_LANGUAGE, DIGEST, P0_UNOPENED, QUARANTINE
from intake.outbox.models import OutboxEmail, State
from intake.outbox.undelivered import drop_claimed
from intake.questionnaire.languages import BY_TAG, OTHER_LANGUAGE
from intake.sealing.at_rest import Unreadable
from intake.settings import Settings

logger = logging.getLogger("intake.outbox")


def claim_letters(worker: str, *, now: datetime, repeatable: bool) -> list[Letter]:
    """Free the letters of dead workers, then claim the next ones for *worker*.

    Dropped is a letter about a quarantine that is empty by now, and one about a P0 case that
    somebody opened, or that its reader may not see any more.
    """
    claims.recover_abandoned(now=now, repeatable=repeatable)
    letters = claims.claim(worker, now)
    dropped = [letter.id for letter in letters if _has_no_cause(letter)]
    drop_claimed(dropped, worker)
    return [letter for letter in letters if letter.id not in dropped]


def _has_no_cause(letter: Letter) -> bool:
    if letter.letter == QUARANTINE:
        return not quarantine.counts_in(routing.team_of(letter.id)).requests
    return letter.letter == P0_UNOPENED and not still_concerns(letter)


def prepare(transport: MailTransport, letter: Letter, settings: Settings, now: datetime) -> Message:
    """Compose the letter and offer it to the server. Raise ``NotDelivered``.

    A letter to an applicant is not sent after its last day: it waits for a member's decision.
    """
    if letter.letter in TO_APPLICANT and settings.day_of(now) > letter.try_until:
        raise MailRefused("too_late")
    message = _composed(letter, settings, now)
    transport.offer(message)
    return message


def record_outcome(
    letter: Letter,
    worker: str,
    failure: NotDelivered | None,
    *,
    now: datetime,
    today: date,
    chance: float,
) -> State:
    """Record the outcome and return its state: delivered, to be tried again, or given up.

    *chance*, from 0 to 1, varies the wait before the next attempt.
    """
    if failure is None:
        claims.delivered(letter, worker, on=today)
        return State.DELIVERED
    if isinstance(failure, TryLater) and today <= letter.try_until:
        not_before = now + claims.wait_after(letter.attempts, chance=chance)
        claims.failed(letter, worker, trouble=failure.code, not_before=not_before)
        return State.WAITING
    claims.parked(letter, worker, trouble=failure.code)
    return State.PARKED


def log_outcome(letter: Letter, state: State, failure: NotDelivered | None) -> None:
    """Log an outcome that is committed."""
    fields = {"letter_id": letter.id, "letter": letter.letter, "attempts": letter.attempts + 1}
    if failure is None:
        logger.info("letter delivered", extra=fields)
    elif state == State.WAITING:
        logger.info("letter waits", extra={**fields, "code": failure.code})
    else:
        logger.warning("letter parked", extra={**fields, "code": failure.code})


def _composed(letter: Letter, settings: Settings, now: datetime) -> Message:
    """Return the message of a letter. Raise ``MailRefused`` or ``TryLater``."""
    if isinstance(letter.address, Unreadable):
        raise TryLater("unreadable")  # a worker with the right secret may read it
    if letter.address is None:
        raise MailRefused("unreadable")
    if not is_one_address(letter.address):
        raise MailRefused("bad_address")
    # In the reader's language, or in that of the desk if none is stored:
    tag = DESK_LANGUAGE if letter.language == OTHER_LANGUAGE else letter.language
    try:
        with force_locale(tag.replace("-", "_")):
            values = {
                "reference": letter.reference,
                "tier": letter.tier,
                "due_on": format_date(letter.due_on, "d MMMM y"),
                "asked_in": letter.asked_in and _language_name(letter.asked_in),
                "link": _link(letter, settings),
            }
            subject, body = render_letter(letter.letter, values | _figures(letter))
        sender = settings.mail_default_sender
        if letter.letter in TO_APPLICANT:  # without the name, which may tell who we are
            sender = parseaddr(sender)[1]
        message = message_to(letter.address, subject, body, settings, now=now, sender=sender)
    except Exception as fault:  # noqa: BLE001 - a letter we cannot write must not stop the others
        logger.error("letter cannot be written", extra={"code": type(fault).__name__})
        raise TryLater("fault") from None
    message.msgId = letter.message_id
    return message


def _language_name(tag: str) -> str:
    """Return the English name of a language; for one without a tag, that it is another."""
    if tag == OTHER_LANGUAGE:
        return "another language"
    named = get_locale().languages.get(tag)
    return str(named or BY_TAG[tag].english)


def _figures(letter: Letter) -> dict[str, object]:
    """Return the figures of a letter about many requests; none for any other."""
    if letter.letter == QUARANTINE:
        return asdict(quarantine.counts_in(routing.team_of(letter.id)))
    if letter.letter != DIGEST:
        return {}
    digest = routing.digest_of(letter.id)
    return {
        "requests": digest.requests,
        "same_day": digest.same_day[: routing.NAMED],
        "more_same_day": len(digest.same_day[routing.NAMED :]),
        "quarantined": quarantine.count_of(digest.team_id),
    }


def _link(letter: Letter, settings: Settings) -> str:
    """Return the page of the case or of work on the desk; for an applicant, where to return."""
    if letter.letter in (DIGEST, QUARANTINE):
        return f"{settings.public_url}/desk/quarantine"
    if letter.letter not in TO_APPLICANT:
        page = f"cases/{letter.reference}" if letter.reference else "work"
        return f"{settings.public_url}/desk/{page}"
    offered = letter.language in settings.languages
    return f"{settings.applicants_address}/{letter.language if offered else DESK_LANGUAGE}/return"


@frozen
class Operator:
    """The operator of the server, who settles letters of every team."""

    day: date
    at: datetime
    member_id: None = None
    team_id: None = None


Settler = Actor | Operator
"""A member at the desk, who settles letters of their team alone, or the operator."""


def retry_letter(letter_id: str, by: Settler) -> None:
    """Retry a letter now and in the days that follow.

    Raise ``NoSuchLetter`` or ``NotWaiting``.
    """
    until = by.day + claims.TRIED_FOR
    letter = undelivered.retry(letter_id, try_until=until, team_id=by.team_id)
    _record(AuditAct.LETTER_RETRIED, letter, by)


def retry_letters(by: Actor, *, at_most: int) -> None:
    """Retry the team's oldest letters, except those that may have arrived."""
    for letter in undelivered.given_up(by.team_id, at_most=at_most):
        if not undelivered.may_have_arrived(letter):
            retry_letter(letter.id, by)


def mark_arrived(letter_id: str, by: Settler) -> None:
    """Settle a letter that had arrived after all. Raise ``NoSuchLetter`` or ``NotGivenUp``."""
    letter = undelivered.mark_arrived(letter_id, on=by.day, team_id=by.team_id)
    _record(AuditAct.LETTER_ARRIVED, letter, by)


def drop_letter(letter_id: str, by: Settler) -> None:
    """Settle a letter that shall not be delivered. Raise ``NoSuchLetter`` or ``NotGivenUp``."""
    letter = undelivered.drop(letter_id, team_id=by.team_id)
    _record(AuditAct.LETTER_DROPPED, letter, by)


def _record(act: AuditAct, letter: OutboxEmail, by: Settler) -> None:
    case = case_of(undelivered.team_of(letter), letter.reference)
    log.record(
        act,
        on=by.day,
        member_id=by.member_id,
        case_id=case.id if case else None,
        at=by.at if by.member_id else None,
    )
