"""Open a draft with the token of its session."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.journey import Draft
from intake.questionnaire.reading import stored_answers
from intake.requests.models import Request
from intake.sealing.contexts import Context
from intake.sealing.opening import SealBroken, open_under
from intake.sealing.seal import seal_under


class NothingToOpen(Exception):
    """The row holds no draft for this session: it was sent, or its session has ended."""


class DraftRolledBack(SealBroken):
    """An older version of a draft stands in place of one that its person has seen."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenDraft:
    """A request with its case key and what was said, for the length of one web request.

    ``kept`` counts how often the draft was kept; the count is sealed with it.
    """

    request: Request
    key: bytes
    draft: Draft
    installation: str
    kept: int = 0


def open_draft(
    request: Request, token: bytes, *, installation: str, kept_seen: int = 0
) -> OpenDraft:
    """What this session has said so far; :class:`NothingToOpen` where there is no draft.

    Raises ``SealBroken``, and :class:`DraftRolledBack` where the draft is an older one than
    ``kept_seen``: how often it had been kept when the person last saw it.
    """
    if request.key_under_token is None or request.answers is None:
        raise NothingToOpen
    key = open_under(
        token,
        request.key_under_token,
        context=context_of(request, "wrap:token", installation=installation),
    )
    context = context_of(request, "draft", installation=installation)
    said = json.loads(open_under(key, request.answers, context=context))
    kept = said.get("kept", 0)
    if kept < kept_seen:
        raise DraftRolledBack
    return OpenDraft(
        request=request, key=key, draft=_read(said), installation=installation, kept=kept
    )


def seal_draft(opened: OpenDraft) -> bytes:
    """The draft as its row keeps it."""
    return seal_under(
        opened.key,
        json.dumps(_written(opened.draft) | {"kept": opened.kept}, ensure_ascii=False).encode(),
        context=context_of(opened.request, "draft", installation=opened.installation),
    )


def context_of(request: Request, kind: str, *, installation: str, row: str = "") -> Context:
    """The place that a sealed thing belongs to, and opens in alone."""
    return Context(installation=installation, request=request.id, kind=kind, row=row)


def _written(draft: Draft) -> dict[str, Any]:
    return {
        "answers": draft.answers.to_json(),
        "as_of": draft.as_of.isoformat(),
        "language": draft.language,
        "seen": sorted(draft.seen),
        "wants_more": draft.wants_more,
        "result_shown": draft.result_shown,
        "begun_at": draft.begun_at.isoformat() if draft.begun_at else None,
        "handed_over": draft.handed_over,
    }


def _read(kept: dict[str, Any]) -> Draft:
    return Draft(
        answers=stored_answers(ASYLUM, kept["answers"]),
        as_of=date.fromisoformat(kept["as_of"]),
        language=kept["language"],
        seen=frozenset(kept["seen"]),
        wants_more=kept["wants_more"],
        result_shown=kept["result_shown"],
        begun_at=datetime.fromisoformat(kept["begun_at"]) if kept.get("begun_at") else None,
        handed_over=kept.get("handed_over", False),
    )
