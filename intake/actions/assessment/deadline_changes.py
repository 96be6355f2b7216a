"""Changes of a case's days or tier: the values before and after, and the reasons."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from intake.actions.opening.case_keys import CaseKey
from intake.amendments import recalls
from intake.amendments.models import DeadlineChange
from intake.cases import store
from intake.cases.card import EARLIEST, EXACT_WITHIN, Card
from intake.cases.models import Case
from intake.diary import entries
from intake.diary.entries import DiaryDay
from intake.diary.models import DiaryEntry, Kind
from intake.extensions import new_id
from intake.frozen import frozen
from intake.sealing.seal import derived
from intake.triage.assess import Triage, steps_from
from intake.triage.deadlines import Rise, Tier
from intake.triage.early import Early


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
        act_by=card.act_by_day,
        due_on=card.exact_day(case.due_on, early=case.due_early),
    )


def move_between(
    case: Case,
    before: Standing,
    after: Standing,
    why: Mapping[str, list[str]],
    *,
    seal: Callable[..., bytes],
    on: date,
    recall_id: str | None = None,
) -> DeadlineChange | None:
    """Return the change, or ``None`` where no day and no tier changed.

    *seal* seals why, and the days due and to act by, before and after.
    """
    if before == after:
        return None
    move = DeadlineChange(
        id=new_id(),
        recall_id=recall_id,
        team_id=case.team_id,
        moved_on=on,
        case_id=case.id,
        from_tier=before.tier,
        to_tier=after.tier,
    )
    days = _written(before.due_on, after.due_on, before.act_by, after.act_by)
    move.sealed = seal("recall-move", {**why, "days": days}, row=move.id)
    return move


def record_move(
    key: CaseKey,
    before: Standing,
    after: Standing,
    why: Mapping[str, list[str]],
    *,
    on: date,
    recall_id: str | None = None,
) -> bool:
    """Record a change of the days or the tier, for the list on the desk; return true for one."""
    seal = key.seal_json
    move = move_between(key.case, before, after, why, seal=seal, on=on, recall_id=recall_id)
    if move is None:
        return False
    recalls.add_change(move)
    return True


def _written(*days: date | None) -> list[str]:
    return [day.isoformat() if day else "" for day in days]


def causes_of(card: Card, triage: Triage, *, touched: Collection[str] = ()) -> dict[str, list[str]]:
    """Return what is stored, sealed, about a change: rules, rules before and now, the reason.

    ``rules`` caused it: they came or went since the *card* was made. Added are those that a changed
    legal value ``touched`` and that govern the day or the tier now, or all of these where none
    governs; where nothing was touched, whichever governs. ``before`` are those of the card, ``now``
    those of this assessment, both with the most urgent first. ``reason`` is the staff's sentence of
    the deadline that governs now; empty where none does.
    """
    deadlines, touched = triage.deadlines, set(touched)
    of_the_day = [
        deadline
        for deadline in deadlines
        if not deadline.passed and triage.act_by in (deadline.act_by, deadline.cap)
    ]
    of_the_tier = [deadline for deadline in deadlines if deadline.tier == triage.tier]
    governing = {deadline.rule for deadline in of_the_day or of_the_tier}
    moved = (governing & touched) or touched or governing
    before = [chip for chip in card.chips if chip.startswith("R")]
    now = list(dict.fromkeys(deadline.rule for deadline in deadlines))
    return {
        "rules": sorted(moved | (set(before) ^ set(now))),
        "before": before,
        "now": now,
        "reason": [
            deadline.reason.says.for_staff().in_english()
            for deadline in [*of_the_day, *deadlines][:1]
        ],
    }


Moved = dict[date, tuple[date, bool]]
"""Clear days of open dates before, and as they are now: the day, and true if it is early."""


def early_of(
    case_key: bytes, card: Card | None, *, today: date, diary: Iterable[DiaryDay] = ()
) -> Early:
    """Return how the days of a case are moved. *card* is ``None`` before there is one.

    Early days in the *diary* that are near by now count as moved, until a member settles them.
    """
    return Early(
        days=card.early if card else early_days(case_key),
        most=MOST,
        until=today + EXACT_WITHIN,
        unsettled=frozenset(day.on for day in diary if day.early and day.kind == Kind.ACT_BY.value),
    )


def settle_days(key: CaseKey, card: Card, *, today: date) -> None:
    """Write the days of a case exactly that are near by now, with all that depends on them.

    What depends on a deadline is settled together with it, so that no difference of two columns
    tells by how many days others are early.
    """
    case, early = key.case, early_of(key.key, card, today=today)
    if not any(row.early and row.on <= early.until for row in entries.of_case(case.id)):
        return
    moved: Moved = {}
    for entry, anchor in _dated_rows(key, early.days):
        if entry.early and not early.moves(anchor):
            _write(entry, entry.exact_on(early.days), moved, early=False)
    if moved:
        case.steps = _clear_steps(case, card, early)
        _move_due(case, moved)


def _dated_rows(key: CaseKey, days: int) -> list[tuple[DiaryEntry, date]]:
    """Return the deadlines and days to prepare of a case that come from its answers.

    With each stands the exact day of the deadline on which it depends.
    """
    rows = [row for row in entries.of_case(key.case.id) if row.kind in entries.OF_ANSWERS]
    rules = [content["rule"] for content in key.open_rows("diary", rows)]
    acting: dict[str, list[date]] = {}
    for row, rule in zip(rows, rules, strict=True):
        if row.kind == Kind.ACT_BY:
            acting.setdefault(rule, []).append(row.exact_on(days))

    def anchor(day: date, rule: str) -> date:
        """Return the next deadline of the same rule on or after *day*."""
        return min((deadline for deadline in acting.get(rule, ()) if deadline >= day), default=day)

    return [(row, anchor(row.exact_on(days), rule)) for row, rule in zip(rows, rules, strict=True)]


def _write(entry: DiaryEntry, day: date, moved: Moved, *, early: bool) -> None:
    moved[entry.on] = (day, early)
    entry.on, entry.early = day, early


def _clear_steps(case: Case, card: Card, early: Early) -> list[dict[str, str]]:
    """Return the steps of a case as clear columns hold them."""
    rises = [
        early.rise(
            Rise(from_day=date.fromisoformat(day), tier=Tier(tier)), date.fromisoformat(anchor)
        )
        for day, tier, anchor in card.rises
    ]
    return store.steps_of(steps_from(rises, Tier(case.tier)))


def _move_due(case: Case, moved: Mapping[date, tuple[date, bool]]) -> None:
    """Move the day on which a case is due with the date from which it comes."""
    if case.due_on not in moved:
        return
    day, early = moved[case.due_on]
    if not early and not case.due_early:
        return
    first = entries.earliest_open(case.id) if case.looked_on else None
    if case.looked_on is None and case.look_by < day:
        day, early = case.look_by, False
    elif first is not None and first.on < day:
        day, early = first.on, first.early
    store.set_due(case, day, early=early)


def follow_diary(case: Case) -> None:
    """Make a reviewed case due on its earliest open date."""
    if (first := entries.earliest_open(case.id)) and case.looked_on:
        store.set_due(case, first.on, early=first.early)


MOST = EARLIEST.days
"""Days by which a far day is early at most: a week of days is equally likely."""


def early_days(case_key: bytes) -> int:
    """Return a number from 0 to :data:`MOST`, the same for one case key at each call.

    It is derived from the key, so that saving a case again draws no second number, from which
    the day could be narrowed down, and so that a stolen table does not have it.
    """
    return int.from_bytes(derived(case_key, "early days")) % (MOST + 1)
