"""The tables of staff sessions.

At rest in those that grant access, or access halfway: ``row_mac`` (column ``sworn``), the MAC of
the columns in ``row_mac_covers`` and of the current row of the member.
"""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Digest, Flag, MemberId, Model, RowId
from intake.sealing.at_rest import AtRest


class StaffSession(Model):
    """A member who is signed in, found by the hash of the token that only the cookie has.

    Clear: the member; when it began, was last seen, last passed the second factor, and was locked;
    ``listed_at``, when a long page of the queue was last logged; ``place``, keyed hashes of the
    network and the browser in which the second factor was last given: only the cookie has the key.
    Sealed: ``locked_keys``, the team keys under the token; empty once the session is locked or
    has expired. The row alone opens nothing. Without keys it identifies the browser for a day.
    """

    __tablename__ = "staff_sessions"
    row_mac_covers: ClassVar[tuple[str, ...]] = ("token_hash", "member_id", "begun_at", "proven_at")

    id: Mapped[RowId]
    token_hash: Mapped[Digest] = mapped_column(unique=True)
    member_id: Mapped[MemberId] = mapped_column(index=True)
    locked_keys: Mapped[bytes]
    begun_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    proven_at: Mapped[datetime]
    locked_at: Mapped[datetime | None]
    listed_at: Mapped[datetime | None]
    place: Mapped[bytes | None] = mapped_column(LargeBinary(64))
    row_mac: Mapped[str | None] = mapped_column("sworn", AtRest("staff_sessions.sworn"))


class HalfwaySession(Model):
    """A browser that gave a member's password and not yet the second factor.

    Clear: the member, its end, and ``awaits_device``: true if the browser does not have the
    member's device secret yet. Sealed under the token of this browser: ``locked_key``, the
    member's private key, or the wrap half of the password while the device secret is missing.
    """

    __tablename__ = "halfway_sessions"
    row_mac_covers: ClassVar[tuple[str, ...]] = ("token_hash", "member_id", "until")

    id: Mapped[RowId]
    token_hash: Mapped[Digest] = mapped_column(unique=True)
    member_id: Mapped[MemberId] = mapped_column(index=True)
    locked_key: Mapped[bytes]
    awaits_device: Mapped[Flag]
    until: Mapped[datetime]
    row_mac: Mapped[str | None] = mapped_column("sworn", AtRest("halfway_sessions.sworn"))


class TypedForm(Model):
    """A form that a member had typed when their session was locked, ended, or asked for a factor.

    Or the preview of an import, until it is discarded. Clear: whose it is, until when. Sealed:
    ``sealed``, the address and what stood in the form, under the token of that browser; of an
    import, its rows and mistakes, under a token derived from that one.
    """

    __tablename__ = "typed_forms"

    token_hash: Mapped[Digest] = mapped_column(primary_key=True)
    member_id: Mapped[MemberId] = mapped_column(index=True)
    sealed: Mapped[bytes]
    until: Mapped[datetime] = mapped_column(index=True)
