import re
from dataclasses import replace

import pytest

from intake.extensions import db
from intake.keys import store as keys
from intake.keys.models import Team
from intake.sealing.tokens import new_token, read_token, token_hash
from intake.sessions import store as sessions
from intake.staff import invitations
from intake.staff.models import StaffMember
from tests.staff.making import EMAIL, NOW, begun, joined

GULL = "gull.testwood@example.org"
SESSION = new_token()


def test_invite_prints_one_link_and_says_that_keys_come_later(app):
    result = run(app, "invite", GULL, "--role", "attorney", "--role", "supervisor")

    links = re.findall(r"^http://localhost/desk/invitation/(\S+)$", result.output, re.MULTILINE)
    assert len(links) == 1
    assert "once a colleague gives them access" in result.output
    invitation = invitations.find(token_hash(read_token(links[0])), NOW)
    assert invitation is not None
    assert (invitation.email, invitation.roles) == (GULL, ["attorney", "supervisor"])
    assert invitation.team_id == keys.the_team().id


@pytest.mark.parametrize(
    "args, sentence",
    [
        (["gull", "--role", "attorney"], "Enter a valid email address"),
        ([EMAIL, "--role", "attorney"], "already uses this address"),
        ([GULL, "--role", "attorney", "--team", "Nowhere"], "No team has this name"),
        ([GULL, "--role", "owner"], "'owner' is not one of"),
        ([GULL], "Missing option '--role'"),
    ],
)
def test_invite_says_in_a_sentence_what_is_wrong(app, args, sentence):
    result = run(app, "invite", *args)

    assert result.exit_code != 0
    assert sentence in result.output
    assert "desk/invitation/" not in result.output


def test_of_several_teams_the_one_that_is_named_invites(app):
    db.session.add(Team(name="Another"))
    db.session.commit()

    unnamed = run(app, "invite", GULL, "--role", "attorney")
    assert unnamed.exit_code == 1
    assert unnamed.output == "Error: There is more than one team: choose one with --team.\n"
    assert run(app, "invite", GULL, "--role", "attorney", "--team", "Another").exit_code == 0


def test_a_second_link_for_an_address_ends_the_first_and_no_other(app):
    first, another, second = (
        run(app, "invite", email, "--role", "attorney").output.split()[0].rpartition("/")[2]
        for email in (GULL, "tern.testwood@example.org", GULL.upper())
    )

    invitations_found = [
        invitations.find(token_hash(read_token(link)), NOW) for link in (first, another, second)
    ]

    assert [invitation is not None for invitation in invitations_found] == [False, True, True]
    assert "no longer works" in run(app, "invite", GULL, "--role", "attorney").output


def test_list_tells_members_and_whom_we_wait_for(app):
    run(app, "invite", GULL, "--role", "volunteer")

    wren, gull = run(app, "list").output.splitlines()

    assert wren == f"{EMAIL}  administrator, supervisor  Harbor team  joined on 2026-11-24"
    assert gull == f"{GULL}  volunteer  Harbor team  invited until 2026-11-27 15:00 UTC"


def test_list_tells_who_waits_for_keys(app):
    keys.drop_grants_of(db.session.query(StaffMember).one().id)
    db.session.commit()

    assert "joined on 2026-11-24, waiting for case access" in run(app, "list").output


def test_disable_signs_out_everywhere(app):
    result = run(app, "disable", EMAIL.upper())

    assert result.exit_code == 0
    assert f"{EMAIL} is deactivated and signed out everywhere." in result.output
    assert "No one else on the team has its keys" in result.output
    assert sessions.find(token_hash(SESSION), NOW) is None
    assert "deactivated on 2026-11-24" in run(app, "list").output


def test_disable_does_not_guess(app):
    result = run(app, "disable", GULL)

    assert result.exit_code == 1
    assert "No active staff member" in result.output


def test_nobody_can_be_invited_before_there_are_keys(keyless_app):
    result = run(keyless_app, "invite", GULL, "--role", "attorney")

    assert result.exit_code == 1
    assert "run flask keys init" in result.output


def run(app, *args):
    result = app.test_cli_runner().invoke(args=["staff", *args])
    db.session.rollback()
    return result


@pytest.fixture
def app(keyless_app):
    house = begun()
    joined(house, house.token, session=SESSION)
    return keyless_app


@pytest.fixture
def keyless_app(settings, clock):
    from intake import create_app

    app = create_app(replace(settings, doors=()))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
