"""Add, find and change members of staff."""

import secrets as chance
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from intake.extensions import all_rows, change_rows, db, first_row
from intake.questionnaire.tidy import name_key
from intake.sealing.at_rest import Unreadable
from intake.staff.invitations import look_ups
from intake.staff.models import Enrolment, StaffMember
from intake.staff.second_factor import WrongCode
from intake.words import N_, Labelled

IN_ORDER = (StaffMember.joined_on, StaffMember.id)
"""Those who joined first before the others; of one day always in the same order."""

OF_TEAM = (
    select(StaffMember)
    .where(StaffMember.team_id == bindparam("team_id"), StaffMember.disabled_on.is_(None))
    .order_by(*IN_ORDER)
)
"""Built once, because each page of the queue executes it."""


class AddressTaken(Exception):
    """A member of staff has this address already."""


def add(member: StaffMember) -> StaffMember:
    """Add and flush a member. Raise :class:`AddressTaken` if another has the address."""
    db.session.add(member)
    try:
        db.session.flush()
    except IntegrityError:
        raise AddressTaken from None
    return member


def find(member_id: str) -> StaffMember | None:
    """Return the member with this id."""
    return db.session.get(StaffMember, member_id)


def find_for_change(member_id: str) -> StaffMember | None:
    """Lock, refresh and return the member with this id."""
    return first_row(StaffMember, StaffMember.id == member_id, lock=True)


def find_by_email(
    email: str, *, secrets: tuple[str, ...], to_change: bool = False
) -> StaffMember | None:
    """Return the member with this address, hashed under the current or a fallback secret."""
    is_own = StaffMember.email_hash.in_(look_ups(email, secrets=secrets))
    return first_row(StaffMember, is_own, lock=to_change)


def everybody() -> list[StaffMember]:
    """Return all members, the first to join first."""
    return all_rows(StaffMember, by=IN_ORDER)


def members_of(team_id: str, *, anew: bool = False) -> list[StaffMember]:
    """Return the members of a team who are not deactivated.

    With *anew* also rows that this session has read before are as the database has them now.
    """
    options = {"populate_existing": anew}
    return list(db.session.scalars(OF_TEAM, {"team_id": team_id}, execution_options=options))


def rehash_addresses(*, secrets: tuple[str, ...]) -> int:
    """Hash the addresses of members with the current secret; return how many changed."""
    old = {
        member: hashed
        for member in all_rows(StaffMember, StaffMember.email_hash.is_not(None))
        if not isinstance(member.email, Unreadable)
        and (hashed := look_ups(member.email, secrets=secrets)[0]) != member.email_hash
    }
    for member, hashed in old.items():
        member.email_hash = hashed
    return len(old)


def use_step(member: StaffMember, step: int) -> None:
    """Use an authenticator's time step up; :class:`WrongCode` where it or a later one was used.

    Compared and set in one statement, so that of two requests with one code only one gets in.
    """
    is_unused = StaffMember.id == member.id, StaffMember.totp_last_step < step
    if change_rows(StaffMember, *is_unused, totp_last_step=step) != 1:
        raise WrongCode


def has_app(member: StaffMember) -> bool:
    """Return true if an authenticator app was connected, because its first code was used."""
    return member.totp_last_step > 0


def forget_password(member: StaffMember) -> None:
    """Delete the member's password and keys, until new ones are chosen."""
    member.password_check = chance.token_bytes(32)
    member.wrapped_private_key = b""
    member.public_key = b""


def renew(member: StaffMember, chosen: Enrolment, *, step: int) -> StaffMember:
    """Store the password, keys and authenticator that the member chose."""
    member.password_salt = chosen.password_salt
    member.password_check = chosen.password_check
    member.public_key = chosen.public_key
    member.wrapped_private_key = chosen.wrapped_private_key
    member.totp_secret = chosen.totp_secret
    member.totp_last_step = step
    member.sheet_kept_on = None
    return member


def erase(member: StaffMember) -> None:
    """Delete the row. Only for a member whom nothing refers to any more."""
    db.session.delete(member)


def disable(member: StaffMember, *, on: date) -> None:
    """Deactivate a member; the address may be invited again."""
    member.disabled_on = on
    member.email_hash = None


LONGEST = 60
"""Characters of a name."""


def shown_name(member: StaffMember) -> str:
    """Return the name of a member; without one, the part of the address before the ``@``."""
    if member.name and not isinstance(member.name, Unreadable):
        return member.name
    return member.email.partition("@")[0]


NAME_TAKEN = N_("A colleague has this name. Please add to it.")


def is_name_taken(name: str, *, member_id: str) -> bool:
    """Return true if another member is shown under this name, or one who left."""
    others = (shown_name(other) for other in everybody() if other.id != member_id)
    return name_key(name) in map(name_key, others)


class Preference(StrEnum):
    """One setting that a member changes from its default."""

    DENSE = "dense"
    """Rows of 28 pixels in place of 36."""
    DARK = "dark"
    LIGHT = "light"
    HIDE_NAMES = "hide_names"
    """No name of a person in lists: others in the room see the screen."""
    NO_KEYS = "no_keys"
    """Turn off single-key shortcuts on the desk."""
    MORNING_EMAIL = "morning_email"
    """One email each morning about new requests, but P0 and own cases at once."""


THEMES = frozenset({Preference.DARK, Preference.LIGHT})
"""At most one of these; none is what the machine says."""


