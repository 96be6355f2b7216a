"""Open and seal a draft with the token of its session."""

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import ClassVar

from intake.frozen import frozen
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import so_far
from intake.questionnaire.asylum.screen import has_lawyer
from intake.questionnaire.journey import Draft
from intake.questionnaire.reading import from_content, to_content
from intake.requests.applicant_access import OwnRequest
from intake.sealing.opening import open_under
from intake.sealing.seal import Context, SealBroken, seal_under


class NothingToOpen(Exception):
    """The row has no draft for this session: it was sent, or the session has ended."""


class DraftRolledBack(SealBroken):
    """The database holds an older version of a draft than this browser has seen."""

    code: ClassVar[str] = "draft_rolled_back"


@frozen
class OpenDraft:
    """A request with its case key and its draft, for one web request.

    ``saves`` counts how often the draft was saved; the count is sealed with it.
    """

    request: OwnRequest
    key: bytes
    draft: Draft
    installation: str
    saves: int = 0


def open_draft(
    request: OwnRequest, token: bytes, installation: str, *, saves_seen: int = 0
) -> OpenDraft:
    """Open the draft of a session.

    *saves_seen* is how often the draft had been saved when this browser last saw it; raise
    :class:`DraftRolledBack` if the count is lower now. Raise :class:`NothingToOpen` if there is
    no draft, and ``SealDamaged``.
    """
    if request.key_under_token is None or request.answers is None:
        raise NothingToOpen
    key = open_under(
        token, request.key_under_token, context_of(request, "wrap:token", installation)
    )
    context = context_of(request, "draft", installation)
    content = json.loads(open_under(key, request.answers, context))
    count = content.get("kept", 0)
    if count < saves_seen:
        raise DraftRolledBack
    answers = from_content(content)
    as_of, seen = date.fromisoformat(content["as_of"]), frozenset(content["seen"])
    draft = Draft(
        answers=answers,
        as_of=as_of,
        language=content["language"],
        seen=seen if "order" in content else pages_seen(seen, answers, as_of=as_of),
        wants_more=content["wants_more"],
        result_shown=content["result_shown"],
        begun_at=datetime.fromisoformat(content["begun_at"]) if content.get("begun_at") else None,
        handed_over=content.get("handed_over", False),
    )
    return OpenDraft(request=request, key=key, draft=draft, installation=installation, saves=count)


def seal_draft(opened: OpenDraft) -> bytes:
    """Return the draft as it is stored in its row."""
    draft = opened.draft
    content = {
        **to_content(draft.answers),
        "order": ORDER,
        "as_of": draft.as_of.isoformat(),
        "language": draft.language,
        "seen": sorted(draft.seen),
        "wants_more": draft.wants_more,
        "result_shown": draft.result_shown,
        "begun_at": draft.begun_at.isoformat() if draft.begun_at else None,
        "handed_over": draft.handed_over,
        "kept": opened.saves,
    }
    return seal_under(
        opened.key,
        json.dumps(content, ensure_ascii=False).encode(),
        context_of(opened.request, "draft", opened.installation),
    )


def context_of(request: OwnRequest, kind: str, installation: str, *, row: str = "") -> Context:
    """Return the context that binds sealed data to its request, kind and row."""
    return Context(installation, kind, request=request.id, row=row)


ORDER = 2
"""The order of asking with which drafts are saved. Drafts without one are older."""

HAD_A_PAGE = frozenset(
    {
        *("device", "us_state", "lawyer_scope", "income_amount", "detention_place"),
        *("hearing_kind", "court_city", "fear_decision_date", "bad_decision_date"),
        *("asylum_filed_where", "left_since_filing", "lawful_status_ended"),
        *("old_order", "missed_hearing", "phone", "ok_text", "email", "trusted_name"),
    }
)


def pages_seen(seen: Collection[str], answers: Answers, *, as_of: date) -> frozenset[str]:
    """Return the pages of today that a person with an older draft need not see again."""
    pages = set()
    for page in ASYLUM.pages:
        joined = [question.id for question in page.questions if question.id in HAD_A_PAGE]
        missed = [id_ for id_ in joined if id_ not in seen and page.asks(id_, answers, as_of)]
        if page.id in seen and not missed:
            pages.add(page.id)
    if has_lawyer.id in seen:
        pages.add(so_far.id)
    return frozenset(pages)
