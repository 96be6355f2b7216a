"""Keeping a next date: the only way in which a case counts as looked at; dates that wait."""

from datetime import date, timedelta

import pytest

from intake.actions.case.dates.replaced_dates import Outcome
from intake.actions.case.dates.update_date import NoSuchDate, reopen_date
from intake.actions.case.decide_case import Choice, Decision, decide_case, withdraw_proposal
from intake.actions.case.set_follow_up import NextDate, NoSuchDay, proposed_day, set_follow_up
from intake.actions.opening.case_keys import NoKeyForCase
from intake.cases.pipeline import CloseReason, MoveNotAllowed
from intake.cases.store import ChangedMeanwhile
from intake.diary import entries
from intake.diary.models import State
from intake.law.book import shipped
from intake.questionnaire.dates import on
from intake.triage.deadlines import Tier
from tests.actions.application.test_answer_later import answered
from tests.actions.case.test_correct_answers import (
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
from tests.cases.making import NOW, TODAY, actor, opened_case
from tests.support.rows import acts_logged

TOMORROW, NEXT_WEEK = TODAY + timedelta(1), TODAY + timedelta(7)


def test_a_case_without_dates_is_due_on_its_next_review(team, reader):
    case = team.case(due_on=TODAY, act_by=None)

    keep(case, reader, NextDate(on=NEXT_WEEK))

    assert (case.due_on, case.looked_on) == (NEXT_WEEK, TODAY)


@pytest.mark.parametrize("ahead", [0, 730])
def test_a_review_is_today_at_the_soonest_and_in_two_years_at_the_latest(team, reader, ahead):
    case, on = team.case(due_on=TOMORROW, act_by=None), TODAY + timedelta(ahead)

    keep(case, reader, NextDate(on=on))

    assert case.due_on == on


def test_a_legal_deadline_before_the_review_comes_first(team, reader):
    case = team.case(due_on=TODAY, act_by=TOMORROW, dates={"act_by": TOMORROW})

    keep(case, reader, NextDate(on=NEXT_WEEK))

    assert case.due_on == TOMORROW


def test_each_deleted_date_is_reported_as_missing(team, reader, db_session):
    case = team.case(act_by=TOMORROW)
    keep(case, reader, NextDate(on=NEXT_WEEK))
    added = entries.of_case(case.id)
    assert [row.kind for row in added] == ["act_by", "next_look"]

    for row in added:
        with db_session.begin_nested() as taken:
            db_session.delete(row)
            assert opened_case(case, reader).lacks
            taken.rollback()
        assert not opened_case(case, reader).lacks


def test_after_a_date_is_met_the_next_one_is_due(team, reader):
    case = team.case(act_by=None, due_on=TOMORROW, dates={"plan_by": TOMORROW})
    met = [row.id for row in diary(case, reader)]

    keep(case, reader, NextDate(on=NEXT_WEEK, done=met))

    assert case.due_on == NEXT_WEEK


def test_a_later_legal_date_is_added_to_the_diary_once(team, reader):
    case = team.case(act_by=TOMORROW)

    for version in (1, 2):
        keep(case, reader, NextDate(on=NEXT_WEEK), version=version)
        assert case.due_on == TOMORROW

    assert len([row for row in diary(case, reader) if row.kind == "act_by"]) == 1


def test_a_review_meets_the_day_set_before(team, reader):
    case = team.case(act_by=None)
    keep(case, reader, NextDate(on=TOMORROW))

    keep(case, reader, NextDate(on=NEXT_WEEK), version=2)

    assert case.due_on == NEXT_WEEK
    assert [(row.on, row.state) for row in diary(case, reader)] == [
        (TOMORROW, "done"),
        (NEXT_WEEK, "open"),
    ]


def test_the_note_of_a_review_is_sealed(team, reader):
    case = team.case(act_by=None)

    keep(case, reader, NextDate(on=TOMORROW, note="Ask Lumo for the paper"))

    assert [row.note for row in diary(case, reader)] == ["Ask Lumo for the paper"]


def test_a_review_is_logged(team, reader):
    case = team.case()

    keep(case, reader, NextDate(on=TOMORROW))

    acts = set(acts_logged(case.id))
    assert acts == {"next_date_kept", "moved_to_triage"}
    assert case.status == "triage"


@pytest.mark.parametrize("on", [TODAY - timedelta(1), TODAY + timedelta(731), date.max])
def test_a_review_in_the_past_or_in_three_years_is_refused(team, reader, on):
    with pytest.raises(NoSuchDay):
        keep(team.case(), reader, NextDate(on=on))


def test_a_closed_case_takes_no_review(team, reader):
    case = team.case(status="closed", close_reason="withdrawn")

    with pytest.raises(MoveNotAllowed):
        keep(case, reader, NextDate(on=TOMORROW))


def test_a_changed_case_takes_no_review(team, reader):
    with pytest.raises(ChangedMeanwhile):
        keep(team.case(version=3), reader, NextDate(on=TOMORROW), version=2)


def test_a_review_needs_the_key_of_the_team(team, reader):
    with pytest.raises(NoKeyForCase):
        keep(team.case(epoch=9), reader, NextDate(on=TOMORROW))


@pytest.mark.parametrize(
    "tier, day",
    [
        (Tier.P0, TODAY),
        (Tier.P1, date(2026, 11, 27)),  # the 26th is Thanksgiving
        (Tier.P2, date(2026, 12, 2)),
        (Tier.P3, date(2026, 12, 9)),
        (Tier.P4, date(2026, 12, 23)),
    ],
)
def test_the_page_proposes_the_days_of_the_tier(tier, day):
    assert proposed_day(tier, shipped(), today=TODAY) == day


def keep(case, reader, follow_up, *, version=1):
    set_follow_up(actor(reader, case, NOW, version=version), case.reference, follow_up)


def diary(case, reader):
    return opened_case(case, reader).diary


LATER_DECISION = date(2026, 11, 23)
"""A decision of this day makes the appeal due some days after 18 December."""


def test_a_withdrawn_proposal_leaves_the_task_of_the_date(team, reader, attorney):
    case = settled(team)
    by = actor(reader, case, NOW)
    closing = Decision(
        choice=Choice.CLOSE, reason=CloseReason.WITHDRAWN, text="", letter=None, erase_on=None
    )
    assert not decide_case(by, by.open(case.reference), closing)
    correct(case, reader, LONG_AGO)

    withdraw_proposal(actor(reader, case, LATER), case.reference)

    assert waiting(case) == [("replaced_date", reader.member_id)]
    old = old_date(opened_by(attorney, case))
    confirm(case, attorney, old.id)
    assert waiting(case) == []


def test_a_decision_that_leaves_the_case_open_leaves_the_task_of_the_date(
    team,
):
    case, reader = settled(team), team.reader(team.member("attorney"))
    correct(case, reader, LONG_AGO)
    by = actor(reader, case, LATER)
    facts = Decision(choice=Choice.MORE_FACTS, reason=None, text="", letter=None, erase_on=None)

    assert decide_case(by, by.open(case.reference), facts)

    assert ("replaced_date", reader.member_id) in waiting(case)


def test_a_near_date_replaced_by_an_earlier_one_waits_once_that_falls_away(team, reader, attorney):
    case = settled(team)
    correct(case, reader, on(EARLIER))

    correct(case, reader, LONG_AGO)

    opened = opened_by(reader, case)
    old = old_date(opened)
    assert (old.state, old.proof["replaced_by"]) == (State.OPEN, reader.member_id)
    assert acting(opened)[date(2026, 11, 27)] is State.OPEN
    for row in waiting_in(opened):
        confirm(case, attorney, row.id)
    assert (old_date(opened_by(attorney, case)).state, waiting(case)) == (State.REPLACED, [])
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


def test_a_date_that_a_later_answer_gives_again_is_not_confirmed_away(team, reader, attorney):
    case = settled(team)
    correct(case, reader, LONG_AGO)
    answered(team, case, "bad_decision_date", {"bad_decision_date": "2026-11-20"})
    old = old_date(opened_by(attorney, case))

    with pytest.raises(NoSuchDate):
        confirm(case, attorney, old.id)

    assert old.state is State.OPEN


def test_a_date_that_waited_waits_again_when_it_is_opened_again(team, reader, attorney):
    case = settled(team)
    correct(case, reader, LONG_AGO)
    old = old_date(opened_by(attorney, case))
    end(case, reader, attorney, old.id, Outcome.NOT_NEEDED)
    assert waiting(case) == []

    reopen_date(actor(attorney, case, LATER), case.reference, old.id, "It does apply.")

    assert waiting(case) == [("replaced_date", reader.member_id)]


def waiting_in(opened):
    """Return the dates that wait for another member."""
    return [row for row in opened.diary if row.state is State.OPEN and row.proof.get("correction")]
