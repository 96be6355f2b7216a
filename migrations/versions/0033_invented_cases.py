"""Mark invented cases, so that they can be shown as such, left out of figures, and removed."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

IS_INVENTED = sa.text("invented")


def upgrade() -> None:
    op.add_column(
        "cases", sa.Column("invented", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index(
        "ix_cases_invented",
        "cases",
        ["status", "due_on"],
        sqlite_where=IS_INVENTED,
        postgresql_where=IS_INVENTED,
    )


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM cases WHERE invented")):
        raise RuntimeError("Invented cases would look real: run flask demo remove first.")
    op.drop_index("ix_cases_invented", "cases")
    op.drop_column("cases", "invented")
