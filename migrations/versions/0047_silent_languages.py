"""Have the languages of forms moved into the cards where their names point to a country."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    # A draft has its language under its seal, and a case in its story. The card of a case gets it
    # when a member's session opens the case or the queue.
    op.execute(
        "UPDATE requests SET language = 'other' WHERE language NOT IN ('ar', 'es', 'fr', 'other')"
    )
    op.execute(
        "UPDATE cases SET days_sealed = false WHERE language NOT IN ('ar', 'es', 'fr', 'other')"
    )


def downgrade() -> None:
    moved = sa.text("SELECT count(*) FROM cases WHERE language = 'other'")
    if op.get_bind().scalar(moved):
        raise RuntimeError("An older release would not find the languages that the cards hold.")
