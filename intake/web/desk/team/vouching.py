"""Ask for two groups of a colleague's fingerprint before access to cases is given."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from intake.sealing.teams import fingerprint
from intake.staff.models import StaffMember
from intake.web.app_context import settings
from intake.web.asked_groups import asked_groups, is_group
from intake.web.desk.common.fields import LineField
from intake.web.desk.common.forms import DeskForm


@dataclass(frozen=True, kw_only=True, slots=True)
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
