"""The team in words: each member with roles, access to its keys, and a fingerprint to compare."""

from flask_babel import gettext, ngettext
from werkzeug.datastructures import MultiDict
from wtforms import ValidationError

from intake import clock
from intake.actions.case.open_case import OpenedCase
from intake.actions.keys.grant_access import (
    asks_for_key,
    signers_of,
)
from intake.actions.opening.case_keys import Reader
from intake.actions.people.plan_work import WorkPlan, may_stand_in, suggested_owner
from intake.frozen import frozen
from intake.keys import store as keys
from intake.questionnaire.languages import BY_TAG
from intake.sealing.teams import fingerprint
from intake.staff import invitations
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.staff.store import LONGEST, Act, Role, may, shown_name
from intake.web.access import current_member
from intake.web.answers import asked_groups, is_group, spoken_name
from intake.web.app_context import Values, once_a_request, settings, today
from intake.web.desk.common.fields import (
    CodesField,
    DayField,
    DeskForm,
    LineField,
    NumberField,
    RowIdField,
    StatesField,
)
from intake.web.desk.common.reader import name_and_roles_of, roles_of, team_members
from intake.words import Labels

ROLE_FOR: Labels[Role] = {
    Role.ADMINISTRATOR: "accounts, keys and health of the server; opens no case",
    Role.SUPERVISOR: "everything about cases, and approvals",
    Role.ATTORNEY: "cases, conflicts, the law book, transfers, erasing",
    Role.CASEWORKER: "cases",
    Role.VOLUNTEER: "screens the cases that are lent to them, and sees no others",
    Role.REPORTER: "the figures of the reports, no cases",
}
"""Purpose of each role."""

ALL_ROLES = [(role, role.says, purpose) for role, purpose in ROLE_FOR.items()]


@frozen
class Keyholders:
    """The ids of members with the team's keys, of those whose own key nobody has compared yet, and
    of administrators with the signing key.
    """

    holders: frozenset[str]
    unvouched: frozenset[str]
    signers: frozenset[str]


@once_a_request
def keyholders() -> Keyholders:
    """Return who holds which keys of the team."""
    team_id = current_member().team_id
    return Keyholders(
        holders=keys.members_with_keys(team_id),
        unvouched=keys.members_with_unvouched_key(team_id),
        signers=signers_of(team_id),
    )


def stand_ins_of(colleague: StaffMember) -> dict[str, str]:
    """Return id and name of each member of the team who can stand in for the colleague."""
    return {
        member.id: shown_name(member)
        for member in team_members()
        if may_stand_in(member, for_id=colleague.id)
    }


def person_of(member: StaffMember) -> Values:
    """Return one member of the team in words.

    ``away`` is the member if an absence is planned or has begun; ``stand_in`` the name of a
    colleague, empty if nobody stands in.
    """
    signers = keyholders().signers
    is_over = member.away_until is not None and member.away_until < today()
    asks_to_sign = asks_for_key(member, Act.MANAGE_TEAM, signers)
    signing = gettext("Asks for it") if asks_to_sign else gettext("No")
    return {
        "id": member.id,
        "name": shown_name(member),
        "email": member.email,
        "roles": roles_of(member),
        "standing": _standing(member),
        "signing": gettext("Holds it") if member.id in signers else signing,
        "asks": asks_for_key(member, Act.OPEN_CASE, keyholders().holders),
        "new_key": member.id in keyholders().unvouched,
        "asks_to_sign": asks_to_sign,
        "away": member if member.away_from and not is_over else None,
        "stand_in": stand_ins_of(member).get(member.stand_in_id or "", ""),
    }


def _standing(member: StaffMember) -> str:
    if not member.public_key:
        return gettext("Must set a new password")
    if member.id in keyholders().holders:
        has_new_key = member.id in keyholders().unvouched
        if may(member.roles, Act.HOLD_TEAM_KEYS):
            new_key = gettext("Has case access; the new key is not compared yet")
            return new_key if has_new_key else gettext("Has case access")
        new_key = gettext("Opens lent cases; the new key is not compared yet")
        return new_key if has_new_key else gettext("Opens lent cases")
    if asks_for_key(member, Act.OPEN_CASE, keyholders().holders):
        return gettext("Waiting for case access")
    return gettext("Does not need case access")


