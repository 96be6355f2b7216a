"""The team in words: each member with roles, access to its keys, and a fingerprint to compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import format_date, format_decimal, gettext
from werkzeug.datastructures import MultiDict

from intake.actions.keys.grant_access import asks_for_access, has_ended
from intake.actions.keys.grant_signing import asks_for_signing_key, signers_of
from intake.actions.keys.reseal_cases import Progress
from intake.actions.people.plan_work import may_plan, may_stand_in
from intake.actions.upkeep.end_old_wraps import members_to_move
from intake.frozen import frozen
from intake.keys import store as keys
from intake.questionnaire.languages import BY_TAG
from intake.sealing.teams import fingerprint
from intake.staff import invitations
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.names import shown_name
from intake.staff.roles import Act, Role, may
from intake.web.app_context import settings, today
from intake.web.asked_groups import asked_groups, is_group
from intake.web.desk.common.fields import LineField
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.history import day_and_time
from intake.web.desk.common.reader import roles_of
from intake.web.desk.team.team_forms import WorkPlanForm
from intake.words import N_

ROLE_FOR: Mapping[Role, str] = {
    Role.ADMINISTRATOR: N_("accounts, keys and health of the server; opens no case"),
    Role.SUPERVISOR: N_("everything about cases, and approvals"),
    Role.ATTORNEY: N_("cases, conflicts, the law book, transfers, erasing"),
    Role.CASEWORKER: N_("cases"),
    Role.VOLUNTEER: N_("screens the cases that are lent to them, and sees no others"),
    Role.REPORTER: N_("the figures of the reports, no cases"),
}
"""Purpose of each role."""

HOLDS = N_("Has case access")
BORROWS = N_("Opens lent cases")
BORROWS_WITH_NEW_KEY = N_("Opens lent cases; the new key is not compared yet")
NEW_KEY = N_("Has case access; the new key is not compared yet")
ASKS = N_("Waiting for case access")
CHOOSES = N_("Must set a new password")
NEEDS_NONE = N_("Does not need case access")
SIGNS = N_("Holds it")
ASKS_TO_SIGN = N_("Asks for it")
NO = N_("No")


@frozen
class ShownMember:
    """A member as the team page shows them.

    ``away`` is the member if an absence is planned or has begun; ``stand_in`` the name of a
    colleague, empty if nobody stands in.
    """

    id: str
    name: str
    email: str
    roles: tuple[str, ...]
    standing: str
    signing: str
    asks: bool
    new_key: bool
    asks_to_sign: bool
    away: StaffMember | None
    stand_in: str


def people_of(team_id: str) -> list[ShownMember]:
    """Return the members who are not disabled, in the order in which they joined."""
    keyholders, team = keyholders_of(team_id), staff.members_of(team_id)
    return [person_of(member, keyholders, team) for member in team]


def work_context(
    colleague: StaffMember, form: WorkPlanForm | None, *, by: StaffMember
) -> dict[str, Any]:
    """Return the variables of ``desk/team/work_plan.html``, with what *by* may change."""
    others = _stand_ins(colleague, staff.members_of(colleague.team_id))
    return {
        "may_plan": may_plan(by.id, by.roles, colleague.id),
        "work_form": form or WorkPlanForm.of_member(colleague),
        "stand_ins": list(others.items()),
        "all_languages": [(tag, language.english) for tag, language in BY_TAG.items()],
    }


def _stand_ins(colleague: StaffMember, team: Sequence[StaffMember]) -> dict[str, str]:
    """Return id and name of each member of the team who can stand in for the colleague."""
    return {
        member.id: shown_name(member)
        for member in team
        if may_stand_in(member, for_id=colleague.id)
    }


@frozen
class Keyholders:
    """The ids of members with the team's keys, of those whose own key nobody has compared yet, and
    of administrators with the signing key.
    """

    holders: frozenset[str]
    unvouched: frozenset[str]
    signers: frozenset[str]


def keyholders_of(team_id: str) -> Keyholders:
    """Return who holds which keys of a team."""
    return Keyholders(
        holders=keys.members_with_keys(team_id),
        unvouched=keys.members_with_unvouched_key(team_id),
        signers=signers_of(team_id),
    )


def person_of(
    member: StaffMember, keyholders: Keyholders, team: Sequence[StaffMember]
) -> ShownMember:
    """Return one member of the team in words."""
    signers = keyholders.signers
    is_over = member.away_until is not None and member.away_until < today()
    asks_to_sign = asks_for_signing_key(member, signers=signers)
    return ShownMember(
        id=member.id,
        name=shown_name(member),
        email=member.email,
        roles=roles_of(member),
        standing=gettext(_standing(member, keyholders)),
        signing=gettext(SIGNS if member.id in signers else ASKS_TO_SIGN if asks_to_sign else NO),
        asks=asks_for_access(member, holders=keyholders.holders),
        new_key=member.id in keyholders.unvouched,
        asks_to_sign=asks_to_sign,
        away=member if member.away_from and not is_over else None,
        stand_in=_stand_ins(member, team).get(member.stand_in_id or "", ""),
    )


def _standing(member: StaffMember, keyholders: Keyholders) -> str:
    if not member.public_key or has_ended(member):
        return CHOOSES
    if member.id in keyholders.holders:
        has_new_key = member.id in keyholders.unvouched
        if not may(member.roles, Act.HOLD_TEAM_KEYS):
            return BORROWS_WITH_NEW_KEY if has_new_key else BORROWS
        return NEW_KEY if has_new_key else HOLDS
    return ASKS if asks_for_access(member, holders=keyholders.holders) else NEEDS_NONE


def moving_of(team_id: str) -> dict[str, Any] | None:
    """Return who has no sign-in sheet, and when their old keys end; ``None`` once all have one."""
    emails = tuple(member.email for member in members_to_move(team_id))
    day = keys.old_wraps_end_on(team_id)
    return {"emails": emails, "day": format_date(day) if day else ""} if emails else None


def reset_link_of(member: StaffMember, *, by: StaffMember, now: datetime) -> dict[str, Any] | None:
    """Return the reset link that a member has not used, as *by* sees it.

    With who asked, and from when it works (empty: at once).
    """
    link = invitations.reset_of(member.id, now=now)
    if link is None:
        return None
    waits = link.starts_at is not None and now < link.starts_at
    asked_by = staff.find(link.asked_by) if link.asked_by else None
    return {
        "id": invitations.link_id(link),
        "asked_by": asked_by.email if asked_by else "",
        "starts_at": when(link.starts_at) if waits else "",
        "may_confirm": waits and by.id != link.asked_by,
    }


def when(instant: datetime | None) -> str:
    """Return day and time in the organisation's zone; empty for ``None``."""
    if instant is None:
        return ""
    return day_and_time(instant, settings().time_zone)


