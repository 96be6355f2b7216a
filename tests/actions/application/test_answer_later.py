"""The person answers more: the case is weighed at once, and the desk is told whose date moved."""

from datetime import date

import pytest
from sqlalchemy import select

from intake.actions.application.answer_later import OwnCase, answer_later
from intake.actions.law.amend import why_moved
from intake.actions.opening.case_keys import case_key
from intake.amendments import recalls
from intake.amendments.models import DeadlineChange
from intake.audit import log
from intake.cases import applicant_access, store
from intake.cases.pipeline import Status
from intake.cases.side_lists import closed_with_reply
from intake.diary import entries
from intake.diary.models import State
from intake.extensions import db
from intake.law.book import shipped
from intake.outbox.models import OutboxEmail
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.journey import Draft
from intake.questionnaire.reading import stored_answers
from tests.actions.law.test_reassess_open_cases import APPEAL, PRACTICE, days, settled
from tests.cases.making import TODAY, opened_case, own_request
from tests.support.databases.fixtures import ON_BOTH
from tests.support.rows import acts_logged


def test_a_new_answer_changes_the_deadline_and_records_its_reason(team, db_session, reader):
    appeal = settled(team)

    answered(team, appeal, "bad_decision_date", {"bad_decision_date": EARLIER})

    (move,) = recalls.changes_of(team.id, page=1)
    assert recalls.count_changes(team.id) == 1
    assert (move.recall_id, move.moved_on) == (None, TODAY)
    assert (move.from_tier, move.to_tier) == ("P2", "P0")
    assert days(move, appeal, reader) == ["2026-12-02", "2026-11-24", "2026-12-18", "2026-11-27"]
    causes = why_moved(move, appeal, reader)
    assert causes["rules"] == ["R05"]
    assert causes["questions"] == ["bad_decision_date"]
    assert causes["parameters"] == []
    assert "27 November 2026" in causes["reason"][0]
    assert b'"rules"' not in move.sealed


def test_an_answer_without_effect_records_no_change(team, db_session):
    appeal = settled(team)

    answered(team, appeal, "danger_now", {"danger_now": "no"})

    assert db_session.scalar(select(DeadlineChange)) is None
    assert appeal.version == 3, "assessed, and shown as a reply"


def test_an_answer_to_a_question_of_ours_is_a_reply(team):
    case = settled(team)
    case.status, case.waits_for = "info_needed", "them"

    answered(team, case, "danger_now", {"danger_now": "no"})

    assert (case.stage, case.waits_for, case.replied_on) == (Status.TRIAGE, "reply", TODAY)
    assert letters() == [("person_wrote", case.reference)]
    assert sorted(acts_logged(case.id)) == [
        "answers_added",
        "moved_to_triage",
    ]


def test_no_email_is_about_an_answer_in_quarantine(team):
    case = settled(team)
    case.quarantined_on = TODAY

    answered(team, case, "danger_now", {"danger_now": "no"})

    assert (case.replied_on, letters()) == (TODAY, [])


def test_an_answer_in_a_closed_case_is_an_alert(team):
    case = settled(team)
    case.status, case.closed_on = "closed", TODAY

    answered(team, case, "danger_now", {"danger_now": "yes"})

    assert (case.stage, case.tier) == (Status.CLOSED, "P0")
    assert closed_with_reply(team.id, at_most=5) == [case.reference]
    assert letters() == [("person_wrote", case.reference)]


def test_a_page_that_is_saved_as_it_was_is_no_reply(team):
    case = settled(team)

    answered(team, case, "bad_decision_date", {})

    assert (case.replied_on, letters()) == (None, [])


@ON_BOTH
def test_another_deadline_on_the_day_of_one_that_was_met_stands_open(team, reader):
    """The appeal, due on a Friday, was filed; then they tell of a hearing on the Monday after."""
    case = settled(team)
    entries.of_case(case.id)[1].state = State.DONE

    for _ in range(2):
        answered(team, case, "next_hearing_date", {"next_hearing_date": "2026-12-21"})

    opened = opened_case(case, reader)
    states = [(row.rule, row.state) for row in opened.diary if row.on == date(2026, 12, 18)]
    assert sorted(states) == [("R04", State.OPEN), ("R05", State.DONE)]


@ON_BOTH
@pytest.mark.parametrize("named, added", [("", 0), (None, 1)])
def test_an_older_date_without_a_rule_stands_for_its_day_and_a_damaged_one_for_none(
    team, reader, named, added
):
    case = settled(team)
    appeal = entries.of_case(case.id)[1]
    content = {"rule": named, "kind": "act_by", "note": ""}
    sealed = case_key(case, reader).seal_json("diary", content, row=appeal.id)
    appeal.sealed = b"damaged" if named is None else sealed

    answered(team, case, "danger_now", {"danger_now": "no"})

    days = [row.on for row in entries.of_case(case.id)]
    assert days.count(date(2026, 12, 18)) == 1 + added


def letters():
    """Return kind and reference of each letter in the outbox."""
    rows = db.session.execute(select(OutboxEmail.letter, OutboxEmail.reference))
    return [(letter, reference) for letter, reference in rows]


def test_a_reviewed_case_becomes_due_earlier_and_records_it(team):
    """As a P0 case, on the next business day after its review, before its deadline."""
    appeal = settled(team)
    store.record_review(appeal, due_on=date(2026, 12, 4), on=TODAY)

    answered(team, appeal, "bad_decision_date", {"bad_decision_date": EARLIER})

    (move,) = recalls.changes_of(team.id, page=1)
    reader = team.reader()
    assert days(move, appeal, reader)[:2] == ["2026-12-04", "2026-11-25"]
    assert appeal.due_on == date(2026, 11, 25)


EARLIER = "2026-10-28"


def answered(team, case, question, posted):
    page = ASYLUM.page_of(question)
    request = own_request(case.request_id)
    own_case = applicant_access.find(request.proof, to_change=True)
    assert own_case is not None
    answers = stored_answers(APPEAL)
    theirs = OwnCase(
        request=request,
        case=own_case,
        key=case_key(case, team.reader(team.member(email="other@example.org"))).key,
        request_key=b"",
        draft=Draft(as_of=TODAY, language="en", answers=answers, wants_more=True),
        installation=team.installation,
        revision=log.traces_of(case.id).revision,
    )
    on_page = {q.id: APPEAL[q.id] for q in page.questions if q.id in APPEAL}
    posted_answers = stored_answers(on_page | posted)
    answer_later(
        theirs, page, dict(posted_answers.items()), law=shipped(), practice=PRACTICE, today=TODAY
    )
    db.session.flush()
