"""Dates of a case: open, done, and the earliest."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from intake.cases.models import Case
from intake.diary import entries
from intake.diary.models import DiaryEntry, State
from intake.extensions import new_id
from tests.cases.making import TODAY, new_team


def test_the_earliest_open_date_comes_first(case: Case) -> None:
    late, soon = add(case, "act_by", 9), add(case, "plan_by", 2)

    assert entries.open_of(case.id) == [soon, late]
    assert entries.next_day(case.id) == soon.on


def test_what_is_done_is_open_no_more(case: Case) -> None:
    late, soon = add(case, "act_by", 9), add(case, "plan_by", 2)

    entries.done(case.id, [soon.id])

    assert soon.state == State.DONE
    assert entries.next_day(case.id) == late.on
    assert entries.of_case(case.id) == [soon, late]


def test_nobody_does_a_date_of_another_case(case: Case, other: Case) -> None:
    theirs = add(other, "act_by", 1)

    entries.done(case.id, [theirs.id])
    entries.looked(case.id)

    assert theirs.state == State.OPEN


def test_a_look_meets_the_days_kept_for_looking_and_no_others(case: Case) -> None:
    law, look = add(case, "act_by", 1), add(case, "next_look", 1)

    entries.looked(case.id)

    assert (law.state, look.state) == (State.OPEN, State.DONE)


def test_a_case_without_dates_has_no_next_day(case: Case) -> None:
    assert entries.next_day(case.id) is None


def test_the_dates_of_an_erased_case_are_gone(case: Case, other: Case) -> None:
    add(case, "act_by", 1)
    kept = add(other, "act_by", 1)

    entries.erase_of(case.id)

    assert entries.of_case(case.id) == []
    assert entries.of_case(other.id) == [kept]


@pytest.mark.parametrize("kind", ["", "tea_time"])
def test_a_date_is_for_something_we_know(case: Case, kind: str) -> None:
    with pytest.raises(ValueError, match="Kind"):
        add(case, kind, 1)


def add(case: Case, kind: str, ahead: int) -> DiaryEntry:
    on: date = TODAY + timedelta(ahead)
    new = entries.New(id=new_id(), kind=kind, on=on, sealed=b"sealed")
    entries.add(case.id, new)
    return next(one for one in entries.of_case(case.id) if one.id == new.id)


@pytest.fixture
def case(db_session: scoped_session[Session]) -> Case:
    return new_team().case()


@pytest.fixture
def other(case: Case) -> Case:
    return new_team().case()
