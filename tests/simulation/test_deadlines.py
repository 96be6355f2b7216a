"""No order of acts of any members loses a deadline, or ends a near one without a second person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from intake.actions.case.dates import replaced_dates, update_date
from intake.actions.case.dates.replaced_dates import Outcome
from intake.actions.case.dates.update_date import (
    Report,
    close_date,
    confirm_outcome,
    keep_open,
    look_over,
    record_outcome,
    reopen_date,
    undo_outcome,
)
from intake.actions.case.set_follow_up import BookedCall, NextDate, book_call, set_follow_up
from intake.actions.links import has_near_deadline
from intake.actions.opening.case_keys import case_key
from intake.actions.queue import agenda
from intake.actions.queue.agenda import Agenda, dates_between
from intake.actions.queue.my_work import items_of
from intake.cases import store
from intake.cases.models import Task
from intake.cases.tasks import tasks_of
from intake.cases.views import Queue, View
from intake.diary import entries
from intake.diary.models import DiaryEntry, State
from intake.staff import store as staff
from intake.staff.absence import workers_by_owner
from intake.words import Refused
from tests.cases.making import TODAY, actor

SEEDS = 8
ACTS = 30
ROLES = (("caseworker",), ("caseworker",), ("attorney",), ("supervisor",), ("volunteer",))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_order_of_acts_loses_a_deadline(team, seed):
    assert faults_of(team, Random(seed)) == []


def mark_any(case_id, ids):
    """Tick off every date, as the follow-up form once did."""
    for entry in entries.open_of(case_id):
        entry.state = State.DONE.value if entry.id in ids else entry.state
    return []


def trust(_by, _key, entry, content, **_logged):
    """Take what a member says of a deadline for granted."""
    if claim := content.get("met"):
        entry.state = update_date.ENDS_AS[Outcome(claim["outcome"])][0].value


OPEN_DATES = agenda._open


def forget_claimed(query, asked, first, last):
    """Leave out of the diary what a member says was met, as if that had ended it."""
    claimed = select(Task.about).where(Task.kind.startswith("confirm"))
    return OPEN_DATES(query, asked, first, last).where(DiaryEntry.id.not_in(claimed))


PLANTED = {
    "a mark without proof": (entries, "mark_done", mark_any),
    "a claim that counts as met": (update_date, "_write", trust),
    "a forgotten list": (agenda, "_open", forget_claimed),
    "a lost task": (replaced_dates, "add_task", lambda *_, **__: None),
    "a forgotten day": (
        update_date,
        "follow_diary",
        lambda case: store.set_due(case, TODAY + timedelta(90), early=False),
    ),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(team, monkeypatch, fault):
    monkeypatch.setattr(*PLANTED[fault])

    assert any(faults_of(team, Random(seed)) for seed in range(SEEDS))


def faults_of(team, chance):
    """Have members act on a case by chance for some weeks; return what is wrong after an act."""
    roles = ROLES[: chance.randrange(1, 6)]
    members = [team.member(*each, email=f"{chance.random()}@example.org") for each in roles]
    on = TODAY + timedelta(chance.randrange(-5, 60))
    case = team.case(
        tier=chance.choice(("P0", "P1", "P2")), act_by=on, dates={"act_by": on, "plan_by": TODAY}
    )
    at, faults = datetime(2026, 11, 24, 15, tzinfo=UTC), list[str]()
    for _ in range(ACTS):
        at += timedelta(minutes=chance.choice((1, 5, 60 * 24, 60 * 24 * 5)))
        plan_absence(chance.choice(members), chance.choice(members), at.date(), chance)
        reader = team.reader(chance.choice(members))
        act = chance.choice(EVERY)
        case.assignee_id = chance.choice((case.assignee_id, reader.member_id))
        try:
            act(actor(reader, case, at, day=at.date()), case, chance)
            faults += [f"{act.__name__}: {fault}" for fault in wrong_with(team, case, reader, at)]
        except Refused:
            pass
        faults += unseen(team, case, members, at.date())
    return faults


def wrong_with(team, case, reader, at):
    """Yield what is wrong with the deadline of a case."""
    [entry] = deadlines_of(case)
    met = case_key(case, reader).open_json("diary", entry.sealed, row=entry.id).get("met", {})
    tasks = [task.about for task in tasks_of(case.id) if task.kind.startswith("confirm")]
    is_open = entry.state == "open"
    if tasks != [entry.id] * (is_open and bool(met)):
        yield "a lost task, or one too many"
    if is_open:
        yield from wrong_with_open(team, case, reader, entry)
    elif not (met.get("proof") and is_confirmed(case, entry, met)):
        yield "ended by one person"


def unseen(team, case, members, today):
    """Yield the tasks about the deadline that stand in nobody's Work."""
    if not (tasks := tasks_of(case.id)):
        return
    workers, shown = workers_by_owner(team.id, on=today), set[str]()
    absent = tuple(owner for owner, worker in workers.items() if not worker)
    queue = Queue(team_id=team.id, member_id="", view=View.ALL, today=today, absent=absent)
    for member in members:
        covered = [owner for owner, worker in workers.items() if worker == member.id != owner]
        own = replace(queue, member_id=member.id)
        shown |= {item.about for item in items_of(own, team.reader(member), covered)}
    yield from (f"{task.kind} in nobody's work" for task in tasks if task.about not in shown)


