"""Leave dates that a correction replaced out of the applicant's list of dates that are there."""

from pathlib import Path
from runpy import run_path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0086"

NAME = "case_dates(proof bytea)"
OLDER = "0046_silent_days.py"
CONDITION = "WHERE case_id = OWN_CASE"
STANDING = f"{CONDITION} AND entry.state <> 'replaced'"


def upgrade() -> None:
    _define(_older_body().replace(CONDITION, STANDING))


def downgrade() -> None:
    op.execute("UPDATE diary_entries SET state = 'waived' WHERE state = 'replaced'")
    _define(_older_body())


def _older_body() -> str:
    body: str = _constants_of(OLDER)["FUNCTIONS"][NAME]
    return body


def _define(body: str) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    function = f"CREATE OR REPLACE FUNCTION {NAME} {body}"
    for word, meaning in _constants_of("0043_access_by_proof.py")["SHORT"].items():
        function = function.replace(word, meaning)
    op.execute(sa.text(function.replace(":", r"\:")))


def _constants_of(name: str) -> dict[str, Any]:
    return run_path(str(Path(__file__).with_name(name)))
