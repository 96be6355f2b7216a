"""The filter of the audit log, as its page shows and reads it."""

from __future__ import annotations

import re
from operator import itemgetter
from typing import Any

from flask import request
from flask_babel import gettext
from wtforms import Field, ValidationError

from intake.audit.acts import AuditAct
from intake.audit.search import EntryFilter
from intake.cases import store as cases
from intake.cases.store import NoSuchCase
from intake.staff.names import shown_name
from intake.web.access import signed_in
from intake.web.desk.common.fields import DayField, EnumField, LineField, RowIdField
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.history import CLOSE_REASON_OF
from intake.web.desk.common.reader import MemberNames, members_of
from intake.web.desk.common.words import ACT, CLOSE_REASON

BEGINNING_OF_ID = re.compile("[0-9a-f]{8,32}")
"""The id of an erased case, of which the log shows eight digits."""


class LogFilterForm(DeskForm):
    """Member, act, case and days. ``case_id`` is the case of a valid form."""

    who = RowIdField()
    act = EnumField(AuditAct)
    case = LineField()
    since = DayField()
    until = DayField()
    case_id: str = ""

    def validate_case(self, field: LineField) -> None:
        """Find the case by its reference, or an erased one by the beginning of its id."""
        if not field.data:
            return
        try:
            self.case_id = cases.find(field.data.upper(), team_id=signed_in().member.team_id).id
        except NoSuchCase:
            if not BEGINNING_OF_ID.fullmatch(field.data.lower()):
                raise ValidationError(gettext("No case has this reference.")) from None
            self.case_id = field.data.lower()

    def validate_who(self, field: RowIdField) -> None:
        """Refuse what is no member, so that a page never shows more than was asked for."""
        if _is_given(field) and not MemberNames(signed_in().member.team_id).of(field.data):
            raise ValidationError(gettext("Choose a member from the list."))

    def validate_act(self, field: EnumField[AuditAct]) -> None:
        """Refuse a code that names no act."""
        if _is_given(field) and field.data is None:
            raise ValidationError(gettext("Choose an action from the list."))

    def validate_since(self, field: DayField) -> None:
        """Refuse what is no day, so that a file never holds more than was asked for."""
        if field.is_unreadable:
            raise ValidationError(gettext("Enter a day."))

    validate_until = validate_since

    def entry_filter(self) -> EntryFilter:
        """Return the conditions of a valid form."""
        return EntryFilter(
            member_id=self.who.data or "",
            act=self.act.data,
            case_id=self.case_id,
            since=self.since.data,
            until=self.until.data,
        )

    def query(self) -> dict[str, Any]:
        """Return what was chosen, for the address of another page of the same entries."""
        names = ("who", "act", "case", "since", "until")
        return {name: value for name in names if (value := request.values.get(name, ""))}


def choices() -> dict[str, Any]:
    """Return the members and the acts that can be chosen, each with its words."""
    members = members_of(signed_in().member.team_id)
    return {
        "members": [(member.id, shown_name(member)) for member in members],
        "acts": sorted(((act.value, _words_of(act)) for act in ACT), key=itemgetter(1)),
    }


def _is_given(field: Field) -> bool:
    """Return true if anything was posted under the name of the field."""
    return any(field.raw_data or ())


def _words_of(act: AuditAct) -> str:
    reason = gettext(CLOSE_REASON[CLOSE_REASON_OF[act]]) if act in CLOSE_REASON_OF else ""
    return gettext(ACT[act], reason=reason, count="…")
