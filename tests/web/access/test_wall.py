"""The wall of a case on the desk: put up, seen from both sides, changed, and taken down."""

import re

import pytest

from intake.cases import walls
from intake.cases.card import Card
from intake.keys import store as keys
from tests.cases.making import InventedTeam
from tests.staff.making import EMAIL
from tests.support.clients.members import GULL, give_access_to, id_of, sealed_to_team
from tests.support.databases.writing import writing_in

LUMO = Card(name_to_use="Lumo", names=("Lumora Testfold Wrenwick",))
WALLED = "This case is walled: only the members who are named on it can open it."


def test_a_wall_is_seen_from_both_sides(wren, gull, reference):
    put_up(wren, reference, text="He is her uncle.")

    assert "Only the named members can open this case" in wren.text
    assert "He is her uncle." in wren.text
    wren.open("/desk/")
    assert reference in wren.text
    search(wren, "Lumora")
    assert "1 walled case was not searched." in wren.text
    assert f"/desk/cases/{reference}" in wren.text
    gull.open(f"/desk/cases/{reference}")
    assert WALLED in gull.text
    assert "Lumo" not in gull.text
    gull.open("/desk/")
    assert reference not in gull.text
    assert "1 walled case is not listed" in gull.text
    search(gull, "Lumora")
    assert "1 walled case was not searched." in gull.text
    assert reference not in gull.text
    gull.open("/desk/law/recall")
    assert "1 walled case is not recalculated" in gull.text


def test_it_is_changed_and_taken_down_with_a_reason(app, wren, gull, reference):
    put_up(wren, reference)
    put_up(wren, reference, named=id_of(app, GULL), text="He helps her now.")
    gull.open(f"/desk/cases/{reference}/notes")
    assert "He helps her now." in gull.text

    wren.open(f"/desk/cases/{reference}/wall")
    wren.fill(action=f"{wren.path}/down")
    assert "Enter a reason." in wren.text
    wren.fill(action=f"/desk/cases/{reference}/wall/down", text="They agreed.")

    assert "A wall keeps a case from members" in wren.text
    gull.open(f"/desk/cases/{reference}/timeline")
    for words in ("Wall put up", "Members inside the wall changed", "Wall taken down"):
        assert words in gull.text
    with app.app_context():
        assert walls.of_team(keys.the_team().id) == ()


def test_a_mistake_puts_up_no_wall(app, wren, reference):
    for fields, sentence in (
        ({"text": ""}, "Enter a reason."),
        ({"references": "K7QF2MXH"}, "Enter references such as K7QF-2MXH"),
        ({"references": "ZZZZ-ZZZZ"}, "The team has no case with one of these references."),
    ):
        put_up(wren, reference, **fields)
        assert sentence in wren.text
    with app.app_context():
        assert walls.of_team(keys.the_team().id) == ()


def test_only_members_who_may_hold_keys_are_offered(app, wren, gull, reference):
    with writing_in(app):
        team = InventedTeam(row=keys.the_team())
        for role in ("reporter", "volunteer", "administrator"):
            team.member(role, email=f"{role}@example.org")

    wren.open(f"/desk/cases/{reference}/wall")

    offered = re.findall('name="named" value="([0-9a-f]+)"', wren.text)
    assert set(offered) == {id_of(app, EMAIL), id_of(app, GULL)}


def test_the_last_member_inside_is_not_deactivated(app, wren, gull, reference):
    last = id_of(app, GULL)
    put_up(wren, reference, named=last, outside=id_of(app, EMAIL))

    wren.open(f"/desk/team/{last}")
    wren.post_form(f"/desk/team/{last}/disable")

    assert wren.status == 409
    assert "No one else can open a walled case." in wren.text
    gull.open(f"/desk/cases/{reference}/notes")
    assert "Kin." in gull.text


def test_one_who_was_writing_when_the_wall_was_put_up_loses_no_word(wren, gull, reference):
    gull.open(f"/desk/cases/{reference}")
    put_up(wren, reference)

    gull.post_form(f"/desk/cases/{reference}/notes", text="She called today.")

    assert WALLED in gull.text
    assert "She called today." in gull.text


def put_up(who, reference, **fields):
    """Send the form that puts a wall up or changes it."""
    who.open(f"/desk/cases/{reference}/wall")
    data = {"references": "", "text": "Kin.", **fields}
    who.fill(**data)


def search(who, name):
    """Search for a name."""
    who.open("/desk/search")
    who.fill(q=name)


@pytest.fixture
def wren(wren, clock):
    """Return the first member, signed in again: with her own key."""
    wren.press_sign_out()
    wren.sign_in(clock)
    return wren


@pytest.fixture
def gull(app, new_installation, wren, gull, clock):
    """Return a caseworker with case access, signed in."""
    give_access_to(app, new_installation, GULL)
    gull.sign_in(clock)
    return gull


@pytest.fixture
def reference(app, wren):
    """Return the reference of a case that is sealed to the team."""
    return sealed_to_team(app, card=LUMO)[0]
