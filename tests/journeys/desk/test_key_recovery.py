"""Rotating keys, and recovering them with two sheets after every member is lost.

The tests use commands and pages only, and check that old cases open. A reset, access for a
colleague and leaving are in ``tests/web/desk/test_team.py``, erasing in
``tests/web/desk/test_erasing.py``, a restore in ``test_restore.py``.
"""

from dataclasses import dataclass
from itertools import combinations

import pytest
from flask import Flask

from intake.actions.keys.reseal_cases import IN_FLIGHT
from tests.staff.making import STEP
from tests.support.clients.applicant import Applicant
from tests.support.clients.members import StaffBrowser

NAME = "Lumo Test-Wrenfold"


@dataclass
class House:
    """An installation with its sheets, its first member, and an opened case."""

    app: Flask
    sheets: list[str]
    wren: StaffBrowser
    reference: str

    def flask(self, *words, sheets=(0, 1)):
        typed = "".join(f"{self.sheets[at]}\n" for at in sheets)
        return self.app.test_cli_runner().invoke(args=[*words], input=typed)


def test_rotating_keys_ends_every_session_and_old_cases_open(house, clock):
    wren = house.wren

    rotation = house.flask("keys", "rotate", sheets=(2, 0))

    assert rotation.exit_code == 0, rotation.output
    wren.open("/desk/")
    assert wren.path == "/desk/signin"
    clock.shift(STEP)
    wren.give_password()
    wren.give_code()
    wren.open("/desk/team")
    assert "Cases re-encrypted: 0 of 1." in wren.text
    wren.open("/desk/team/keys/run")
    clock.shift(IN_FLIGHT)
    wren.work_behind()
    later = Applicant(house.app.test_client()).apply()
    for reference in (house.reference, later):
        wren.open(f"/desk/cases/{reference}")
        assert NAME in wren.text
    assert house.flask("keys", "status").exit_code == 0
    verified = house.flask("keys", "verify")
    assert verified.exit_code == 0, verified.output


def test_any_two_sheets_let_a_new_member_open_old_cases(house):
    for at, pair in enumerate(combinations(range(3), 2)):
        recovery = house.flask("keys", "recover", sheets=pair)
        assert recovery.exit_code == 0, recovery.output
        link = recovery.output.split()[-1].removeprefix("http://localhost")

        ibis = StaffBrowser(house.app)
        ibis.join(link, email=f"ibis{at}.testwood@example.org")

        ibis.open(f"/desk/cases/{house.reference}")
        assert NAME in ibis.text, pair
        again = StaffBrowser(house.app)
        again.open(link)
        assert again.status >= 400, "the link worked twice"


@pytest.fixture
def house(app, started, clock):
    wren = StaffBrowser(app)
    wren.join(f"/desk/invitation/{started.invitation_token}")
    reference = Applicant(app).apply()
    wren.open(f"/desk/cases/{reference}")
    assert NAME in wren.text
    return House(app, [sheet.text for sheet in started.sheets], wren, reference)


@pytest.fixture
def database(sqlite_database):
    """Use SQLite only; the tests of the actions run on both databases."""
    return sqlite_database
