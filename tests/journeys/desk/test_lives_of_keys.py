"""From the outside: new keys, every member lost, and what the sheets give back.

Commands as they are typed, pages as they are pressed; what is asked each time is whether the old
cases open. A reset, access for a colleague and leaving are in ``tests/web/desk/test_team.py``,
erasing in ``tests/web/desk/test_erasing.py``, a restore in ``test_restore.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import pytest
from click.testing import Result
from flask import Flask
from time_machine import Traveller

from intake.actions.keys.init_keys import Started
from intake.actions.keys.reseal_cases import IN_FLIGHT
from tests.staff.making import STEP
from tests.support.clients.applicant import Applicant
from tests.support.clients.members import StaffBrowser

SAYS = "Lumo Test-Wrenfold"


@dataclass
class House:
    """An installation with its sheets, its first member, and a case that was opened."""

    app: Flask
    sheets: list[str]
    wren: StaffBrowser
    reference: str

    def flask(self, *words: str, sheets: tuple[int, int] = (0, 1)) -> Result:
        typed = "".join(f"{self.sheets[at]}\n" for at in sheets)
        return self.app.test_cli_runner().invoke(args=[*words], input=typed)


def test_new_keys_end_every_session_and_the_old_cases_go_on(house: House, clock: Traveller) -> None:
    wren = house.wren

    told = house.flask("keys", "rotate", sheets=(2, 0))

    assert told.exit_code == 0, told.output
    wren.open("/desk/")
    assert wren.path == "/desk/signin"
    clock.shift(STEP)
    wren.give_password()
    wren.fill(code=wren.code())
    wren.open("/desk/team")
    assert "Cases sealed to them: 0 of 1." in wren.text
    wren.fill(action="/desk/team/keys")
    clock.shift(IN_FLIGHT)
    wren.fill(action="/desk/team/keys")
    later = Applicant(house.app.test_client()).apply()
    for reference in (house.reference, later):
        wren.open(f"/desk/cases/{reference}")
        assert SAYS in wren.text
    assert house.flask("keys", "status").exit_code == 0
    verified = house.flask("keys", "verify")
    assert verified.exit_code == 0, verified.output


def test_any_two_sheets_let_a_new_member_in_who_opens_the_old_cases(house: House) -> None:
    for at, pair in enumerate(combinations(range(3), 2)):
        told = house.flask("keys", "recover", sheets=pair)
        assert told.exit_code == 0, told.output
        link = told.output.split()[-1].removeprefix("http://localhost")

        ibis = StaffBrowser(house.app)
        ibis.join(link, email=f"ibis{at}.testwood@example.org")

        ibis.open(f"/desk/cases/{house.reference}")
        assert SAYS in ibis.text, pair
        again = StaffBrowser(house.app)
        again.open(link)
        assert again.page.status_code >= 400, "the link worked twice"


@pytest.fixture
def house(app: Flask, started: Started, clock: Traveller) -> House:
    wren = StaffBrowser(app)
    wren.join(f"/desk/invitation/{started.invitation_token}")
    reference = Applicant(app.test_client()).apply()
    wren.open(f"/desk/cases/{reference}")
    assert SAYS in wren.text
    return House(app, [sheet.text for sheet in started.sheets], wren, reference)


@pytest.fixture
def database(sqlite_database: str) -> str:
    """What the two databases may differ in is tried with the actions."""
    return sqlite_database
