"""Add to the log the rows that an act added or revoked, so that undoing it is noticed."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

HAS_ENDED = sa.text("ended IS NOT NULL")

FUNCTION = """
CREATE FUNCTION audit_has_ended(thing text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM audit_entries WHERE ended = thing)
$$
"""
"""The applicants' door may ask about one fingerprint, but cannot read the log."""


def upgrade() -> None:
    op.add_column("audit_entries", sa.Column("made", sa.String(32)))
    op.add_column("audit_entries", sa.Column("ended", sa.String(64)))
    op.create_index(
        "ix_audit_entries_ended",
        "audit_entries",
        ["ended"],
        sqlite_where=HAS_ENDED,
        postgresql_where=HAS_ENDED,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(FUNCTION)
        op.execute("REVOKE ALL ON FUNCTION audit_has_ended FROM PUBLIC")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_has_ended")
    op.drop_index("ix_audit_entries_ended", "audit_entries")
    op.drop_column("audit_entries", "ended")
    op.drop_column("audit_entries", "made")