def reset_link_of(member: StaffMember) -> Values | None:
    """Return the reset link that a member has not used, as the signed-in one sees it.

    With who asked, and from when it works (``None``: at once).
    """
    now = clock.now()
    link = invitations.reset_of(member.id, now=now)
    if link is None:
        return None
    waits = link.starts_at is not None and now < link.starts_at
    asked_by = staff.find(link.asked_by) if link.asked_by else None
    return {
        "id": invitations.link_id(link),
        "asked_by": asked_by.email if asked_by else "",
        "starts_at": link.starts_at if waits else None,
        "may_confirm": waits and current_member().id != link.asked_by,
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
        groups = self.fingerprint.split("-")
        return all(
            is_group(posted.get(f"check-fingerprint-{number}", ""), groups[number - 1])
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


class RolesForm(DeskForm):
    """The roles of a colleague."""

    roles = CodesField(Role, "Choose at least one role.")


class InviteForm(RolesForm):
    """The address and the roles of a new colleague. The address is checked by the action."""

    email = LineField()


class ResetLinkForm(DeskForm):
    """The name of the reset link that the page showed (``invitations.link_id``)."""

    link = LineField()


class WorkPlanForm(DeskForm):
    """The name, capacity and absence of a member. 0 cases a week mean that there is no limit."""

    name = LineField(longest=LONGEST)
    cases_a_week = NumberField()
    languages = CodesField(tuple(BY_TAG))
    states = StatesField()
    away_from = DayField()
    away_until = DayField()
    stand_in = RowIdField()
    plan = LineField()
    """The name of the plan that the page showed (``plan_version``)."""

    def validate_away_until(self, field: DayField) -> None:
        """Refuse what is no day, and an absence that ends before it begins or has no beginning."""
        first, last = self.away_from, field
        if first.is_unreadable or last.is_unreadable:
            raise ValidationError(gettext("Enter a day."))
        if last.data and (first.data is None or last.data < first.data):
            raise ValidationError(gettext("The last day away comes before the first."))

    def work_plan(self) -> WorkPlan:
        """Return what a valid form says."""
        return WorkPlan(
            name=self.name.data or "",
            cases_a_week=self.cases_a_week.data or None,
            languages=self.languages.data,
            states=self.states.codes,
            away_from=self.away_from.data,
            away_until=self.away_until.data,
            stand_in_id=self.stand_in.data or None,
        )


class LendForm(DeskForm):
    """The case to lend, the volunteer, and the last day."""

    reference = LineField("Enter the reference of a case.")
    member = RowIdField()
    until = DayField("Enter a day.")


class EndLoanForm(DeskForm):
    """The loan to end."""

    loan = RowIdField()


def owner_context(opened: OpenedCase, reader: Reader) -> Values:
    """Return the suggestion as ``suggested``: ``None`` if the case has an owner at work."""
    suggestion = None
    if reader.may(Act.ASSIGN):
        suggestion = suggested_owner(opened.case, opened.card, today=today())
    if suggestion is None:
        return {"suggested": None}
    reasons = []
    if suggestion.language:
        reasons.append(gettext("Speaks %(language)s", language=spoken_name(suggestion.language)))
    if suggestion.state:
        reasons.append(gettext("Works in %(state)s", state=suggestion.state))
    reasons.append(load_words(suggestion.new_cases, suggestion.cases_a_week))
    return {
        "suggested": {
            "id": suggestion.member_id,
            "name": name_and_roles_of(suggestion.member_id),
            "reasons": reasons,
            "is_self": suggestion.member_id == reader.member_id,
        }
    }


def load_words(new_cases: int, cases_a_week: int | None) -> str:
    """Return how many new cases a member has this week, and how many they take."""
    if cases_a_week is None:
        return ngettext("%(num)s new case this week", "%(num)s new cases this week", new_cases)
    return gettext("%(count)s of %(most)s new cases this week", count=new_cases, most=cases_a_week)
