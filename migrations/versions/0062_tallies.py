"""Add tallies for reports, with the cases that are there already."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0049"

IS_UNCOUNTED = sa.text("counted = ''")

MONTH = {
    "sqlite": "date({day}, 'start of month')",
    "postgresql": "date_trunc('month', {day})::date",
}

COUNT = """
INSERT INTO tallies (team_id, invented, month, measure, detail, dimension, value, count)
SELECT team_id, invented, {month}, '{measure}', {detail}, '{dimension}', {value}, count(*)
FROM cases {where}
GROUP BY 1, 2, 3, 5, 7
"""

REASON = "coalesce(close_reason, '')"
"""The column may be empty, and a detail may not."""

MEASURES = (
    ("requests", "received_on", "''", ""),
    ("closings", "closed_on", REASON, "WHERE status = 'closed' AND closed_on IS NOT NULL"),
)
"""Measure, day, detail and condition of what the table of cases still tells."""

DIMENSIONS = (("all", "''"), ("tier", "tier"), ("form", "language"))

MARK = """
UPDATE cases SET counted = 'requests'
  || CASE WHEN looked_on IS NULL AND status <> 'closed' THEN '' ELSE ' looks' END
  || CASE WHEN status IN ('accepted_waitlist', 'seeking_counsel', 'placed', 'closed')
     THEN ' accepted decisions' ELSE '' END
  || CASE WHEN status = 'closed' THEN ' closings' ELSE '' END
"""
"""Days until the first review and the decision of these cases are not known any more."""


def upgrade() -> None:
    team = sa.ForeignKey("teams.id", ondelete="CASCADE")
    op.create_table(
        "tallies",
        sa.Column("team_id", sa.String(32), team, primary_key=True),
        sa.Column("invented", sa.Boolean(), primary_key=True),
        sa.Column("month", sa.Date(), primary_key=True),
        sa.Column("measure", sa.String(12), primary_key=True),
        sa.Column("detail", sa.String(24), primary_key=True),
        sa.Column("dimension", sa.String(10), primary_key=True),
        sa.Column("value", sa.String(16), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    op.create_table(
        "sealed_tallies",
        sa.Column(
            "team_id",
            sa.String(32),
            sa.ForeignKey("teams.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("invented", sa.Boolean(), primary_key=True),
        sa.Column("month", sa.Date(), primary_key=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    op.add_column("cases", sa.Column("counted", sa.String(60), nullable=False, server_default=""))
    _count_what_is_there()
    op.create_index(
        "ix_cases_uncounted",
        "cases",
        ["team_id", "invented", "received_on", "tier", "language"],
        sqlite_where=IS_UNCOUNTED,
        postgresql_where=IS_UNCOUNTED,
    )


def downgrade() -> None:
    kept = sa.text("SELECT count(*) FROM tallies")
    if op.get_bind().scalar(kept):
        raise RuntimeError("The tallies count cases that are erased: they cannot be made again.")
    op.drop_index("ix_cases_uncounted", "cases")
    op.drop_column("cases", "counted")
    op.drop_table("sealed_tallies")
    op.drop_table("tallies")


def _count_what_is_there() -> None:
    month = MONTH[op.get_bind().dialect.name]
    for measure, day, detail, where in MEASURES:
        for dimension, value in DIMENSIONS:
            counted = COUNT.format(
                month=month.format(day=day),
                measure=measure,
                detail=detail,
                dimension=dimension,
                value=value,
                where=where,
            )
            op.execute(counted)
    op.execute(MARK)
