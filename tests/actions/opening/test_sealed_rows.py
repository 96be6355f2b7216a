"""One UPDATE of the clear columns hides no case: its card says what the row said before."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text

from intake import clock as now_of
from intake.actions.case.erase_case import EraseReason, erase_case
from intake.actions.case.open_case import OpenedCase, open_case
from intake.actions.opening.card_packs import read_batch, save_new_packs, seal_new_packs
from intake.actions.opening.case_keys import Actor
from intake.actions.opening.case_stubs import save_stub
from intake.actions.opening.sealed_rows import compare_roll, sweep_rows
from intake.actions.queue.change_many import close_many
from intake.actions.upkeep.jobs import compare_with_log, erase_due, erase_invented, erase_withdrawn
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.audit.models import AuditEntry
from intake.cases import alarms, store
from intake.cases.models import CASES, Case, P0Alarm, Task
from intake.cases.tasks import TaskKind, add_task, end_task, free_tasks_of
from intake.cli.housekeeping import unassign
from intake.diary.models import DiaryEntry
from intake.extensions import db, new_id, saving
from intake.keys.models import StubKey
from intake.messages import thread
from intake.messages.models import Direction
from intake.sealing.wraps import wraps_to_bytes
from tests.cases.desk import desk_of
from tests.cases.making import CARD, TODAY, new_team
from tests.support.databases.fixtures import ON_BOTH
from tests.support.rows import all_rows, change_rows, one_row

pytestmark = [ON_BOTH, pytest.mark.usefixtures("clock")]

FAR = TODAY + timedelta(40)
ALARM = {"row_false": 1, "seal_broken": 1}
TRUTH = ("P0", TODAY, TODAY, False, "new", None)
"""The true columns of the case of these tests."""

HIDDEN = {
    "tier": "tier = 'P4'",
    "due": "due_on = '2031-01-01'",
    "due early": "due_on = '2026-11-01'",
    "received": "received_on = '2026-01-01'",
    "invented": "invented = :yes",
    "closed": "status = 'closed', close_reason = 'spam', closed_on = '2026-11-24'",
    "withdrawn": "status = 'closed', close_reason = 'withdrawn', closed_on = '2026-11-24', "
    "held_since = '2026-11-24', erase_asked_on = '2026-11-24'",
    "moved": "status = 'placed'",
    "all": "tier = 'P4', due_on = '2031-01-01', invented = :yes, steps = '[]'",
}


@pytest.mark.parametrize("change", HIDDEN.values(), ids=HIDDEN)
def test_one_update_is_undone_and_named_when_the_case_is_opened(desk, p0, change):
    tamper(change)

    opened = open_it(desk, p0)

    assert isinstance(opened, OpenedCase)
    assert row(p0) == TRUTH
    assert acts() == ALARM
    tamper(change)
    open_it(desk, p0)
    assert acts() == ALARM, "once a day"


def test_a_date_that_was_marked_as_done_without_a_key_is_named(desk, p0):
    change_rows(DiaryEntry, state="done")
    db.session.commit()

    open_it(desk, p0)

    assert acts() == ALARM


@pytest.mark.parametrize("housekeeping_ran", [False, True])
def test_a_case_that_has_risen_with_time_is_raised_and_named_by_no_alarm(desk, housekeeping_ran):
    rises = (((TODAY + timedelta(2)).isoformat(), "P0", "R01"),)
    case = desk.team.case(tier="P2", due_on=FAR, card=replace(CARD, rises=rises, early=0))
    reference, case_id = case.reference, case.id
    db.session.commit()
    open_it(desk, reference)
    assert row(reference)[:2] == ("P2", FAR)
    later = TODAY + timedelta(2)
    if housekeeping_ran:
        assert store.raise_tier(case_id, "P0", on=later)
        db.session.commit()

    open_it(desk, reference, today=later)
    open_it(desk, reference, today=later)

    assert row(reference)[:2] == ("P0", later)
    assert acts() == {}
    tamper("tier = 'P3'")
    open_it(desk, reference, today=later)
    assert row(reference)[:2] == ("P0", later)
    assert acts() == ALARM


@pytest.mark.parametrize(
    "change",
    [{"on": FAR}, {"kind": "call"}, {"state": "waived"}, {"early": True}, {"unproven": True}],
    ids=lambda change: next(iter(change)),
)
def test_a_sweep_puts_a_deadline_back_that_was_changed_without_a_key(desk, p0, change):
    change_rows(DiaryEntry, **change)
    db.session.commit()

    visit(desk)

    db.session.rollback()
    assert acts() == ALARM
    date = one_row(DiaryEntry)
    assert (date.on, date.kind, date.state) == (TODAY, "act_by", "open")
    assert (date.early, date.unproven) == (False, False)


def test_a_date_whose_row_is_gone_is_named_once(desk, p0):
    db.session.execute(delete(DiaryEntry))
    db.session.commit()
    visit(desk)

    open_it(desk, p0, today=TODAY + timedelta(1))

    assert acts()["row_false"] == 1


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM tasks",
        "UPDATE tasks SET \"on\" = '2031-01-01'",
        "UPDATE tasks SET about = 'other'",
        "UPDATE tasks SET by_id = NULL",
        "UPDATE tasks SET for_id = by_id",
    ],
)
def test_what_waits_for_a_member_waits_again_after_one_statement(desk, p0, change):
    kinds = ("second_decision", "replaced_date", "confirm_met", "look_over", "lift_hold", "tell")
    with acting(desk):
        for kind in (*kinds, "accepted_without_owner", "look_up"):
            add_task(
                case_of(p0), TaskKind(kind), on=TODAY, by_id=desk.member.id, about=f"{kind[:4]}1"
            )
    before = waiting()
    assert len(before) == 8
    db.session.execute(text(change))
    db.session.commit()

    visit(desk)

    assert before <= waiting()
    assert acts() == ALARM
    open_it(desk, p0, today=TODAY + timedelta(1))
    assert acts()["row_false"] == 1


def test_a_task_that_a_member_settled_or_lost_by_leaving_stays_so(desk, p0):
    with acting(desk):
        for kind in ("tell", "lift_hold"):
            add_task(case_of(p0), TaskKind(kind), on=TODAY, by_id=None, for_id=desk.member.id)
    with acting(desk):
        end_task(case_of(p0).id, TaskKind.TELL)
    free_tasks_of(desk.member.id)
    db.session.commit()

    visit(desk)

    assert waiting() == {("lift_hold", "", TODAY, None, None)}
    assert acts() == {}


@pytest.mark.parametrize(
    "change", ["cases SET opened_on = '2026-11-24'", "p0_alarms SET taken_by = :member"]
)
def test_the_alarm_of_a_p0_that_nobody_opened_begins_again_after_one_update(desk, change):
    with acting(desk):
        desk.team.case(tier="P0").status = "triage"
        alarms.begin(next_at=now_of.now() + timedelta(hours=1))
    values = {"member": desk.member.id} if ":member" in change else {}
    db.session.execute(text(f"UPDATE {change}"), values)
    db.session.commit()

    visit(desk)

    assert one_row(Case.opened_on) is None
    alarm = one_row(P0Alarm)
    assert (alarm.taken_by, alarm.step, alarm.next_at) == (None, 0, now_of.now())
    assert acts() == ALARM


@pytest.mark.parametrize("change", ["quarantined_on = '2026-11-24'", "due_early = :yes"])
def test_a_p2_is_neither_put_aside_nor_shown_as_due_later_by_one_update(desk, change):
    case = desk.team.case(tier="P2", due_on=FAR, card=replace(CARD, early=4))
    reference = case.reference
    db.session.commit()
    open_it(desk, reference)
    tamper(change)

    desk.open("/desk/search" if "due" in change else "/desk/quarantine")
    desk.page.close()

    db.session.rollback()
    case = case_of(reference)
    due = case.due_on + timedelta(4 if case.due_early else 0)
    assert (case.quarantined_on, due) == (None, FAR)
    assert acts() == ALARM


@pytest.mark.parametrize("held_since", ["NULL", "'2026-11-24'"])
def test_a_withdrawal_that_the_log_does_not_have_erases_and_hides_nothing(desk, p0, held_since):
    tamper(f"erase_asked_on = '2026-11-24', held_since = {held_since}")
    desk.open("/desk/")
    assert case_of(p0).walled_keys is None

    with saving():
        assert erase_withdrawn(today=TODAY) == 0
        assert erase_due(today=TODAY, after="").erased == 0

    desk.open("/desk/?order=moved")
    assert [*desk.all("tr", data_reference=p0)] != []
    assert acts() == ALARM


def test_a_closing_that_nobody_decided_erases_nothing_and_can_be_decided_again(desk, p0):
    card = open_it(desk, p0).card
    with saving():
        save_stub(case_of(p0).id, card, desk.reader)
    tamper("decided = 'closed_referred_out', erase_on = '2026-01-01'")
    with saving():
        assert erase_due(today=TODAY, after="").erased == 0

    visit(desk)

    db.session.rollback()
    assert case_of(p0).decided is None
    assert acts() == ALARM


@pytest.mark.parametrize(
    "change",
    [
        *("assignee_id = :other", "tags = ''", "erase_on = '2026-01-01'"),
        *("walled_keys = :wall", "replied_on = NULL"),
    ],
)
def test_no_update_takes_away_an_owner_a_tag_a_day_a_reply_or_the_team(desk, p0, change):
    with acting(desk):
        case, other = case_of(p0), desk.team.member(email="gull@example.org").id
        case.assignee_id, case.tags, case.erase_on = desk.member.id, " ask_supervisor ", FAR
        case.replied_on, case.waits_for = TODAY, "reply"
        thread.add(id=new_id(), case_id=case.id, direction=Direction.IN, on=TODAY, sealed=b"hello")
    before = columns(p0)
    tamper(change, other=other, wall=wraps_to_bytes({other: b"a wrap"}))

    for _ in range(2):
        with saving():
            compare_with_log(today=TODAY)
        visit(desk)

    assert columns(p0) == before
    assert acts() == ALARM


def test_who_cannot_open_a_case_may_give_it_to_a_colleague(desk, p0, clock):
    with acting(desk) as by:
        case_of(p0).assignee_id = desk.member.id
        other = desk.team.member(email="gull@example.org").id
    tamper("assignee_id = :other", other=other)
    with saving():
        replace(by, at=by.at + timedelta(seconds=1)).log(AuditAct.CASE_HANDED_OVER, case_of(p0))
    clock.shift(seconds=2)

    open_it(desk, p0)

    assert case_of(p0).assignee_id == other
    assert acts() == {}
    tamper("assignee_id = :other", other=desk.member.id)
    open_it(desk, p0)
    assert case_of(p0).assignee_id == other


@pytest.mark.parametrize(
    "change",
    [
        "close_reason = 'spam', quarantined_on = '2026-01-01', tier = 'P4'",
        "close_reason = 'withdrawn', invented = :yes",
        "close_reason = 'withdrawn', erase_asked_on = '2026-11-24'",
    ],
)
def test_one_update_erases_no_case_that_nobody_closed(desk, p0, change):
    tamper(f"status = 'closed', closed_on = '2026-01-01', erase_on = '2026-01-01', {change}")

    with saving():
        assert erase_withdrawn(today=TODAY) + erase_due(today=TODAY, after="").erased == 0

    assert acts() == ALARM


def test_a_received_case_that_is_gone_is_named_once(desk, p0):
    with saving():
        log.record(AuditAct.CASE_RECEIVED, on=TODAY, case_id=case_of(p0).id)
        log.record(AuditAct.CASE_RECEIVED, on=TODAY, case_id="gone")

    for _ in range(2):
        with saving():
            compare_with_log(today=TODAY)

    assert acts() == {"row_missing": 1, "seal_broken": 1}
    assert log.last_day(AuditAct.ROW_MISSING, "gone") == TODAY


@pytest.mark.parametrize("change", ["tier = 'P4'", HIDDEN["all"]])
def test_a_page_of_the_queue_shows_the_truth_and_writes_it(desk, p0, change):
    tamper(change)

    desk.open("/desk/?order=moved")

    (shown,) = desk.all("tr", data_reference=p0)
    assert shown.get("data-tier") == "P0"
    assert row(p0) == TRUTH
    assert acts() == ALARM
    desk.open("/desk/audit")


def test_a_p0_in_quarantine_by_the_table_is_in_the_queue(desk, p0):
    tamper("tier = 'P3', quarantined_on = '2026-11-24'")
    desk.open("/desk/")
    assert p0 not in desk.text

    desk.open("/desk/quarantine")

    desk.open("/desk/")
    assert p0 in desk.text
    assert row(p0)[0] == "P0"


def test_many_are_not_closed_as_junk_by_a_false_tier(desk, p0):
    change_rows(Case, opened_on=None)
    tamper("tier = 'P3', quarantined_on = '2026-11-24'")
    with acting(desk) as by:
        assert close_many(by, [p0], retention_days=90).left_out == 1

    assert row(p0)[4] == "new"


def test_what_members_and_rules_do_is_no_lie(desk, p0):
    desk.open_case(case_of(p0))
    desk.post(f"/desk/cases/{p0}/assign", version=str(case_of(p0).version))
    desk.open_case(case_of(p0))

    assert acts() == {}
    assert row(p0)[0] == "P0"


def test_an_act_does_not_make_a_false_row_true(desk, p0):
    tamper("tier = 'P4', invented = :yes")
    with saving():
        case = case_of(p0)
        Actor(reader=desk.reader, day=TODAY, at=now_of.now())
        case.status = "triage"

    open_it(desk, p0)

    assert row(p0) == ("P0", TODAY, TODAY, False, "triage", None)
    assert acts() == ALARM


def test_an_older_card_gets_a_row_at_the_next_opening_without_an_alarm(desk):
    older = desk.team.case(tier="P0").reference
    db.session.commit()

    open_it(desk, older)

    assert acts() == {}
    tamper("tier = 'P4'")
    open_it(desk, older)
    assert acts() == ALARM


def test_a_card_from_before_an_act_is_not_believed(desk, p0):
    before = case_of(p0).card
    with acting(desk):
        case_of(p0).status = "triage"
    change_rows(Case, card=before, status="new")
    db.session.commit()

    assert not isinstance(open_it(desk, p0), OpenedCase)


@pytest.mark.parametrize("page", ["/desk/work", "/desk/search"])
def test_a_sweep_behind_any_page_finds_a_hidden_case_that_no_page_shows(desk, p0, page):
    tamper("status = 'closed', close_reason = 'spam', closed_on = '2026-11-24', tier = 'P4'")

    visit(desk, page)

    assert row(p0) == TRUTH
    assert acts() == ALARM


def test_a_sweep_comes_once_an_hour_and_after_a_sign_in(desk, p0, clock):
    visit(desk, "/desk/work")
    tamper("status = 'closed', closed_on = '2026-11-24'")
    clock.shift(minutes=14)
    visit(desk)
    assert row(p0)[4] == "closed"

    for _ in range(4):
        clock.shift(minutes=14)
        visit(desk)
        assert desk.page.status_code == 200

    assert row(p0)[4] == "new"


def test_a_sweep_names_a_case_whose_card_was_destroyed_to_hide_it(desk, p0):
    change_rows(Case, tier="P4", card=b"0")
    db.session.commit()

    visit(desk, "/desk/work")
    visit(desk)

    db.session.rollback()
    assert acts() == {"seal_broken": 1}


def test_packs_carry_the_rows_and_are_compared_with_the_table(desk, p0):
    reader = desk.reader
    sweep_rows(reader, "", clock=now_of.now, works_for=timedelta(0))
    assert reader.pack_work.false_rows == []
    read_batch(reader, "", at_most=10)
    with saving():
        assert save_new_packs(seal_new_packs(reader), reader) == 1
    tamper("tier = 'P3'")
    change_rows(DiaryEntry, state="waived")

    again = desk.reader
    sweep_rows(again, "", clock=now_of.now, works_for=timedelta(0))

    assert again.pack_work.false_rows == [case_of(p0).id]


@pytest.mark.parametrize("job", [unassign, lambda today: [erase_invented("", today=today)]])
def test_no_update_makes_a_real_case_one_of_the_demonstration(desk, p0, job):
    tamper("invented = :yes")

    list(job(TODAY))

    db.session.commit()
    assert row(p0) == TRUTH
    assert acts() == ALARM


@pytest.mark.parametrize(
    "change", ["DELETE FROM cases WHERE id <> '{}'", "UPDATE cases SET team_id = '{}'"]
)
def test_a_case_that_a_sweep_saw_and_that_is_gone_unsaid_is_named(desk, p0, change):
    case_id, other = case_of(p0).id, new_team("Other").id
    visit(desk)
    db.session.execute(delete(DiaryEntry))
    db.session.execute(text(change.format(other)))
    db.session.commit()

    for _ in range(2):
        sweep(desk)

    assert acts() == {"row_missing": 1}
    assert log.last_day(AuditAct.ROW_MISSING, case_id)


def test_an_erased_case_is_missed_by_no_sweep(desk):
    case = desk.case(due_on=FAR)
    sweep(desk)
    with acting(desk) as by:
        erase_case(replace(by, version=case.version), case.reference, EraseReason.ASKED)

    sweep(desk)

    assert acts() == {}


@pytest.mark.parametrize("damage", ["older", b"", b"0", "no row"])
def test_a_roll_that_was_put_back_damaged_or_deleted_is_named_once(desk, p0, damage):
    sweep(desk)
    older = all_rows(StubKey)[0].roll
    desk.case()
    sweep(desk)
    if damage == "no row":
        db.session.execute(delete(StubKey))
    else:
        change_rows(StubKey, roll=older if damage == "older" else damage)
    db.session.commit()

    for _ in range(2):
        sweep(desk)

    assert acts() == {"seal_broken": 1}


def sweep(desk):
    """Compare the roll as a sweep does at its end."""
    with acting(desk) as by:
        compare_roll(by)


def tamper(change, **values):
    """Change columns as somebody with the database and without a key does."""
    values = {
        name: value for name, value in {"yes": True, **values}.items() if f":{name}" in change
    }
    db.session.execute(text(f"UPDATE cases SET {change}"), values)
    db.session.commit()
    db.session.expire_all()


@contextmanager
def acting(desk):
    """Save what the member does in this block."""
    with saving():
        yield Actor(reader=desk.reader, day=TODAY, at=now_of.now())


def visit(desk, page="/desk/search"):
    """Open a page, and let the server do what it does behind the response."""
    desk.open(page)
    desk.page.close()


def waiting():
    """Return what the tasks say."""
    db.session.rollback()
    tasks = all_rows(Task)
    return {(task.kind, task.about, task.on, task.by_id, task.for_id) for task in tasks}


def open_it(desk, reference, *, today=TODAY):
    """Open the case in the member's session."""
    with saving():
        reader = desk.reader
        return open_case(reference, reader, today=today, now=now_of.now())


def case_of(reference):
    return one_row(Case, Case.reference == reference)


def row(reference):
    """Return the columns as the table has them now."""
    db.session.rollback()  # SQLite would go on reading what was there before
    case = case_of(reference)
    return case.tier, case.due_on, case.received_on, case.invented, case.status, case.closed_on


def columns(reference):
    """Return what the table has of the case, but for the columns that tell that it was changed."""
    db.session.rollback()
    case = case_of(reference)
    left_out = {"version", "card", "last_move_on"}
    return {name: getattr(case, name) for name in {*CASES.keys()} - left_out}


def acts():
    """Return how often the log names what is false or gone."""
    query = select(AuditEntry.act, func.count()).group_by(AuditEntry.act)
    alarms = ("row_false", "row_missing", "seal_broken")
    return {act: n for act, n in db.session.execute(query) if act in alarms}


@pytest.fixture
def desk(app):
    with app.app_context():
        yield desk_of(app, "attorney")


@pytest.fixture
def p0(desk):
    """Return the reference of a P0 case with a date, whose card has its row."""
    reference = desk.team.case(tier="P0", dates={"act_by": TODAY}).reference
    db.session.commit()
    open_it(desk, reference)
    return reference
