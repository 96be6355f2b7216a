"""An invented next release: its migration only adds (expand), as ``docs/CONTRIBUTING.md`` asks."""

import shutil

from intake.revisions import newest
from tests.support.cluster.nodes import ROOT

NUMBER = "9998"
MIGRATION = '''
"""Add a column that only the invented next release reads."""

import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = "{before}"


def upgrade() -> None:
    op.add_column("requests", sa.Column("next_release", sa.String(8), nullable=True))


def downgrade() -> None:
    op.drop_column("requests", "next_release")
'''


def migrations_of_next_release(folder):
    """Return a copy of the migrations that has one revision more."""
    copy = folder / "migrations"
    shutil.copytree(ROOT / "migrations", copy, ignore=shutil.ignore_patterns("__pycache__"))
    text = MIGRATION.format(number=NUMBER, before=newest()).lstrip()
    (copy / "versions" / f"{NUMBER}_next_release.py").write_text(text)
    return copy
