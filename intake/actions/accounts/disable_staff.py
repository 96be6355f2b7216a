"""Deactivate a member of staff: delete sessions, password and grants."""

from __future__ import annotations

from datetime import date, datetime

from intake.actions.access.recheck_permission import still_may
from intake.actions.accounts.reset_password import LastKeys
from intake.actions.accounts.revoke_links import end_links
from intake.actions.feeds.make_feed import end_feed
from intake.actions.keys.grant_access import working_holders
from intake.actions.keys.reseal_walls import drop_wraps, holds_last_wrap
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.keys import store as keys
from intake.outbox.dropping import drop_waiting_morning_emails_of
from intake.sealing.row_mac import row_mac_of
from intake.sessions import store as sessions
from intake.staff import invitations, passkeys, recovery_codes
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.roles import Act, may


def disable_staff(
    member: StaffMember, *, today: date, now: datetime, by: StaffMember | None = None
) -> bool:
    """End every session of the member and delete what was granted to them; new keys become due.

    They become due also for a member who lost access before and may have kept what was granted
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
        raise LastKeys
    has_grants = any(grant.sealed for grant in keys.grants_of(member.id))
    has_signed = bool(keys.signing_grants_of(member.id))
    held = has_grants or has_signed or log.did(member.id, AuditAct.LOST_ACCESS)
    ended = row_mac_of(member) or member.id.encode()
    staff.disable(member, on=today)
    sessions.end_all_of(member.id)
    invitations.discard_of(member.id)
    recovery_codes.discard_of(member.id)
    passkeys.discard_of(member.id)
    end_feed(member, today=today, now=now)
    drop_waiting_morning_emails_of(member.id)
    log.record(AuditAct.DISABLED, on=today, member_id=member.id, at=now, ended=ended)
    if may(member.roles, Act.MANAGE_TEAM):
        end_links(team.id, today=today)
    keys.drop_signing_grants_of(member.id)
    drop_wraps(team.id, member.id)
    if held:
        team.keys_due_since = team.keys_due_since or today
    if has_grants and not working_holders(member.team_id):
        return False
    keys.drop_grants_of(member.id)
    return True
