"""Save what was typed in a browser that must sign in again, and restore it there."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.sealing.contexts import Context
from intake.sealing.opening import SealBroken, open_under
from intake.sealing.seal import seal_under
from intake.sealing.tokens import token_hash
from intake.sessions import pending_forms

Fields = tuple[tuple[str, str], ...]
"""Names and values of a form, in their order; a name may come more than once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """A form that was not sent: the address it goes to, and what stands in it."""

    path: str
    fields: Fields = field(repr=False)


def save_typed(
    what: Typed, token: bytes, *, member_id: str, installation: str, now: datetime
) -> None:
    """Seal it under the token that only this browser has."""
    text = json.dumps([what.path, what.fields], ensure_ascii=False)
    place = _place(member_id, installation)
    sealed = seal_under(token, text.encode(), context=place)
    pending_forms.keep(token_hash=token_hash(token), member_id=member_id, sealed=sealed, now=now)


def typed_at(token: bytes, *, member_id: str, installation: str, now: datetime) -> Typed | None:
    """Return the pending form of this member at this browser, and of nobody else.

    Raise ``SealBroken`` where it was changed or damaged.
    """
    form_row = pending_forms.find(token_hash(token), now=now)
    if form_row is None or form_row.member_id != member_id:
        return None
    text = open_under(token, form_row.sealed, context=_place(member_id, installation))
    path, fields = json.loads(text)
    return Typed(path=path, fields=tuple((name, value) for name, value in fields))


def carry_typed(
    token: bytes, *, to: bytes, member_id: str, installation: str, today: date, now: datetime
) -> None:
    """Move a pending form to the browser's new token, if it is this member's.

    What does not open is let go and keeps nobody out; the desk is told.
    """
    try:
        what = typed_at(token, member_id=member_id, installation=installation, now=now)
    except SealBroken:
        what = None
        log.record(AuditAct.SEAL_BROKEN, on=today, member_id=member_id, at=now)
    pending_forms.discard(token_hash(token))
    if what is not None:
        save_typed(what, to, member_id=member_id, installation=installation, now=now)


def _place(member_id: str, installation: str) -> Context:
    return Context(installation=installation, request="", kind="typed", row=member_id)
