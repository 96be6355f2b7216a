"""A member corrects an answer: the case is assessed again, old dates are replaced."""

from datetime import date, timedelta

import pytest

from intake.actions.case.change_status import NothingToUndo, move_case
from intake.actions.case.dates.correct_answers import (
    NothingToCorrect,
    correct_answers,
    ticks_by_question,
    undo_correction,
)
from intake.actions.case.dates.replaced_dates import Outcome
from intake.actions.case.dates.rewrite import Correction, Seen
from intake.actions.case.dates.update_date import (
    Report,
    confirm_date,
    confirm_outcome,
    confirm_replaced,
    keep_replaced,
    record_outcome,
)
from intake.actions.case.erase_case import ClosedFirst, EraseReason, erase_case
from intake.actions.case.open_case import OpenedCase, open_case
from intake.actions.case.status import UNDONE_WITHIN
from intake.actions.case.tell_decision import SecondPersonNeeded
from intake.actions.law.amend import why_moved
from intake.amendments import recalls
from intake.audit import log
from intake.cases import store
from intake.cases.pipeline import CloseReason, MoveNotAllowed, Status
from intake.cases.store import ChangedMeanwhile
from intake.cases.tasks import tasks_of
from intake.diary.models import Kind, State
from intake.extensions import db
from intake.law.book import shipped
from intake.questionnaire.dates import on
from intake.questionnaire.reading import stored_answers
from tests.actions.application.test_answer_later import answered
from tests.actions.law.test_reassess_open_cases import APPEAL, NO_APPEAL, PRACTICE, days, settled
from tests.cases.making import NOW, TODAY, actor

EARLIER = date(2026, 10, 28)
"""A decision of this day makes the appeal due on 27 November, and not on 18 December."""
LONG_AGO = on(date(2025, 9, 1))
"""A decision whose appeal was due long before the case was received."""
LATER = NOW + timedelta(minutes=1)
WHY = "Zanziwort read it to us."


def test_an_earlier_date_makes_the_case_urgent_at_once(team, reader):
    case = settled(team)
    store.record_review(case, due_on=date(2026, 12, 12), on=TODAY)

    correct(case, reader, on(EARLIER))

    opened = opened_by(reader, case)
    assert (case.tier, case.due_on) == ("P0", date(2026, 11, 25)), "again tomorrow"
    assert opened.answers.to_json()["bad_decision_date"] == "2026-10-28"
    states = acting(opened)
    assert states[date(2026, 11, 27)] is State.OPEN
    assert states[date(2026, 12, 18)] is State.REPLACED
    assert case.tagged == (), "the new date is nearer, so nobody else must look"


def test_the_first_answer_and_the_member_stay_on_record(team):
    case, member = settled(team), team.member()
    reader = team.reader(member)

    correct(case, reader, on(EARLIER), seen=Seen.PAPER)

    opened = opened_by(reader, case)
    (change,) = opened.changed
    assert (change["question"], change["was"]) == ("bad_decision_date", "2026-11-20")
    assert (change["by"], change["seen"]) == (member.id, "paper")
    (note,) = opened.notes
    assert (note.text, note.facts["before"]) == (WHY, {"bad_decision_date": "2026-11-20"})
    (move,) = recalls.changes_of(team.id, page=1)
    assert move.recall_id is None
    assert days(move, case, reader)[2:] == ["2026-12-18", "2026-11-27"]
    assert why_moved(move, case, reader)["questions"] == ["bad_decision_date"]


def test_a_p0_that_one_member_corrected_away_is_not_closed_or_erased_by_one_either(team, reader):
    in_danger = {"danger_now": "yes", "location_kind": "abroad"}
    case = settled(team, {**NO_APPEAL, **in_danger})
    assert case.tier == "P0"
    correct(case, reader, "no", question="danger_now")
    assert case.tier != "P0"

    by = actor(reader, case, NOW)
    with pytest.raises(ClosedFirst):
        erase_case(by, case.reference, EraseReason.ASKED)
    move_case(by, case.reference, Status.CLOSED, reason=CloseReason.SPAM, retention_days=90)

    assert case.stage is Status.NEW


def test_the_log_names_the_act_and_no_word(team, reader):
    case = settled(team)

    correct(case, reader, on(EARLIER))

    history = log.history_of(case.id)
    acts = [entry.act for entry in history if not entry.act.endswith("opened")]
    assert set(acts) == {"answer_corrected", "date_replaced"}
    assert not any("Zanziwort" in str(vars(entry)) for entry in history)
    assert b"Zanziwort" not in case.card + case.story


