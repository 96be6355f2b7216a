"""Add what becomes of a case once its applicant is told of a decision.

Nothing waits to be told in stored cases: those that were closed, accepted or asked about before
stay so, and their pages say that nobody recorded whether the applicant was told.
"""

import sqlalchemy as sa
from alembic import op

revision = "0106"
down_revision = "0105"


def upgrade() -> None:
    op.add_column("cases", sa.Column("decided", sa.String(40)))


def downgrade() -> None:
    """Refuse where a decision waits to be told: the release before would forget it."""
    count = sa.text("SELECT count(*) FROM cases WHERE decided IS NOT NULL")
    if op.get_bind().execute(count).scalar():
        raise RuntimeError("Decisions that nobody has told would be lost. Tell them first.")
    op.drop_column("cases", "decided")
