"""Forms of the team pages: invite a colleague, change roles, confirm a reset, renew keys."""

from __future__ import annotations

from intake.staff.roles import Role
from intake.web.desk.common.fields import DayField, EnumsField, LineField, RowIdField
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


class RenewForm(DeskForm):
    """The last case that was re-encrypted; empty at the beginning."""

    after = RowIdField()


class LendForm(DeskForm):
    """The case to lend, the volunteer, and the last day."""

    reference = LineField(N_("Enter the reference of a case."))
    member = RowIdField()
    until = DayField(N_("Enter a day."))


class EndLoanForm(DeskForm):
    """The loan to end."""

    loan = RowIdField()
