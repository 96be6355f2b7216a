"""The form of an office."""

from __future__ import annotations

from flask_babel import gettext
from wtforms import ValidationError

from intake.actions.offices.keep_offices import OfficePlan, office_version
from intake.offices.models import Office
from intake.questionnaire.languages import IN_CLEAR
from intake.settings.practice import STATE
from intake.web.desk.common.fields import (
    CodesField,
    FlagField,
    LineField,
    RowIdsField,
)
from intake.web.desk.common.forms import DeskForm
from intake.words import N_

LONGEST_NAME = 60


class OfficeForm(DeskForm):
    """An office: its name, what it serves, and who works there."""

    name = LineField(N_("Enter a name."), longest=LONGEST_NAME)
    states = LineField()
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

    def validate_states(self, _field: LineField) -> None:
        """Refuse what is no postal code of a state."""
        for code in self._states():
            if not STATE.fullmatch(code):
                raise ValidationError(gettext("Enter states by two letters, such as NY NJ."))

    def plan(self) -> OfficePlan:
        """Return what a valid form says."""
        return OfficePlan(
            name=self.name.data or "",
            states=self._states(),
            languages=tuple(self.languages.data),
            member_ids=frozenset(self.members.data),
            is_default=bool(self.is_default.data),
        )

    def _states(self) -> tuple[str, ...]:
        words = (self.states.data or "").upper().replace(",", " ").split()
        return tuple(dict.fromkeys(words))
