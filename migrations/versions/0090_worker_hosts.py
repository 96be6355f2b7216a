"""Add the machines on which mail workers run, each with its last heartbeat."""

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0089"

# ``outbox_beats`` has one row for all workers. It stays: the release before reads and writes it.


def upgrade() -> None:
    op.create_table(
        "worker_hosts",
        sa.Column("host", sa.String(64), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("worker_hosts")
