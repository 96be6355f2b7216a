"""Add the name, capacity and absence of a member of staff.

Dates of the near future that had no reminders so far count as reminded at the step that they have
reached, so that an update queues no burst of emails.
"""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0058"

LISTS = ("languages", "states")

STEPS = (30, 14, 7, 3, 1)

REMINDED = """
UPDATE diary_entries SET reminded = {step}
WHERE state = 'open' AND kind IN ('plan_by', 'next_look') AND "on" <= {last_day}
"""


def upgrade() -> None:
    op.add_column("staff_members", sa.Column("name", sa.LargeBinary()))
    op.add_column("staff_members", sa.Column("cases_a_week", sa.Integer()))
    for column in LISTS:
        op.add_column(
            "staff_members", sa.Column(column, sa.JSON(), nullable=False, server_default="[]")
        )
    op.add_column("staff_members", sa.Column("away_from", sa.Date()))
    op.add_column("staff_members", sa.Column("away_until", sa.Date()))
    op.add_column("staff_members", sa.Column("stand_in_id", sa.String(32)))
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for step in STEPS:
        last_day = f"CURRENT_DATE + {step}" if on_postgresql else f"date('now', '+{step} days')"
        op.execute(sa.text(REMINDED.format(step=step, last_day=last_day)))


def downgrade() -> None:
    op.execute(
        sa.text("UPDATE diary_entries SET reminded = NULL WHERE kind IN ('plan_by', 'next_look')")
    )
    with op.batch_alter_table("staff_members") as members:
        for column in ("name", "cases_a_week", *LISTS, "away_from", "away_until", "stand_in_id"):
            members.drop_column(column)
