"""Reassess open cases after law or rules changed, and list each change."""

import sys
from dataclasses import replace
from datetime import date, timedelta

import pytest

from intake.actions.assessment.assess import assess_answers
from intake.actions.assessment.describe_case import card_of, diary_dates
from intake.actions.law.amend import again, begin_recall, reassess_batch, store_batch, why_moved
from intake.actions.opening.case_keys import case_key
from intake.actions.opening.search_cards import card_under, open_card
from intake.amendments import recalls
from intake.amendments.models import AssessmentBasis, DeadlineChange
from intake.audit.models import AuditEntry
from intake.cases import store
from intake.cases.card import Card
from intake.cases.pipeline import CloseReason, Status
from intake.diary import entries
from intake.eligibility.request import Practice
from intake.extensions import new_id
from intake.law.book import shipped
from intake.questionnaire.reading import stored_answers
from intake.triage import assess
from intake.triage.rules import RULES
from intake.triage.rules.decisions import r05_appeal
from tests.cases.making import NOW, TODAY, new_team, opened_case
from tests.support.rows import all_rows

PRACTICE = Practice(income_percent=200, service_area=())

QUIET = {
    "detained_now": "no",
    "removal_soon": "no",
    "asylum_filed": "yes",
    "asylum_filed_date": "2026-10-01",
    "asylum_filed_where": "court",
    "fee_notice": "no",
}
"""Answers that call no rule that sets a day."""

APPEAL = {
    "name_to_use": "Lumo Test-Wrenfold",
    "help_types": ["fear_return"],
    "location_kind": "in_us",
    "court_case": "yes",
    "bad_decision": "judge",
    "bad_decision_date": "2026-11-20",
    "missed_hearing": "no",
    **QUIET,
}
NO_APPEAL = {
    "name_to_use": "Oona Sample",
    "help_types": ["fear_return"],
    "location_kind": "in_us",
    "court_case": "no",
    "bad_decision": "none",
    **QUIET,
}


def test_nothing_moves_while_the_law_stays(team):
    settled(team)

    recall = run(team.reader(), shipped())

    assert (recall.done, recall.moved, recall.finished_on) == (1, 0, TODAY)


def test_a_shorter_time_moves_the_cases_it_touches_and_no_other(team, db_session):
    appeal, second = settled(team), settled(team, NO_APPEAL)
    reader = team.reader()
    before = (act_by(appeal, reader), appeal.due_on, appeal.tier)

    recall = run(reader, TEN_DAYS)

    assert (recall.total, recall.done, recall.moved) == (2, 2, 1)
    assert before == (date(2026, 12, 18), date(2026, 12, 2), "P2")
    assert (act_by(appeal, reader), appeal.due_on, appeal.tier) == (
        date(2026, 11, 30),
        date(2026, 11, 27),
        "P1",
    )
    (move,) = all_rows(DeadlineChange)
    assert move.case_id == appeal.id
    assert days(move, appeal, reader) == ["2026-12-02", "2026-11-27", "2026-12-18", "2026-11-30"]
    assert (move.from_tier, move.to_tier) == ("P2", "P1")
    assert second.version == 1


def test_a_case_that_only_other_hours_of_the_desk_would_move_is_left_out(team, monkeypatch):
    appeal, other = settled(team), settled(team, NO_APPEAL)
    looked_by = other.look_by
    mondays = replace(PRACTICE, staffed=replace(PRACTICE.staffed, weekdays=frozenset({0})))
    monkeypatch.setattr(sys.modules[__name__], "PRACTICE", mondays)

    recall = run(team.reader(), TEN_DAYS)

    assert (recall.done, recall.moved) == (2, 1)
    assert (appeal.version, other.version) == (2, 1)
    assert other.look_by == looked_by


def test_the_reason_opens_for_staff_and_is_in_no_clear_column(team, db_session, reader):
    appeal = settled(team)

    run(reader, TEN_DAYS)

    (move,) = all_rows(DeadlineChange)
    causes = why_moved(move, appeal, reader)
    (reason,) = causes["reason"]
    assert "30 November 2026" in reason
    assert causes == {
        "rules": ["R05"],
        "before": ["R05", "R06c", "R11", "R23"],
        "now": ["R05", "R06c", "R11", "R23"],
        "reason": [reason],
        "parameters": ["bia_appeal_days"],
        "questions": [],
        "days": ["2026-12-02", "2026-11-27", "2026-12-18", "2026-11-30"],
    }
    assert b'"rules"' not in move.sealed
    nobody = replace(reader, keyring=replace(reader.keyring, team_keys={}))
    assert why_moved(move, appeal, nobody) == {kind: [] for kind in causes}


