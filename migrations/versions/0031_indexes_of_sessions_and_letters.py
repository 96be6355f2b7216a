"""Add indexes by which ending sessions and deleting letters find their rows.

Both read every row before, while nothing else could write to SQLite.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

HAS_SESSION = sa.text("session_until IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_outbox_reference", "outbox", ["reference"])
    op.create_index(
        "ix_requests_session_until",
        "requests",
        ["session_until"],
        sqlite_where=HAS_SESSION,
        postgresql_where=HAS_SESSION,
    )


def downgrade() -> None:
    op.drop_index("ix_requests_session_until", "requests")
    op.drop_index("ix_outbox_reference", "outbox")
