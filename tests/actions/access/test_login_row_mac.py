"""Whoever can write to the database puts back what was ended, or makes what the desk did not make.

What is put back is put back whole, with the desk's own word for it, unless a test says otherwise.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from intake.actions.access.unlock_keys import RowRevoked, is_session_verified, verify_session_row
from intake.actions.accounts.change_password import change_password, new_keys, reset_password
from intake.actions.accounts.change_roles import change_roles, disable_staff
from intake.actions.accounts.enrol_staff import (
    begin_enrolment,
    enrol_staff,
    invitation_of,
    invite_staff,
)
from intake.actions.accounts.second_factors import (
    add_passkey,
    remove_passkey,
    renew_codes,
    verify_second_factor,
)
from intake.actions.accounts.sign_in import begin_login, go_halfway, sign_in, unlock
from intake.actions.keys.grant_access import grant_access
from intake.actions.keys.recover import open_epoch
from intake.audit.models import AuditEntry
from intake.extensions import db
from intake.keys import store as keys
from intake.keys.models import FirstInvitation, Team
from intake.sealing.seal import seal_under
from intake.sealing.signing import BadRowMac
from intake.sealing.teams import fingerprint, first_invitation_place, new_team_keys
from intake.sealing.tokens import new_token, token_hash
from intake.sessions import store as sessions
from intake.staff import passkeys, second_factor
from intake.staff.invitations import RESET_WAITS
from intake.staff.models import StaffMember
from intake.staff.passkeys import PasskeyAnswer, Site
from intake.staff.recovery_codes import hashed
from intake.staff.store import Role
from tests.staff.authenticator import SoftKey
from tests.staff.house import GULL, colleague, reader
from tests.staff.making import (
    DEVICES,
    EMAIL,
    NOW,
    PASSWORD,
    STEP,
    TODAY,
    Begun,
    acting,
    begun,
    joined,
    moment,
)
from tests.support.databases.raw_rows import Rows, copy_rows, delete_rows, restore_rows, update_rows

Db = scoped_session[Session]
HERE = Site(id="localhost", origin="http://localhost", name="Intake desk")
NEW = "seven quiet lamps by the lake"

Ending = Callable[["House"], None]


@dataclass
class House:
    """Two members; Gull's row as it was at first."""

    at: Begun
    wren_id: str
    gull_id: str
    before: Rows = field(default_factory=list)

    @property
    def wren(self):
        return found(self.wren_id)

    @property
    def gull(self):
        return found(self.gull_id)

    def unlocked(self, password=PASSWORD, email=GULL):
        account = begin_login(email, moment())
        device = DEVICES.get(account.member_id, b"")
        return unlock(account, password, device=device, installation=self.at.installation)

    def give_password(self, password=PASSWORD, email=GULL):
        """At the door: the first step; gives the token of that browser."""
        half = new_token()
        go_halfway(
            self.unlocked(password, email),
            half,
            moment(installation=self.at.installation),
            instead_of=b"",
        )
        db.session.commit()
        return half

    def give(self, factor, half):
        """The second step; gives the token of the session."""
        full = new_token()
        sign_in(factor, half, self.later, becomes=full)
        db.session.commit()
        return full

    @property
    def later(self):
        return moment(NOW + STEP, installation=self.at.installation)

    def code(self, secret=""):
        return second_factor.code_at(secret or self.gull.totp_secret, NOW + STEP)


def change(house):
    known = house.unlocked()
    new_row = new_keys(
        NEW,
        installation=house.at.installation,
        member_id=house.gull_id,
        device=DEVICES[house.gull_id],
    )
    change_password(known, new_row, house.later, becomes=new_token())


def reset(house):
    reset_password(house.gull_id, LINK, moment(NOW - RESET_WAITS), by=house.wren)


def reset_and_choose(house):
    reset(house)
    joined(house.at, LINK, email=GULL)


def disable(house):
    disable_staff(house.gull, moment())


def give_other_roles(house):
    change_roles(house.gull_id, [Role.REPORTER], moment(), by=house.wren)


def done(act, house):
    """Do an act and commit it."""
    act(house)
    db.session.commit()


LINK = b"L" * 32
ENDINGS: tuple[Ending, ...] = (change, reset, reset_and_choose, disable, give_other_roles)


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_account_of_before_put_back_lets_nobody_in(house, ending):
    done(ending, house)

    restore_rows("staff_members", house.before)

    with pytest.raises(RowRevoked):
        house.give_password()