def test_a_changed_rule_moves_cases_and_tells_the_rules_before_and_now(
    team, db_session, monkeypatch, reader
):
    appeal = settled(team)
    monkeypatch.setattr(assess, "RULES", tuple(rule for rule in RULES if rule is not r05_appeal))

    recall = run(reader, shipped())

    assert recall.moved == 1
    (move,) = all_rows(DeadlineChange)
    assert days(move, appeal, reader)[2:] == ["2026-12-18", "2027-02-18"]
    assert (move.from_tier, move.to_tier) == ("P2", "P3")
    causes = why_moved(move, appeal, reader)
    assert (causes["before"][0], "R05" in causes["now"], "R05" in causes["rules"]) == (
        "R05",
        False,
        True,
    )
    assert "19 February 2027" in causes["reason"][0] or "18 February 2027" in causes["reason"][0]


def test_the_reason_is_the_rule_whose_number_changed_though_another_governs_now(team, db_session):
    appeal = settled(team, APPEAL | {"bad_decision_date": "2026-11-05"})
    reader = team.reader()

    run(reader, TEN_DAYS)

    (move,) = all_rows(DeadlineChange)
    assert days(move, appeal, reader)[2:] == ["2026-12-04", "2027-02-03"]
    assert why_moved(move, appeal, reader)["rules"] == ["R05"]


def test_the_diary_gets_the_new_dates_and_keeps_the_old(team, reader):
    appeal = settled(team)

    run(reader, TEN_DAYS)

    opened = opened_case(appeal, reader)
    dates = [
        (deadline.kind.value, deadline.on) for deadline in opened.diary if deadline.rule == "R05"
    ]
    assert sorted(dates) == [
        ("act_by", date(2026, 11, 30)),
        ("act_by", date(2026, 12, 18)),
        ("plan_by", date(2026, 12, 4)),
    ]


def test_a_date_that_a_recall_added_is_missed_where_it_is_taken_away(team, db_session, reader):
    appeal = settled(team)
    before = {item.id for item in entries.of_case(appeal.id)}
    run(reader, with_number("bia_appeal_days", 20))
    added = [item for item in entries.of_case(appeal.id) if item.id not in before]
    assert len(added) >= 2

    for item in added:
        with db_session.begin_nested() as taken:
            db_session.delete(item)
            assert lacks(appeal, reader)
            taken.rollback()
        assert not lacks(appeal, reader)


def test_that_a_case_was_weighed_again_is_written_down(team, db_session):
    appeal, member = settled(team), team.member()

    run(team.reader(member), TEN_DAYS)

    acts = [
        (entry.act, entry.case_id)
        for entry in all_rows(AuditEntry, AuditEntry.at.is_not(None))
        if entry.member_id == member.id
    ]
    assert sorted(acts, key=str) == [
        ("case_weighed_again", appeal.id),
        ("recall_begun", None),
        ("recall_finished", None),
    ]


def test_the_card_gets_todays_rules_and_keeps_what_no_rule_said(team, reader):
    appeal = settled(team)
    key = case_key(appeal, reader)
    card = Card(name_to_use="Lumo Test-Wrenfold", chips=("R13", "R05", "unclear_date", "a_flag"))
    appeal.card = key.seal_json("card", card.to_json())

    run(reader, TEN_DAYS)

    stored = open_card(case_key(appeal, reader))
    assert stored.rises == (("2026-11-27", "P0", "2026-11-30"), ("2027-02-15", "P0", "2027-02-18"))
    assert replace(stored, act_by="", rises=()) == replace(
        card,
        chips=("R05", "R06c", "R11", "R23", "a_flag"),
    )


def test_a_case_that_was_looked_at_comes_forward_and_never_goes_back(team, reader):
    appeal = settled(team)
    store.record_review(appeal, due_on=date(2026, 12, 4), on=TODAY)

    run(reader, TEN_DAYS)
    assert appeal.due_on == date(2026, 11, 30)

    run(reader, shipped())
    assert (act_by(appeal, reader), appeal.due_on) == (date(2026, 12, 18), date(2026, 11, 30))


