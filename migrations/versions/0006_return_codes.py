"""Add the columns of return codes."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("requests") as requests:
        requests.add_column(sa.Column("locator", sa.String(7)))
        requests.add_column(sa.Column("code_salt", sa.LargeBinary()))
        requests.add_column(sa.Column("code_auth", sa.LargeBinary()))
        requests.add_column(sa.Column("key_under_code", sa.LargeBinary()))
        requests.add_column(sa.Column("code_under_token", sa.LargeBinary()))
        requests.create_unique_constraint("uq_requests_locator", ["locator"])


def downgrade() -> None:
    coded = sa.text("SELECT count(*) FROM requests WHERE locator IS NOT NULL")
    if op.get_bind().scalar(coded):
        raise RuntimeError("A downgrade would delete return codes and lock applicants out.")
    with op.batch_alter_table("requests") as requests:
        requests.drop_constraint("uq_requests_locator", type_="unique")
        for name in ("code_under_token", "key_under_code", "code_auth", "code_salt", "locator"):
            requests.drop_column(name)
