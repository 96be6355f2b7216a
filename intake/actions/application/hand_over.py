"""A helper hands over: the person goes on with a new code, and the helper's opens nothing more."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime

from intake.actions.application.answer_later import OwnCase
from intake.actions.application.make_return_code import MadeCode, attach_code
from intake.actions.application.save_draft import keep_draft
from intake.actions.assessment.describe_case import story_of
from intake.actions.opening.open_draft import OpenDraft, context_of
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import applicant_access as own_case
from intake.cases.card import HANDED_OVER, Card
from intake.questionnaire.asylum import ASYLUM
from intake.sealing.opening import open_under
from intake.sealing.seal import seal_under


def hand_over_draft(
    opened: OpenDraft, token: bytes, made: MadeCode, *, today: date, now: datetime
) -> None:
    """Before sending: the draft is the person's own, and so is the code.

    The log hears of a code that was ended, and not whose it was.
    """
    draft, ended = opened.draft.hand_over(ASYLUM), opened.request.key_under_code
    attach_code(keep_draft(opened, draft, today=today, now=now), token, made)
    if ended:
        log.record(AuditAct.CODE_RENEWED, on=today, ended=ended)


def hand_over_case(own: OwnCase, token: bytes, made: MadeCode, *, today: date) -> None:
    """After sending: the case tells it, too, so that the desk knows whose answers follow."""
    draft, older, ended = own.draft.hand_over(ASYLUM), own.case.card, own.request.key_under_code
    sealed = OpenDraft(request=own.request, key=own.key, draft=draft, installation=own.installation)
    attach_code(sealed, token, made)
    own_case.reseal(
        own.case,
        card=_sealed(own, "card", _card(own)),
        story=_sealed(
            own, "story", story_of(draft, draft.answers, own.changed, told=own.told_next)
        ),
    )
    log.record(AuditAct.HANDED_OVER, on=today, case_id=own.case.id, ended=older)
    log.record(AuditAct.CODE_RENEWED, on=today, case_id=own.case.id, ended=ended or b"")


def _card(own: OwnCase) -> dict[str, object]:
    context = context_of(own.request, "card", installation=own.installation, row=own.case.id)
    card = Card.from_json(json.loads(open_under(own.key, own.case.card, context=context)))
    chips = tuple(dict.fromkeys((*card.chips, HANDED_OVER)))
    return replace(card, chips=chips, revision=own.told_next).to_json()


def _sealed(own: OwnCase, kind: str, content: dict[str, object]) -> bytes:
    context = context_of(own.request, kind, installation=own.installation, row=own.case.id)
    return seal_under(own.key, json.dumps(content, ensure_ascii=False).encode(), context=context)
