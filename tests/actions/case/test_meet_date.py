"""A deadline ends only with what, when and proof; near it, or at P0, a second person has looked."""

import json
from datetime import date, timedelta

import pytest

from intake.actions.case.change_status import NothingToUndo
from intake.actions.case.dates.replaced_dates import Outcome, second_people
from intake.actions.case.dates.rewrite import Seen
from intake.actions.case.dates.update_date import (
    NoSuchDate,
    NotSecondPerson,
    Report,
    close_date,
    confirm_date,
    confirm_outcome,
    keep_open,
    look_over,
    record_outcome,
    reopen_date,
    undo_outcome,
)
from intake.actions.case.set_follow_up import NextDate, set_follow_up
from intake.actions.links import has_near_deadline
from intake.actions.opening.case_keys import case_key
from intake.actions.queue.agenda import Agenda, dates_between
from intake.audit import log
from intake.cases import store
from intake.cases.tasks import tasks_of
from intake.diary import entries
from intake.diary.models import State
from intake.extensions import db
from intake.sealing.wraps import wraps_to_bytes
from intake.staff import store as staff
from intake.words import Refused
from tests.cases.making import NOW, TODAY, actor, opened_case

NEAR = TODAY + timedelta(30)
FAR = TODAY + timedelta(31)
PROOF = "ECAS 4471-0093"
HOW = "Motion to reopen, immigration court in Miami, by ECAS"


def test_a_follow_up_with_every_box_ticked_ends_no_deadline(team, reader):
    case = team.case(act_by=NEAR, dates={"act_by": NEAR, "plan_by": TODAY})
    every = [row.id for row in entries.of_case(case.id)]

    set_follow_up(by(reader, case), case.reference, NextDate(on=TODAY + timedelta(90), done=every))

    states = {row.kind: row.state for row in entries.of_case(case.id)}
    assert states == {"act_by": "open", "plan_by": "done", "next_look": "open"}
    assert case.due_on == NEAR


@pytest.mark.parametrize("state", [State.DONE, State.MISSED, State.WAIVED])
def test_a_deadline_is_not_closed_like_other_dates(team, reader, state):
    case = case_with(team, NEAR)

    with pytest.raises(Refused, match="with proof"):
        close_date(by(reader, case), case.reference, entry_of(case).id, state, "So they say.")

    assert entry_of(case).state == "open"


@pytest.mark.parametrize(
    "outcome, ends_as",
    [
        (Outcome.FILED, "done"),
        (Outcome.HEARD, "done"),
        (Outcome.WITHDRAWN, "waived"),
        (Outcome.NOT_NEEDED, "waived"),
    ],
)
def test_a_near_deadline_ends_when_a_second_person_has_seen_the_proof(
    team, reader, attorney, outcome, ends_as
):
    case = case_with(team, NEAR)
    record(case, reader, outcome)

    assert entry_of(case).state == "open"
    confirm(case, attorney)

    date_ = date_in(case, reader)
    assert date_.state == ends_as
    assert (date_.met["by"], date_.met["confirmed_by"]) == (reader.member_id, attorney.member_id)
    assert (date_.met["how"], date_.met["proof"]) == (HOW, PROOF)
    assert date_.met["on"] == "2026-11-24"
    assert tasks_of(case.id) == []


def test_until_then_it_counts_as_open_for_every_rule(team, reader):
    case = case_with(team, TODAY + timedelta(5))
    store.record_review(case, due_on=TODAY + timedelta(5), on=TODAY)
    record(case, reader)

    assert has_near_deadline(case_key(case, reader), today=TODAY)
    assert case.due_on == TODAY + timedelta(5)
    assert entries.is_reminder_due(today=TODAY, until=TODAY)
    near = entries.deadlines_between(TODAY, TODAY + timedelta(7))
    assert [row.case_id for row in near] == [case.id]
    agenda = dates_between(Agenda(team_id=team.id), None, TODAY + timedelta(7))
    assert [row.case.id for row in agenda] == [case.id]


def test_who_recorded_it_cannot_confirm_it(team, reader, attorney):
    case = case_with(team, NEAR)
    record(case, attorney)

    with pytest.raises(NotSecondPerson):
        confirm(case, attorney)
    with pytest.raises(NotSecondPerson):
        confirm(case, attorney, has_second_factor=True)

    assert entry_of(case).state == "open"


def test_another_caseworker_confirms_only_as_the_owner_of_the_case(team, reader, attorney):
    case = case_with(team, NEAR)
    other = team.reader(team.member(email="gull@example.org"))
    record(case, reader)

    with pytest.raises(NotSecondPerson):
        confirm(case, other)
    case.assignee_id = other.member_id
    confirm(case, other)

    assert entry_of(case).state == "done"


