"""Delete the changes that a demonstration proposed: a message template and a referral contact.

Each is invented, also where a member approved it. The invented colleague who proposed it is erased
with the invented cases, and is known by having had no key and no day of work.
"""

import sqlalchemy as sa
from alembic import op

revision = "0097"
down_revision = "0094"

STAFF = sa.table(
    "staff_members",
    *(sa.column("id"), sa.column("joined_on"), sa.column("disabled_on")),
    sa.column("public_key", sa.LargeBinary),
)


def upgrade() -> None:
    invented = sa.select(STAFF.c.id).where(
        STAFF.c.public_key == b"", STAFF.c.disabled_on == STAFF.c.joined_on
    )
    wordings = sa.table("wording_changes", sa.column("proposed_by"))
    op.execute(sa.delete(wordings).where(wordings.c.proposed_by.in_(invented)))
    op.execute("DELETE FROM place_changes WHERE place_id = 'invented_example'")


def downgrade() -> None:
    """Change nothing: the proposals were invented."""
