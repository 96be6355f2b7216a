"""The form of an office."""

from __future__ import annotations

from intake.actions.offices.keep_offices import OfficePlan, office_version
from intake.offices.models import Office
from intake.questionnaire.languages import IN_CLEAR
from intake.web.desk.common.fields import (
    CodesField,
    FlagField,
    LineField,
    RowIdsField,
    StatesField,
)
from intake.web.desk.common.forms import DeskForm
from intake.words import N_

LONGEST_NAME = 60


class OfficeForm(DeskForm):
    """An office: its name, what it serves, and who works there."""

    name = LineField(N_("Enter a name."), longest=LONGEST_NAME)
    states = StatesField()
    languages = CodesField(tuple(sorted(IN_CLEAR)))
    members = RowIdsField()
    is_default = FlagField(name="default")
    seen = LineField()
    """The name of the office that the page showed (``office_version``)."""

    @classmethod
    def of_office(cls, office: Office, member_ids: frozenset[str]) -> OfficeForm:
        """Return the form with what is stored."""
        return cls(
            data={
                "name": office.name,
                "states": " ".join(office.states),
                "languages": office.languages,
                "members": sorted(member_ids),
                "is_default": office.is_default,
                "seen": office_version(office, member_ids),
            }
        )

    def plan(self) -> OfficePlan:
        """Return what a valid form says."""
        return OfficePlan(
            name=self.name.data or "",
            states=self.states.codes,
            languages=tuple(self.languages.data),
            member_ids=frozenset(self.members.data),
            is_default=bool(self.is_default.data),
        )
