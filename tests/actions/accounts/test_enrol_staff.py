import json
from dataclasses import replace
from datetime import timedelta

import pytest

from intake.actions.access.unlock_keys import keyring_of
from intake.actions.accounts.change_password import new_keys
from intake.actions.accounts.enrol_staff import (
    InvitationEnded,
    begin_anew,
    begin_enrolment,
    enrol_staff,
    enrolment_of,
    invitation_of,
    invite_staff,
)
from intake.audit.models import AuditEntry
from intake.extensions import db
from intake.keys import store as keys
from intake.keys.models import FirstInvitation
from intake.sealing.signing import set_row_mac
from intake.sealing.teams import fingerprint
from intake.sealing.tokens import new_token, token_hash
from intake.sessions import store as sessions
from intake.sessions.models import StaffSession
from intake.staff import passkeys, second_factor, store
from intake.staff.invitations import HELD_FOR, LASTS
from intake.staff.models import Enrolment, Invitation, StaffMember
from intake.staff.passkeys import PasskeyAnswer, Site
from intake.staff.second_factor import WrongCode
from intake.staff.store import AddressTaken, Role
from tests.staff.authenticator import SoftKey, text
from tests.staff.house import keyring
from tests.staff.making import EMAIL, NOW, PASSWORD, joined, moment
from tests.support.rows import all_rows, count_rows, one_row

GULL = "gull.testwood@example.org"


def test_the_first_member_gets_the_keys_and_both_first_roles(house):
    wren = joined(house, house.token)

    assert wren.email == EMAIL
    assert set(wren.roles) == {"administrator", "supervisor"}
    assert wren.team_id == keys.the_team().id
    assert keys.members_with_keys(wren.team_id) == {wren.id}
    assert list(keyring(house, wren).team_keys) == [(wren.team_id, 1)]
    assert wren.wants_letters
    assert count(FirstInvitation) == count(Enrolment) == 0


def test_who_joined_works_with_the_same_keys_as_after_the_next_sign_in(house):
    first, later = new_token(), new_token()
    wren = joined(house, house.token, session=first)
    gull = joined(house, invited(wren.team_id), email="", session=later)

    for member, token in ((wren, first), (gull, later)):
        session = sessions.find(token_hash(token), NOW)
        assert session is not None
        held = keyring_of(session, token, house.installation)
        assert bool(held.sheets) == (member is wren)  # until they are printed
        assert replace(held, sheets=b"") == keyring(house, member)
        assert held.own == fingerprint(member.public_key)


def test_who_joins_with_a_passkey_has_no_app(house):
    mine, key = new_token(), SoftKey()
    begun_here = begin(house, mine)
    shown = begun_here.totp_secret

    session = finish(house, mine, begun_here, code=made(key))

    wren = store.find(session.member_id)
    assert wren is not None
    assert [first.credential_id for first in passkeys.of(wren.id)] == [key.id]
    assert not store.has_app(wren)
    assert len(wren.totp_secret) == len(shown)
    assert wren.totp_secret != shown
    acts = {first.act: (first.member_id, first.at) for first in all_rows(AuditEntry)}
    assert acts == {"passkey_added": (wren.id, NOW), "joined": (wren.id, NOW)}


def test_a_passkey_made_elsewhere_is_none(house):
    mine = new_token()
    begun_here = begin(house, mine)

    with pytest.raises(WrongCode):
        finish(house, mine, begun_here, code=made(SoftKey(origin="http://evil.example")))


def test_joining_is_written_down(house):
    wren = joined(house, house.token)

    entry = one_row(AuditEntry)
    assert (entry.act, entry.member_id, entry.at) == ("joined", wren.id, NOW)


def test_a_link_works_once(house):
    joined(house, house.token)

    with pytest.raises(InvitationEnded):
        look(house, house.token)


def test_a_later_member_joins_without_keys(house):
    wren = joined(house, house.token)
    token = invited(wren.team_id)

    gull = joined(house, token, email="")

    assert gull.email == GULL
    assert gull.roles == ["caseworker", "reporter"]
    assert keys.members_with_keys(gull.team_id) == {wren.id}
    assert count(Invitation) == 0


def test_while_one_browser_joins_another_cannot_begin(house):
    mine, theirs = new_token(), new_token()
    begin(house, mine)

    with pytest.raises(InvitationEnded):
        look(house, house.token, browser=theirs)
    assert look(house, house.token, browser=mine)
    assert enrolment_of(house.token, browser=theirs, now=NOW) is None


def test_two_browsers_at_one_moment_are_one_joining(house):
    mine, theirs = new_token(), new_token()
    both = [look(house, house.token, browser=first) for first in (mine, theirs)]
    new_row = new_keys(PASSWORD, installation=house.installation)
    begin(house, mine)
    db.session.commit()

    with pytest.raises(InvitationEnded):
        begin_enrolment(both[1], new_row, moment(), email="tern@example.org", browser=theirs)