def renewal_of(resealing: Progress, *, now: datetime) -> dict[str, Any] | None:
    """Return the renewal in words, or ``None`` if there is none."""
    if resealing.is_idle:
        return None
    stage = "due" if resealing.due_since else "resealing" if resealing.left else "resealed"
    return {
        "stage": stage,
        "done": format_decimal(resealing.total - resealing.left),
        "total": format_decimal(resealing.total),
        "may_finish": resealing.free_from is not None and now >= resealing.free_from,
    }


@frozen
class FingerprintCheck:
    """The fingerprint of a colleague's key, of which two groups must be typed by hand."""

    fingerprint: str
    asked: tuple[int, ...]

    @property
    def groups(self) -> list[tuple[int, str]]:
        """Return each number with its group; with an empty text where it must be typed."""
        return [
            (number, "" if number in self.asked else group)
            for number, group in enumerate(self.fingerprint.split("-"), 1)
        ]

    def is_typed(self, posted: MultiDict[str, str]) -> bool:
        """Return true if the posted form has the right two groups."""
        fields = {f"check-fingerprint-{number}": LineField() for number in self.asked}
        form = type("FingerprintForm", (DeskForm,), fields)(posted)
        groups = self.fingerprint.split("-")
        return all(
            is_group(form[f"check-fingerprint-{number}"].data, groups[number - 1])
            for number in self.asked
        )


def fingerprint_check(colleague: StaffMember) -> FingerprintCheck:
    """Return the check of this colleague's key.

    It asks every giver in every session for the same groups, so that no page of the desk shows
    them; ``SECRET_KEY`` keeps whoever can replace the key in the database from knowing which.
    """
    printed = fingerprint(colleague.public_key)
    seed = settings().secret_key.encode() + colleague.public_key
    asked = asked_groups(seed, total=printed.count("-") + 1)
    return FingerprintCheck(fingerprint=printed, asked=asked)
