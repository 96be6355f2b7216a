"""Keep what a member is writing to a person, sealed under the case key, until it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake.actions.case.open_for_change import NotCleared
from intake.actions.opening.case_keys import CaseKey, Reader, case_key
from intake.actions.opening.case_messages import Words
from intake.cases import store
from intake.cases.models import Case
from intake.messages import drafts


@dataclass(frozen=True, kw_only=True, slots=True)
class Drafted:
    """What a member has written and not sent, and when it was kept."""

    words: Words
    kept_at: datetime


def draft_message(reference: str, reader: Reader, words: Words, *, now: datetime) -> None:
    """Keep these words in place of those before; without any nothing is kept.

    It is no change of the case: no version, no day and no log tells of it. Raises ``NoSuchCase``,
    ``NotCleared``, ``NoKeyForCase`` or ``SealBroken``.
    """
    case = store.find(reference, team_id=reader.team_id)
    if not case.may_be_read:
        raise NotCleared
    if not words.text:
        drafts.discard(case.id, reader.member_id)
        return
    put_draft(case_key(case, reader), words, now=now)


def put_draft(key: CaseKey, words: Words, *, now: datetime) -> None:
    """The same with the key at hand; the words are those of ``words.member_id``."""
    kept = {"text": words.text, "language": words.language, "wording": words.wording}
    sealed = key.seal_json("message-draft", kept, row=words.member_id)
    drafts.save(case_id=key.case.id, member_id=words.member_id, sealed=sealed, at=now)


def drafted(case: Case, reader: Reader) -> Drafted | None:
    """What this member has written to this person and not sent."""
    found = drafts.find(case.id, reader.member_id)
    if found is None:
        return None
    place = reader.member_id
    kept = case_key(case, reader).open_json("message-draft", found.sealed, row=place)
    return Drafted(words=Words(**kept, member_id=reader.member_id), kept_at=found.kept_at)