@pytest.mark.parametrize(
    "due, after", [(date(2026, 11, 26), "2026-11-26"), (date(2026, 12, 2), "2026-11-27")]
)
def test_a_case_nobody_read_comes_forward_with_its_day_and_keeps_one_that_was_set(
    team, due, after, reader
):
    appeal = settled(team)
    store.set_due(appeal, due, early=False)

    run(reader, TEN_DAYS)
    assert appeal.due_on.isoformat() == after

    run(reader, shipped())
    assert appeal.due_on.isoformat() == after


def test_a_date_that_was_met_is_not_due_again(team, reader):
    appeal = settled(team)
    store.record_review(appeal, due_on=date(2027, 1, 4), on=TODAY)

    run(reader, with_number("ladder_p2_days", 5))

    assert (appeal.tier, appeal.due_on) == ("P3", date(2027, 1, 4))


def test_what_time_alone_does_is_no_move(team):
    settled(team)

    later = date(2026, 12, 10)
    recall = run(team.reader(), shipped(), today=later)

    assert recall.moved == 0


def test_closed_cases_and_those_of_other_teams_stay(team):
    closed = settled(team)
    store.move(closed, Status.CLOSED, reason=CloseReason.DUPLICATE, on=TODAY)
    others = settled(new_team("Elsewhere"))
    versions = (closed.version, others.version)

    recall = run(team.reader(), TEN_DAYS)

    assert recall.done == 0
    assert (closed.version, others.version) == versions


def test_a_case_that_does_not_open_is_counted_and_left(team):
    broken, fine = settled(team), settled(team)
    broken.story = broken.story[:-1] + bytes([broken.story[-1] ^ 1])

    reader = team.reader()
    recall = run(reader, TEN_DAYS)

    assert (recall.done, recall.moved, recall.unopened) == (2, 1, 1)
    assert act_by(broken, reader) == date(2026, 12, 18)
    assert act_by(fine, reader) == date(2026, 11, 30)


def test_a_story_that_is_older_than_its_card_is_weighed_by_nobody(team, reader):
    older = settled(team)
    key = case_key(older, reader)
    older.card = key.seal_json("card", replace(open_card(key), revision=1).to_json())

    recall = run(reader, TEN_DAYS)

    assert (recall.done, recall.moved, recall.unopened) == (1, 0, 1)
    assert act_by(older, reader) == date(2026, 12, 18)


def test_it_goes_on_where_it_stopped(team):
    reader = team.reader()
    for _ in range(5):
        settled(team)

    recall = step(reader, TEN_DAYS, at_most=2)
    assert (recall.done, recall.moved, recall.finished_on) == (2, 2, None)

    recall = step(reader, TEN_DAYS, at_most=2)
    assert (recall.done, recall.moved) == (4, 4)

    recall = step(reader, TEN_DAYS, at_most=2)
    assert (recall.done, recall.moved, recall.finished_on) == (5, 5, TODAY)


def test_it_begins_anew_where_the_law_changes_on_the_way(team):
    reader = team.reader()
    cases = [settled(team) for _ in range(3)]
    step(reader, TEN_DAYS, at_most=2)

    recall = run(reader, with_number("bia_appeal_days", 15), at_most=2)

    assert (recall.done, recall.total) == (3, 3)
    assert {act_by(case, reader) for case in cases} == {date(2026, 12, 4)}


def test_two_browsers_do_not_weigh_the_same_cases_twice(team):
    reader = team.reader()
    settled(team)
    by = again(reader, TEN_DAYS, practice=PRACTICE, today=TODAY)
    recall = begin_recall(reader, TEN_DAYS, today=TODAY, now=NOW)
    item, second = reassess_batch(recall, by), reassess_batch(recall, by)

    store_batch(recall.id, item, by, NOW)
    recall = store_batch(recall.id, second, by, NOW)

    assert (recall.done, recall.moved) == (1, 1)


def test_a_case_changed_meanwhile_is_weighed_once_more(team):
    reader, appeal = team.reader(), settled(team)
    by = again(reader, TEN_DAYS, practice=PRACTICE, today=TODAY)
    recall = begin_recall(reader, TEN_DAYS, today=TODAY, now=NOW)
    batch = reassess_batch(recall, by)

    story = {
        "answers": {**APPEAL, "bad_decision_date": "2026-11-23"},
        "told": 0,
        "as_of": TODAY.isoformat(),
        "language": "en",
    }
    appeal.story = case_key(appeal, reader).seal_json("story", story)
    appeal.version += 1
    store_batch(recall.id, batch, by, NOW)

    assert act_by(appeal, reader) == date(2026, 12, 3)


