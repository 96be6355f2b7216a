"""Say which clear days are early, and which cases still have exact ones."""

from pathlib import Path
from runpy import run_path

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0050"

EARLY = sa.text("early AND state = 'open' AND kind = 'act_by'")
UNSEALED = sa.text("NOT days_sealed")

REPLACED = ("case_reweighed", "case_dates", "case_dates_added")
FUNCTIONS = {
    "case_reweighed(proof bytea, card bytea, story bytea, tier text, due_early boolean,"
    " look_by date, due_on date, steps json, moved_on date, other_people boolean)": """
RETURNS void LANGUAGE sql HEAD AS $$
  UPDATE cases AS own SET
    card = $2, story = $3, tier = $4, due_early = $5, look_by = $6, due_on = $7, steps = $8,
    last_move_on = $9, version = own.version + 1, reminder_address = NULL,
    conflict = CASE WHEN $10 THEN NULL ELSE own.conflict END,
    conflict_on = CASE WHEN $10 THEN NULL ELSE own.conflict_on END
  WHERE own.request_id = OWN_REQUEST
$$""",
    "case_dates(proof bytea)": """
RETURNS TABLE (kind text, day date, early boolean) LANGUAGE sql STABLE HEAD AS $$
  SELECT entry.kind::text, entry."on", entry.early FROM diary_entries AS entry
  WHERE case_id = OWN_CASE
$$""",
    "case_dates_added(proof bytea, dates json)": """
RETURNS void LANGUAGE sql HEAD AS $$
  INSERT INTO diary_entries (id, case_id, kind, "on", state, early, sealed)
  SELECT new.id, own.id, new.kind, new."on", 'open', coalesce(new.early, false), new.sealed
  FROM cases AS own, json_populate_recordset(NULL::diary_entries, $2) AS new
  WHERE own.request_id = OWN_REQUEST
$$""",
}


def upgrade() -> None:
    for table, column in (
        ("cases", "due_early"),
        ("cases", "days_sealed"),
        ("diary_entries", "early"),
    ):
        flag: sa.Column[bool] = sa.Column(
            column, sa.Boolean(), nullable=False, server_default=sa.false()
        )
        op.add_column(table, flag)
    op.create_index(
        "ix_cases_clear_days",
        "cases",
        ["team_id"],
        sqlite_where=UNSEALED,
        postgresql_where=UNSEALED,
    )
    op.create_index(
        "ix_diary_entries_early",
        "diary_entries",
        ["on"],
        sqlite_where=EARLY,
        postgresql_where=EARLY,
    )
    _define(FUNCTIONS)


def downgrade() -> None:
    moved = sa.text("SELECT count(*) FROM cases WHERE days_sealed")
    if op.get_bind().scalar(moved):
        raise RuntimeError(
            "An older release would take early days for exact ones, and would not find the days "
            "that are sealed in the cards."
        )
    op.drop_index("ix_diary_entries_early", "diary_entries")
    op.drop_index("ix_cases_clear_days", "cases")
    op.drop_column("diary_entries", "early")
    op.drop_column("cases", "days_sealed")
    op.drop_column("cases", "due_early")
    older = run_path(str(Path(__file__).with_name("0043_access_by_proof.py")))["CASE_FUNCTIONS"]
    _define({name: body for name, body in older.items() if name.partition("(")[0] in REPLACED})


def _define(functions: dict[str, str]) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    short = run_path(str(Path(__file__).with_name("0043_access_by_proof.py")))["SHORT"]
    for name in REPLACED:
        op.execute(f"DROP FUNCTION {name}")
    for signature, body in functions.items():
        function = f"CREATE FUNCTION {signature} {body}"
        for word, meaning in short.items():
            function = function.replace(word, meaning)
        op.execute(sa.text(function.replace(":", r"\:")))
        op.execute(f"REVOKE ALL ON FUNCTION {signature.partition('(')[0]} FROM PUBLIC")
