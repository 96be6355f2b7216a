"""The tables of staff sessions.

At rest in those that let somebody in or halfway in: ``sworn``, the desk's word for the columns that
``swears_to`` names, and for whose session it is as that member is now.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Model, new_id
from intake.sealing.at_rest import AtRest


class StaffSession(Model):
    """A member who is signed in, found by the hash of the token that only the cookie has.

    Clear: whose it is, when it began, when it was last seen, when the second factor was last
    given, when it was locked. Sealed: ``locked_keys``, the team keys under the token; empty once
    it is locked or its time has passed. The row alone opens nothing; without keys it tells whose
    browser this is, for a day.
    """

    __tablename__ = "staff_sessions"
    swears_to: ClassVar[tuple[str, ...]] = ("token_hash", "member_id", "begun_at", "proven_at")

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("staff_members.id"), index=True)
    locked_keys: Mapped[bytes] = mapped_column(LargeBinary)
    begun_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    proven_at: Mapped[datetime]
    locked_at: Mapped[datetime | None]
    sworn: Mapped[str | None] = mapped_column(AtRest("staff_sessions.sworn"))


class HalfwaySession(Model):
    """A browser that gave a member's password and not yet the second factor.

    Clear: whose it is, until when, and ``awaits_device``: True where the browser does not know the
    member's device secret yet. Sealed under the token of this browser: ``locked_key``, the
    member's private key, or the wrap half of the password while the device secret is missing.
    """

    __tablename__ = "halfway_sessions"
    swears_to: ClassVar[tuple[str, ...]] = ("token_hash", "member_id", "until")

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("staff_members.id"), index=True)
    locked_key: Mapped[bytes] = mapped_column(LargeBinary)
    awaits_device: Mapped[bool] = mapped_column(default=False, server_default=false())
    until: Mapped[datetime]
    sworn: Mapped[str | None] = mapped_column(AtRest("halfway_sessions.sworn"))


class TypedForm(Model):
    """A form that a member had typed when their session was locked, ended, or asked for a factor.

    Clear: whose it is, until when. Sealed: ``sealed``, the address and what stood in the form,
    under the token of that browser.
    """

    __tablename__ = "typed_forms"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("staff_members.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    until: Mapped[datetime] = mapped_column(index=True)
