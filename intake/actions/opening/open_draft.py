"""Open and seal a draft with the token of its session."""

import json
from datetime import date, datetime
from typing import ClassVar

from intake.frozen import frozen
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
    count = content["kept"]
    if count < saves_seen:
        raise DraftRolledBack
    draft = Draft(
        answers=from_content(content),
        as_of=date.fromisoformat(content["as_of"]),
        language=content["language"],
        seen=frozenset(content["seen"]),
        wants_more=content["wants_more"],
        result_shown=content["result_shown"],
        begun_at=datetime.fromisoformat(content["begun_at"]) if content["begun_at"] else None,
        handed_over=content["handed_over"],
    )
    return OpenDraft(request=request, key=key, draft=draft, installation=installation, saves=count)


def seal_draft(opened: OpenDraft) -> bytes:
    """Return the draft as it is stored in its row."""
    draft = opened.draft
    content = {
        **to_content(draft.answers),
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
