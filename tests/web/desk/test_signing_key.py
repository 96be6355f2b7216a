"""The signing key on the team page: given by an administrator, used to make new keys."""

import re

import pytest
from sqlalchemy import delete

from intake.actions.law import publish
from intake.amendments import published
from intake.amendments.models import PublishedRow
from intake.extensions import db
from intake.keys import store as keys
from intake.keys.models import SigningGrant, Team
from intake.staff.store import Role
from intake.web.desk.team.team_page import FingerprintCheck
from tests.staff.making import EMAIL, TODAY
from tests.support.clients.members import (
    GULL,
    fingerprint_of,
    id_of,
    joined_as,
    member_id_of,
    typed_groups,
)
from tests.support.databases.writing import writing_in
from tests.support.rows import change_rows

ASKS = "You do not hold the signing key yet."
IBIS = "ibis.testwood@example.org"


def test_an_administrator_gets_it_by_comparing_a_fingerprint(app, wren, ibis):
    ibis.open("/desk/")
    assert ASKS in ibis.text

    wren.open(page_of(wren, IBIS))
    spoken = fingerprint_of(app, IBIS)
    assert spoken in ibis.text
    assert spoken not in wren.text
    press(wren, "signing", **typed_groups(wren.text, spoken))

    assert wren.path == "/desk/team"
    assert signing_of(wren, IBIS) == "Holds it"
    ibis.open("/desk/")
    assert ASKS not in ibis.text


def test_another_fingerprint_gives_nothing(wren, ibis):
    wren.open(page_of(wren, IBIS))

    press(wren, "signing", **dict.fromkeys(typed_groups(wren.text, "aaaa-" * 8), "zzzz"))

    assert wren.status == 422
    assert "These two groups do not match the key on this server." in wren.text
    assert signing_of(wren, IBIS) == "Asks for it"


def test_who_does_not_hold_it_gives_it_to_nobody(wren, ibis, monkeypatch):
    monkeypatch.setattr(FingerprintCheck, "is_typed", lambda _check, _posted: True)
    ibis.open(page_of(ibis, IBIS))
    assert "Give the signing key" not in ibis.text

    press(ibis, "signing")

    assert ibis.status == 409
    assert "Only an administrator who holds the signing key can do this." in ibis.text


def test_a_caseworker_has_neither_button_nor_address(app, wren, gull, ibis):
    due(app)

    gull.open(page_of(gull, IBIS))
    assert "Give the signing key" not in gull.text
    press(gull, "signing", fingerprint="x")
    assert gull.status == 404

    gull.open("/desk/team")
    assert "Request new keys" not in gull.text


def test_new_keys_wait_for_an_administrator_who_holds_the_signing_key(app, wren, gull, clock):
    wren.open(page_of(wren, GULL))
    press(wren, "access", **typed_groups(wren.text, fingerprint_of(app)))
    gull.sign_in(clock)
    due(app)

    gull.open("/desk/team")

    assert newest(app) == 1
    assert "as soon as an administrator who holds the signing key is at the desk: " in gull.text
    assert EMAIL.partition("@")[0] in gull.text.partition("is at the desk:")[2][:80]
    clock.shift(minutes=1)
    wren.work_behind()
    assert newest(app) == 2


def test_an_administrator_who_opens_no_case_makes_new_keys(app, wren, ibis, clock):
    wren.open(page_of(wren, IBIS))
    press(wren, "signing", **typed_groups(wren.text, fingerprint_of(app, IBIS)))
    due(app)

    clock.shift(minutes=1)
    ibis.work_behind()

    assert newest(app) == 2
    with app.app_context():
        assert keys.members_with_keys(keys.the_team().id) == {member_id_of(EMAIL)}
        db.session.rollback()


def test_an_administrator_requests_new_keys_when_nobody_left(app, wren, gull):
    gull.open("/desk/team")
    assert "Request new keys" not in gull.text
    gull.fill(action="/desk/team/request-keys")
    assert gull.status == 404

    wren.open("/desk/team")
    wren.fill(action="/desk/team/request-keys")
    assert "Request new keys" not in wren.text
    assert newest(app) == 2


def test_without_it_an_administrator_makes_none(app, wren, ibis, clock):
    due(app)
    clock.shift(minutes=1)

    ibis.work_behind()

    assert newest(app) == 1


def test_if_nobody_holds_it_administrators_are_told(app, wren, gull):
    with writing_in(app):
        db.session.execute(delete(SigningGrant))

    wren.open("/desk/")
    assert "No administrator holds the signing key." in wren.text
    wren.open("/desk/health")
    assert "flask keys rotate" in wren.text
    gull.open("/desk/")
    assert "No administrator holds the signing key." not in gull.text


def test_rows_of_newest_keys_begin_at_the_next_sign_in_where_the_chain_was_broken(
    app, wren, gull, clock
):
    with writing_in(app):
        db.session.add(PublishedRow(id="f" * 32, n=1, row=b"{"))
    wren.open("/desk/team")
    wren.fill(action="/desk/team/request-keys")
    assert newest(app) == 2
    with writing_in(app):
        assert publish.repair(app.config["SETTINGS"].recovery_fingerprint) == 1
    assert published_by(app) == []

    gull.press_sign_out()
    gull.sign_in(clock)
    assert published_by(app) == []
    for _ in range(2):
        wren.press_sign_out()
        wren.sign_in(clock)
        assert published_by(app) == [("epoch", 2, True)]


def page_of(who, email):
    return f"/desk/team/{id_of(who.client.application, email)}"


def signing_of(who, email):
    """Return what the team page says of a member and the signing key."""
    who.open("/desk/team")
    (says,) = re.findall(rf"{email}</bdi>: ([^<]*)", who.text)
    return says


def press(who, what, **fields):
    who.fill(action=f"{who.path}/{what}", **fields)


def published_by(app):
    """Return the kind and the epoch of each published row, and whether Wren signed it."""
    with app.app_context():
        rows = [row for _, row in published.chain() if row is not None]
        is_wrens = member_id_of(EMAIL)
        db.session.rollback()
    return [
        (row.kind, row.epoch, row.approved and row.approved.member_id == is_wrens) for row in rows
    ]


def due(app):
    with writing_in(app):
        change_rows(Team, keys_due_since=TODAY)


def newest(app):
    with app.app_context():
        number = keys.newest_number(keys.the_team().id)
        db.session.rollback()
    return number


@pytest.fixture
def ibis(app, wren):
    return joined_as(app, Role.ADMINISTRATOR, IBIS)
