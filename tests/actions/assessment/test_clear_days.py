"""Days of cases: sealed and early, exact where they are near."""

from datetime import date, timedelta
from random import Random

from intake.actions.assessment.assess import assess_answers
from intake.actions.assessment.deadline_changes import MOST, early_days, early_of
from intake.actions.assessment.describe_case import card_of, diary_dates
from intake.actions.opening.case_keys import Actor, case_key
from intake.actions.opening.search_cards import card_under
from intake.actions.queue.agenda import cases_to_settle, settle_cases
from intake.cases import store
from intake.cases.card import Card
from intake.cases.models import Case
from intake.diary import entries
from intake.diary.models import Kind, State
from intake.extensions import new_id
from intake.law.book import shipped
from intake.questionnaire.reading import stored_answers
from tests.actions.law.test_reassess_open_cases import PRACTICE
from tests.cases.making import NOW, TODAY, opened_case
from tests.support.rows import all_rows
from tests.triage.making import QUIET

FAR = date(2026, 3, 10)
"""A day of arrival whose year ends in more than three weeks."""
LAST_DAY = date(2027, 3, 9)
"""The day by which to act for it."""


def test_a_number_of_days_comes_from_the_key_and_each_is_as_likely():
    drawn = [early_days(bytes([n % 256, n // 256]) * 16) for n in range(2100)]

    assert set(drawn) == set(range(MOST + 1))
    assert all(240 < drawn.count(days) < 360 for days in range(MOST + 1))
    assert early_days(b"k" * 32) == early_days(b"k" * 32)


def test_days_that_come_near_are_written_exactly_with_all_that_depends_on_them(team, reader):
    case = a_case(team, reader, FAR)
    card = card_under(case_key(case, reader))
    assert card.early
    before = days_in_clear(case)
    day = LAST_DAY - timedelta(days=card.early + 22)

    settle(team, reader, today=day)
    assert days_in_clear(case) == before

    settle(team, reader, today=day + timedelta(days=1))
    assert [(row.on, row.early) for row in entries.of_case(case.id) if row.kind == "act_by"] == [
        (LAST_DAY, False)
    ]
    exact = {step["from"] for step in case.steps}
    assert (LAST_DAY - timedelta(days=3)).isoformat() in exact
    assert not any(row.early for row in entries.of_case(case.id))
    assert not cases_to_settle(team.id, hidden=(), today=LAST_DAY)


def test_within_three_weeks_the_order_is_that_of_a_recount_by_opening_each_case(team, reader):
    chance = Random(7)
    for number in range(21):
        arrived = TODAY - timedelta(days=chance.randrange(315, 350))
        case = a_case(team, reader, arrived, early_by=number % 7)
        for row in entries.of_case(case.id):
            row.state = State.OPEN if row.kind == Kind.ACT_BY else State.DONE
        first = entries.earliest_open(case.id)
        assert first is not None
        store.record_review(case, due_on=first.on, early=first.early, on=TODAY)
    today, near = TODAY + timedelta(days=15), TODAY + timedelta(days=15 + 21)

    settle(team, reader, today=today)

    cases = all_cases()
    opened = {case.id: opened_case(case, reader) for case in cases}
    exact = {
        id_: min(row.on for row in one.diary if row.state is State.OPEN)
        for id_, one in opened.items()
    }
    listed = sorted(cases, key=lambda case: (case.due_on, case.id))
    recounted = sorted(cases, key=lambda case: (exact[case.id], case.id))
    count = sum(day <= near for day in exact.values())
    assert 5 < count < 18
    assert [case.id for case in listed[:count]] == [case.id for case in recounted[:count]]
    assert all(case.due_on == exact[case.id] for case in listed[:count])


def settle(team, reader, *, today):
    ids = cases_to_settle(team.id, hidden=(), today=today)
    settle_cases(Actor(reader=reader, day=today, at=NOW), ids)


def all_cases():
    return all_rows(Case)


def days_in_clear(case):
    rows = [(row.kind, row.on, row.early) for row in entries.of_case(case.id)]
    return (case.due_on, case.due_early, str(case.steps), rows)


def a_case(team, reader, arrived, *, early_by=4):
    """Return a case as sending makes it, with another number of days than its key gives."""
    answers = QUIET | ANSWERS | {"last_arrival_date": arrived.isoformat()}
    case = team.case(answers=answers, due_on=TODAY)
    key = case_key(case, reader)
    early = early_of(key.key, Card(early=early_by), today=TODAY)
    triage = assess_answers(
        stored_answers(answers),
        shipped(),
        today=TODAY,
        received=TODAY,
        practice=PRACTICE,
        early=early,
    ).triage
    case.card = key.seal_json("card", card_of(stored_answers(answers), triage).to_json())
    case.tier, case.steps = triage.clear.tier.value, store.steps_of(triage.clear.steps)
    case.look_by, case.due_on = triage.clear.look_by, triage.clear.due_on
    for deadline in triage.deadlines:
        for new in diary_dates(deadline, triage):
            note = {"rule": new.rule, "kind": new.kind, "note": ""}
            sealed = key.seal_json("diary", note, row=(id_ := new_id()))
            entry = entries.NewEntry(
                id=id_, kind=new.kind, on=new.on, early=new.early, sealed=sealed
            )
            entries.add(case.id, entry)
    return case


ANSWERS = {"help_types": ["fear_return"], "asylum_filed": "no", "lawful_status": "still_valid"}