PARTS = (
    ("disabled_on", "email_hash"),
    ("password_salt", "password_check", "wrapped_private_key"),
    ("totp_secret",),
    ("public_key",),
    ("roles",),
)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_it_put_back_lets_nobody_in(house, part):
    ending = {"disabled_on": disable, "roles": give_other_roles}.get(part[0], reset_and_choose)
    done(ending, house)
    rows = [{name: row[name] for name in ("id", *part)} for row in house.before]

    restore_rows("staff_members", rows)

    with pytest.raises(RowRevoked if ending is disable else BadRowMac):
        house.give_password()


def test_nor_does_it_after_the_password_was_given(house):
    reset_and_choose(house)
    half, old = house.give_password(), house.before[0]["totp_secret"]

    restore_rows("staff_members", [{"id": house.gull_id, "totp_secret": old}])

    with pytest.raises(BadRowMac):
        house.give(house.code(), half)


@pytest.mark.parametrize("part", ["totp_secret", "email"])
def test_two_members_cannot_have_each_others_app_or_address(house, part):
    """A value at rest would be read in any row of its column."""
    wren = next(row for row in copy_rows("staff_members") if row["id"] == house.wren_id)
    half = house.give_password()

    restore_rows("staff_members", [{"id": house.gull_id, part: wren[part]}])

    with pytest.raises(BadRowMac):
        house.give(house.code(), half)
    with pytest.raises(BadRowMac):
        house.give_password()


def test_an_account_whose_word_was_hidden_is_not_reset_and_stays_disabled(house):
    """Else what was ended would be unknown to the log, and could be put back."""
    hidden = [{"id": house.gull_id, "sworn": None}]
    restore_rows("staff_members", hidden)
    for ending in (reset, give_other_roles):
        with pytest.raises(BadRowMac):
            ending(house)
        db.session.rollback()

    disable(house)
    db.session.commit()
    restore_rows("staff_members", house.before)

    with pytest.raises(RowRevoked):
        house.give_password()


def test_a_password_is_not_changed_where_the_account_was_put_back(house):
    done(change, house)
    restore_rows("staff_members", house.before)

    with pytest.raises(RowRevoked):
        change(house)


def test_nobody_gets_access_whose_account_the_desk_did_not_make(house):
    giver, compared = reader(house.at, house.wren), fingerprint(house.gull.public_key)
    restore_rows("staff_members", [{"id": house.gull_id, "sworn": None}])

    with pytest.raises(BadRowMac):
        grant_access(house.gull_id, acting(giver), compared=compared)


def test_a_passkey_that_was_taken_away_signs_no_more(house):
    key = added(house)
    before = copy_rows("passkeys")
    assert house.give(signed(house, key), house.give_password())
    (passkey,) = passkeys.of(house.gull_id)
    remove_passkey(passkey.id, moment(), member_id=house.gull_id)
    db.session.commit()

    restore_rows("passkeys", before)

    with pytest.raises(RowRevoked):
        house.give(signed(house, key), house.give_password())


@pytest.mark.parametrize("hidden", ["", "hidden meanwhile"])
def test_a_passkey_of_before_a_reset_signs_no_more(house, hidden):
    key = added(house)
    before = copy_rows("passkeys")
    if hidden:
        delete_rows("passkeys")
    reset_and_choose(house)

    restore_rows("passkeys", before)

    with pytest.raises(BadRowMac):
        house.give(signed(house, key), house.give_password())


def test_nobody_gives_a_member_a_passkey_but_the_desk(house):
    key = added(house)
    new_row = copy_rows("passkeys")
    mine = SoftKey()
    forged = [{**new_row[0], "credential_id": mine.id, "public_key": mine.public}]
    restore_rows("passkeys", forged)

    with pytest.raises(BadRowMac):
        house.give(signed(house, mine), house.give_password())

    restore_rows("passkeys", new_row)
    assert house.give(signed(house, key), house.give_password())


def test_nobody_gives_a_member_the_passkey_of_another(house):
    key = added(house, whose=house.wren)
    restore_rows("passkeys", [{**row, "member_id": house.gull_id} for row in copy_rows("passkeys")])

    with pytest.raises(BadRowMac):
        house.give(signed(house, key), house.give_password())


