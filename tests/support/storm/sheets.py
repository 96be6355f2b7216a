"""Read the recovery sheets that wait for the first member, as a program on the server could."""

from sqlalchemy import select

from intake.keys.models import FirstInvitation
from intake.sealing.opening import open_under
from intake.sealing.sheets import sheets_from_bytes
from intake.sealing.teams import first_sheets_place
from intake.sealing.tokens import read_token, token_hash
from tests.support.storm.ledger import engine_of


def waiting_sheets(live):
    """Return two recovery sheets, as they are typed; the first invitation is not used up."""
    database = live.settings.get("DATABASE_URL") or f"sqlite:///{live.folder}/intake.db"
    token = read_token(live.invitation.rpartition("/")[2])
    row = select(FirstInvitation.team_id, FirstInvitation.wrapped_sheets)
    with engine_of(database).connect() as connection:
        team_id, wrapped = connection.execute(
            row.where(FirstInvitation.token_hash == token_hash(token))
        ).one()
    assert wrapped is not None, "the first invitation carries no sheets"
    installation = (live.folder / "recovery_fingerprint").read_text("utf-8").strip()
    secrets = open_under(token, wrapped, first_sheets_place(team_id, installation))
    return "".join(f"{sheet.text}\n" for sheet in sheets_from_bytes(secrets)[:2])
