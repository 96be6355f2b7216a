"""Let the session that sent a request keep its key, except on a device that others use.

Nothing becomes of stored rows: a session that sent before this holds no key, and opens its mailbox
with the return code.
"""

from pathlib import Path
from runpy import run_path

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0099"

SIGNATURE = (
    "request_sent(proof bytea, before bytea, new_case text, new_receipt bytea, minutes integer,"
    " until timestamptz)"
)
"""Mark a request as sent (``applicant_access.mark_sent``). Minutes are given where others use the
device."""

NO_KEY = "key_under_token = NULL"
KEPT = "key_under_token = CASE WHEN $5 IS NULL THEN key_under_token END"


def upgrade() -> None:
    _create(KEPT)


def downgrade() -> None:
    """Take the key again from whoever sends. Sessions that kept theirs end within hours."""
    _create(NO_KEY)


def _create(key: str) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    older = run_path(str(Path(__file__).with_name("0043_access_by_proof.py")))
    function = older["REQUEST_FUNCTIONS"][SIGNATURE].replace(NO_KEY, key)
    for word, meaning in older["SHORT"].items():
        function = function.replace(word, meaning)
    op.execute(sa.text(f"CREATE OR REPLACE FUNCTION {SIGNATURE} {function}"))
