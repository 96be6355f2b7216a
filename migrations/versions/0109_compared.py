"""Add the number of requests with which the conflict check of a case compared it.

Cases that were checked before keep their result; of them the page says that the number is not
known. It is stored when their check is made again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0109"
down_revision = "0107"


def upgrade() -> None:
    op.add_column("cases", sa.Column("compared", sa.Integer()))


def downgrade() -> None:
    """Drop the numbers: the next check of a case finds its own again."""
    op.drop_column("cases", "compared")
