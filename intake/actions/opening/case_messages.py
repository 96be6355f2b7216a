"""Read and write the messages of a case, with its open key."""

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from intake.actions.opening.case_keys import CaseKey, RolledBack, reject_rollback
from intake.audit.log import Traces
from intake.extensions import new_id
from intake.frozen import frozen
from intake.messages import thread
from intake.messages.models import Direction, Message
from intake.sealing.seal import ContextMismatch, derived


@frozen
class CallRequest:
    """A request for a call: safe times as ``safe_times`` has them, a language, a number.

    ``language`` and ``phone`` are the applicant's own words; an empty one means the answer given
    in the form.
    """

    times: tuple[str, ...]
    language: str = ""
    phone: str = ""


@frozen
class OpenMessage:
    """An opened message. ``wording`` is the code of the ready text it was made from, if any.

    ``call`` is what the applicant said with a request for a call, and the message has no text.
    Until ``out_at`` its author can unsend it, and the applicant does not see it.
    """

    id: str
    number: int
    direction: Direction
    on: date
    read_on: date | None
    out_at: datetime | None
    text: str
    language: str
    wording: str
    member_id: str
    call: CallRequest | None = None

    def waits(self, now: datetime) -> bool:
        """Return true if its author can still unsend it."""
        return not thread.is_out(self.out_at, now)


@frozen
class Words:
    """The text of a message, its language, the code of its wording, and its author.

    A request for a call has no text.
    """

    text: str
    language: str
    wording: str = ""
    member_id: str = ""
    call: CallRequest | None = None


def write_message(
    key: CaseKey, direction: Direction, words: Words, *, on: date, out_at: datetime | None = None
) -> Message:
    """Add a message to the case, sealed under its key. The caller commits."""
    id_, sealed = sealed_message(key, direction, words)
    return thread.add(
        id=id_, case_id=key.case.id, direction=direction, on=on, sealed=sealed, out_at=out_at
    )


def sealed_message(
    key: CaseKey, direction: Direction, words: Words, *, form_id: str = ""
) -> tuple[str, bytes]:
    """Return the id of a new message, and the message sealed for the row with this id.

    The id is random, or :func:`id_from_form` where there is a *form_id*.
    """
    id_ = id_from_form(key, form_id, words) if form_id else new_id()
    content = {
        "text": words.text,
        "language": words.language,
        "wording": words.wording,
        "member": words.member_id,
        "direction": direction.value,
        **({"call": asdict(words.call)} if words.call else {}),
    }
    return id_, key.seal_json("message", content, row=id_)


def id_from_form(key: CaseKey, form_id: str, words: Words) -> str:
    """Return the id of the message that a form makes: the same whenever it is posted again.

    Other words in the same form are another message. The id is keyed with the case key, so that
    no guess at the words can be compared with it.
    """
    content = json.dumps([form_id, words.text, asdict(words.call) if words.call else None])
    return hmac.digest(derived(key.key, "message id"), content.encode(), "sha256").hex()[:32]


def read_messages(key: CaseKey, traces: Traces) -> tuple[OpenMessage, ...]:
    """Return all messages of the case, oldest first.

    Raise ``RolledBack`` if one was unsent and is there again, and as ``open_message`` does.
    """
    messages = thread.of_case(key.case.id)
    if any(traces.has_ended(message.sealed) for message in messages):
        raise RolledBack
    return _open_all(key, messages)


def read_own_messages(key: CaseKey, messages: Sequence[Message]) -> tuple[OpenMessage, ...]:
    """Return these messages as their applicant sees them. Raise as :func:`read_messages` does."""
    reject_rollback(*(message.sealed for message in messages))
    return _open_all(key, messages)


def last_number(messages: Iterable[OpenMessage | Message], direction: Direction) -> int:
    """Return the highest number of the messages in a direction; 0 without one."""
    return max(
        (message.number for message in messages if message.direction == direction), default=0
    )


def open_message(key: CaseKey, message: Message) -> OpenMessage:
    """Open one message of the case.

    Raise ``SealDamaged``, or ``ContextMismatch`` if its row names another direction than the one
    that was sealed.
    """
    return _opened(message, key.open_json("message", message.sealed, row=message.id))


def _open_all(key: CaseKey, messages: Sequence[Message]) -> tuple[OpenMessage, ...]:
    contents = key.open_rows("message", messages)
    return tuple(map(_opened, messages, contents))


def _opened(message: Message, content: Mapping[str, Any]) -> OpenMessage:
    if message.direction != content.get("direction"):
        raise ContextMismatch
    call = dict(content.get("call", {}))
    times = call.pop("times", ())
    return OpenMessage(
        id=message.id,
        number=message.number,
        direction=Direction(message.direction),
        on=message.on,
        read_on=message.read_on,
        out_at=message.out_at,
        text=content["text"],
        language=content["language"],
        wording=content["wording"],
        member_id=content["member"],
        call=CallRequest(**call, times=tuple(times)) if call else None,
    )