def test_a_near_deadline_stays_open_until_another_member_has_looked(team, reader, attorney):
    case = settled(team)
    store.record_review(case, due_on=date(2026, 12, 12), on=TODAY)

    correct(case, reader, LONG_AGO)

    old = old_date(opened_by(reader, case))
    assert old.state is State.OPEN
    assert waiting(case) == [("replaced_date", reader.member_id)]
    with pytest.raises(SecondPersonNeeded):
        confirm(case, reader, old.id)
    with pytest.raises(SecondPersonNeeded):
        keep_replaced(actor(reader, case, LATER), case.reference, old.id)

    confirm(case, attorney, old.id)

    opened = opened_by(attorney, case)
    assert old_date(opened).state is State.REPLACED
    assert waiting(case) == []
    assert date(2026, 12, 18) not in {row.on for row in opened.diary if row.state is State.OPEN}


def test_another_member_keeps_a_date_that_was_corrected_away(team, reader, attorney):
    case = settled(team)
    correct(case, reader, LONG_AGO)
    old = old_date(opened_by(reader, case))

    keep_replaced(actor(attorney, case, LATER), case.reference, old.id)

    kept = old_date(opened_by(attorney, case))
    assert (kept.state, kept.proof.get("replaced_by")) == (State.OPEN, None)
    assert waiting(case) == []


def test_correcting_back_ends_the_wait(team, reader):
    case = settled(team)
    correct(case, reader, LONG_AGO)

    correct(case, reader, on(date(2026, 11, 20)), now=LATER)

    old = old_date(opened_by(reader, case))
    assert (old.state, old.proof.get("replaced_by")) == (State.OPEN, None)
    assert waiting(case) == []


@pytest.mark.parametrize("outcome", [Outcome.FILED, Outcome.NOT_NEEDED])
def test_a_waiting_date_that_was_met_or_fell_away_waits_no_more(team, outcome, reader, attorney):
    case = settled(team)
    correct(case, reader, LONG_AGO)

    end(case, reader, attorney, old_date(opened_by(reader, case)).id, outcome)

    assert waiting(case) == []


def test_a_later_answer_brings_a_replaced_date_back(team, reader):
    case = settled(team)
    correct(case, reader, on(EARLIER))

    correct(case, reader, on(date(2026, 11, 20)))

    states = sorted(
        row.state.value
        for row in opened_by(reader, case).diary
        if row.kind is Kind.ACT_BY and row.on == date(2026, 12, 18)
    )
    assert states == ["open", "replaced"]


def test_a_date_goes_with_its_rule_though_another_rule_has_its_day(team, reader):
    """Detention and danger are both due on one day; then they are released."""
    case = settled(team, APPEAL | {"detained_now": "yes", "danger_now": "yes"})

    correct(case, reader, "no", question="detained_now")

    assert states_on(TODAY, opened_by(reader, case)) == {
        ("R02", State.REPLACED),
        ("R15", State.OPEN),
    }


def test_a_rule_that_comes_to_the_day_of_another_has_a_date_of_its_own(team, reader, attorney):
    """It is listed before, met alone, and waits for another member where it falls away."""
    case = settled(team)
    end(case, reader, attorney, old_date(opened_by(reader, case)).id, Outcome.FILED)

    for hearing in (on(date(2026, 12, 21)), None):
        correct(case, reader, hearing, question="next_hearing_date")

    opened = opened_by(reader, case)
    assert states_on(date(2026, 12, 18), opened) == {("R05", State.DONE), ("R04", State.OPEN)}
    assert waiting(case) == [("replaced_date", reader.member_id)]


def test_closed_and_hand_made_dates_stay(team, reader, attorney):
    case = settled(team)
    end(case, reader, attorney, old_date(opened_by(reader, case)).id, Outcome.FILED)

    correct(case, reader, on(EARLIER))

    assert old_date(opened_by(reader, case)).state is State.DONE


def test_a_new_date_is_as_known_as_its_paper(team, reader):
    case = settled(team)

    correct(case, reader, on(EARLIER), seen=Seen.COURT)

    new = next(row for row in opened_by(reader, case).diary if row.on == date(2026, 11, 27))
    assert (new.proof["seen"], new.proof["by"]) == ("court", reader.member_id)


def test_an_undone_correction_leaves_the_case_as_it_was(team, reader):
    case = settled(team)
    before = opened_by(reader, case)
    correct(case, reader, LONG_AGO)

    undo(case, reader)

    opened = opened_by(reader, case)
    assert opened.answers == before.answers
    assert opened.changed == ()
    assert open_days(opened) == open_days(before)
    assert (opened.card.act_by, waiting(case)) == (before.card.act_by, [])
    assert not opened.lacks
    with pytest.raises(NothingToUndo):
        undo(case, reader)


def test_nobody_undoes_an_older_correction_or_that_of_another(team, reader):
    case = settled(team)
    other = team.reader(team.member(email="jay@example.org"))
    correct(case, reader, on(EARLIER))

    with pytest.raises(NothingToUndo):
        undo(case, other)
    with pytest.raises(NothingToUndo):
        undo(case, reader, after=UNDONE_WITHIN + timedelta(seconds=1))

    undo(case, reader)


