"""Note who asked for a reset and on which day a case was closed.

Both columns may be empty. Cases that are closed already count as closed on the day of their last
change, which is never earlier than the day of closing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.add_column("invitations", sa.Column("asked_by", sa.String(32)))
    op.add_column("cases", sa.Column("closed_on", sa.Date()))
    op.execute("UPDATE cases SET closed_on = last_move_on WHERE status = 'closed'")


def downgrade() -> None:
    op.execute("DELETE FROM invitations WHERE asked_by IS NOT NULL")  # older releases do not wait
    op.drop_column("cases", "closed_on")
    op.drop_column("invitations", "asked_by")