def has_preference(member: StaffMember, preference: Preference) -> bool:
    """Return true if the member has chosen this."""
    return preference.value in member.preferences


def set_preferences(member: StaffMember, codes: Iterable[str]) -> None:
    """Replace the member's preferences by those with these *codes*; ignore unknown codes."""
    known = {preference for preference in Preference if preference.value in set(codes)}
    if known >= THEMES:
        known -= {Preference.LIGHT}
    member.preferences = [code.value for code in Preference if code in known]


class Role(Labelled):
    """A role of a member, who may have several."""

    ADMINISTRATOR = "administrator", "Administrator"
    SUPERVISOR = "supervisor", "Supervisor"
    ATTORNEY = "attorney", "Attorney"
    CASEWORKER = "caseworker", "Caseworker"
    VOLUNTEER = "volunteer", "Volunteer"
    REPORTER = "reporter", "Reports only"


class Act(StrEnum):
    """Something that roles allow."""

    OWN_ACCOUNT = "own_account"
    SEE_QUEUE = "see_queue"
    OPEN_CASE = "open_case"
    SEARCH = "search"
    ENTER_REQUEST = "enter_request"
    """Enter a request for a caller, from paper, or many from a spreadsheet."""
    HOLD_TEAM_KEYS = "hold_team_keys"
    """Hold the team's reading key, and so open each of its cases that is not walled."""
    SEE_DIARY = "see_diary"
    SET_FOLLOW_UP = "set_follow_up"
    ASSIGN = "assign"
    TAG = "tag"
    MOVE_CASE = "move_case"
    SCREEN_CASE = "screen_case"
    """Log calls and contact, write notes, keep dates."""
    WORK_CASE = "work_case"
    HAND_BACK = "hand_back"
    LEND_CASE = "lend_case"
    DECIDE_CONFLICT = "decide_conflict"
    WALL_CASE = "wall_case"
    HAND_OFF = "hand_off"
    ERASE_CASE = "erase_case"
    HOLD_CASE = "hold_case"
    SEE_TEAM = "see_team"
    GRANT_ACCESS = "grant_access"
    PLAN_WORK = "plan_work"
    """Enter the name, capacity and absence of a colleague."""
    MANAGE_TEAM = "manage_team"
    SEE_AUDIT = "see_audit"
    SEE_HEALTH = "see_health"
    SETTLE_LETTERS = "settle_letters"
    SEE_LAW = "see_law"
    AMEND_LAW = "amend_law"
    APPROVE_LAW = "approve_law"
    AMEND_WORDING = "amend_wording"
    APPROVE_WORDING = "approve_wording"
    SEE_REPORTS = "see_reports"
    IMPORT_NAMES = "import_names"
    """Import names that conflict checks compare, and take them back."""
    SET_INTAKE = "set_intake"
    """Say which new cases the team takes on, and publish how many people got a lawyer."""


_READS = {Act.OWN_ACCOUNT, Act.SEE_QUEUE, Act.OPEN_CASE, Act.SEE_DIARY, Act.SEE_LAW}
_WORKS = _READS | {
    Act.SEARCH,
    Act.ENTER_REQUEST,
    Act.HOLD_TEAM_KEYS,
    Act.SCREEN_CASE,
    Act.SET_FOLLOW_UP,
    Act.ASSIGN,
    Act.TAG,
    Act.MOVE_CASE,
    Act.WORK_CASE,
    Act.AMEND_WORDING,
    Act.SEE_TEAM,
    Act.GRANT_ACCESS,
}
_BORROWS = _READS | {Act.SCREEN_CASE, Act.SET_FOLLOW_UP, Act.HAND_BACK}
_KEEPS = {
    Act.OWN_ACCOUNT,
    Act.SEE_QUEUE,
    Act.SEE_TEAM,
    Act.PLAN_WORK,
    Act.MANAGE_TEAM,
    Act.SEE_AUDIT,
    Act.SEE_HEALTH,
    Act.SETTLE_LETTERS,
    Act.SEE_LAW,
}
_AMENDS = {Act.AMEND_LAW, Act.APPROVE_LAW, Act.APPROVE_WORDING}
_OVERSEES = {
    Act.SEE_AUDIT,
    Act.SEE_HEALTH,
    Act.SETTLE_LETTERS,
    Act.SEE_REPORTS,
    Act.SET_INTAKE,
    Act.PLAN_WORK,
    Act.IMPORT_NAMES,
}
_DECIDES = {
    Act.DECIDE_CONFLICT,
    Act.WALL_CASE,
    Act.LEND_CASE,
    Act.HAND_OFF,
    Act.ERASE_CASE,
    Act.HOLD_CASE,
}

MAY: Mapping[str, frozenset[Act]] = {
    Role.ADMINISTRATOR: frozenset(_KEEPS),
    Role.SUPERVISOR: frozenset(_WORKS | _AMENDS | _DECIDES | _OVERSEES),
    Role.ATTORNEY: frozenset(_WORKS | _AMENDS | _DECIDES),
    Role.CASEWORKER: frozenset(_WORKS),
    Role.VOLUNTEER: frozenset(_BORROWS),
    Role.REPORTER: frozenset({Act.OWN_ACCOUNT, Act.SEE_REPORTS, Act.SEE_LAW}),
}


def may(roles: Iterable[str], act: Act) -> bool:
    """Return true if one of these roles allows the act. An unknown role allows nothing."""
    return any(act in MAY[role] for role in roles if role in MAY)
