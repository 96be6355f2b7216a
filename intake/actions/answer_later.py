"""Answer more after sending: the case's story is opened with the applicant's own key, weighed
again, and sealed again."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date

from intake.actions.describe_case import card_of
from intake.actions.open_draft import NothingToOpen, context_of
from intake.actions.weigh import weigh
from intake.audit import log
from intake.cases import store as cases
from intake.cases.models import Case
from intake.eligibility.rules import Practice
from intake.law.book import LawBook
from intake.questionnaire.answers import Answer
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.journey import Draft, live_answers
from intake.questionnaire.reading import stored_answers
from intake.questionnaire.sections import Page
from intake.requests.models import Request
from intake.sealing.opening import open_under
from intake.sealing.seal import seal_under


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnCase:
    """A case as its applicant may open it: with the case key that the return code unlocked."""

    request: Request
    case: Case
    key: bytes
    draft: Draft
    installation: str


def open_own_case(
    request: Request, token: bytes, *, installation: str, to_change: bool = False
) -> OwnCase:
    """The case of this session; :class:`NothingToOpen` where the session holds no key."""
    if request.key_under_token is None or request.case_id is None:
        raise NothingToOpen
    case = cases.find_by_id(request.case_id, to_change=to_change)
    if case is None:
        raise NothingToOpen
    key_context = context_of(request, "wrap:token", installation=installation)
    key = open_under(token, request.key_under_token, context=key_context)
    story_context = context_of(request, "story", installation=installation, row=case.id)
    story = json.loads(open_under(key, case.story, context=story_context))
    answers = stored_answers(ASYLUM, story["answers"])
    draft = Draft(
        as_of=date.fromisoformat(story["as_of"]),
        language=story["language"],
        answers=answers,
        seen=frozenset(
            page.id for page in ASYLUM.pages if any(q.id in answers for q in page.questions)
        ),
        wants_more=True,
    )
    return OwnCase(request=request, case=case, key=key, draft=draft, installation=installation)


def answer_later(
    own: OwnCase,
    page: Page,
    given: dict[str, Answer],
    *,
    law: LawBook,
    practice: Practice,
    today: date,
) -> OwnCase:
    """Put a page's answers into the case and weigh it again. What was received stays received."""
    draft = own.draft.keep(page, given)
    answers = live_answers(ASYLUM, draft.answers, as_of=draft.as_of)
    received = own.case.received_on
    triage = weigh(answers, law, today=today, received=received, practice=practice).triage
    story = {
        "answers": answers.to_json(),
        "as_of": draft.as_of.isoformat(),
        "language": draft.language,
    }
    cases.reweigh(
        own.case,
        tier=triage.tier,
        steps=[{"from": step.from_day.isoformat(), "tier": step.tier} for step in triage.steps],
        act_by=triage.act_by,
        look_by=triage.look_by,
        due_on=triage.due_on,
        card=_sealed(own, "card", card_of(answers, triage).to_json()),
        story=_sealed(own, "story", story),
        on=today,
    )
    log.record("answers_added", on=today, case_id=own.case.id)
    return replace(own, draft=draft)


def _sealed(own: OwnCase, kind: str, content: object) -> bytes:
    context = context_of(own.request, kind, installation=own.installation, row=own.case.id)
    return seal_under(own.key, json.dumps(content, ensure_ascii=False).encode(), context=context)
