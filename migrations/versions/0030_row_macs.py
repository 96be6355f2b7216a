"""Add a MAC to each row that grants access to the desk, so that nobody can forge such a row (D54).

The upgrade trusts the existing rows and sets their MACs, so that nobody is locked out. It needs
the desk's ``SECRET_KEY``. Members who are signed in or are joining have to do so again. A row that
no known secret decrypts gets no MAC and grants no access: restore the secret before the upgrade,
or reset that member afterwards.
"""

from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from alembic import op

from intake.extensions import Instant
from intake.sealing.at_rest import AtRest, UnderUnknownKey
from intake.sealing.signing import set_row_mac

revision = "0030"
down_revision = "0029"

TABLES = (
    *("staff_members", "recovery_codes", "passkeys", "invitations", "enrolments"),
    *("staff_sessions", "halfway_sessions"),
)
SHORT_LIVED = ("enrolments", "staff_sessions", "halfway_sessions")

MEMBERS = sa.table(
    "staff_members",
    *(sa.column(name) for name in ("id", "team_id", "public_key", "wrapped_private_key")),
    *(sa.column(name) for name in ("password_salt", "password_check")),
    sa.column("roles", sa.JSON),
    sa.column("disabled_on", sa.Date),
    sa.column("email", AtRest("staff_members.email")),
    sa.column("totp_secret", AtRest("staff_members.totp_secret")),
    sa.column("sworn", AtRest("staff_members.sworn")),
)
CODES = sa.table(
    "recovery_codes",
    *(sa.column(name) for name in ("id", "member_id", "code_hash")),
    sa.column("sworn", AtRest("recovery_codes.sworn")),
)
PASSKEYS = sa.table(
    "passkeys",
    *(sa.column(name) for name in ("id", "member_id", "credential_id", "public_key")),
    sa.column("sworn", AtRest("passkeys.sworn")),
)
INVITATIONS = sa.table(
    "invitations",
    *(sa.column(name) for name in ("token_hash", "team_id", "member_id")),
    sa.column("email", AtRest("invitations.email")),
    sa.column("roles", sa.JSON),
    sa.column("expires_at", Instant),
    sa.column("sworn", AtRest("invitations.sworn")),
)
COVERED = {
    MEMBERS: (
        *("id", "email", "team_id", "roles", "disabled_on", "password_salt", "password_check"),
        *("public_key", "wrapped_private_key", "totp_secret"),
    ),
    CODES: ("member_id", "code_hash"),
    PASSKEYS: ("member_id", "credential_id", "public_key"),
    INVITATIONS: ("token_hash", "email", "team_id", "roles", "expires_at", "member_id"),
}


def upgrade() -> None:
    for name in SHORT_LIVED:
        op.execute(sa.delete(sa.table(name)))
    for name in TABLES:
        op.add_column(name, sa.Column("sworn", sa.LargeBinary))
    keys: dict[str, str] = {}
    for table, columns in COVERED.items():
        _set_macs(table, columns, keys)


def downgrade() -> None:
    for name in TABLES:
        op.drop_column(name, "sworn")


def _set_macs(table: Any, covered: tuple[str, ...], keys: dict[str, str]) -> None:
    """Set the MAC of each row of a table (``actions/access/login_row_mac.py``)."""
    for values in op.get_bind().execute(sa.select(table)).mappings().all():
        row: Any = SimpleNamespace(**values, row_mac_covers=covered)
        if table is MEMBERS:
            keys[row.id] = bytes(row.public_key).hex()
        own = (keys[row.member_id],) if table in (CODES, PASSKEYS) else ()
        count = ("0",) if table is CODES or (table is INVITATIONS and row.member_id) else ()
        try:
            set_row_mac(row, *own, *count)
        except UnderUnknownKey:
            continue
        (key, *_) = table.columns
        op.execute(sa.update(table).where(key == values[key.name]).values(sworn=row.row_mac))
