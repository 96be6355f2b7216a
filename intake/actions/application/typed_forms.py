"""Keep a form as it was typed, until the next one is accepted.

It was refused, or left for another language. Only the session that typed it can open it.
"""

from __future__ import annotations

import json

from intake.actions.opening.open_draft import context_of
from intake.frozen import frozen
from intake.requests import applicant_access as own_row
from intake.requests.applicant_access import OwnRequest
from intake.sealing.opening import open_under
from intake.sealing.seal import seal_under


@frozen
class TypedForm:
    """The fields that were posted, and the address of their page without the language.

    ``is_refused`` tells that the page says what is wrong with them.
    """

    place: str
    fields: tuple[tuple[str, str], ...]
    is_refused: bool


def save_typed_form(
    request: OwnRequest, token: bytes, typed: TypedForm, *, installation: str
) -> None:
    """Seal a form into the row of its session. The caller commits."""
    sealed = seal_under(
        token,
        json.dumps([typed.place, typed.fields, typed.is_refused], ensure_ascii=False).encode(),
        context=context_of(request, "typed-form", installation=installation),
    )
    own_row.set_typed_form(request, sealed)


def typed_form_at(
    request: OwnRequest, token: bytes, *, place: str, installation: str
) -> TypedForm | None:
    """Return the form that was typed at this place, if it is the one that is kept."""
    if request.typed_form is None:
        return None
    context = context_of(request, "typed-form", installation=installation)
    typed_at, fields, is_refused = json.loads(
        open_under(token, request.typed_form, context=context)
    )
    if typed_at != place:
        return None
    pairs = tuple((name, value) for name, value in fields)
    return TypedForm(place=place, fields=pairs, is_refused=is_refused)
