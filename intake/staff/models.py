"""The tables of staff: members, their codes and keys, invitations, enrolments, sign-in attempts.

At rest in each row that grants access: ``row_mac`` (column ``sworn``), the MAC of the columns in
``row_mac_covers`` (``intake/sealing/signing.py``). A row without a valid MAC is refused.
"""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intake.extensions import Digest, Id, MemberId, Model, RowId, TeamId
from intake.sealing.at_rest import AtRest


class StaffMember(Model):
    """A member of staff.

    Clear: roles, team, the days of joining and of deactivation, the preference about email, the
    ``wishes`` (preferences about the desk), the public key, the step of the last TOTP code.
    At rest: ``email``, ``totp_secret``.
    ``email_hash`` is keyed, so a copy of the table does not tell whether an address is in it; it
    is gone once the member is disabled, so that the same person may be invited anew.
    Clear: ``cases_a_week``, the number of new cases that they take in seven days, or empty;
    ``languages`` (tags) and ``states`` (postal codes) in which they work; the first and the last
    day of an absence, and the id of the member who stands in.
    At rest: ``name``, as colleagues see it.
    ``sheet_kept_on`` is the day on which the member typed groups of their printed sign-in sheet.
    Sealed: ``wrapped_private_key``, under a half of the stretched password and the device secret
    (``intake/sealing/sheets.py``). ``password_check`` is the hash of the other half, and tells
    nothing about the first.
    """

    __tablename__ = "staff_members"
    row_mac_covers: ClassVar[tuple[str, ...]] = (
        *("id", "email", "team_id", "roles", "disabled_on", "password_salt", "password_check"),
        *("public_key", "wrapped_private_key", "totp_secret"),
    )

    id: Mapped[RowId]
    email: Mapped[str] = mapped_column(AtRest("staff_members.email"))
    email_hash: Mapped[Digest | None] = mapped_column(unique=True)
    team_id: Mapped[TeamId] = mapped_column(index=True)
    roles: Mapped[list[str]]
    password_salt: Mapped[bytes]
    password_check: Mapped[Digest]
    public_key: Mapped[bytes]
    wrapped_private_key: Mapped[bytes]
    totp_secret: Mapped[str] = mapped_column(AtRest("staff_members.totp_secret"))
    totp_last_step: Mapped[int]
    wants_letters: Mapped[bool] = mapped_column(default=True)
    preferences: Mapped[list[str]] = mapped_column("wishes", default=list)
    joined_on: Mapped[date]
    sheet_kept_on: Mapped[date | None]
    disabled_on: Mapped[date | None]
    name: Mapped[str | None] = mapped_column(AtRest("staff_members.name"))
    cases_a_week: Mapped[int | None]
    languages: Mapped[list[str]] = mapped_column(default=list)
    states: Mapped[list[str]] = mapped_column(default=list)
    away_from: Mapped[date | None]
    away_until: Mapped[date | None]
    stand_in_id: Mapped[Id | None]
    row_mac: Mapped[str | None] = mapped_column("sworn", AtRest("staff_members.sworn"))


class RecoveryCode(Model):
    """A recovery code, which replaces the authenticator once; its row is then deleted.

    Clear: the member, and whether they confirmed that they saved it. ``code_hash`` is the hash of
    66 random bits and the id of the member: no code can be computed from a copy of the table.
    """

    __tablename__ = "recovery_codes"
    row_mac_covers: ClassVar[tuple[str, ...]] = ("member_id", "code_hash")
    __table_args__ = (UniqueConstraint("member_id", "code_hash"),)

    id: Mapped[RowId]
    member_id: Mapped[MemberId] = mapped_column(index=True)
    code_hash: Mapped[Digest]
    kept: Mapped[bool] = mapped_column(default=False)
    row_mac: Mapped[str | None] = mapped_column("sworn", AtRest("recovery_codes.sworn"))


