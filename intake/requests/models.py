"""The table of requests."""

from datetime import date, datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Digest, Id, Model, RowId
from intake.sealing.wraps import WRAP

IS_JOINED = text("joined_to IS NOT NULL")
"""Condition of the index of requests that share a mailbox."""

HAS_SESSION = text("session_until IS NOT NULL")
"""Condition of the index of sessions; a query that implies it uses the index."""


class Request(Model):
    """One applicant's request. T is the session token, which only the cookie has. C is the return
    code, which only the applicant has.

    Clear: ``token_hash`` (the hash of the hash of T) and the end of the session, the language, the
    day of the last answer, the case, ``code_auth`` (the hash of one half of the stretched C).
    Sealed: ``key_under_token`` and ``key_under_code`` (the case key under T and under C),
    ``answers`` (the draft under the case key), ``receipt`` (the content of the page after
    sending, under T), ``code_under_token`` (C under T, never under the case key, which staff
    will have), ``typed_form`` (a form that was refused or left as it was typed, under T, until
    the next form is accepted). Nothing here opens without T or C.

    ``joined_to`` is the request whose case this one opens: another one, since a member merged the
    two, or its own where another one opens it too. ``joined_key`` is the key of that case under
    the key of this request.

    ``case_id`` is unique and is written in the commit that adds the case, so that a request is
    sent only once.
    """

    __tablename__ = "requests"
    __table_args__ = (
        Index("ix_requests_session_until", "session_until", sqlite_where=HAS_SESSION),
        Index("ix_requests_joined_to", "joined_to", sqlite_where=IS_JOINED),
    )

    id: Mapped[RowId]
    token_hash: Mapped[Digest | None] = mapped_column(unique=True, info=WRAP)
    session_until: Mapped[datetime | None] = mapped_column(info=WRAP)
    session_minutes: Mapped[int]
    key_under_token: Mapped[bytes | None] = mapped_column(info=WRAP)
    answers: Mapped[bytes | None]
    receipt: Mapped[bytes | None] = mapped_column(info=WRAP)
    language: Mapped[str] = mapped_column(String(16))
    kept_on: Mapped[date] = mapped_column(index=True)
    case_id: Mapped[Id | None] = mapped_column(unique=True)
    code_auth: Mapped[bytes | None] = mapped_column(index=True, info=WRAP)
    key_under_code: Mapped[bytes | None] = mapped_column(info=WRAP)
    code_under_token: Mapped[bytes | None] = mapped_column(info=WRAP)
    typed_form: Mapped[bytes | None] = mapped_column(info=WRAP)
    joined_to: Mapped[Id | None] = mapped_column(info=WRAP)
    joined_key: Mapped[bytes | None] = mapped_column(info=WRAP)

    @property
    def sent(self) -> bool:
        """Return true if a case was made of the request."""
        return self.case_id is not None

    @property
    def has_code(self) -> bool:
        """Return true if a return code opens the request."""
        return self.key_under_code is not None
