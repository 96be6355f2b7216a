import pytest

from intake.actions.access.unlock_keys import NoLongerMay, open_newer_grants
from intake.actions.keys.grant_access import NoKeysToGive, NotWaiting, OtherKey, grant_access
from intake.actions.opening.case_keys import Reader
from intake.audit.models import AuditEntry
from intake.extensions import db
from intake.keys import store as keys
from intake.outbox.models import OutboxEmail
from intake.sealing.seal import new_pair
from intake.sealing.teams import fingerprint
from intake.sealing.unlocking import grant_place, is_vouched
from intake.staff.store import Role
from tests.staff.house import colleague, keyring, reader
from tests.staff.making import TODAY, acting, team
from tests.support.rows import all_rows, one_row


def test_who_is_given_access_opens_what_the_giver_opens(house, wren, gull):
    assert keyring(house, gull).team_keys == {}

    give(house, wren, gull)

    assert keyring(house, gull).team_keys == keyring(house, wren).team_keys != {}
    assert keyring(house, gull).vouch_keys == keyring(house, wren).vouch_keys != {}
    assert keyring(house, gull).sign_keys == {}


def test_a_volunteer_gets_a_vouch_and_no_key(house, wren):
    ibis = colleague(house, "ibis.testwood@example.org", roles=[Role.VOLUNTEER])

    give(house, wren, ibis)

    held = keyring(house, ibis)
    assert (held.team_keys, held.vouch_keys, held.sign_keys) == ({}, {}, {})
    assert [(grant.sealed, bool(grant.vouched)) for grant in keys.grants_of(ibis.id)] == [
        (b"", True)
    ]
    with pytest.raises(NoLongerMay):
        give(house, ibis, colleague(house))


def test_the_team_vouches_for_every_key_that_was_compared(house, wren, gull):
    give(house, wren, gull)

    public = keys.epochs_of(wren.team_id)[0].public
    for member in (wren, gull):
        (grant,) = keys.grants_of(member.id)
        place = grant_place(member.team_id, 1, member.id, house.installation)
        assert is_vouched(public.vouch_public, grant.vouched or b"", member.public_key, place)


def test_the_colleagues_session_opens_what_was_granted_since(house, wren, gull):
    before = keyring(house, gull)

    give(house, wren, gull)

    assert before.team_keys == {}
    assert open_newer_grants(before, house.installation).team_keys == keyring(house, wren).team_keys


def test_access_is_written_down_and_told_to_the_team_without_a_name(house, wren, gull):
    give(house, wren, gull)

    acts = {
        entry.act: entry.member_id
        for entry in all_rows(AuditEntry, AuditEntry.act.like("%access%"))
    }
    letter = one_row(OutboxEmail)
    assert acts == {"access_granted": wren.id, "got_access": gull.id}
    assert (letter.letter, letter.team_id, letter.reference) == ("access_granted", wren.team_id, "")


def test_a_key_that_was_replaced_after_the_comparing_gets_nothing(house, wren, gull):
    compared = fingerprint(gull.public_key)
    gull.public_key = new_pair().public

    with pytest.raises(OtherKey):
        give(house, wren, gull, compared=compared)

    assert keys.members_with_keys(wren.team_id) == {wren.id}


def test_who_has_no_keys_gives_none(house, wren, gull):
    ibis = colleague(house, "ibis.testwood@example.org")

    with pytest.raises(NoKeysToGive):
        give(house, ibis, gull)


@pytest.mark.parametrize("roles", [[Role.ADMINISTRATOR], [Role.REPORTER]])
def test_who_opens_no_cases_gets_no_keys(house, wren, roles):
    with pytest.raises(NotWaiting):
        give(house, wren, colleague(house, roles=roles))


def test_nobody_is_given_access_twice_or_after_leaving(house, wren, gull):
    give(house, wren, gull)
    with pytest.raises(NotWaiting):
        give(house, wren, gull)

    keys.drop_grants_of(gull.id)
    gull.disabled_on = TODAY
    with pytest.raises(NotWaiting):
        give(house, wren, gull)


def test_a_member_of_another_team_is_not_there(house, wren, gull):
    me = reader(house, wren)
    of_others = Reader(
        member_id=me.member_id,
        team_id=team("Far team").id,
        roles=me.roles,
        keyring=me.keyring,
        installation=me.installation,
    )

    with pytest.raises(NotWaiting):
        grant_access(gull.id, acting(of_others), compared=fingerprint(gull.public_key))


def give(house, giver, to, *, compared=""):
    compared = compared or fingerprint(to.public_key)
    grant_access(to.id, acting(reader(house, giver)), compared=compared)
    db.session.flush()
