"""A near date that a correction removed waits for a second person, whatever follows."""

from datetime import date, timedelta

import pytest

from intake.actions.case.dates.replaced_dates import Outcome
from intake.actions.case.dates.update_date import NoSuchDate, reopen_date
from intake.actions.case.decide_case import (
    Choice,
    Decision,
    decide_case,
    withdraw_proposal,
)
from intake.cases.pipeline import CloseReason
from intake.diary.models import State
from intake.questionnaire.dates import on
from tests.actions.application.test_answer_later import answered
from tests.actions.case.test_correct_date import (
    EARLIER,
    LATER,
    LONG_AGO,
    acting,
    confirm,
    correct,
    end,
    old_date,
    opened_by,
    undo,
    waiting,
)
from tests.actions.law.test_reassess_open_cases import settled
from tests.cases.making import NOW, actor

LATER_DECISION = date(2026, 11, 23)
"""A decision of this day makes the appeal due some days after 18 December."""


def test_a_withdrawn_proposal_leaves_the_task_of_the_date(team, reader):
    case = settled(team)
    other = team.reader(team.member("attorney", email="jay@example.org"))
    by = actor(reader, case, NOW)
    closing = Decision(
        choice=Choice.CLOSE, reason=CloseReason.WITHDRAWN, text="", letter=None, erase_on=None
    )
    assert not decide_case(by, by.open(case.reference), closing)
    correct(case, reader, LONG_AGO)

    withdraw_proposal(actor(reader, case, LATER), case.reference)

    assert waiting(case) == [("replaced_date", reader.member_id)]
    old = old_date(opened_by(other, case))
    confirm(case, other, old.id)
    assert waiting(case) == []


def test_a_decision_that_leaves_the_case_open_leaves_the_task_of_the_date(
    team,
):
    case, reader = settled(team), team.reader(team.member("attorney"))
    correct(case, reader, LONG_AGO)
    by = actor(reader, case, LATER)
    facts = Decision(choice=Choice.MORE_FACTS, reason=None, text="", letter=None, erase_on=None)

    assert decide_case(by, by.open(case.reference), facts)

    assert waiting(case) == [("replaced_date", reader.member_id)]


def test_a_near_date_replaced_by_an_earlier_one_waits_once_that_falls_away(team, reader):
    case = settled(team)
    other = team.reader(team.member("attorney", email="jay@example.org"))
    correct(case, reader, on(EARLIER))

    correct(case, reader, LONG_AGO)

    opened = opened_by(reader, case)
    old = old_date(opened)
    assert (old.state, old.proof["replaced_by"]) == (State.OPEN, reader.member_id)
    assert acting(opened)[date(2026, 11, 27)] is State.OPEN
    for row in waiting_in(opened):
        confirm(case, other, row.id)
    assert (old_date(opened_by(other, case)).state, waiting(case)) == (State.REPLACED, [])
    correct(case, reader, on(EARLIER))
    correct(case, reader, LONG_AGO)
    assert old_date(opened_by(reader, case)).state is State.REPLACED, "another has looked"


def test_undoing_such_a_correction_replaces_the_date_as_before(team, reader):
    case = settled(team)
    correct(case, reader, on(EARLIER))
    before = opened_by(reader, case)
    correct(case, reader, LONG_AGO, now=LATER)
    returned = old_date(opened_by(reader, case)).state

    undo(case, reader, after=timedelta(minutes=2))

    after = opened_by(reader, case)
    assert (returned, acting(after)) == (State.OPEN, acting(before))
    assert old_date(after).proof == old_date(before).proof
    assert waiting(case) == []


def test_a_date_of_a_correction_that_was_undone_does_not_come_back(team, reader):
    case = settled(team)
    before = acting(opened_by(reader, case))
    correct(case, reader, on(LATER_DECISION))
    undone = acting(opened_by(reader, case)).keys() - before.keys()
    undo(case, reader)

    correct(case, reader, LONG_AGO)

    waiting = [row.on for row in waiting_in(opened_by(reader, case))]
    assert (waiting, bool(undone)) == ([date(2026, 12, 18)], True)


def test_a_date_that_a_later_answer_gives_again_is_not_confirmed_away(team, reader):
    case = settled(team)
    other = team.reader(team.member("attorney", email="jay@example.org"))
    correct(case, reader, LONG_AGO)
    answered(team, case, "bad_decision_date", {"bad_decision_date": "2026-11-20"})
    old = old_date(opened_by(other, case))

    with pytest.raises(NoSuchDate):
        confirm(case, other, old.id)

    assert old.state is State.OPEN


def test_a_date_that_waited_waits_again_when_it_is_opened_again(team, reader):
    case = settled(team)
    other = team.reader(team.member("attorney", email="jay@example.org"))
    correct(case, reader, LONG_AGO)
    old = old_date(opened_by(other, case))
    end(case, reader, other, old.id, Outcome.NOT_NEEDED)
    assert waiting(case) == []

    reopen_date(actor(other, case, LATER), case.reference, old.id, "It does apply.")

    assert waiting(case) == [("replaced_date", reader.member_id)]


def waiting_in(opened):
    """Return the dates that wait for another member."""
    return [row for row in opened.diary if row.state is State.OPEN and row.proof.get("correction")]
