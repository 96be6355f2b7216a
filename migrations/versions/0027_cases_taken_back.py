"""Add an index of withdrawn cases that a legal hold keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

TAKEN_BACK = sa.text("erase_asked_on IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_cases_taken_back",
        "cases",
        ["team_id", "held_since"],
        sqlite_where=TAKEN_BACK,
        postgresql_where=TAKEN_BACK,
    )


def downgrade() -> None:
    op.drop_index("ix_cases_taken_back", "cases")
