"""Forms of the team pages: invite, change roles, confirm a reset, plan work, lend."""

from __future__ import annotations

from flask_babel import gettext
from wtforms import ValidationError

from intake.actions.people.plan_work import WorkPlan, plan_version
from intake.questionnaire.languages import BY_TAG
from intake.staff.models import StaffMember
from intake.staff.names import LONGEST
from intake.staff.roles import Role
from intake.web.desk.common.fields import (
    CodesField,
    DayField,
    EnumsField,
    LineField,
    NumberField,
    RowIdField,
    StatesField,
)
from intake.web.desk.common.forms import DeskForm
from intake.words import N_


class RolesForm(DeskForm):
    """The roles of a colleague."""

    roles = EnumsField(Role, N_("Choose at least one role."))


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

    @classmethod
    def of_member(cls, member: StaffMember) -> WorkPlanForm:
        """Return the form with what is stored."""
        return cls(obj=member, stand_in=member.stand_in_id, plan=plan_version(member))

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

    reference = LineField(N_("Enter the reference of a case."))
    member = RowIdField()
    until = DayField(N_("Enter a day."))


class EndLoanForm(DeskForm):
    """The loan to end."""

    loan = RowIdField()
