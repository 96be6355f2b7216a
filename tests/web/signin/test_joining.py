"""Inviting and changing roles at the desk, from outside."""

import pytest

from intake.extensions import db
from intake.keys import store as keys
from intake.sessions.store import FRESH
from intake.staff import store
from intake.staff.models import Enrolment
from intake.staff.store import Role
from tests.staff.making import EMAIL, PASSWORD, STEP
from tests.support.clients.members import (
    GULL,
    StaffBrowser,
    fingerprint_of,
    joined_as,
    member_id_of,
    text_of,
    typed_groups,
)

pytestmark = pytest.mark.usefixtures("clock")

IBIS = "ibis.testwood@example.org"


def test_an_administrator_invites_a_colleague(app, wren):
    wren.open("/desk/team")

    wren.fill(action="/desk/team/invite", email=IBIS, roles="volunteer")

    link = text_of(wren.text, "link")
    assert link.startswith("http://localhost/desk/invitation/")
    ibis = StaffBrowser(app)
    ibis.join(link.removeprefix("http://localhost"), email="")
    with app.app_context():
        member = store.find(member_id_of(IBIS))
        assert member is not None
        assert member.roles == ["volunteer"]


def test_a_new_members_name_is_tidied_as_any_other(app, wren):
    wren.open("/desk/team")
    wren.fill(action="/desk/team/invite", email=IBIS, roles="volunteer")
    ibis = StaffBrowser(app)
    ibis.open(text_of(wren.text, "link").removeprefix("http://localhost"))

    ibis.fill(name=" Ibis\u202e \x07Testwood ", password=PASSWORD, password_again=PASSWORD)
    ibis.fill(code=ibis.code())

    wren.open("/desk/team")
    assert "<bdi>Ibis Testwood</bdi>" in wren.text


def test_a_new_members_name_is_no_colleagues_and_not_empty(app, wren):
    wren.open("/desk/team")
    wren.fill(action="/desk/team/invite", email=IBIS, roles="volunteer")
    ibis = StaffBrowser(app)
    ibis.open(text_of(wren.text, "link").removeprefix("http://localhost"))
    passwords = {"password": PASSWORD, "password_again": PASSWORD}

    ibis.fill(name="wren\u200b.testwood", **passwords)
    assert "A colleague has this name." in ibis.text
    ibis.fill(name="\u3164\u200b", **passwords)
    ibis.fill(code=ibis.code())

    wren.open("/desk/team")
    assert "<bdi>ibis.testwood</bdi>" in wren.text


def test_a_second_link_ends_the_first_also_where_somebody_is_joining_with_it(app, wren):
    links = []
    for _ in range(2):
        wren.open("/desk/team")
        wren.fill(action="/desk/team/invite", email=IBIS, roles="volunteer")
        links.append(text_of(wren.text, "link").removeprefix("http://localhost"))
        if len(links) == 1:
            stranger = StaffBrowser(app)
            stranger.open(links[0])
            stranger.choose_password()
            assert stranger.secret

    stranger.give_code()
    assert stranger.status == 410
    with app.app_context():
        assert db.session.query(Enrolment).all() == []
    ibis = StaffBrowser(app)
    ibis.join(links[1], email="")
    assert ibis.path == "/desk/account/codes"


def test_what_is_wrong_with_an_invitation_is_said(wren):
    for form, message in [
        ({"email": "ibis at example", "roles": "volunteer"}, "Enter an email address"),
        ({"email": IBIS}, "Choose at least one role."),
        ({"email": IBIS, "roles": "emperor"}, "Choose at least one role."),
        ({"email": EMAIL, "roles": "volunteer"}, "Someone already uses this email address."),
    ]:
        wren.open("/desk/team")

        wren.fill(action="/desk/team/invite", **form)

        assert wren.status == 422
        assert message in wren.text


def test_other_roles_sign_out_at_once_and_take_the_keys_away(app, wren, gull, clock):
    path = has_access(app, wren, gull, clock)

    wren.open(path)
    wren.fill(action=f"{path}/roles", roles="reporter")

    assert wren.path == "/desk/team"
    gull.open("/desk/")
    assert gull.path == "/desk/signin"
    with app.app_context():
        member = store.find(member_id_of(GULL))
        assert member is not None
        assert member.roles == ["reporter"]
        assert keys.grants_of(member.id) == []
        assert keys.due_since(member.team_id) is None
        assert keys.newest_number(member.team_id) == 2


def test_roles_that_open_cases_too_keep_the_keys(app, wren, gull, clock):
    path = has_access(app, wren, gull, clock)

    wren.open(path)
    wren.fill(action=f"{path}/roles", roles="attorney")

    with app.app_context():
        assert keys.grants_of(member_id_of(GULL))


def test_nobody_changes_their_own_roles_and_only_administrators_others(app, wren, gull):
    with app.app_context():
        wrens, gulls = member_id_of(EMAIL), member_id_of(GULL)
    wren.open("/desk/team")
    wren.fill(action=f"/desk/team/{wrens}/roles", roles="attorney")
    assert wren.status == 404

    for path in (f"/desk/team/{wrens}/roles", f"/desk/team/{gulls}/roles", "/desk/team/invite"):
        gull.open("/desk/")
        gull.fill(action=path, roles="administrator", email=IBIS)
        assert gull.status == 404


def test_the_last_keys_are_not_taken_away(app, wren):
    keeper = joined_as(app, Role.ADMINISTRATOR, IBIS)
    with app.app_context():
        path = f"/desk/team/{member_id_of(EMAIL)}"

    keeper.open(path)
    keeper.fill(action=f"{path}/roles", roles="reporter")

    assert keeper.status == 409
    assert "No one else could open the team" in keeper.text


def test_both_ask_who_is_there(wren, gull, clock):
    wren.open("/desk/team")
    clock.shift(FRESH)

    wren.fill(action="/desk/team/invite", email=IBIS, roles="volunteer")

    assert wren.path == "/desk/signin/again"


def has_access(app, wren, gull, clock):
    """The colleague was given the team's keys and is signed in; where their page is."""
    with app.app_context():
        path = f"/desk/team/{member_id_of(GULL)}"
    wren.open(path)
    wren.fill(action=f"{path}/access", **typed_groups(wren.text, fingerprint_of(app)))
    clock.shift(STEP)
    gull.give_password()
    gull.give_code()
    return path
