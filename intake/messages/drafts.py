"""Save, find and delete a member's unsent message to a person."""

from datetime import datetime

from sqlalchemy import delete

from intake.extensions import db
from intake.messages.models import MessageDraft


def save(*, case_id: str, member_id: str, sealed: bytes, at: datetime) -> None:
    """Save the member's draft for a case in place of an earlier one."""
    draft = MessageDraft(case_id=case_id, member_id=member_id, sealed=sealed, saved_at=at)
    db.session.merge(draft)
    db.session.flush()


def find(case_id: str, member_id: str) -> MessageDraft | None:
    """Return the member's draft for a case."""
    return db.session.get(MessageDraft, (case_id, member_id))


def discard(case_id: str, member_id: str) -> None:
    """Delete the member's draft for a case, which was sent or discarded."""
    db.session.execute(
        delete(MessageDraft).where(
            MessageDraft.case_id == case_id, MessageDraft.member_id == member_id
        )
    )


def erase_of(case_id: str) -> None:
    """Delete all drafts of a case."""
    db.session.execute(delete(MessageDraft).where(MessageDraft.case_id == case_id))