def test_a_recovery_code_that_was_used_is_worth_nothing(house):
    codes = renewed(house)
    before = copy_rows("recovery_codes")
    assert house.give(codes[0], house.give_password())
    assert house.give(codes[1], house.give_password())

    restore_rows("recovery_codes", before)

    for code in codes[:2]:
        with pytest.raises(RowRevoked):
            house.give(code, house.give_password())
        db.session.rollback()
    assert house.give(codes[2], house.give_password())


@pytest.mark.parametrize("hidden", ["", "hidden meanwhile"])
def test_nor_is_one_of_before_new_ones_were_made(house, hidden):
    old = renewed(house)
    before = copy_rows("recovery_codes")
    if hidden:
        delete_rows("recovery_codes")
    new = renewed(house)

    restore_rows("recovery_codes", before)

    with pytest.raises(BadRowMac):
        house.give(old[0], house.give_password())
    db.session.rollback()
    assert house.give(new[0], house.give_password())


def test_nor_is_one_of_before_a_reset(house):
    old = renewed(house)
    before = copy_rows("recovery_codes")
    reset_and_choose(house)

    restore_rows("recovery_codes", before)

    with pytest.raises(BadRowMac):
        house.give(old[0], house.give_password())


def test_nobody_gives_a_member_a_recovery_code_but_the_desk(house):
    codes = renew_codes(house.wren, moment())
    renew_codes(house.gull, moment())
    db.session.commit()
    theirs = next(row for row in copy_rows("recovery_codes") if row["member_id"] == house.gull_id)

    restore_rows("recovery_codes", [{**theirs, "code_hash": hashed(house.gull_id, codes[0])}])

    with pytest.raises(BadRowMac):
        house.give(codes[0], house.give_password())


def test_a_session_that_the_desk_did_not_begin_is_nobodys(house):
    token = signed_in(house)
    mine = new_token()
    (row,) = [
        row_ for row_ in copy_rows("staff_sessions") if row_["token_hash"] == token_hash(token)
    ]

    restore_rows("staff_sessions", [{**row, "token_hash": token_hash(mine)}])

    session = sessions.find(token_hash(mine), NOW + STEP)
    assert session is not None
    with pytest.raises(BadRowMac):
        verify_session_row(session, house.gull)
    assert not is_session_verified(session, house.gull)


@pytest.mark.parametrize("what", ["member_id", "begun_at", "proven_at"])
def test_nor_one_that_was_changed(house, what):
    token = signed_in(house)
    changed = {"member_id": house.wren_id}.get(what, NOW + timedelta(hours=1))
    assert standing(house, token)

    update_rows("staff_sessions", **{what: changed})

    assert not standing(house, token)


@pytest.mark.parametrize("what", ["team_id", "roles", "sworn"])
def test_a_session_stands_and_falls_with_the_account(house, what):
    token = signed_in(house)
    db.session.add(Team(id="other", name="Other team"))
    old = next(row for row in copy_rows("staff_members") if row["id"] == house.wren_id)
    changed = {"team_id": "other", "roles": ["administrator"], "sworn": old["sworn"]}

    restore_rows("staff_members", [{"id": house.gull_id, what: changed[what]}])

    assert not standing(house, token)


def test_a_session_of_before_is_not_believed_with_the_account_of_before(house):
    token = signed_in(house)
    before = {name: copy_rows(name) for name in ("staff_members", "staff_sessions")}
    assert standing(house, token)
    done(give_other_roles, house)

    for name, rows in before.items():
        restore_rows(name, rows)

    session = sessions.find(token_hash(token), NOW + STEP)
    assert session is not None
    with pytest.raises(RowRevoked):
        verify_session_row(session, house.gull)


def test_who_proves_once_more_is_still_believed(house):
    token, later = signed_in(house), NOW + 2 * STEP
    code = second_factor.code_at(house.gull.totp_secret, later)

    verify_second_factor(code, house.gull_id, token, moment(later))
    db.session.commit()
    db.session.expunge_all()

    assert standing(house, token)


