"""Remember when backups, housekeeping and checks last ran, and count failed answers per hour.

The Health page, the doctor command and the metrics read both tables; no row is about a person.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.create_table(
        "upkeep_runs",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.Column("figure", sa.BigInteger()),
    )
    op.create_table(
        "server_errors",
        sa.Column("hour", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("answers", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("server_errors")
    op.drop_table("upkeep_runs")
