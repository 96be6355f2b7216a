"""Show what a change of law moves, and assess every open case again by the current law and rules.

Such a recall goes in batches, and is logged.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from intake.actions.assessment.deadline_changes import (
    Standing,
    causes_of,
    record_move,
    settle_days,
)
from intake.actions.assessment.describe_case import add_dates
from intake.actions.assessment.reassess import (
    Again,
    Found,
    Reassessed,
    card_again,
    due_of,
    open_each,
    reassess_each,
)
from intake.actions.opening.case_keys import Actor, NoKeyForCase, Reader, case_key
from intake.actions.opening.search_cards import card_under
from intake.amendments import recalls
from intake.amendments.models import DeadlineChange, Recall
from intake.amendments.recalls import differing, of_law
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import batches, store
from intake.cases.models import Case
from intake.desk_state import jobs
from intake.desk_state.models import JobKind
from intake.eligibility.request import Practice
from intake.frozen import frozen
from intake.law.book import LawBook
from intake.triage.assess import Triage, assess
from intake.triage.rests_on import NotedBook

EFFECT_AT_ONCE = 500
"""Cases assessed for one page."""


@frozen
class Moved:
    """A case that a change moves: its urgency before and after."""

    case: Case
    before: Triage
    after: Triage

    @property
    def days(self) -> dict[str, tuple[date | None, date | None]]:
        """The nearest day of each rule of which a day moves, before and after."""
        before, after = _days_by_rule(self.before), _days_by_rule(self.after)
        return {
            rule: (min(before.get(rule, []), default=None), min(after.get(rule, []), default=None))
            for rule in sorted({*before, *after})
            if before.get(rule) != after.get(rule)
        }

    @property
    def is_nearer(self) -> bool:
        """True where the day of a rule comes nearer, or is new."""
        return any(
            after and (before is None or after < before) for before, after in self.days.values()
        )


@frozen
class Effect:
    """Moves by a change among some open cases; ``last`` is empty where no case follows."""

    moved: tuple[Moved, ...]
    done: int
    unopened: int
    last: str


def effect_of(
    reader: Reader, before: LawBook, after: LawBook, *, today: date, behind: str = ""
) -> Effect:
    """Assess the open cases that follow the id *behind* by the law *before* and *after*."""
    cases = batches.open_after(reader.team_id, behind, at_most=EFFECT_AT_ONCE)
    changed = differing(of_law(before), of_law(after))
    law, moved, opened = NotedBook(rows=before.rows), list[Moved](), 0
    for case in open_each(cases, reader):
        opened += 1
        law.read.clear()
        urgency = partial(assess, case.answers, today=today, received=case.key.case.received_on)
        now = urgency(law)
        if not changed & {*law.read, "federal_holidays"}:
            continue
        then = urgency(after)
        if _standing(now) != _standing(then):
            moved.append(Moved(case=case.key.case, before=now, after=then))
    return Effect(
        moved=tuple(sorted(moved, key=lambda one: (not one.is_nearer, one.after.act_by or today))),
        done=len(cases),
        unopened=len(cases) - opened,
        last=cases[-1].id if len(cases) == EFFECT_AT_ONCE else "",
    )


def _standing(triage: Triage) -> tuple[object, ...]:
    return triage.tier, triage.act_by, _days_by_rule(triage)


def _days_by_rule(triage: Triage) -> dict[str, list[date]]:
    days: dict[str, list[date]] = {}
    for deadline in triage.deadlines:
        if deadline.act_by:
            days.setdefault(deadline.rule, []).append(deadline.act_by)
    return days


AT_ONCE = 100
"""Cases in one batch: few, so that other writers do not wait long."""

KINDS_OF_CAUSE = ("rules", "before", "now", "reason", "parameters", "questions", "days")
NO_REASONS: Mapping[str, list[str]] = {kind: [] for kind in KINDS_OF_CAUSE}
"""The causes of a change where none can be opened; each change has some of these kinds."""


@frozen
class Batch:
    """A batch of assessed cases, from behind one id to another; nothing of it is stored yet."""

    after: str
    last: str
    done: int
    reassessed: Reassessed
    is_end: bool


def begin_recall(reader: Reader, law: LawBook, *, today: date, now: datetime) -> Recall:
    """Return the recall under way, or begin one; start it anew if law or rules changed since."""
    total = batches.count_open(reader.team_id)
    recall = recalls.unfinished(reader.team_id)
    if recall is None:
        log.record(AuditAct.RECALL_BEGUN, on=today, member_id=reader.member_id, at=now)
        return recalls.begin(
            reader.team_id, law, total=total, member_id=reader.member_id, on=today, at=now
        )
    if not recalls.has_current_law(recall, law):
        recalls.restart(recall, law, total=total)
    return recall


def run_recall_here(reader: Reader, session_id: str, *, today: date, now: datetime) -> None:
    """Have this session go on with the recall; log that if another session did so before."""
    claim = jobs.claim(reader.team_id, JobKind.RECALL, session_id=session_id)
    if claim is jobs.Claim.CONTINUED:
        log.record(AuditAct.RECALL_CONTINUED, on=today, member_id=reader.member_id, at=now)


def again(reader: Reader, law: LawBook, *, practice: Practice, today: date) -> Again:
    """Return the law, the reader and the day for the steps of a recall."""
    rules_changed, changed = recalls.changed_since(reader.team_id, law)
    return Again(
        reader=reader,
        law=NotedBook(rows=law.rows),
        practice=practice,
        rules_changed=rules_changed,
        changed=changed,
        today=today,
    )


def reassess_batch(recall: Recall, by: Again, *, at_most: int = AT_ONCE) -> Batch:
    """Open and assess the next cases; this only reads, so that no writer waits for it."""
    cases = batches.open_after(by.reader.team_id, recall.cursor, at_most=at_most)
    reassessed = reassess_each(cases, by)
    return Batch(
        after=recall.cursor,
        last=cases[-1].id if cases else recall.cursor,
        done=len(cases),
        reassessed=reassessed,
        is_end=len(cases) < at_most,
    )


def store_batch(recall_id: str, batch: Batch, by: Again, now: datetime) -> Recall:
    """Store a batch: days, tier, card, diary, audit entries, and a row for each change.

    A case that changed meanwhile is assessed once more. If another browser has stored these cases
    already, store nothing.
    """
    recall = recalls.find_for_change(recall_id)
    if recall.finished_on is not None or recall.cursor != batch.after:
        return recall
    found = batch.reassessed.found
    cases = batches.open_for_change(list(found))
    stale = [case for case in cases if case.version != found[case.id].version]
    newer = {case.id: None for case in stale} | dict(reassess_each(stale, by).found)
    changes: Mapping[str, Found | None] = {**found, **newer}
    moved = sum(
        _keep(case, change, recall, by, now) for case in cases if (change := changes[case.id])
    )
    recalls.advance(
        recall,
        cursor=batch.last,
        done=batch.done,
        moved=moved,
        unopened=batch.reassessed.unopened,
        read=batch.reassessed.read,
    )
    if batch.is_end:
        recalls.finish(recall, on=by.today)
        jobs.end(recall.team_id, JobKind.RECALL)
        log.record(AuditAct.RECALL_FINISHED, on=by.today, member_id=by.reader.member_id, at=now)
    return recall


def why_moved(move: DeadlineChange, case: Case, reader: Reader) -> Mapping[str, list[str]]:
    """Return the causes of a change by their kind; none without the key. Raise ``SealBroken``."""
    try:
        key = case_key(case, reader)
    except NoKeyForCase:
        return NO_REASONS
    return {**NO_REASONS, **key.open_json("recall-move", move.sealed, row=move.id)}


def _keep(case: Case, found: Found, recall: Recall, by: Again, now: datetime) -> bool:
    """Store the new assessment; return true where a day or the tier moved."""
    key, triage = replace(found.key, case=case), found.triage
    actor = Actor(reader=by.reader, day=by.today, at=now)
    card = card_under(key)
    due = due_of(case, triage, found.lacking)
    after = Standing(
        tier=triage.clear.tier.value,
        act_by=triage.act_by,
        due_on=found.due.exact_on(triage.early.days if triage.early else 0),
    )
    older = case.card
    why = causes_of(card, triage, touched=found.touched) | {"parameters": sorted(found.read)}
    is_moved = record_move(key, found.before, after, why, on=by.today, recall_id=recall.id)
    store.reassess(
        case,
        clear=triage.clear,
        card=key.seal_json("card", card_again(card, found).to_json()),
        story=case.story,
        on=by.today,
    )
    store.set_due(case, due.on, early=due.early)
    first_date = add_dates(key, found.lacking)
    settle_days(key, card_under(key), today=by.today)
    actor.log(AuditAct.CASE_WEIGHED_AGAIN, case, made=first_date, ended=older)
    return is_moved