def test_a_proof_is_not_taken_where_the_account_was_changed(house):
    token, later = signed_in(house), NOW + 2 * STEP
    code = second_factor.code_at(house.gull.totp_secret, later)
    restore_rows("staff_members", [{"id": house.gull_id, "roles": ["administrator"]}])

    with pytest.raises(BadRowMac):
        verify_second_factor(code, house.gull_id, token, moment(later))


@pytest.mark.parametrize("what", ["token_hash", "member_id", "until"])
def test_a_browser_that_gave_no_password_gets_no_further(house, what):
    half, mine = house.give_password(), new_token()
    changed: dict[str, Any] = {
        "token_hash": token_hash(mine),
        "member_id": house.wren_id,
        "until": NOW + timedelta(hours=1),
    }
    code = house.code(house.wren.totp_secret if what == "member_id" else "")

    update_rows("halfway_sessions", **{what: changed[what]})

    with pytest.raises(BadRowMac):
        house.give(code, mine if what == "token_hash" else half)


def test_a_halfway_session_falls_with_the_account(house):
    half = house.give_password()
    before = copy_rows("halfway_sessions")
    done(give_other_roles, house)

    restore_rows("halfway_sessions", before)

    with pytest.raises(BadRowMac):
        house.give(house.code(), half)


def test_a_link_that_was_used_invites_nobody(house):
    done(reset, house)
    before = copy_rows("invitations")
    joined(house.at, LINK, email=GULL)

    restore_rows("invitations", before)

    with pytest.raises(RowRevoked):
        opened(house, LINK)


@pytest.mark.parametrize("hidden", ["", "hidden meanwhile"])
def test_nor_does_one_that_another_took_the_place_of(house, hidden):
    done(reset, house)
    before = copy_rows("invitations")
    if hidden:
        delete_rows("invitations")
    reset_password(house.gull_id, b"M" * 32, moment(NOW - RESET_WAITS), by=house.wren)
    db.session.commit()

    restore_rows("invitations", before)

    with pytest.raises(BadRowMac):
        opened(house, LINK)
    assert opened(house, b"M" * 32)


def test_nor_does_one_to_join_that_another_took_the_place_of(house):
    tern = "tern.testwood@example.org"
    team_id = house.wren.team_id
    invite_staff(tern, [Role.REPORTER], LINK, moment(), team_id=team_id)
    db.session.commit()
    before = copy_rows("invitations")
    invite_staff(tern, [Role.REPORTER], b"M" * 32, moment(), team_id=team_id)
    db.session.commit()

    restore_rows("invitations", before)

    with pytest.raises(RowRevoked):
        opened(house, LINK)
    assert opened(house, b"M" * 32)


def test_the_first_link_of_all_makes_nobody_else_an_administrator(db_session):
    house = begun()
    before = copy_rows("first_invitations")
    joined(house, house.token)

    restore_rows("first_invitations", before)

    with pytest.raises(RowRevoked):
        invitation_of(house.token, moment(installation=house.installation), browser=b"")


LINKS: dict[str, dict[str, Any]] = {
    "for another link": {"token_hash": token_hash(b"M" * 32)},
    "for longer": {"expires_at": NOW + timedelta(days=9)},
    "for other roles": {"roles": ["administrator"]},
    "for another member": {"member_id": "another"},
    "for somebody new": {"member_id": None},
    "at once": {"starts_at": None},
    "earlier": {"starts_at": NOW - timedelta(days=9)},
    "asked for by another": {"asked_by": "another"},
    "asked for by nobody": {"asked_by": None, "starts_at": None},
}


@pytest.mark.parametrize("how", LINKS)
def test_nobody_makes_or_changes_a_link_but_the_desk(house, how):
    done(reset, house)

    update_rows("invitations", **LINKS[how])

    with pytest.raises(BadRowMac):
        opened(house, b"M" * 32 if "token_hash" in LINKS[how] else LINK)


@pytest.mark.parametrize("what", ["right", "older", "others", "cut", "none"])
def test_a_first_link_carries_the_teams_own_keys_or_is_none(house, what):
    team = keys.the_team()
    held = reader(house.at, house.wren).keyring
    right = held.of_team(team.id)[1].to_bytes()
    if what == "older":
        open_epoch(acting(reader(house.at, house.wren)), new_token())
    others = new_team_keys().to_bytes()
    carried = {"right": right, "older": right, "others": others, "cut": right[:-1], "none": b""}[
        what
    ]
    place = first_invitation_place(team.id, 1, house.at.installation)
    db.session.add(
        FirstInvitation(
            token_hash=token_hash(LINK),
            team_id=team.id,
            epoch=1,
            wrapped_team_keys=seal_under(LINK, carried, place),
            expires_at=NOW + STEP,
        )
    )
    db.session.commit()

    if what == "right":
        assert joined(house.at, LINK, email="tern.testwood@example.org")
        return
    with pytest.raises(BadRowMac):
        joined(house.at, LINK, email="tern.testwood@example.org")


