from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from intake.extensions import new_id
from intake.staff import invitations
from intake.staff.invitations import HELD_FOR, LASTS, AlreadyHeld
from intake.staff.models import Enrolment, Invitation
from tests.staff.making import NOW, SECRETS, team

Db = scoped_session[Session]
LINK, OTHER = b"l" * 32, b"o" * 32
MINE, THEIRS = b"m" * 32, b"t" * 32


def test_an_invitation_lasts_until_its_end(db_session):
    invitation = invited(team(), LINK)

    assert invitations.find(LINK, NOW + LASTS - timedelta(seconds=1)) is invitation
    assert invitations.find(LINK, NOW + LASTS) is None
    assert invitations.find(OTHER, NOW) is None
    assert invitations.open_ones(NOW) == [invitation]
    assert invitations.open_ones(NOW + LASTS) == []


def test_a_used_invitation_is_gone(db_session):
    invited(team(), LINK)

    invitations.discard(LINK)
    db_session.expire_all()

    assert invitations.find(LINK, NOW) is None


def test_links_of_an_address_are_withdrawn_with_the_joining_they_began(db_session):
    of = team()
    waits, begun = invited(of, LINK), invited(of, OTHER)
    reset = invited(of, b"r" * 32, member_id=new_id())
    ended = invited(of, b"e" * 32, lasts=timedelta(0))
    another = invited(of, b"a" * 32, email="heron@example.org")
    invitations.hold(enrolment(OTHER, MINE), NOW)
    invitations.hold(enrolment(another.token_hash, THEIRS), NOW)

    withdrawn = invitations.withdraw("Gull@example.org", secrets=("another", *SECRETS), now=NOW)

    assert {invitation.token_hash for invitation in withdrawn} == {
        waits.token_hash,
        begun.token_hash,
    }
    assert invitations.open_ones(NOW) == [reset, another]
    assert invitations.held(OTHER, now=NOW) is None
    assert invitations.held(another.token_hash, now=NOW) is not None
    assert invitations.withdraw("gull@example.org", secrets=SECRETS, now=NOW) == []
    assert invitations.find(ended.token_hash, NOW - LASTS) is ended


def test_one_browser_at_a_time_holds_a_link(db_session):
    invitations.hold(enrolment(LINK, MINE), NOW)
    db_session.commit()

    with pytest.raises(AlreadyHeld):
        invitations.hold(enrolment(LINK, THEIRS), NOW)
    db_session.rollback()
    invitations.release(LINK, held_by=THEIRS)

    holder = invitations.held(LINK, now=NOW)
    assert holder is not None
    assert holder.held_by == MINE


def test_a_link_that_was_let_go_can_be_held_by_another(db_session):
    invitations.hold(enrolment(LINK, MINE), NOW)

    invitations.release(LINK, held_by=MINE)
    invitations.hold(enrolment(LINK, THEIRS), NOW)

    assert invitations.held(LINK, now=NOW) is not None


def test_what_nobody_finished_is_gone_after_a_while(db_session):
    invited(team(), LINK)
    invitations.hold(enrolment(LINK, MINE), NOW)

    assert invitations.held(LINK, now=NOW + HELD_FOR) is None
    invitations.discard_ended(NOW + HELD_FOR)
    invitations.hold(enrolment(LINK, THEIRS), NOW + HELD_FOR)
    assert invitations.find(LINK, NOW + HELD_FOR) is not None

    invitations.discard_ended(NOW + LASTS)
    db_session.expire_all()
    assert db_session.get(Invitation, LINK) is None


def test_the_link_that_ends_first_stands_first(db_session):
    later = invited(team(), LINK, lasts=2 * LASTS)
    sooner = invited(team("Other"), OTHER)
    db_session.flush()

    assert invitations.open_ones(NOW) == [sooner, later]


def test_two_links_are_held_apart(db_session):
    for link in (LINK, OTHER):
        invitations.hold(enrolment(link, MINE), NOW)

    for link in (OTHER, LINK):
        invitation = invitations.held(link, now=NOW)
        assert invitation is not None
        assert invitation.invitation_hash == link
    invitations.release(LINK, held_by=MINE)

    assert invitations.held(LINK, now=NOW) is None
    assert invitations.held(OTHER, now=NOW) is not None


def test_of_one_member_every_link_and_every_joining_is_let_go(db_session):
    gull, tern = "g" * 32, "t" * 32
    invited(team(), LINK, member_id=gull)
    invited(team("Other"), OTHER, member_id=tern)
    invitations.hold(enrolment(LINK, MINE, member_id=gull), NOW)
    invitations.hold(enrolment(OTHER, THEIRS, member_id=tern), NOW)

    invitations.discard_of(gull)
    db_session.expire_all()

    assert invitations.find(LINK, NOW) is None
    assert invitations.held(LINK, now=NOW) is None
    assert invitations.find(OTHER, NOW) is not None
    assert invitations.held(OTHER, now=NOW) is not None


def invited(
    of,
    link,
    *,
    lasts=LASTS,
    member_id=None,
    email="gull@example.org",
):
    return invitations.add(
        Invitation(
            token_hash=link,
            email=email,
            team_id=of.id,
            roles=["caseworker"],
            expires_at=NOW + lasts,
            member_id=member_id,
        )
    )


def enrolment(link, browser, *, member_id=None):
    return Enrolment(
        id=member_id or new_id(),
        invitation_hash=link,
        held_by=browser,
        email="gull@example.org",
        password_salt=b"",
        password_check=b"",
        public_key=b"",
        wrapped_private_key=b"",
        totp_secret="",
    )