def test_it_is_not_so_ends_the_claim_and_the_date_stays_open(team, reader, attorney):
    case = case_with(team, NEAR)
    record(case, reader)

    keep_open(by(attorney, case), case.reference, entry_of(case).id)

    assert (entry_of(case).state, date_in(case, reader).met) == ("open", {})
    assert tasks_of(case.id) == []
    with pytest.raises(NoSuchDate):
        confirm(case, attorney)


def test_a_far_deadline_that_was_filed_needs_nobody_else(team, reader, attorney):
    case = case_with(team, FAR)

    record(case, reader)

    assert (entry_of(case).state, tasks_of(case.id)) == ("done", [])


@pytest.mark.parametrize(
    "tier, outcome", [("P0", Outcome.FILED), ("P2", Outcome.NOT_NEEDED), ("P2", Outcome.HEARD)]
)
def test_at_p0_or_without_being_filed_a_far_deadline_needs_a_second_person_too(
    team, reader, attorney, tier, outcome
):
    case = case_with(team, FAR, tier=tier)

    record(case, reader, outcome)

    assert entry_of(case).state == "open"
    assert [(task.kind, task.by_id) for task in tasks_of(case.id)] == [
        ("confirm_met", reader.member_id)
    ]


@pytest.mark.parametrize("rule, set_by", [("R04", "paper"), ("R16", "paper"), ("R04", "")])
def test_a_far_hearing_is_not_over_because_something_was_filed(
    team, reader, attorney, rule, set_by
):
    case = case_with(team, FAR)
    rewrite(case, reader, rule=rule, set_by=set_by)

    record(case, reader)

    assert entry_of(case).state == "open"


def test_a_far_filing_day_of_a_hearing_needs_nobody_else(team, reader, attorney):
    case = case_with(team, FAR)
    rewrite(case, reader, rule="R04", set_by="us")

    record(case, reader)

    assert entry_of(case).state == "done"


def test_a_case_that_time_made_p0_counts_as_one_before_the_night(team, reader, attorney):
    case = case_with(team, FAR, steps=[{"from": TODAY.isoformat(), "tier": "P0"}])

    record(case, reader)

    assert entry_of(case).state == "open"


def test_a_missed_day_is_told_to_a_supervisor_and_stays_in_the_file(team, reader, attorney):
    case = case_with(team, TODAY - timedelta(1))
    owner = team.reader(team.member(email="gull@example.org"))
    case.assignee_id = owner.member_id
    record(case, reader, Outcome.MISSED, proof="")

    assert [(task.kind, task.for_id) for task in tasks_of(case.id)] == [("confirm_missed", None)]
    with pytest.raises(NotSecondPerson):
        confirm(case, owner)
    confirm(case, attorney)

    date_ = date_in(case, reader)
    assert (date_.state, date_.met["how"]) == ("missed", HOW)


def test_a_day_that_is_not_over_cannot_be_missed(team, reader):
    case = case_with(team, TODAY)

    with pytest.raises(Refused, match="not over yet"):
        record(case, reader, Outcome.MISSED)


def test_nothing_happened_in_the_future(team, reader):
    case = case_with(team, NEAR)

    with pytest.raises(Refused, match="today or earlier"):
        record(case, reader, on=TODAY + timedelta(1))


def test_a_stand_in_confirms_and_somebody_looks_it_over(team, reader, attorney):
    case = case_with(team, NEAR)
    stand_in = team.reader(team.member(email="gull@example.org"))
    away(attorney, stand_in)
    record(case, reader)

    confirm(case, stand_in)

    assert entry_of(case).state == "done"
    assert [(task.kind, task.by_id) for task in tasks_of(case.id)] == [
        ("look_over", reader.member_id)
    ]
    for not_second in (reader, stand_in):
        with pytest.raises(NotSecondPerson):
            look_over(by(not_second, case), case.reference, entry_of(case).id)
    look_over(by(attorney, case), case.reference, entry_of(case).id)
    assert tasks_of(case.id) == []
    assert date_in(case, reader).met["looked_over_by"] == attorney.member_id


def test_a_date_that_is_open_again_is_not_looked_over(team, reader, attorney):
    case, stand_in = case_with(team, NEAR), team.reader(team.member(email="gull@example.org"))
    away(attorney, stand_in)
    record(case, reader)
    confirm(case, stand_in)

    reopen_date(by(reader, case), case.reference, entry_of(case).id, "The court sent it back.")

    assert tasks_of(case.id) == []


