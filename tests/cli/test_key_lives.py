"""``flask keys verify``, ``rotate`` and ``recover``, as a server administrator types them."""

import re

import pytest

from intake import clock
from intake.actions.keys.init_keys import init_keys
from intake.cli import keys as command
from intake.extensions import db
from intake.keys import store
from intake.keys.models import Grant, RecoverySheet, Team
from intake.sealing.tokens import read_token, token_hash
from tests.cli.test_keys import printed_sheets
from tests.staff.making import NOW, TODAY, Begun, joined, pinned
from tests.support.rows import change_rows


def test_new_sheets_are_made_with_two_old_ones_which_then_open_nothing(doorless_app, started):
    old = [sheet.text for sheet in started.sheets]

    result = run(doorless_app, "renew-sheets", typed=old[:2])

    new = printed_sheets(result.output)
    assert result.exit_code == 0, result.output
    assert [letters[0] for letters in new] == ["A", "B", "C"]
    assert "copy it away, and only then destroy the old sheets." in result.output
    assert run(doorless_app, "recover", typed=old[1:]).exit_code == 1
    assert run(doorless_app, "recover", typed=[new[0], old[1]]).exit_code == 1
    assert run(doorless_app, "recover", typed=new[1:]).exit_code == 0
    assert run(doorless_app, "verify").exit_code == 0


def test_a_sheet_is_proven_without_opening_anything(doorless_app, started):
    old = started.sheets[2].text
    assert (
        "Sheet C is one of the three newest."
        in run(doorless_app, "prove-sheet", typed=[old]).output
    )

    run(doorless_app, "renew-sheets", typed=[sheet.text for sheet in started.sheets[:2]])

    result = run(doorless_app, "prove-sheet", typed=[old])
    assert result.exit_code == 1
    assert "Sheet C belongs to other keys or was replaced" in result.output


def test_two_typed_sheets_print_a_link_like_the_first_one(doorless_app, started):
    result = run(doorless_app, "recover", typed=[started.sheets[2].text, started.sheets[0].text])

    links = re.findall(r"^http://localhost/desk/invitation/(\S+)$", result.output, re.MULTILINE)
    assert result.exit_code == 0
    assert store.first_invitation(token_hash(read_token(links[0])), clock.now())


def test_a_mistyped_sheet_is_asked_for_again(doorless_app, started):
    first, second = started.sheets[0].text, started.sheets[1].text.lower()

    result = run(doorless_app, "recover", typed=["A" + first, first, second])

    assert result.exit_code == 0
    assert result.output.count("A character is wrong or missing.") == 1


def test_the_same_sheet_twice_is_told(doorless_app, started):
    result = run(doorless_app, "recover", typed=[started.sheets[0].text] * 2)

    assert result.exit_code == 1
    assert "the same sheet twice" in result.output


def test_rotate_opens_the_next_epoch(doorless_app, started, wren):
    result = run(doorless_app, "rotate", typed=[sheet.text for sheet in started.sheets[:2]])

    assert result.exit_code == 0
    assert "Team Intake now has keys of epoch 2." in result.output
    status = run(doorless_app, "status")
    assert status.exit_code == 0
    assert (
        "Team Intake: epoch 2, chained to the pinned fingerprint; members with case access: 1."
        in status.output
    )


def test_rotate_before_anybody_has_keys_changes_nothing(doorless_app, started):
    result = run(doorless_app, "rotate", typed=[sheet.text for sheet in started.sheets[:2]])

    assert result.exit_code == 1
    assert "run flask keys recover" in result.output
    assert store.newest_number(store.the_team().id) == 1


def test_status_says_that_new_keys_are_due(doorless_app, started):
    change_rows(Team, keys_due_since=TODAY)
    db.session.commit()

    result = run(doorless_app, "status")

    assert "Team Intake: key renewal due since 2026-11-24." in result.output


def test_verify_finds_sound_keys_sound(doorless_app, started, wren):
    result = run(doorless_app, "verify")

    assert result.exit_code == 0
    assert [line[:3] for line in result.output.splitlines()] == ["yes"] * 8


def test_verify_finds_a_key_that_nobody_compared(doorless_app, started, wren):
    change_rows(Grant, vouched=bytes(64))
    db.session.commit()

    result = run(doorless_app, "verify")

    assert result.exit_code == 1
    assert "NO   Team Intake: the key of each member with case access" in result.output


def test_verify_finds_another_pin_and_a_lost_copy(doorless_app, started):
    db.session.query(RecoverySheet).filter_by(pair="AC").delete()
    db.session.commit()
    pinned(doorless_app, "another")

    result = run(doorless_app, "verify")

    assert result.exit_code == 1
    assert result.output.count("NO ") >= 3


def test_verify_before_any_keys_says_what_to_do(doorless_app):
    result = run(doorless_app, "verify")

    assert result.exit_code == 1
    assert result.output == "Error: No keys exist yet: run flask keys init.\n"


@pytest.mark.parametrize("act", ["recover", "rotate"])
def test_of_several_teams_one_is_named(doorless_app, started, act):
    db.session.add(Team(name="Another"))
    db.session.commit()

    result = run(doorless_app, act)

    assert result.exit_code == 1
    assert result.output == "Error: There is more than one team: choose one with --team.\n"


def run(app, *arguments, typed=None):
    lines = "".join(f"{line}\n" for line in typed or [])
    return app.test_cli_runner().invoke(command.command, arguments, input=lines)


@pytest.fixture
def started(doorless_app):
    started = init_keys(team_name="Intake", today=TODAY, now=NOW)
    db.session.commit()
    pinned(doorless_app, started.fingerprint)
    return started


@pytest.fixture
def wren(started):
    house = Begun(installation=started.fingerprint, link=started.invitation_token)
    return joined(house, house.token)
