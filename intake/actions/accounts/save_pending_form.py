"""Save what was typed in a browser that must sign in again, and restore it there."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import field
from datetime import date, datetime

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.frozen import frozen
from intake.sealing.contexts import Context
from intake.sealing.opening import SealBroken, open_under
from intake.sealing.seal import seal_under
from intake.sealing.tokens import token_hash
from intake.sessions import pending_forms
from intake.sessions import store as sessions
from intake.sessions.models import TypedForm

Fields = tuple[tuple[str, str], ...]
"""Names and values of a form, in their order; a name may come more than once."""


@frozen
class Typed:
    """A form that was not sent: the address it goes to, and what stands in it.

    ``number`` tells it from others that wait at the same browser; 0 for one that is not saved.
    """

    path: str
    fields: Fields = field(repr=False)
    number: int = field(default=0, compare=False)


def save_form_for_factor(
    what: Typed, token: bytes, *, member_id: str, installation: str, now: datetime
) -> None:
    """Seal the form that needs a second factor under the token that only this browser has.

    It takes the place of an earlier one.
    """
    sealed = _seal(what, token, member_id, installation)
    pending_forms.keep(token_hash=token_hash(token), member_id=member_id, sealed=sealed, now=now)


def save_form_of_tab(
    what: Typed, token: bytes, *, member_id: str, installation: str, now: datetime
) -> None:
    """Seal the form of a tab in the same way; those of other tabs stay.

    Do nothing if the same form is saved already, such as after a second click.
    """
    sessions.lock_row(token_hash(token))
    rows = pending_forms.waiting(token_hash(token), member_id=member_id, now=now)
    for number, row in rows.items():
        with suppress(SealBroken):  # reported where it is to be shown
            if _open(row, number, token, installation) == what:
                return
    pending_forms.keep_of_tab(
        session_hash=token_hash(token),
        member_id=member_id,
        sealed=_seal(what, token, member_id, installation),
        now=now,
    )


def typed_at(token: bytes, *, member_id: str, installation: str, now: datetime) -> Typed | None:
    """Return the first pending form of this member at this browser, and of nobody else.

    Raise ``SealBroken`` where it was changed or damaged.
    """
    rows = pending_forms.waiting(token_hash(token), member_id=member_id, now=now)
    for number, row in rows.items():
        return _open(row, number, token, installation)
    return None


def carry_typed(
    token: bytes, *, to: bytes, member_id: str, installation: str, today: date, now: datetime
) -> None:
    """Move the pending forms to the browser's new token, if they are this member's.

    What does not open is let go and keeps nobody out; the desk is told.
    """
    sessions.lock_row(token_hash(token))
    forms = list[Typed]()
    rows = pending_forms.waiting(token_hash(token), member_id=member_id, now=now)
    for number, row in rows.items():
        try:
            forms.append(_open(row, number, token, installation))
        except SealBroken:
            log.record(AuditAct.SEAL_BROKEN, on=today, member_id=member_id, at=now)
    for place in pending_forms.form_hashes(token_hash(token)):
        pending_forms.discard(place)
    places = pending_forms.form_hashes(token_hash(to))
    for form in forms:
        sealed, place = _seal(form, to, member_id, installation), places[form.number - 1]
        pending_forms.keep(token_hash=place, member_id=member_id, sealed=sealed, now=now)


def _seal(what: Typed, token: bytes, member_id: str, installation: str) -> bytes:
    text = json.dumps([what.path, what.fields], ensure_ascii=False)
    return seal_under(token, text.encode(), context=_place(member_id, installation))


def _open(row: TypedForm, number: int, token: bytes, installation: str) -> Typed:
    text = open_under(token, row.sealed, context=_place(row.member_id, installation))
    path, fields = json.loads(text)
    pairs = tuple((name, value) for name, value in fields)
    return Typed(path=path, fields=pairs, number=number)


def _place(member_id: str, installation: str) -> Context:
    return Context(installation=installation, request="", kind="typed", row=member_id)