def test_nobody_stands_in_for_their_own_second_person(team, reader, attorney):
    case = case_with(team, NEAR)
    away(attorney, reader)
    record(case, reader)

    with pytest.raises(NotSecondPerson):
        confirm(case, reader)


def test_alone_it_takes_another_day_and_the_second_factor(team, reader):
    case = case_with(team, NEAR)
    record(case, reader)

    with pytest.raises(NotSecondPerson):
        confirm(case, reader, day=TODAY + timedelta(1))
    with pytest.raises(Refused, match="another day"):
        confirm(case, reader, has_second_factor=True)
    assert entry_of(case).state == "open"
    confirm(case, reader, day=TODAY + timedelta(1), has_second_factor=True)

    assert (entry_of(case).state, date_in(case, reader).met["alone"]) == ("done", "yes")
    assert "date_confirmed_alone" in acts_of(case)


def test_alone_it_waits_in_the_work_of_who_recorded_it(team, reader):
    case = case_with(team, NEAR)

    record(case, reader)

    assert [(task.for_id, task.by_id) for task in tasks_of(case.id)] == [(reader.member_id, None)]


def test_a_volunteer_ends_no_deadline_without_a_second_person(team, attorney):
    case = case_with(team, FAR)

    record(case, team.reader(team.member("volunteer", email="gull@example.org")))

    assert entry_of(case).state == "open"


def test_outside_a_wall_nobody_is_a_second_person(team, reader):
    member = team.member(email="gull@example.org")
    case = case_with(team, NEAR)
    case.walled_keys = wraps_to_bytes({reader.member_id: b"a wrap"})

    claim = {"by": member.id, "outcome": "filed"}
    assert list(second_people(case, claim, on=TODAY).named) == [reader.member_id]


def test_without_a_decider_the_claim_is_given_to_somebody(team, reader):
    other = team.member(email="gull@example.org")
    case = case_with(team, NEAR)

    record(case, reader)

    assert [(task.kind, task.for_id) for task in tasks_of(case.id)] == [("confirm_met", other.id)]
    confirm(case, team.reader(other))
    assert entry_of(case).state == "done"


@pytest.mark.parametrize("on", [NEAR, FAR])
def test_who_recorded_it_can_undo_it_for_two_minutes(team, reader, attorney, on):
    case = case_with(team, on)
    record(case, reader)

    with pytest.raises(NothingToUndo):
        undo(case, attorney, after=timedelta(minutes=1))
    with pytest.raises(NothingToUndo):
        undo(case, reader, after=timedelta(minutes=2, seconds=1))
    undo(case, reader, after=timedelta(minutes=2))

    assert (entry_of(case).state, date_in(case, reader).met) == ("open", {})
    assert tasks_of(case.id) == []


def test_what_was_confirmed_is_not_undone_but_opened_again_with_a_reason(team, reader, attorney):
    case = case_with(team, NEAR)
    store.record_review(case, due_on=TODAY, on=TODAY)
    record(case, reader)
    confirm(case, attorney)

    with pytest.raises(NothingToUndo):
        undo(case, reader, after=timedelta(0))
    with pytest.raises(Refused, match="reason"):
        reopen_date(by(reader, case), case.reference, entry_of(case).id)
    reopen_date(by(reader, case), case.reference, entry_of(case).id, "The court sent it back.")

    date_ = date_in(case, reader)
    assert (date_.state, date_.met) == ("open", {})
    assert date_.proof["reopened"] == "The court sent it back."
    assert case.due_on == NEAR


def test_each_date_has_an_entry_of_its_own_in_the_log_and_no_word_of_it(team, reader, attorney):
    case = case_with(team, NEAR)
    entry = entry_of(case)
    record(case, reader)
    confirm(case, attorney)

    logged = [
        (row.act, row.member_id, row.made)
        for row in log.history_of(case.id)
        if row.act.startswith("date_")
    ]
    assert sorted(logged) == [
        ("date_claim_confirmed", attorney.member_id, entry.id),
        ("date_claimed", reader.member_id, entry.id),
        ("date_done", attorney.member_id, entry.id),
    ]
    stored = json.dumps([str(vars(row)) for row in (*log.history_of(case.id), entry_of(case))])
    assert PROOF not in stored
    assert "Miami" not in stored


def test_somebody_else_records_nothing_over_a_claim(team, reader, attorney):
    case = case_with(team, NEAR)
    record(case, reader)

    with pytest.raises(NoSuchDate):
        record(case, attorney, Outcome.NOT_NEEDED)


def test_how_a_day_is_known_is_still_confirmed_beside_a_claim(team, reader, attorney):
    case = case_with(team, NEAR)
    record(case, reader)

    confirm_date(by(reader, case), case.reference, entry_of(case).id, Seen.COURT)

    assert date_in(case, reader).met["proof"] == PROOF
    confirm(case, attorney)
    assert entry_of(case).state == "done"


