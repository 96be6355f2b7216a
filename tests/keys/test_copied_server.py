"""An attacker who copied the whole server, its secrets, and knows every password in clear.

Row 39 of the attacks: without a device secret none of it opens a case.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from intake.extensions import db
from intake.sealing.sheets import DEVICE_BYTES, read_device_code
from intake.sealing.unlocking import member_wrap, password_halves
from intake.staff.models import StaffMember
from intake.staff.store import Role
from tests.staff.making import PASSWORD
from tests.support.clients.applicant import SHORTEST, Applicant
from tests.support.clients.members import GULL, StaffBrowser, invite, member_id_of
from tests.support.databases.stolen_data import steal_everything
from tests.support.databases.writing import writing_in


@dataclass(frozen=True)
class Server:
    """A running installation: its first member, a colleague who waits for access, one case."""

    app: Flask
    pin: str
    wren: StaffBrowser
    gull: StaffBrowser
    folder: Path


def test_every_password_and_all_that_is_stored_open_no_case(server):
    data = steal_everything(server.app, server.folder)

    assert cases_in(data) != set()
    assert data.opened_with(attackers_keys(data)) == set()


def test_with_one_sheet_the_attacker_opens_what_its_member_may(server):
    data = steal_everything(server.app, server.folder)
    wren, gull = (member_id(server, person) for person in (server.wren, server.gull))

    of_wren = data.opened_with(data.keys_of(wren, PASSWORD, read_device_code(server.wren.sheet)))
    of_gull = data.opened_with(data.keys_of(gull, PASSWORD, read_device_code(server.gull.sheet)))

    assert of_wren >= cases_in(data)
    assert [item.column for item in of_gull] == ["staff_members.wrapped_private_key"]


def test_a_sheet_without_its_password_opens_nothing(server):
    data = steal_everything(server.app, server.folder)
    wren, device = member_id(server, server.wren), read_device_code(server.wren.sheet)

    assert data.opened_with(data.keys_of(wren, "seven quiet lamps by the lake", device)) == set()


def test_the_same_attacker_opens_every_case_if_a_row_holds_the_device_secret(server):
    """The attack itself: without it the tests above could not fail."""
    with writing_in(server.app):
        member = db.session.get_one(StaffMember, member_id_of(server.wren.email))
        member.public_key += read_device_code(server.wren.sheet)

    data = steal_everything(server.app, server.folder)

    assert data.opened_with(attackers_keys(data)) >= cases_in(data)


def attackers_keys(data):
    """Yield every stored byte string, and every password under every possible device secret."""
    yield from data.byte_strings
    ends = [(value[:DEVICE_BYTES], value[-DEVICE_BYTES:]) for value in data.byte_strings]
    devices = {part for pair in ends for part in pair}
    for member in data.members:
        wrap = password_halves(PASSWORD, bytes(member["password_salt"])).wrap
        yield wrap
        for device in devices:
            yield member_wrap(wrap, device)


def cases_in(data):
    return {item for item in data.sealed if item.case_id}


def member_id(server, person):
    with server.app.app_context():
        return member_id_of(person.email)


@pytest.fixture
def server(app, started, tmp_path):
    wren, gull = StaffBrowser(app), StaffBrowser(app)
    wren.join(f"/desk/invitation/{started.invitation_token}")
    gull.join(invite(app, Role.CASEWORKER), email="")
    assert gull.email == GULL
    reference = Applicant(app, SHORTEST).apply()
    wren.open(f"/desk/cases/{reference}")
    return Server(app=app, pin=started.fingerprint, wren=wren, gull=gull, folder=tmp_path)
