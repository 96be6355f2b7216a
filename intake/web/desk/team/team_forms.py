"""The forms that invite a colleague and change a colleague's roles."""

from __future__ import annotations

from intake.staff.roles import Role
from intake.web.desk.common.fields import EnumsField, LineField
from intake.web.desk.common.forms import DeskForm
from intake.words import N_


class RolesForm(DeskForm):
    """The roles of a colleague."""

    roles = EnumsField(Role, N_("Choose at least one role."))


class InviteForm(RolesForm):
    """The address and the roles of a new colleague. The address is checked by the action."""

    email = LineField()