def wrong_with_open(team, case, reader, entry):
    """Yield which rule and which list treat an open deadline as one that ended."""
    if case.looked_on and case.due_on > entry.on:
        yield "due after its deadline"
    listed = dates_between(Agenda(team_id=team.id), None, entry.on)
    if entry.id not in {due.entry.id for due in listed}:
        yield "missing in the diary"
    if not has_near_deadline(case_key(case, reader), today=entry.on):
        yield "one member may close the case"
    entry.reminded = None
    if not entries.is_reminder_due(today=entry.on, until=entry.on):
        yield "nobody is reminded"


def is_confirmed(case, entry, met):
    """Return true if two people, or one long before a day that is not of P0, said so."""
    recorded = datetime.fromisoformat(met["at"]).date()
    is_filed = met["outcome"] == "filed"
    is_far = is_filed and (entry.on - recorded).days > 30 and case.tier != "P0"
    is_of_two = met.get("confirmed_by") not in (None, met["by"])
    return is_of_two or is_far or met.get("alone") == "yes"


def deadlines_of(case):
    return [row for row in entries.of_case(case.id) if row.kind == "act_by"]


def plan_absence(member, stand_in, day, chance):
    """Send a member away, or have them come back."""
    row = staff.find(member.id)
    assert row is not None
    is_away = chance.random() < 0.3
    row.away_from = row.away_until = day if is_away else None
    row.stand_in_id = stand_in.id if is_away and stand_in is not member else None


def record(by, case, chance):
    proof = Report(outcome=chance.choice(list(Outcome)), on=by.day, how="By hand", proof="Receipt")
    record_outcome(by, case.reference, deadlines_of(case)[0].id, proof)


def confirm(by, case, chance):
    factor = chance.random() < 0.5
    entry_id = deadlines_of(case)[0].id
    confirm_outcome(by, case.reference, entry_id, has_second_factor=factor)


def keep(by, case, _chance):
    keep_open(by, case.reference, deadlines_of(case)[0].id)


def undo(by, case, _chance):
    undo_outcome(by, case.reference, deadlines_of(case)[0].id)


def look(by, case, _chance):
    look_over(by, case.reference, deadlines_of(case)[0].id)


def reopen(by, case, _chance):
    reopen_date(by, case.reference, deadlines_of(case)[0].id, "Sent back.")


def close(by, case, chance):
    state = chance.choice((State.DONE, State.MISSED, State.WAIVED))
    close_date(by, case.reference, deadlines_of(case)[0].id, state, "They say so.")


def follow_up(by, case, chance):
    every = [row.id for row in entries.of_case(case.id)]
    on = by.day + timedelta(chance.randrange(90))
    set_follow_up(by, case.reference, NextDate(on=on, done=every))


def call(by, case, chance):
    on = by.day + timedelta(chance.randrange(90))
    book_call(by, case.reference, BookedCall(on=on, time="14:30", is_sure=True))


EVERY = (*[record] * 3, *[confirm] * 4, keep, undo, look, reopen, close, follow_up, call)