@pytest.mark.parametrize("status", ["triage", "closed"])
def test_an_old_deadline_without_proof_gets_it_from_one_member_in_any_case(
    team, reader, attorney, status
):
    case = case_with(team, TODAY - timedelta(40), status=status)
    entry_of(case).state, entry_of(case).unproven = "done", True
    old = Agenda(team_id=team.id, unproven=True)
    assert [row.case.id for row in dates_between(old, None, TODAY)] == [case.id]
    assert not entries.is_reminder_due(today=TODAY, until=TODAY)

    record(case, reader)

    assert (entry_of(case).state, entry_of(case).unproven) == ("done", False)
    assert dates_between(old, None, TODAY) == []


@pytest.mark.parametrize("on, status", [(TODAY - timedelta(9), "triage"), (NEAR, "closed")])
def test_an_open_deadline_of_a_case_closed_before_needs_a_second_person_once_it_counts(
    team, reader, attorney, on, status
):
    case = case_with(team, on, status=status)
    entry_of(case).unproven = True

    record(case, reader)

    assert entry_of(case).state == "open"
    confirm(case, attorney)
    assert (entry_of(case).state, entry_of(case).unproven) == ("done", False)


def test_an_old_deadline_opened_again_is_open_like_any_other(team, reader):
    case = case_with(team, TODAY - timedelta(40))
    entry_of(case).state, entry_of(case).unproven = "done", True

    reopen_date(by(reader, case), case.reference, entry_of(case).id, "No receipt anywhere.")

    assert (entry_of(case).state, entry_of(case).unproven) == ("open", False)


def test_undoing_the_proof_of_an_old_deadline_leaves_it_without_proof(team, reader):
    case = case_with(team, TODAY - timedelta(40))
    entry_of(case).state, entry_of(case).unproven = "done", True
    record(case, reader)

    undo(case, reader, after=timedelta(seconds=20))

    assert (entry_of(case).state, entry_of(case).unproven) == ("done", True)


def test_a_p0_case_is_due_again_on_the_next_business_day_whatever_was_planned(team, reader):
    case = team.case(tier="P0", act_by=None)

    set_follow_up(by(reader, case), case.reference, NextDate(on=TODAY + timedelta(90)))

    assert case.due_on == date(2026, 11, 25)


def test_a_case_that_becomes_p0_is_due_at_once(team, reader):
    case = team.case(tier="P1", act_by=None)
    set_follow_up(by(reader, case), case.reference, NextDate(on=TODAY + timedelta(90)))
    db.session.flush()

    assert store.raise_tier(case.id, "P0", on=TODAY)

    db.session.refresh(case)
    assert (case.tier, case.due_on) == ("P0", TODAY)


def case_with(team, on, **changed):
    return team.case(due_on=TODAY, act_by=on, dates={"act_by": on}, **changed)


def by(reader, case, *, at=NOW, day=TODAY):
    return actor(reader, case, at, day=day)


def record(
    case,
    reader,
    outcome=Outcome.FILED,
    *,
    on=TODAY,
    proof=PROOF,
):
    report = Report(outcome=outcome, on=on, how=HOW, proof=proof)
    record_outcome(by(reader, case), case.reference, entry_of(case).id, report)


def confirm(case, reader, *, day=TODAY, has_second_factor=False):
    confirm_outcome(
        by(reader, case, day=day),
        case.reference,
        entry_of(case).id,
        has_second_factor=has_second_factor,
    )


def undo(case, reader, *, after):
    undo_outcome(by(reader, case, at=NOW + after), case.reference, entry_of(case).id)


def rewrite(case, reader, **changed):
    """Change the sealed content of the one deadline of a case."""
    key, entry = case_key(case, reader), entry_of(case)
    content = key.open_json("diary", entry.sealed, row=entry.id)
    entry.sealed = key.seal_json("diary", {**content, **changed}, row=entry.id)


def entry_of(case):
    """Return the one deadline of a case."""
    [entry] = [row for row in entries.of_case(case.id) if row.kind == "act_by"]
    return entry


def date_in(case, reader):
    """Return the one deadline of a case, opened."""
    opened = opened_case(case, reader)
    [row] = [row for row in opened.diary if row.kind == "act_by"]
    return row


def acts_of(case):
    return [entry.act for entry in log.history_of(case.id)]


def away(absent, stand_in):
    member = staff.find(absent.member_id)
    assert member is not None
    member.away_from, member.away_until = TODAY, TODAY + timedelta(9)
    member.stand_in_id = stand_in.member_id
    db.session.flush()
