"""Hand the form over from a helper to the applicant: a new return code, the old one ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from intake.actions.application.answer_later import OwnCase
from intake.actions.application.make_return_code import MadeCode, attach_code
from intake.actions.application.save_draft import save_draft
from intake.actions.assessment.describe_case import story_of
from intake.actions.opening.open_draft import OpenDraft
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import applicant_access as own_case
from intake.cases.card import HANDED_OVER
from intake.questionnaire.asylum import ASYLUM
from intake.requests import applicant_access as own_row


def hand_over_draft(
    opened: OpenDraft, token: bytes, new_code: MadeCode, *, today: date, now: datetime
) -> None:
    """Hand over a draft that was not sent. The log entry does not say whose code ended."""
    draft, old_code = opened.draft.hand_over(ASYLUM), opened.request.key_under_code
    before = opened.request.answers
    handed_over = save_draft(opened, draft, today=today, now=now)
    own_row.save_draft(handed_over.request, instead_of=before)
    attach_code(handed_over, token, new_code)
    if old_code:
        log.record(AuditAct.CODE_RENEWED, on=today, ended=old_code)


def hand_over_case(own: OwnCase, token: bytes, new_code: MadeCode, *, today: date) -> None:
    """Hand over a case; its card says so, so that the desk knows whose later answers are."""
    draft, old_card = own.draft.hand_over(ASYLUM), own.case.card
    old_code = own.request.key_under_code or b""
    card = own.card()
    chips = dict.fromkeys((*card.chips, HANDED_OVER))
    sealed = OpenDraft(
        request=own.request, key=own.request_key, draft=draft, installation=own.installation
    )
    attach_code(sealed, token, new_code)
    own_case.reseal(
        own.case,
        own.request.proof,
        card=own.sealed(
            "card", replace(card, chips=tuple(chips), revision=own.next_revision).to_json()
        ),
        story=own.sealed(
            "story", story_of(draft, draft.answers, own.changed, revision=own.next_revision)
        ),
    )
    log.record(AuditAct.HANDED_OVER, on=today, case_id=own.case.id, ended=old_card)
    log.record(AuditAct.CODE_RENEWED, on=today, case_id=own.case.id, ended=old_code)