def test_a_missing_date_is_added_with_the_tick_that_asks_for_it(team, reader):
    answers = {"location_kind": "in_us", "help_types": ["fear_return"], "so_far": ["none"]}
    case = settled(team, answers)

    correct(case, reader, on(date(2026, 12, 8)), question="next_hearing_date")

    opened = opened_by(reader, case)
    assert opened.answers.to_json()["so_far"] == ["court_paper"]
    assert {row["question"]: row["was"] for row in opened.changed} == {
        "so_far": ["none"],
        "next_hearing_date": None,
    }
    assert date(2026, 12, 7) in {row.on for row in opened.diary}

    undo(case, reader)

    assert opened_by(reader, case).answers.to_json()["so_far"] == ["none"]


def test_what_is_already_the_answer_or_not_asked_is_refused(team, reader):
    case = settled(team)

    for question, answer in (
        ("bad_decision_date", on(date(2026, 11, 20))),
        ("status_granted_date", on(date(2026, 11, 20))),
        ("country_now", "MX"),
    ):
        with pytest.raises(NothingToCorrect):
            correct(case, reader, answer, question=question)


def test_a_stale_page_and_a_closed_case_change_nothing(team, reader):
    case = settled(team)
    stale = case.version
    answered(team, case, "danger_now", {"danger_now": "no"})

    with pytest.raises(ChangedMeanwhile):
        correct(case, reader, on(EARLIER), version=stale)
    case.status, case.closed_on = "closed", TODAY
    with pytest.raises(MoveNotAllowed):
        correct(case, reader, on(EARLIER))


def test_a_confirmation_made_by_mistake_is_taken_back(team, reader):
    case = settled(team)
    old = old_date(opened_by(reader, case))

    for seen in (Seen.COURT, Seen.TOLD):
        confirm_date(actor(reader, case, NOW), case.reference, old.id, seen)

    assert old_date(opened_by(reader, case)).proof["seen"] == "told"
    acts = [entry.act for entry in log.history_of(case.id) if entry.act.startswith("date_")]
    assert sorted(acts) == ["date_confirmed", "date_unconfirmed"]


def test_an_older_case_is_offered_no_tick():
    """Its answers were given one by one, and a tick would end them."""
    of_older, of_newer = (
        ticks_by_question(stored_answers(answers), TODAY)
        for answers in ({"court_case": "yes"}, {"location_kind": "in_us"})
    )

    assert (of_older, of_newer["next_hearing_date"]) == ({}, "court_paper")


def correct(
    case,
    reader,
    answer,
    *,
    question="bad_decision_date",
    seen=Seen.TOLD,
    version=0,
    now=NOW,
):
    by = actor(reader, case, now, version=version)
    correction = Correction(answers={question: answer}, seen=seen, why=WHY)
    correct_answers(by, case.reference, correction, law=shipped(), practice=PRACTICE)
    db.session.flush()


def undo(case, reader, *, after=timedelta(minutes=1)):
    by = actor(reader, case, NOW + after)
    undo_correction(by, case.reference, law=shipped(), practice=PRACTICE)
    db.session.flush()


def confirm(case, reader, entry_id):
    by = actor(reader, case, LATER)
    confirm_replaced(by, case.reference, entry_id, law=shipped(), practice=PRACTICE)


def end(case, reader, other, entry_id, outcome):
    """Record what became of a deadline, and confirm it as a second person."""
    report = Report(outcome=outcome, on=TODAY, how="A paper says so.", proof="The paper")
    record_outcome(actor(reader, case, LATER), case.reference, entry_id, report)
    confirm_outcome(actor(other, case, LATER), case.reference, entry_id)


def opened_by(reader, case):
    opened = open_case(case.reference, reader, today=TODAY, now=NOW - timedelta(hours=1))
    assert isinstance(opened, OpenedCase)
    return opened


def acting(opened):
    """Return the state of each day of a rule: open where one of its dates is."""
    rows = sorted(opened.diary, key=lambda row: row.state is State.OPEN)
    return {row.on: row.state for row in rows if row.kind is Kind.ACT_BY and row.rule}


def states_on(day, opened):
    return {(row.rule, row.state) for row in opened.diary if row.on == day}


def open_days(opened):
    return [(row.kind, row.on) for row in opened.diary if row.state is State.OPEN]


def waiting(case):
    """Return kind and author of the tasks in the case, without the weekly one."""
    return [(task.kind, task.by_id) for task in tasks_of(case.id) if task.kind != "look_up"]


def old_date(opened):
    return next(
        row for row in opened.diary if row.kind is Kind.ACT_BY and row.on == date(2026, 12, 18)
    )