JOININGS: dict[str, dict[str, Any]] = {
    "another key": {"public_key": b"k"},
    "another password": {"password_check": b"c" * 32},
    "for longer": {"until": NOW + timedelta(hours=1)},
    "for another": {"id": "another"},
}


@pytest.mark.parametrize("how", JOININGS)
def test_a_joining_that_was_changed_ends_in_nothing(house, how):
    """Else a colleague might give the team's keys to a key that is not the new member's."""
    done(reset, house)
    browser = new_token()
    invited = opened(house, LINK, browser)
    new_row = new_keys(PASSWORD, installation=house.at.installation, member_id=invited.member_id)
    enrolment = begin_enrolment(invited, new_row, moment(), email=GULL, browser=browser)
    code = second_factor.code_at(enrolment.totp_secret, NOW)
    db.session.commit()

    update_rows("enrolments", **JOININGS[how])

    with pytest.raises(BadRowMac):
        enrol_staff(
            code,
            LINK,
            moment(installation=house.at.installation),
            browser=browser,
            becomes=new_token(),
        )


def test_a_link_renews_no_account_that_the_desk_did_not_leave_so(house):
    done(reset, house)
    restore_rows("staff_members", [{"id": house.gull_id, "roles": ["administrator"]}])

    with pytest.raises(BadRowMac):
        joined(house.at, LINK, email=GULL)


def test_what_was_ended_stands_in_the_log_of_whom_it_concerns(house):
    codes = renewed(house)
    house.give(codes[0], house.give_password())
    added(house)
    (passkey,) = passkeys.of(house.gull_id)
    remove_passkey(passkey.id, moment(), member_id=house.gull_id)
    change(house)
    give_other_roles(house)
    reset_and_choose(house)
    disable(house)

    query = select(AuditEntry.act).where(AuditEntry.ended.is_not(None))
    ended = db.session.scalars(query.where(AuditEntry.member_id == house.gull_id)).all()
    assert set(ended) == {
        *("joined", "recovery_codes_made", "recovery_code_used", "passkey_removed"),
        *("password_changed", "got_other_roles", "lost_access", "password_chosen", "disabled"),
    }


def found(member_id):
    member = db.session.get(StaffMember, member_id)
    assert member is not None
    return member


def standing(house, token):
    """Return true if the session of this token is verified."""
    session = sessions.find(token_hash(token), NOW + STEP)
    assert session is not None
    return is_session_verified(session, house.gull)


def opened(house, link, browser=b""):
    return invitation_of(link, moment(installation=house.at.installation), browser=browser)


def added(house, *, whose=None, on=TODAY):
    key, member = SoftKey(), whose or house.gull
    asked = passkeys.challenge(b"b" * 32, NOW)
    options = passkeys.to_sign(passkeys.of(member.id), HERE, asked)
    answer = PasskeyAnswer(said=key.made(options), challenge=asked, site=HERE)
    add_passkey(member, answer, moment(day=on))
    db.session.commit()
    return key


def renewed(house):
    """Return new recovery codes of Gull."""
    codes = renew_codes(house.gull, moment())
    db.session.commit()
    return codes


def signed_in(house):
    """Sign Gull in, and return the token of the session."""
    return house.give(house.code(), house.give_password())


def signed(house, key):
    asked = passkeys.challenge(b"b" * 32, NOW)
    options = passkeys.to_sign(passkeys.of(house.gull_id), HERE, asked)
    return PasskeyAnswer(said=key.signed(options), challenge=asked, site=HERE)


@pytest.fixture
def house(db_session):
    at = begun()
    wren = joined(at, at.token, email=EMAIL)
    gull = colleague(at)
    new_row = House(at, wren.id, gull.id)
    new_row.before = [row for row in copy_rows("staff_members") if row["id"] == gull.id]
    return new_row