def test_a_password_sent_twice_is_one_joining(house):
    mine = new_token()
    begin(house, mine)

    again = begin(house, mine)

    assert count(Enrolment) == 1
    assert finish(house, mine, again)


def test_who_lost_the_browser_begins_anew_after_a_while(house):
    begin(house, new_token())
    later, mine = NOW + HELD_FOR, new_token()

    enrolment = begin(house, mine, at=later)

    assert finish(house, mine, enrolment, at=later)


def test_who_wants_another_password_begins_anew_at_once(house):
    mine = new_token()
    begin(house, mine)

    begin_anew(house.token, browser=new_token())
    assert enrolment_of(house.token, browser=mine, now=NOW)
    begin_anew(house.token, browser=mine)

    assert enrolment_of(house.token, browser=mine, now=NOW) is None
    assert look(house, house.token, browser=new_token())


def test_a_wrong_code_uses_nothing_up(house):
    mine = new_token()
    enrolment = begin(house, mine)

    with pytest.raises(WrongCode):
        finish(house, mine, enrolment, code="000000")

    assert count(FirstInvitation) == 1
    assert count(StaffMember) == count(StaffSession) == 0
    assert finish(house, mine, enrolment)


def test_the_right_code_at_another_browser_is_worth_nothing(house):
    enrolment = begin(house, new_token())

    with pytest.raises(InvitationEnded):
        finish(house, new_token(), enrolment)


def test_a_code_without_a_password_before_it_is_worth_nothing(house):
    mine = new_token()
    assert look(house, house.token, browser=mine).email == ""
    half = begin(house, mine)
    begin_anew(house.token, browser=mine)

    with pytest.raises(InvitationEnded):
        finish(house, mine, half, code="123456")


def test_a_link_ends_after_three_days(house):
    with pytest.raises(InvitationEnded):
        look(house, house.token, at=NOW + LASTS)


def test_a_link_that_never_was_is_told_like_one_that_ended(house):
    with pytest.raises(InvitationEnded):
        look(house, new_token())


def test_nobody_joins_a_team_whose_keys_are_not_the_pinned_ones(house):
    with pytest.raises(keys.UntrustedTeamKey):
        invitation_of(house.token, moment(installation="other-pin"), browser=new_token())


def test_an_address_joins_once(house):
    wren = joined(house, house.token)
    first, second = invited_by_two(wren.team_id)
    joined(house, first, email="")

    with pytest.raises(AddressTaken):
        begin(house, new_token(), token=second)
    with pytest.raises(AddressTaken):
        invited(wren.team_id)


def test_two_joinings_half_done_with_one_address_end_as_one_member(house):
    wren = joined(house, house.token)
    links = invited_by_two(wren.team_id)
    halves = [
        (link, browser, begin(house, browser, token=link))
        for link, browser in zip(links, (new_token(), new_token()), strict=True)
    ]
    link, browser, enrolment = halves[0]
    assert finish(house, browser, enrolment, token=link)
    db.session.commit()

    link, browser, enrolment = halves[1]
    with pytest.raises(AddressTaken):
        finish(house, browser, enrolment, token=link)


def look(house, token, *, browser=b"", at=NOW):
    return invitation_of(token, moment(at, installation=house.installation), browser=browser)


def begin(house, browser, *, token=b"", at=NOW):
    return begin_enrolment(
        look(house, token or house.token, browser=browser, at=at),
        new_keys(PASSWORD, installation=house.installation),
        moment(at, installation=house.installation),
        email=EMAIL,
        browser=browser,
    )


def finish(house, browser, of, *, code="", token=b"", at=NOW):
    return enrol_staff(
        code or second_factor.code_at(of.totp_secret, at),
        token or house.token,
        moment(at, installation=house.installation),
        browser=browser,
        becomes=new_token(),
    )


def made(key):
    response = key.made(json.dumps({"challenge": text(b"a question")}))
    site = Site(id="localhost", origin="http://localhost", name="Intake desk")
    return PasskeyAnswer(said=response, challenge=b"a question", site=site)


def invited(team_id):
    token = new_token()
    invite_staff(
        f" {GULL}",
        [Role.CASEWORKER, Role.REPORTER],
        token,
        moment(NOW - timedelta(hours=1)),
        team_id=team_id,
    )
    return token


def invited_by_two(team_id):
    """Two links for one address, made at one moment: else the second ends the first."""
    item, second = invited(team_id), new_token()
    first = db.session.get(Invitation, token_hash(item))
    assert first is not None
    new_row = Invitation(
        token_hash=token_hash(second),
        email=first.email,
        roles=list(first.roles),
        team_id=team_id,
        expires_at=first.expires_at,
    )
    set_row_mac(new_row)
    db.session.add(new_row)
    db.session.flush()
    return item, second


def count(model):
    return count_rows(model)
