"""The diary of a case: open dates, done dates, and the earliest."""

from datetime import date, timedelta

import pytest

from intake.diary import entries
from intake.diary.models import State
from intake.extensions import new_id
from tests.cases.making import TODAY, new_team


def test_the_earliest_open_date_comes_first(case):
    late, soon = add(case, "act_by", 9), add(case, "plan_by", 2)

    assert entries.open_of(case.id) == [soon, late]
    assert entries.earliest_open(case.id) == soon


def test_of_two_dates_on_one_clear_day_the_exact_one_comes_first(case):
    early, exact = add(case, "act_by", 9), add(case, "act_by", 9)
    early.early = True

    assert entries.earliest_open(case.id) == exact


def test_a_date_that_is_done_is_no_longer_open(case):
    late, soon = add(case, "act_by", 9), add(case, "plan_by", 2)

    entries.mark_done(case.id, [soon.id])

    assert soon.state == State.DONE
    assert entries.earliest_open(case.id) == late
    assert entries.of_case(case.id) == [soon, late]


def test_dates_of_another_case_do_not_change(case, other_case):
    theirs = add(other_case, "act_by", 1)

    entries.mark_done(case.id, [theirs.id])
    entries.mark_reviews_done(case.id)

    assert theirs.state == State.OPEN


def test_a_review_marks_only_the_days_for_reviews_as_done(case):
    deadline, review = add(case, "act_by", 1), add(case, "next_look", 1)

    entries.mark_reviews_done(case.id)

    assert (deadline.state, review.state) == (State.OPEN, State.DONE)


def test_a_case_without_dates_has_no_earliest_day(case):
    assert entries.earliest_open(case.id) is None


def test_erasing_a_case_deletes_its_dates_only(case, other_case):
    add(case, "act_by", 1)
    entry = add(other_case, "act_by", 1)

    entries.erase_of(case.id)

    assert entries.of_case(case.id) == []
    assert entries.of_case(other_case.id) == [entry]


@pytest.mark.parametrize("kind", ["", "tea_time"])
def test_an_unknown_kind_is_refused(case, kind):
    with pytest.raises(ValueError, match="Kind"):
        add(case, kind, 1)


def add(case, kind, ahead):
    on: date = TODAY + timedelta(ahead)
    new = entries.NewEntry(id=new_id(), kind=kind, on=on, sealed=b"sealed")
    entries.add(case.id, new)
    return next(entry for entry in entries.of_case(case.id) if entry.id == new.id)


@pytest.fixture
def case(db_session):
    return new_team().case()


@pytest.fixture
def other_case(case):
    return new_team().case()
