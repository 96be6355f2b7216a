from collections.abc import Callable

import pytest

from intake.actions.access.unlock_keys import NoLongerMay, still_may
from intake.actions.accounts.change_password import reset_password
from intake.actions.accounts.change_roles import change_roles, disable_staff
from intake.actions.accounts.enrol_staff import invite_staff
from intake.actions.keys.grant_access import grant_access
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.extensions import db
from intake.keys import store as keys
from intake.sealing.tokens import new_token
from intake.staff import store
from intake.staff.models import StaffMember
from intake.staff.store import Act, Role
from tests.staff.house import reader
from tests.staff.making import TODAY, Begun, acting, moment

Do = Callable[[Begun, StaffMember, StaffMember], object]


def reset(_house, gull, wren):
    return reset_password(gull.id, new_token(), moment(), by=wren)


def change(_house, gull, wren):
    return change_roles(gull.id, [Role.REPORTER], moment(), by=wren)


def disable(_house, gull, wren):
    return disable_staff(gull, moment(), by=wren)


def grant(house, gull, wren):
    return grant_access(gull.id, acting(reader(house, wren)), compared="")


def invite(_house, _gull, wren):
    return invite_staff(
        "tern.testwood@example.org",
        [Role.ADMINISTRATOR],
        new_token(),
        moment(),
        team_id=wren.team_id,
        by=wren,
    )


@pytest.mark.parametrize("act", [reset, change, disable, grant, invite])
def test_who_was_disabled_a_moment_ago_does_nothing_more_to_a_colleague(house, wren, gull, act):
    store.disable(wren, on=TODAY)
    db.session.commit()

    with pytest.raises(NoLongerMay):
        act(house, gull, wren)


def test_nor_does_who_lost_the_role_for_it(gull):
    still_may(gull.id, Act.GRANT_ACCESS)

    with pytest.raises(NoLongerMay):
        still_may(gull.id, Act.MANAGE_TEAM)


def test_who_is_disabled_twice_left_once(wren, gull):
    disable_staff(gull, moment(), by=wren)
    team = keys.lock_team(gull.team_id)
    team.keys_due_since = None
    word = log.ends_of(gull.id, AuditAct.DISABLED)

    assert disable_staff(gull, moment(), by=wren)

    assert log.ends_of(gull.id, AuditAct.DISABLED) == word == 1
    assert team.keys_due_since is None
