"""Add changes of deadlines by answers, and the law and rules of the last assessment."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "weighed_by",
        sa.Column("team_id", sa.String(32), sa.ForeignKey("teams.id"), primary_key=True),
        sa.Column("law", sa.JSON(), nullable=False),
        sa.Column("rules", sa.String(64), nullable=False),
    )
    with op.batch_alter_table("recall_moves") as table:
        table.add_column(sa.Column("team_id", sa.String(32)))
        table.add_column(sa.Column("moved_on", sa.Date()))
        table.alter_column("recall_id", existing_type=sa.String(32), nullable=True)
    op.execute(
        "UPDATE recall_moves SET moved_on ="
        " (SELECT begun_on FROM recalls WHERE recalls.id = recall_moves.recall_id), team_id ="
        " (SELECT team_id FROM recalls WHERE recalls.id = recall_moves.recall_id)"
    )
    with op.batch_alter_table("recall_moves") as table:
        table.alter_column("team_id", existing_type=sa.String(32), nullable=False)
        table.alter_column("moved_on", existing_type=sa.Date(), nullable=False)
        table.create_foreign_key("fk_recall_moves_team_id_teams", "teams", ["team_id"], ["id"])
        table.create_index("ix_recall_moves_of_team", ["team_id", "moved_on", "to_due_on"])


def downgrade() -> None:
    by_answers = sa.text("SELECT 1 FROM recall_moves WHERE recall_id IS NULL LIMIT 1")
    if op.get_bind().scalar(by_answers):
        raise RuntimeError(
            "Answers changed some deadlines: a downgrade would delete these changes."
        )
    with op.batch_alter_table("recall_moves") as table:
        table.drop_index("ix_recall_moves_of_team")
        table.drop_constraint("fk_recall_moves_team_id_teams", type_="foreignkey")
        table.alter_column("recall_id", existing_type=sa.String(32), nullable=False)
        table.drop_column("moved_on")
        table.drop_column("team_id")
    op.drop_table("weighed_by")
