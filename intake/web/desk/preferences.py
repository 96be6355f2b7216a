"""Preferences of a member for the desk, stored with the member and not in the browser."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from intake.extensions import db, writing
from intake.staff import store as members
from intake.staff.models import StaffMember
from intake.staff.store import Act, Preference, set_preferences
from intake.web.access import current_member, see_other, staff
from intake.web.desk.common.fields import CodesField, DeskForm, EnumField, FlagField
from intake.web.desk.common.view import current_queue, query_of

blueprint = Blueprint("preferences", __name__)


class PreferencesForm(DeskForm):
    """All preferences, from the account page; or one to add or remove, from the queue."""

    all = FlagField()
    preference = CodesField(Preference)
    more = EnumField(Preference)
    less = EnumField(Preference)

    def chosen(self, member: StaffMember) -> set[str]:
        """Return the preferences that the member has from now on."""
        if self.all.data:
            return set(self.preference.data)
        return {*member.preferences, self.more.data or ""} - {self.less.data}


@blueprint.post("/desk/preferences")
@staff(Act.OWN_ACCOUNT)
def save() -> ResponseReturnValue:
    """Save the preferences; redirect to the page that they were chosen on."""
    form, member_id = PreferencesForm(request.form), current_member().id
    with writing():
        member = members.find_for_change(member_id)
        if member is not None:
            set_preferences(member, form.chosen(member))
            db.session.commit()
    if form.all.data:
        return see_other("signin.account.show")
    return see_other("queue.show", **query_of(current_queue()))
