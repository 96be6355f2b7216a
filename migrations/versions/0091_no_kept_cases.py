"""Turn cases that an office kept to itself into walled cases with the same members.

Only the office's mark leaves the column of the wraps. Each wrap stays as it is, so that the case
opens for those whom it opened for, and for nobody else. The log names the column as it was: put
back after the members of the wall have changed, it opens nothing. The rows of acts that kept cases
to an office are deleted: they could not be undone.
"""

from hashlib import sha256
from secrets import token_hex

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"

MARK = b"office "
"""Stood before the id of the office, where other parts of the column name a recipient."""

CASES = sa.table("cases", sa.column("id"), sa.column("walled_keys", sa.LargeBinary))
ENTRIES = sa.table(
    "audit_entries",
    *(sa.column(name) for name in ("id", "act", "case_id", "ended")),
    sa.column("on", sa.Date),
)


def upgrade() -> None:
    connection = op.get_bind()
    walled = sa.select(CASES.c.id, CASES.c.walled_keys).where(CASES.c.walled_keys.is_not(None))
    for case_id, keys in connection.execute(walled).all():
        parts = _parts(keys)
        pairs = list(zip(parts[::2], parts[1::2], strict=False))
        by_name = [part for pair in pairs if not pair[0].startswith(MARK) for part in pair]
        if len(by_name) == len(parts):
            continue
        without_mark = b"".join(len(part).to_bytes(4) + part for part in by_name)
        change = sa.update(CASES).where(CASES.c.id == case_id)
        connection.execute(change.values(walled_keys=without_mark))
        entry = {
            "id": token_hex(16),
            "act": "wall_changed",
            "case_id": case_id,
            "on": sa.func.current_date(),
            "ended": sha256(b"intake ended\n" + keys).hexdigest(),
        }
        connection.execute(sa.insert(ENTRIES).values(entry))
    op.execute("DELETE FROM bulk_acts WHERE kind = 'kept'")


def downgrade() -> None:
    """Change nothing: the release before has walls by name too."""


def _parts(keys: bytes) -> list[bytes]:
    """Return the parts of the column, each after its length; none if it is damaged."""
    parts, at = list[bytes](), 0
    while at < len(keys):
        begin = at + 4
        at = begin + int.from_bytes(keys[at:begin])
        parts.append(keys[begin:at])
    return parts if at == len(keys) and len(parts) % 2 == 0 else []
