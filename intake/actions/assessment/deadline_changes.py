"""Changes of a case's days or tier: the values before and after, and the reasons."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from intake.amendments.models import DeadlineChange
from intake.cases.card import Card
from intake.cases.models import Case
from intake.frozen import frozen
from intake.triage.assess import Triage
from intake.triage.deadlines import Deadline


@frozen
class Standing:
    """The urgency of a case at one moment, with exact days."""

    tier: str
    act_by: date | None
    due_on: date


def standing_of(case: Case, card: Card, *, today: date) -> Standing:
    """Return the stored urgency of a case, its tier as time alone has raised it by today."""
    come = [step["tier"] for step in case.steps if step["from"] <= today.isoformat()]
    return Standing(
        tier=min([case.tier, *come]),
        act_by=act_by_of(case, card),
        due_on=card.exact_day(case.due_on, early=case.due_early),
    )


def act_by_of(case: Case, card: Card) -> date | None:
    """Return the day by which to act; an older release stored it in clear."""
    return case.act_by if card.early is None else card.act_by_day


def move_between(
    case: Case, before: Standing, after: Standing, *, on: date, recall_id: str | None
) -> DeadlineChange | None:
    """Return the change, not sealed yet, or ``None`` where no day and no tier changed.

    :func:`days_between` returns its days, which are sealed.
    """
    if before == after:
        return None
    return DeadlineChange(
        recall_id=recall_id,
        team_id=case.team_id,
        moved_on=on,
        case_id=case.id,
        from_tier=before.tier,
        to_tier=after.tier,
        from_due_on=on,
        to_due_on=on,
    )


def days_between(before: Standing, after: Standing) -> list[str]:
    """Return the days of a change as they are sealed: due and to act by, before and after."""
    return _written(before.due_on, after.due_on, before.act_by, after.act_by)


def sealed_days(change: DeadlineChange) -> list[str]:
    """Return the days that an older release stored in clear, as :func:`days_between` does."""
    return _written(change.from_due_on, change.to_due_on, change.from_act_by, change.to_act_by)


def _written(*days: date | None) -> list[str]:
    return [day.isoformat() if day else "" for day in days]


def causes_of(card: Card, triage: Triage, *, touched: Collection[str] = ()) -> dict[str, list[str]]:
    """Return what is stored, sealed, about a change: rules, rules before and now, the reason.

    ``rules`` caused it, see :func:`rules_behind`. ``before`` are those of the *card*, which the
    earlier assessment made, ``now`` those of this one, both with the most urgent first.
    ``reason`` is the staff's sentence of the deadline that governs now; empty where none does.
    """
    governing = [*_of_the_day(triage), *triage.deadlines][:1]
    return {
        "rules": rules_behind(card, triage, touched=touched),
        "before": _rules_of(card),
        "now": list(dict.fromkeys(deadline.rule for deadline in triage.deadlines)),
        "reason": [deadline.reason.says.for_staff().in_english() for deadline in governing],
    }


def rules_behind(card: Card, triage: Triage, *, touched: Collection[str] = ()) -> list[str]:
    """Return the rules by which a case moved: those that came or went since the card was made.

    Add those that a changed legal value ``touched`` and that govern the day or the tier now, or
    all of these where none governs. Where nothing was touched, add whichever governs.
    """
    days = {deadline.rule for deadline in _of_the_day(triage)}
    governing = days or {
        deadline.rule for deadline in triage.deadlines if deadline.tier == triage.tier
    }
    now = {deadline.rule for deadline in triage.deadlines}
    moved = (governing & set(touched)) or set(touched) or governing
    return sorted(moved | (set(_rules_of(card)) ^ now))


def _of_the_day(triage: Triage) -> list[Deadline]:
    """Return the deadlines that set the case's day."""
    return [
        deadline
        for deadline in triage.deadlines
        if not deadline.passed and triage.act_by in (deadline.act_by, deadline.cap)
    ]


def _rules_of(card: Card) -> list[str]:
    return [chip for chip in card.chips if chip.startswith("R")]
