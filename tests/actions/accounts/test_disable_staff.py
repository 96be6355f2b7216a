import pytest

from intake.actions.accounts.change_roles import disable_staff
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.extensions import db
from intake.keys import store as keys
from intake.keys.models import Grant
from intake.sealing.tokens import new_token, token_hash
from intake.sessions import store as sessions
from intake.staff import invitations, passkeys, recovery_codes
from intake.staff.models import Invitation, Passkey
from tests.staff.making import NOW, TODAY, begun, joined, member, moment

TOKEN = new_token()


def test_who_leaves_is_signed_out_and_has_no_keys(wren):
    colleague = member(keys.the_team(), "gull@example.org")
    keys.add(Grant(member_id=colleague.id, team_id=wren.team_id, epoch=1, sealed=b""))

    dropped = disable_staff(wren, moment())

    assert dropped
    assert wren.disabled_on == TODAY
    assert sessions.find(token_hash(TOKEN), NOW) is None
    assert keys.members_with_keys(wren.team_id) == {colleague.id}


def test_who_leaves_has_no_other_way_in(wren):
    gull = member(keys.the_team(), "gull@example.org")
    link = token_hash(new_token())
    invitations.add(
        Invitation(
            token_hash=link,
            email=gull.email,
            roles=list(gull.roles),
            team_id=gull.team_id,
            expires_at=NOW + invitations.LASTS,
            member_id=gull.id,
        )
    )
    recovery_codes.renew(gull.id)
    key = {"credential_id": b"gull's", "public_key": b"", "sign_count": 0}
    db.session.add(Passkey(member_id=gull.id, added_on=TODAY, **key))
    db.session.commit()

    disable_staff(gull, moment())
    db.session.expire_all()

    assert invitations.find(link, NOW) is None
    assert recovery_codes.left(gull.id) == 0
    assert passkeys.of(gull.id) == []


def test_new_keys_are_due_once_somebody_leaves_who_ever_held_the_old_ones(
    wren,
):
    team = keys.the_team()
    never, before = member(team, "tern@example.org"), member(team, "gull@example.org")
    log.record(AuditAct.LOST_ACCESS, on=TODAY, member_id=before.id, at=NOW)

    disable_staff(never, moment())
    assert team.keys_due_since is None
    disable_staff(before, moment())
    assert team.keys_due_since == TODAY


def test_the_last_keys_of_a_team_are_not_dropped(wren):
    dropped = disable_staff(wren, moment())

    assert not dropped
    assert sessions.find(token_hash(TOKEN), NOW) is None
    assert keys.members_with_keys(wren.team_id) == {wren.id}


@pytest.fixture
def wren(db_session):
    house = begun()
    return joined(house, house.token, session=TOKEN)
