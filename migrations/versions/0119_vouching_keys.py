"""Require the vouching key of each epoch, and sign everybody out: keyrings have another form.

Refuse where an epoch has no vouching key, or a member's key cannot sign: nothing reads these.
"""

import sqlalchemy as sa
from alembic import op

revision = "0119"
down_revision = "0115"

EPOCHS = "SELECT count(*) FROM epochs WHERE vouch_public IS NULL"
MEMBERS = (
    "SELECT count(*) FROM staff_members"
    " WHERE length(public_key) = 1217 AND length(wrapped_private_key) > 0 AND disabled_on IS NULL"
)


def upgrade() -> None:
    if op.get_bind().scalar(sa.text(EPOCHS)):
        raise RuntimeError(
            "A team's keys were made before the vouching key stood apart. They are no longer read:"
            " begin with a new database."
        )
    if count := op.get_bind().scalar(sa.text(MEMBERS)):
        raise RuntimeError(
            f"Members whose keys cannot sign: {count}. Before the upgrade they choose a new"
            " password, or an administrator resets their access."
        )
    _sign_out()
    with op.batch_alter_table("epochs") as epochs:
        epochs.alter_column("vouch_public", existing_type=sa.LargeBinary(), nullable=False)


def downgrade() -> None:
    _sign_out()
    with op.batch_alter_table("epochs") as epochs:
        epochs.alter_column("vouch_public", existing_type=sa.LargeBinary(), nullable=True)


def _sign_out() -> None:
    op.execute("UPDATE jobs SET session_id = NULL")  # SQLite migrates without foreign keys
    op.execute("DELETE FROM staff_sessions")
