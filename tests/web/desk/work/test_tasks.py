"""Who finds a task in Work: who was given it, the owner of the case, or a second person."""

from datetime import timedelta

import pytest

from intake.cases import store
from intake.cases.pipeline import CloseReason, Status
from intake.cases.tasks import TaskKind, add_task, end_task, tasks_of
from tests.cases.making import TODAY
from tests.web.desk.work.test_work import FAR, header, lines, mine

APPROVE = "Second approval needed Approve or not"
CORRECTED = "A near date was corrected away Confirm or keep it"


def test_an_owner_finds_the_task_that_a_colleague_made(desk, second, case):
    task(case, TaskKind.REPLACED_DATE, by=second)

    assert work(desk) == [CORRECTED]
    assert "Work 1 waiting" in header(desk)
    assert work(second) == []
    assert "waiting" not in header(second)


def test_who_may_decide_finds_it_in_any_case_but_not_their_own_act(desk, boss, case):
    task(case, TaskKind.REPLACED_DATE, by=desk)
    assert (work(desk), work(boss)) == ([], [CORRECTED])

    task(case, TaskKind.REPLACED_DATE, by=boss)
    assert (work(desk), work(boss)) == ([CORRECTED], [])


def test_an_owner_who_may_not_decide_is_not_asked_to_approve(desk, second, boss, case):
    task(case, TaskKind.SECOND_DECISION, by=second)

    assert (work(desk), work(boss)) == ([], [APPROVE])


def test_a_task_given_to_a_member_is_theirs_alone(desk, second, boss, case):
    task(case, TaskKind.REPLACED_DATE, by=boss, for_id=second.member.id)

    assert (work(desk), work(second), work(boss)) == ([], [CORRECTED], [])


def test_what_one_recorded_alone_is_also_for_the_colleague_who_joins(desk, second, boss, case):
    task(case, TaskKind.CONFIRM_MET, by=None, for_id=desk.member.id)

    assert finders(desk, second, boss) == [1, 0, 1]


def test_who_made_a_task_finds_it_where_nobody_else_is_left_to_settle_it(desk, boss, case):
    for kind in (TaskKind.SECOND_DECISION, TaskKind.LIFT_HOLD):
        task(case, kind, by=boss)
        assert len(work(boss)) == 1
        end_task(case.id, kind)
    task(case, TaskKind.CONFIRM_MET, by=boss)
    case.assignee_id = boss.member.id
    assert finders(boss, desk) == [0, 1], "who may decide recorded it, and took the case over"


def test_what_became_of_a_date_waits_only_for_who_can_settle_it(desk, second, boss):
    case = mine(desk, due_on=FAR, looked_on=TODAY)
    for kind in (TaskKind.CONFIRM_MISSED, TaskKind.LOOK_OVER):
        task(case, kind, by=second)
        assert finders(desk, second, boss) == [0, 0, 1]
        end_task(case.id, kind)
    away(boss, desk)
    task(case, TaskKind.CONFIRM_MISSED, by=second)
    assert finders(desk, second) == [1, 0]
    task(case, TaskKind.CONFIRM_MISSED, by=boss)
    assert finders(desk, second) == [1, 1], "nobody else may decide"


def test_a_stand_in_neither_looks_over_nor_confirms_what_the_absent_owner_recorded(
    desk, second, boss
):
    case = desk.case(due_on=FAR, assignee_id=second.member.id)
    away(second, desk)
    task(case, TaskKind.LOOK_OVER, by=boss, for_id=second.member.id)
    task(case, TaskKind.CONFIRM_MET, by=second)
    assert finders(desk, second, boss) == [0, 1, 1]


def test_a_stand_in_finds_the_task_of_an_absent_member(desk, second):
    second.member.name = "Gull Testwood"
    away(second, desk)
    case = desk.case(due_on=FAR)
    task(case, TaskKind.REPLACED_DATE, by=None, for_id=second.member.id)

    assert work(desk) == [CORRECTED]
    assert lines(desk)[0].endswith("for Gull Testwood")


def test_a_volunteer_finds_no_task_of_the_team(desk, boss):
    volunteer = desk.colleague("volunteer", email="v@example.org")
    case = desk.case(due_on=FAR, assignee_id=volunteer.member.id)
    task(case, TaskKind.REPLACED_DATE, by=boss)

    assert work(volunteer) == []


def test_a_task_to_come_is_listed_and_not_counted(desk, boss, case):
    task(case, TaskKind.REPLACED_DATE, by=boss, on=TODAY + timedelta(3))

    assert work(desk) == [CORRECTED]
    assert "waiting" not in header(desk)


def test_a_task_of_a_closed_case_waits_until_the_case_is_open_again(desk, boss, case):
    task(case, TaskKind.REPLACED_DATE, by=boss)
    store.move(case, Status.CLOSED, reason=CloseReason.WITHDRAWN, on=TODAY)
    assert work(desk) == []

    store.move(case, Status.TRIAGE, reason=None, on=TODAY)
    assert work(desk) == [CORRECTED]


def test_the_row_of_the_queue_says_what_waits_in_the_case(desk, boss):
    case = desk.case(due_on=FAR)
    task(case, TaskKind.SECOND_DECISION, by=boss)

    desk.open("/desk/")

    (row,) = (row for row in desk.all("tr") if row.get("data-reference") == case.reference)
    assert "Second approval needed" in desk.words(row)


def test_a_task_about_the_same_is_replaced_and_one_about_another_stays(desk, boss):
    case = desk.case()
    for about, day in (("c1", 1), ("c2", 2), ("c1", 3)):
        on = TODAY + timedelta(day)
        task(case, TaskKind.REPLACED_DATE, by=boss, on=on, about=about)
    assert [(each.about, (each.on - TODAY).days) for each in tasks_of(case.id)] == [
        ("c2", 2),
        ("c1", 3),
    ]

    end_task(case.id, TaskKind.REPLACED_DATE, "c2")
    assert [each.about for each in tasks_of(case.id)] == ["c1"]
    end_task(case.id, TaskKind.SECOND_DECISION)
    end_task(case.id, TaskKind.REPLACED_DATE)
    assert tasks_of(case.id) == []


def task(case, kind, *, by, on=TODAY, **more):
    """Add a task that the act of this member made."""
    add_task(case, kind, on=on, by_id=by.member.id if by else None, **more)


def finders(*members):
    return [len(work(member)) for member in members]


def away(absent, stand_in):
    absent.member.stand_in_id, absent.member.away_from = stand_in.member.id, TODAY
    absent.member.away_until = TODAY + timedelta(5)


def work(desk):
    """Return what the lines of Work offer."""
    desk.open("/desk/work")
    return [line.split(",")[0] for line in lines(desk)]


@pytest.fixture
def boss(desk):
    return desk.colleague("attorney", email="boss@example.org")


@pytest.fixture
def second(desk):
    return desk.colleague("caseworker", email="second@example.org")


@pytest.fixture
def case(desk):
    return mine(desk, due_on=FAR, looked_on=TODAY)
