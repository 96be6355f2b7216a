"""Add grants of the signing key apart from reading keys, and the day on which old wraps end.

No grant changes: members keep what they hold until the team's next epoch.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.create_table(
        "signing_grants",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("member_id", sa.String(32), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("vouched", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("member_id", "team_id", "epoch"),
        sa.ForeignKeyConstraint(["team_id", "epoch"], ["epochs.team_id", "epochs.number"]),
    )
    op.add_column("teams", sa.Column("old_wraps_end_on", sa.Date()))


def downgrade() -> None:
    apart = "SELECT count(*) FROM epochs WHERE vouch_public IS NOT NULL"
    if op.get_bind().scalar(sa.text(apart)):
        raise RuntimeError(
            "The team's keys were made by this release, and older ones cannot open their grants."
        )
    op.drop_column("teams", "old_wraps_end_on")
    op.drop_table("signing_grants")
