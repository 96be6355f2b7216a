"""Each role of ``deploy/roles.sql`` runs its own commands; the others end with one sentence."""

from dataclasses import replace

import pytest
from sqlalchemy import make_url

from intake import create_app
from intake.extensions import db
from intake.keys import store as keys
from intake.sealing import at_rest
from intake.settings import Settings
from tests.outbox.making import given_up
from tests.support.clients.applicant import Applicant
from tests.support.clients.members import StaffBrowser
from tests.support.databases.writing import writing_in

REFUSED = "Error: This database role lacks permission. See deploy/README.md for the right one."

OF_KEYS = {
    *("keys status", "keys verify", "keys rotate", "keys recover"),
    *("keys accept-epoch", "keys prove-sheet"),
}
OF_OWNER = "keys renew-sheets"
OF_TIME = {"outbox work --once", "housekeeping run"}
FAILED = ("a" * 32, "b" * 32)
OF_LETTERS = ("outbox list", f"outbox arrived {FAILED[0]}", f"outbox drop --yes {FAILED[1]}")
INVITE = "staff invite helper@example.org --role volunteer"
COMMANDS = (
    "audit verify",
    "backup create",
    "doctor",
    *sorted(OF_KEYS, reverse=True),
    OF_OWNER,
    *OF_LETTERS,
    *sorted(OF_TIME),
    "staff list",
    INVITE,
)

MAY = {
    "apply": set[str](),
    "worker": {"audit verify", "staff list", *OF_LETTERS} | OF_TIME,
    "desk": {
        "audit verify",
        "backup create",
        "doctor",
        *OF_LETTERS,
        "staff list",
        INVITE,
    }
    | OF_KEYS,
}


@pytest.mark.parametrize("role", MAY)
def test_each_role_runs_its_own_commands_and_no_other(lived, started, tmp_path, role):
    address = make_url(lived.database_url).set(username=f"intake_{role}")
    app = create_app(replace(lived, database_url=address.render_as_string(hide_password=False)))
    sheets = "".join(f"{sheet.text}\n" for sheet in started.sheets[:2])

    done, refused = set(), set()
    for command in COMMANDS:
        words = [*command.split(), *([str(tmp_path / role)] if "backup" in command else [])]
        result = app.test_cli_runner().invoke(args=words, input=sheets)
        if result.exit_code == 0:
            done.add(command)
        elif result.output.endswith(REFUSED + "\n"):
            refused.add(command)
    with app.app_context():
        db.engine.dispose()

    assert done == MAY[role]
    assert refused == set(COMMANDS) - MAY[role]


@pytest.fixture
def lived(app, started):
    """Return the settings of an installation with a member, a case and three emails, two failed."""
    StaffBrowser(app).join(f"/desk/invitation/{started.invitation_token}")
    Applicant(app).apply()
    with writing_in(app):
        for id_ in FAILED:
            given_up(keys.the_team(), "m1").id = id_
    before = at_rest._Secrets.ciphers
    settings: Settings = app.config["SETTINGS"]
    yield settings
    at_rest._Secrets.ciphers = before


@pytest.fixture
def database(postgresql_database):
    """Use PostgreSQL only, since SQLite has no roles."""
    return postgresql_database
