"""Drop the day on which keys ended that a password alone opened, and grants of older releases.

A member without a device secret keeps their row, whose MAC covers the wrapped key, and cannot sign
in: the password counts as wrong until an administrator resets it. Nothing is granted to the key
that the password alone opens: where nobody else held the team's keys, two recovery sheets open them
(``flask keys recover``). Volunteers open what is lent to them alone: their grants keep the vouch.
"""

import sqlalchemy as sa
from alembic import op

revision = "0118"
down_revision = "0116"

GRANTS = ("DELETE FROM grants", "DELETE FROM signing_grants")
OF_ALONE = (
    " WHERE member_id IN (SELECT id FROM staff_members WHERE substr(password_salt, 1, 1) = :alone)"
)
EMPTY = (
    "UPDATE grants SET sealed = :none WHERE member_id IN"
    " (SELECT id FROM staff_members WHERE CAST(roles AS VARCHAR) = :volunteer)"
)


def upgrade() -> None:
    for deletion in GRANTS:
        op.get_bind().execute(sa.text(deletion + OF_ALONE), {"alone": b"\x01"})
    op.get_bind().execute(sa.text(EMPTY), {"none": b"", "volunteer": '["volunteer"]'})
    op.drop_column("teams", "old_wraps_end_on")


def downgrade() -> None:
    """Add the day without a value: the older release names one at its next run."""
    op.add_column("teams", sa.Column("old_wraps_end_on", sa.Date()))
