"""Change a member's roles, or deactivate the member, and take away what goes with them."""

from collections.abc import Mapping, Sequence

from intake.actions.access.moment import Moment
from intake.actions.access.unlock_keys import still_may, verify_member_row
from intake.actions.accounts.change_password import LastKeys, NoColleague, end_links, lock_colleague
from intake.actions.feeds import end_feed
from intake.actions.keys.grant_access import working_holders
from intake.actions.keys.renew_pair import drop_wraps, holds_last_wrap
from intake.actions.people.plan_work import NOBODY, let_cases_go
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.keys import store as keys
from intake.outbox.undelivered import drop_waiting_morning_emails_of
from intake.sealing.signing import row_mac_of, set_row_mac
from intake.sessions import store as sessions
from intake.staff import invitations, passkeys, recovery_codes
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.store import Act, Role, may
from intake.words import N_

NEED_KEYS = (Act.OPEN_CASE, Act.HOLD_TEAM_KEYS, Act.GRANT_ACCESS, Act.MANAGE_TEAM)
"""Acts that need keys of the team: to open cases, to vouch for colleagues, to sign new keys."""

FILL_A_FEED = (Act.SEE_DIARY, Act.OPEN_CASE, Act.HOLD_TEAM_KEYS)
"""Acts by which a member's calendar feed got its dates: it ends with the first that is lost."""


def change_roles(
    member_id: str, roles: Sequence[Role], moment: Moment, *, by: StaffMember
) -> StaffMember:
    """Give the member these roles and no others, and end their sessions.

    Keys that the new roles do not need are taken away, and the team needs new ones. The cases of a
    member who may own none any more become unassigned. A member who
    gets to give access asks for it anew, with the key to vouch. Links that wait end with a role
    that manages the team. Raise ``NoColleague``; ``LastKeys`` where nobody else in the team
    could open its cases; ``BadRowMac`` and ``RowRevoked``; ``NoLongerMay`` where the member *by*
    lost the permission meanwhile.
    """
    team, member = lock_colleague(member_id, by)
    if not roles:
        raise NoColleague
    ended = verify_member_row(member)
    if _take_keys(member, roles):
        team.keys_due_since = team.keys_due_since or moment.day
    if may(member.roles, Act.MANAGE_TEAM) and not may(roles, Act.MANAGE_TEAM):
        end_links(team.id, moment)
    if any(may(member.roles, act) and not may(roles, act) for act in FILL_A_FEED):
        end_feed(member, moment)
    lets_go = may(member.roles, Act.HOLD_TEAM_KEYS) and not may(roles, Act.HOLD_TEAM_KEYS)
    member.roles = [str(role) for role in roles]
    set_row_mac(member)
    if lets_go:
        let_cases_go(member, moment, by_id=by.id)
    sessions.end_all_of(member.id)
    moment.log(AuditAct.ROLES_CHANGED, by.id)
    moment.log(AuditAct.GOT_OTHER_ROLES, member.id, ended=ended)
    return member


def _take_keys(member: StaffMember, roles: Sequence[Role]) -> bool:
    """Delete the grants that the new roles do not need; return true if keys were known.

    Raise ``LastKeys``.
    """
    loses = {act for act in NEED_KEYS if may(member.roles, act) and not may(roles, act)}
    gains = may(roles, Act.GRANT_ACCESS) and not may(member.roles, Act.GRANT_ACCESS)
    reads = any(grant.sealed for grant in keys.grants_of(member.id))
    signs = keys.signing_grants_of(member.id)
    is_only = working_holders(member.team_id) == {member.id}
    is_only_inside = holds_last_wrap(member.team_id, member.id)
    if Act.HOLD_TEAM_KEYS in loses and ((reads and is_only) or is_only_inside):
        raise LastKeys
    if Act.OPEN_CASE in loses or Act.HOLD_TEAM_KEYS in loses or (gains and not is_only):
        keys.drop_grants_of(member.id)
    if may(roles, Act.HOLD_TEAM_KEYS) is not may(member.roles, Act.HOLD_TEAM_KEYS):
        drop_wraps(member.team_id, member.id)
    if Act.MANAGE_TEAM in loses:
        keys.drop_signing_grants_of(member.id)
    return bool((reads and loses) or (signs and Act.MANAGE_TEAM in loses))


def disable_staff(
    member: StaffMember,
    moment: Moment,
    *,
    by: StaffMember | None = None,
    owners: Mapping[str, str] = NOBODY,
) -> bool:
    """End every session of the member and delete what was granted to them; new keys become due.

    Their open cases go to the *owners*, ids by reference, and become unassigned without one.

    New keys become due also for a member who lost access before and may have kept what was granted
    then. Links that wait end with a member who managed the team. Where a member asks, *by* is that
    one: raise ``NoLongerMay`` if *by* was disabled meanwhile, and ``LastKeys`` if nobody else could
    open a walled case. The command line disables such a member too. Return false if the reading
    grants were kept, because nobody else in the team holds its keys: without them only the printed
    sheets would lead to the team's cases.
    """
    team = keys.lock_team(member.team_id)
    if by is not None:
        still_may(by.id, Act.MANAGE_TEAM)
    staff.find_for_change(member.id)
    if member.disabled_on is not None:
        return True
    if by is not None and holds_last_wrap(team.id, member.id):
        raise LastKeys(
            N_(
                "No one else can open a walled case. Let a colleague in first. If this member must "
                "go now, the server administrator runs flask staff disable, and two recovery "
                "sheets open the case later."
            )
        )
    has_grants = any(grant.sealed for grant in keys.grants_of(member.id))
    has_signed = bool(keys.signing_grants_of(member.id))
    held = has_grants or has_signed or log.did(member.id, AuditAct.LOST_ACCESS)
    ended = row_mac_of(member) or member.id.encode()
    staff.disable(member, on=moment.day)
    sessions.end_all_of(member.id)
    invitations.discard_of(member.id)
    recovery_codes.discard_of(member.id)
    passkeys.discard_of(member.id)
    let_cases_go(member, moment, owners=owners, by_id=by.id if by else None)
    end_feed(member, moment)
    drop_waiting_morning_emails_of(member.id)
    moment.log(AuditAct.DISABLED, member.id, ended=ended)
    if may(member.roles, Act.MANAGE_TEAM):
        end_links(team.id, moment)
    keys.drop_signing_grants_of(member.id)
    drop_wraps(team.id, member.id)
    if held:
        team.keys_due_since = team.keys_due_since or moment.day
    if has_grants and not working_holders(member.team_id):
        return False
    keys.drop_grants_of(member.id)
    return True
