"""Find the next open deadline of a case, to compare it with that of another case."""

from __future__ import annotations

from datetime import date

from intake.actions.assessment.deadline_changes import act_by_of
from intake.cases.card import Card
from intake.cases.models import Case
from intake.diary import entries
from intake.diary.models import Kind, State


def next_deadline(case: Case, card: Card) -> date | None:
    """Return the exact day of the earliest open deadline, late ones too; ``None`` without any.

    A day to act by that the card has and the diary has not, in any state, counts as open.
    """
    early_days, act_by = card.early or 0, act_by_of(case, card)
    deadlines = [entry for entry in entries.of_case(case.id) if entry.kind == Kind.ACT_BY]
    days = [entry.exact_on(early_days) for entry in deadlines if entry.state == State.OPEN]
    if act_by and act_by not in {entry.exact_on(early_days) for entry in deadlines}:
        days.append(act_by)
    return min(days, default=None)