class Passkey(Model):
    """A passkey (WebAuthn): a second factor beside the authenticator.

    Clear: the member, the days of adding and of the last use, the signature counter, and the
    public key, which reveals nothing else. Sealed: ``wrapped_device``, the member's device secret
    under a secret that the passkey derives for this site alone (WebAuthn PRF), where it stands in
    for the sign-in sheet.
    """

    __tablename__ = "passkeys"
    row_mac_covers: ClassVar[tuple[str, ...]] = ("member_id", "credential_id", "public_key")

    id: Mapped[RowId]
    member_id: Mapped[MemberId] = mapped_column(index=True)
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int]
    added_on: Mapped[date]
    used_on: Mapped[date | None]
    wrapped_device: Mapped[bytes | None]
    row_mac: Mapped[str | None] = mapped_column("sworn", AtRest("passkeys.sworn"))


class Challenge(Model):
    """A random challenge for a passkey in one browser, for one answer within ten minutes.

    All of it is clear. It is found by the hash of the browser's token.
    """

    __tablename__ = "challenges"

    token_hash: Mapped[Digest] = mapped_column(primary_key=True)
    challenge: Mapped[bytes] = mapped_column(LargeBinary(32))
    until: Mapped[datetime] = mapped_column(index=True)


class Invitation(Model):
    """A one-time link for a colleague, found by the hash of the token in the link.

    With ``member_id`` it is for a member who chooses a new password. Such a link works from
    ``starts_at``, or at once when that is empty, because an administrator other than ``asked_by``
    confirmed it; the row MAC covers both (``own_link`` in
    ``intake/actions/access/unlock_keys.py``).
    Clear: roles, team, start, end, member, and the administrator who asked for it. At rest:
    ``email``. The first member's invitation, which carries keys, is in the tables of the keys.
    """

    __tablename__ = "invitations"
    row_mac_covers: ClassVar[tuple[str, ...]] = (
        "token_hash",
        "email",
        "team_id",
        "roles",
        "expires_at",
        "member_id",
    )

    token_hash: Mapped[Digest] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(AtRest("invitations.email"))
    team_id: Mapped[TeamId]
    roles: Mapped[list[str]]
    starts_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    member_id: Mapped[Id | None]
    asked_by: Mapped[Id | None]
    row_mac: Mapped[str | None] = mapped_column("sworn", AtRest("invitations.sworn"))


class Enrolment(Model):
    """An enrolment that is not complete: the password is set, the second factor is not.

    ``id`` becomes the id of the member. The invitation is reserved for one browser, by the hash of
    that browser's token, until ``until``; afterwards the link may be used again. Clear, at rest
    and sealed as in :class:`StaffMember`; ``key_for_browser`` is the private key under that token.
    """

    __tablename__ = "enrolments"
    row_mac_covers: ClassVar[tuple[str, ...]] = (
        *("id", "invitation_hash", "held_by", "until", "email", "password_salt", "password_check"),
        *("public_key", "wrapped_private_key", "totp_secret"),
    )

    id: Mapped[RowId]
    invitation_hash: Mapped[Digest] = mapped_column(unique=True)
    held_by: Mapped[Digest]
    until: Mapped[datetime]
    email: Mapped[str] = mapped_column(AtRest("enrolments.email"))
    name: Mapped[str | None] = mapped_column(AtRest("enrolments.name"))
    password_salt: Mapped[bytes]
    password_check: Mapped[Digest]
    public_key: Mapped[bytes]
    wrapped_private_key: Mapped[bytes]
    key_for_browser: Mapped[bytes | None]
    totp_secret: Mapped[str] = mapped_column(AtRest("enrolments.totp_secret"))
    row_mac: Mapped[str | None] = mapped_column("sworn", AtRest("enrolments.sworn"))


class SignInTry(Model):
    """One try at an account's password or code, whether or not there is such an account.

    Clear: the instant, and which of the two, or that it was refused. ``who`` is the keyed hash of
    the address, or the hash of the token of a browser that is the member's; a row of its own counts
    the try for the network, by its keyed hash. Rows are gone when the
    account is signed in to, or after a quarter of an hour; wrong second factors after a day.
    """

    __tablename__ = "sign_in_tries"

    id: Mapped[RowId]
    who: Mapped[Digest] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(8))
