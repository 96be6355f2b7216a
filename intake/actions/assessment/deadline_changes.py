"""A case whose days or tier moved: from what, to what, and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from intake.amendments.models import DeadlineChange
from intake.cases.card import Card
from intake.cases.models import Case
from intake.triage.assess import Triage


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """The urgency of a case at one moment."""

    tier: str
    act_by: date | None
    due_on: date


def standing_of(case: Case, *, today: date) -> Standing:
    """As it is kept, its tier as time alone has raised it by today."""
    come = [step["tier"] for step in case.steps if step["from"] <= today.isoformat()]
    return Standing(tier=min([case.tier, *come]), act_by=case.act_by, due_on=case.due_on)


def move_between(
    case: Case, before: Standing, after: Standing, *, on: date, recall_id: str | None
) -> DeadlineChange | None:
    """The move, not sealed yet, or ``None`` where no day and no tier moved."""
    if before == after:
        return None
    return DeadlineChange(
        recall_id=recall_id,
        team_id=case.team_id,
        moved_on=on,
        case_id=case.id,
        from_tier=before.tier,
        to_tier=after.tier,
        from_act_by=before.act_by,
        to_act_by=after.act_by,
        from_due_on=before.due_on,
        to_due_on=after.due_on,
    )


def rules_behind(card: Card, triage: Triage, *, touched: Collection[str] = ()) -> list[str]:
    """Return the rules by which a case moved: those that came or went since the card was made.

    Add those that a changed legal value ``touched`` and that govern the day or the tier now, or
    all of these where none governs. Where nothing was touched, add whichever governs.
    """
    days = {
        deadline.rule
        for deadline in triage.deadlines
        if not deadline.passed and deadline.act_by == triage.act_by
    }
    governing = days or {
        deadline.rule for deadline in triage.deadlines if deadline.tier == triage.tier
    }
    before = {chip for chip in card.chips if chip.startswith("R")}
    now = {deadline.rule for deadline in triage.deadlines}
    moved = (governing & set(touched)) or set(touched) or governing
    return sorted(moved | (before ^ now))
