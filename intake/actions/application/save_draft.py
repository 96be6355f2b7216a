"""Seal a draft for its row. Answers to pages no longer asked are sealed too, but not live."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

from intake.actions.opening.open_draft import OpenDraft, context_of, seal_draft
from intake.extensions import new_id
from intake.frozen import frozen
from intake.questionnaire.asylum.start import device
from intake.questionnaire.journey import Draft
from intake.questionnaire.languages import clear_tag
from intake.requests import applicant_access as own_row
from intake.requests.applicant_access import OwnRequest
from intake.sealing.opening import open_under
from intake.sealing.seal import new_key, seal_under
from intake.sealing.tokens import Proof, session_proof

LONG_MINUTES = 300
"""Minutes after which an idle session ends on a device that is the applicant's own."""


def save_draft(opened: OpenDraft, draft: Draft, *, today: date, now: datetime) -> OpenDraft:
    """Return the request with *draft* sealed in it, and with its session extended.

    The caller writes it, with ``add`` or ``save_draft`` of ``applicant_access``, and commits.
    """
    changed = replace(opened, draft=draft, saves=opened.saves + 1)
    own_row.set_draft(changed.request, seal_draft(changed), on=today)
    is_own_device = draft.answers.code(device) == "mine"
    changed.request.session_minutes = LONG_MINUTES if is_own_device else SHORT_MINUTES
    own_row.extend(changed.request, now=now)
    return changed


SHORT_MINUTES = 30
"""Minutes after which an idle session ends, unless the device is the applicant's own."""


def start_request(
    token: bytes,
    *,
    language: str,
    today: date,
    now: datetime,
    installation: str,
    request_id: str = "",
) -> OpenDraft:
    """Return a new request without answers for the session of this token.

    *request_id* is given where the same request may be sent again, which then cannot be added.

    The caller adds it, with ``applicant_access.add``, and commits.
    """
    request_id = request_id or new_id()
    request = OwnRequest(
        id=request_id,
        proof=Proof(request_id=request_id, shown=session_proof(token)),
        session_until=now + timedelta(minutes=SHORT_MINUTES),
        session_minutes=SHORT_MINUTES,
        language=clear_tag(language),
        kept_on=today,
    )
    key = new_key()
    request.key_under_token = seal_under(
        token, key, context=context_of(request, "wrap:token", installation=installation)
    )
    opened = OpenDraft(
        request=request,
        key=key,
        draft=Draft(as_of=today, language=language, begun_at=now),
        installation=installation,
    )
    own_row.set_draft(request, seal_draft(opened), on=today)
    return opened


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
