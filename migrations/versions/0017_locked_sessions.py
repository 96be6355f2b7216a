"""Add locked sessions, reauthentication, and the forms typed when a desk locked."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.execute("DELETE FROM staff_sessions")  # members have to sign in again
    with op.batch_alter_table("staff_sessions") as batch:
        batch.add_column(sa.Column("proven_at", sa.DateTime(timezone=True), nullable=False))
        batch.add_column(sa.Column("locked_at", sa.DateTime(timezone=True)))
    op.create_table(
        "typed_forms",
        sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("member_id", sa.String(32), sa.ForeignKey("staff_members.id"), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_typed_forms_member_id", "typed_forms", ["member_id"])
    op.create_index("ix_typed_forms_until", "typed_forms", ["until"])


def downgrade() -> None:
    op.drop_table("typed_forms")
    with op.batch_alter_table("staff_sessions") as batch:
        batch.drop_column("locked_at")
        batch.drop_column("proven_at")
