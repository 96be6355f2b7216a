"""Keep what a member is writing to a person, find it again, let it go."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from intake.extensions import db
from intake.messages.models import MessageDraft


def keep(*, case_id: str, member_id: str, sealed: bytes, at: datetime) -> None:
    """The draft of this member for this case, in place of any before."""
    draft = MessageDraft(case_id=case_id, member_id=member_id, sealed=sealed, kept_at=at)
    db.session.merge(draft)
    db.session.flush()


def find(case_id: str, member_id: str) -> MessageDraft | None:
    """What this member has written to this person and not sent."""
    return db.session.get(MessageDraft, (case_id, member_id))


def discard(case_id: str, member_id: str) -> None:
    """It was sent, or is not wanted any more."""
    db.session.execute(
        delete(MessageDraft).where(
            MessageDraft.case_id == case_id, MessageDraft.member_id == member_id
        )
    )


def erase_of(case_id: str) -> None:
    """Destroy all drafts of a case."""
    db.session.execute(delete(MessageDraft).where(MessageDraft.case_id == case_id))
