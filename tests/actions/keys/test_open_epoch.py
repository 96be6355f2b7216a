from datetime import timedelta

import pytest

from intake.actions.access.unlock_keys import begin_session, keyring_of, open_newer_grants
from intake.actions.accounts.change_roles import disable_staff
from intake.actions.keys.grant_access import NoKeysToGive
from intake.actions.keys.recover import open_epoch
from intake.actions.keys.reseal_cases import (
    IN_FLIGHT,
    NotDoneYet,
    destroy_old_keys,
    progress,
    reseal_some,
)
from intake.actions.opening.case_keys import NoKeyForCase, case_key
from intake.cases.models import Case
from intake.extensions import db
from intake.keys import store as keys
from intake.keys.models import FirstInvitation
from intake.sealing.seal import new_pair
from intake.sealing.tokens import new_token, token_hash
from intake.sessions import store as sessions
from tests.staff.house import colleague, give_access, keyring, made_for, reader
from tests.staff.making import NOW, TODAY, acting, moment

TOKEN = new_token()


def test_a_new_epoch_chains_to_the_pin_and_is_what_is_sealed_to(house, wren):
    after = opened(house, wren)

    team = keys.recipient_of(wren.team_id, house.installation)
    assert team.epoch == 2
    private = after.keyring.of_team(wren.team_id)[2]
    assert private.public_halves() == keys.epochs_of(wren.team_id)[1].public
    assert private.public_halves().hpke_public == team.recipient.public_key


def test_everybody_who_is_here_gets_the_new_keys_with_their_own_password(house, wren, gull):
    after = opened(house, wren)

    assert keyring(house, gull).team_keys == after.keyring.team_keys
    assert keyring(house, wren) == after.keyring


def test_all_sessions_go_on_with_the_new_keys(house, wren, gull):
    theirs = new_token()
    begin_session(gull, keyring(house, gull), theirs, moment(installation=house.installation))

    after = opened(house, wren)

    session = sessions.find(token_hash(TOKEN), NOW)
    assert session is not None
    assert keyring_of(session, TOKEN, house.installation) == after.keyring
    of_gull = sessions.find(token_hash(theirs), NOW)
    assert of_gull is not None
    held = open_newer_grants(keyring_of(of_gull, theirs, house.installation), house.installation)
    assert held.team_keys == after.keyring.team_keys


def test_a_key_put_into_a_members_row_gets_no_new_keys(house, wren, gull):
    gull.public_key = new_pair().public

    opened(house, wren)

    assert keys.members_with_keys(wren.team_id) == {wren.id}


def test_one_put_into_the_openers_own_row_gets_none_either(house, wren, gull):
    wren.public_key = new_pair().public

    with pytest.raises(NoKeysToGive):
        opened(house, wren)


def test_who_holds_no_keys_opens_no_epoch(house, wren):
    ibis = colleague(house, "ibis.testwood@example.org")

    with pytest.raises(NoKeysToGive):
        opened(house, ibis)


def test_who_left_opens_nothing_that_comes_after(house, wren, gull):
    gulls_reader = reader(house, gull)
    case = made_for(house, wren).case()

    disable_staff(gull, moment())
    assert progress(wren.team_id).due_since == TODAY
    after = opened(house, wren)
    assert reseal_some(after, after="") == case.id
    db.session.commit()

    assert keys.grants_of(gull.id) == []
    assert progress(wren.team_id).due_since is None
    with pytest.raises(NoKeyForCase):
        case_key(case, gulls_reader)
    assert case_key(case, after).open_json("card", case.card)["name_to_use"]


def test_cases_are_resealed_some_at_a_time_closed_ones_too(house, wren, monkeypatch):
    monkeypatch.setattr("intake.actions.keys.reseal_cases.AT_ONCE", 2)
    cases = [made_for(house, wren).case() for _ in range(5)]
    cases[0].status = "closed"
    after = opened(house, wren)

    remaining, place = [], ""
    for _ in range(4):
        remaining.append(progress(wren.team_id).left)
        place = reseal_some(after, after=place)
        db.session.commit()

    assert remaining == [5, 3, 1, 0]
    assert place == ""
    assert all(case_key(case, after) for case in cases)


def test_a_resealing_that_leaves_cases_behind_tells_the_operator(house, wren, caplog):
    new_keys_ = made_for(house, wren)
    after = opened(house, wren)
    new_keys_.case()

    with pytest.raises(NotDoneYet):
        destroy_old_keys(acting(after, NOW + IN_FLIGHT), TOKEN)

    assert [record.message for record in caplog.records] == ["cases not resealed"]


def test_a_case_that_does_not_open_is_passed_by_and_keeps_the_old_keys(house, wren):
    new_keys_ = made_for(house, wren)
    broken, sound = new_keys_.case(), new_keys_.case()
    broken.sealed_key = b"\x01\x02 nothing"
    after = opened(house, wren)

    assert reseal_some(after, after="") == max(broken.id, sound.id)
    assert reseal_some(after, after=max(broken.id, sound.id)) == ""
    db.session.commit()

    assert (sound.rewrapped_epoch, broken.rewrapped_epoch) == (2, None)
    assert progress(wren.team_id).left == 1
    with pytest.raises(NotDoneYet):
        destroy_old_keys(acting(after, NOW + timedelta(days=1)), TOKEN)


def test_old_keys_go_when_nothing_needs_them(house, wren, gull):
    waiting = FirstInvitation(
        token_hash=token_hash(new_token()),
        team_id=wren.team_id,
        epoch=1,
        wrapped_team_keys=b"those of now",
        expires_at=NOW + timedelta(days=1),
    )
    keys.add(waiting)
    after = opened(house, wren)

    with pytest.raises(NotDoneYet):
        destroy_old_keys(acting(after, NOW + IN_FLIGHT - timedelta(seconds=1)), TOKEN)
    destroy_old_keys(acting(after, NOW + IN_FLIGHT), TOKEN)
    db.session.commit()

    for member in (wren, gull):
        assert list(keyring(house, member).team_keys) == [(wren.team_id, 2)]
    session = sessions.find(token_hash(TOKEN), NOW + IN_FLIGHT)
    assert session is not None
    held = keyring_of(session, TOKEN, house.installation)
    assert list(held.team_keys) == [(wren.team_id, 2)]
    assert keys.first_invitation(waiting.token_hash, NOW) is None
    assert progress(wren.team_id).is_idle


def test_a_case_sent_just_before_is_still_resealed(house, wren):
    new_keys_ = made_for(house, wren)
    after = opened(house, wren)
    assert reseal_some(after, after="") == ""

    late: Case = new_keys_.case()

    assert progress(wren.team_id).left == 1
    reseal_some(after, after="")
    assert case_key(late, after)


def opened(house, member):
    begin_session(member, keyring(house, member), TOKEN, moment(installation=house.installation))
    after = open_epoch(acting(reader(house, member)), TOKEN)
    db.session.commit()
    return after


@pytest.fixture
def gull(house, wren):
    member = colleague(house)
    give_access(house, wren, member)
    return member
