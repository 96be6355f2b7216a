"""The deadlines on the result page: the last safe day, who set it, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from intake.messages.wordings import WHO_SET
from intake.triage.assess import ONLY_INFORMS
from intake.triage.deadlines import Deadline
from intake.words import N_, Sentence

DANGER = "R15"
"""Rule for which numbers to call are shown instead of a day."""

WHO_SET_FOR_HELPERS: Mapping[str, str] = {
    **WHO_SET,
    "paper": N_("A paper that they have sets this day."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownDay:
    """A deadline as the result page shows it.

    ``not_beyond`` is the last safe day, if there is one of law or of a paper; ``set_by`` says
    which of the two it is, and is empty where there is none.
    """

    not_beyond: date | None
    set_by: str
    passed: bool
    says: Sentence
    do: Sentence


def shown_days(deadlines: Iterable[Deadline], *, helped: bool) -> list[ShownDay]:
    """Return each deadline with its last safe day, if any: soonest first, passed ones last.

    A day that this desk set is never shown as a deadline.
    """
    shown = [_shown_day(row, helped=helped) for row in deadlines if row.rule != DANGER]
    return sorted(shown, key=lambda day: (day.passed, day.not_beyond or date.max))


def _shown_day(deadline: Deadline, *, helped: bool) -> ShownDay:
    says, do = deadline.reason.says, deadline.do
    who_set = WHO_SET_FOR_HELPERS if helped else WHO_SET
    is_told = deadline.set_by in WHO_SET and deadline.rule not in ONLY_INFORMS
    act_by = deadline.act_by if is_told and not deadline.passed else None
    return ShownDay(
        not_beyond=act_by,
        set_by=who_set[deadline.set_by] if act_by else "",
        passed=deadline.passed,
        says=says.for_helper() if helped else says,
        do=do.for_helper() if helped else do,
    )
