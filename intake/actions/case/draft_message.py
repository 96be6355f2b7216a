"""Save the message that a member is writing, sealed under the case key, until it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake.actions.opening.actor import check_cleared
from intake.actions.opening.case_keys import CaseKey, Reader, case_key
from intake.actions.opening.case_messages import Words
from intake.cases import store
from intake.cases.models import Case
from intake.messages import drafts, thread


@dataclass(frozen=True, kw_only=True, slots=True)
class Drafted:
    """A draft of a member, and when it was saved."""

    words: Words
    saved_at: datetime


def draft_message(
    reference: str, reader: Reader, words: Words, *, now: datetime, newest: str = ""
) -> None:
    """Save a draft in place of the one before; an empty text deletes it.

    This is no change of the case: its version stays, and nothing is logged. *newest* is the id of
    the reader's newest message on a page that saves by itself: if they took it back since, its text
    is the draft now, which the page has not shown. Raise ``ChangedMeanwhile`` then; ``NoSuchCase``,
    ``Refused``, or as ``case_key`` does.
    """
    case = store.find_for_change(reference, team_id=reader.team_id)
    check_cleared(case)
    if newest and not thread.exists(case.id, newest):
        raise store.ChangedMeanwhile
    if not words.text:
        drafts.discard(case.id, reader.member_id)
        return
    save_draft(case_key(case, reader), words, now=now)


def save_draft(key: CaseKey, words: Words, *, now: datetime) -> None:
    """Save the draft of ``words.member_id`` with an open case key."""
    content = {"text": words.text, "language": words.language, "wording": words.wording}
    sealed = key.seal_json("message-draft", content, row=words.member_id)
    drafts.save(case_id=key.case.id, member_id=words.member_id, sealed=sealed, at=now)


def drafted(case: Case, reader: Reader) -> Drafted | None:
    """Return the reader's draft to this person, or ``None``."""
    draft = drafts.find(case.id, reader.member_id)
    if draft is None:
        return None
    key, author = case_key(case, reader), reader.member_id
    content = key.open_json("message-draft", draft.sealed, row=author)
    return Drafted(words=Words(**content, member_id=author), saved_at=draft.saved_at)