def test_a_recall_is_wanted_when_the_law_is_another(team):
    reader = team.reader()
    settled(team)
    assert not recalls.is_due(reader.team_id, shipped())
    assert recalls.is_due(reader.team_id, TEN_DAYS)

    run(reader, TEN_DAYS)

    assert not recalls.is_due(reader.team_id, TEN_DAYS)
    assert recalls.is_due(reader.team_id, shipped())


def test_a_recall_is_wanted_when_a_rule_is_another(team, db_session):
    reader = team.reader()
    run(reader, shipped())

    db_session.get_one(AssessmentBasis, team.id).rules = "those of the release before"

    assert recalls.is_due(reader.team_id, shipped())


def test_a_release_with_other_rules_is_noticed_before_any_recall(team, db_session):
    stored = db_session.get_one(AssessmentBasis, team.id)
    assert not recalls.is_due(team.id, shipped())

    stored.rules = "those of the release before"
    assert recalls.is_due(team.id, shipped())

    run(team.reader(), shipped())
    assert not recalls.is_due(team.id, shipped())


def test_a_team_of_which_nobody_knows_is_weighed_again(team, db_session):
    db_session.delete(db_session.get_one(AssessmentBasis, team.id))
    db_session.flush()

    assert recalls.is_due(team.id, shipped())


def test_what_moved_back_stands_before_what_moved_there(team):
    reader, _ = team.reader(), settled(team)

    run(reader, TEN_DAYS)
    run(reader, shipped(), now=NOW + timedelta(minutes=1))

    back, there = recalls.changes_of(reader.team_id, page=1)
    assert (there.from_tier, there.to_tier) == ("P2", "P1")
    assert (back.from_tier, back.to_tier) == ("P1", "P2")


def test_an_erased_case_takes_its_moves_along(team, db_session):
    reader, appeal = team.reader(), settled(team)
    run(reader, TEN_DAYS)
    assert recalls.count_changes(reader.team_id) == 1
    db_session.flush()

    entries.erase_of(appeal.id)
    store.erase(appeal.id)

    assert recalls.count_changes(reader.team_id) == 0


def lacks(case, reader):
    return opened_case(case, reader).lacks


def with_number(id_, value):
    row = shipped().parameter(id_, on=TODAY)
    return shipped().amended([replace(row, value=value, from_day=TODAY - timedelta(90))])


TEN_DAYS = with_number("bia_appeal_days", 10)


def settled(team, answers=None, *, reader=None):
    """A case as sending makes it by the shipped law, with the dates of its deadlines."""
    given_answers = answers or APPEAL
    live = stored_answers(given_answers)
    triage = assess_answers(live, shipped(), today=TODAY, received=TODAY, practice=PRACTICE).triage
    case = team.case(
        answers=given_answers,
        card=card_of(live, triage),
        tier=triage.tier.value,
        due_on=triage.due_on,
        act_by=triage.act_by,
        look_by=triage.look_by,
        steps=store.steps_of(triage.steps),
    )
    key = case_key(case, reader or team.reader())
    for deadline in triage.deadlines:
        for new in diary_dates(deadline, triage):
            note = {"rule": new.rule, "kind": new.kind, "note": ""}
            sealed = key.seal_json("diary", note, row=(id_ := new_id()))
            entries.add(case.id, entries.NewEntry(id=id_, kind=new.kind, on=new.on, sealed=sealed))
    return case


def act_by(case, reader):
    """Return the day by which to act, which is in the card."""
    return card_under(case_key(case, reader)).act_by_day


def days(move, case, reader):
    """Return the sealed days of a change: due and to act by, each before and after."""
    return list(why_moved(move, case, reader)["days"])


def run(reader, law, *, today=TODAY, at_most=200, now=NOW):
    recall = step(reader, law, today=today, at_most=at_most, now=now)
    while recall.finished_on is None:
        recall = step(reader, law, today=today, at_most=at_most, now=now)
    return recall


def step(reader, law, *, today=TODAY, at_most, now=NOW):
    by = again(reader, law, practice=PRACTICE, today=today)
    recall = begin_recall(reader, law, today=today, now=now)
    return store_batch(recall.id, reassess_batch(recall, by, at_most=at_most), by, NOW)
