"""Cases: found by their own team, reassessed, erased."""

from datetime import timedelta

import pytest

from intake.cases import batches, store, walls
from intake.cases.pipeline import CloseReason, Status
from intake.cases.store import ChangedMeanwhile, NoSuchCase
from intake.triage.assess import Standing
from intake.triage.deadlines import Tier
from tests.cases.making import TODAY, new_team


def test_only_its_own_team_finds_a_case(team):
    case = team.case()
    other_team = new_team()

    assert store.find(case.reference, team_id=team.id) is case
    for reference in (case.reference, "0000-0000"):
        with pytest.raises(NoSuchCase):
            store.find(reference, team_id=other_team.id)
        with pytest.raises(NoSuchCase):
            store.find_for_change(reference, team_id=other_team.id)


def test_only_its_own_team_knows_that_a_case_is_walled(team):
    member, other_team = team.member(), new_team()
    case = team.case()
    walls.put_up(case, {member.id: b"w"}, on=TODAY)

    assert len(walls.walls_for(team.id, member.id)) == 1
    assert len(walls.walls_for(other_team.id, member.id)) == 0


def test_a_wall_takes_the_case_from_an_owner_who_is_not_named(team):
    inside, outside = team.member(), team.member(email="gull@example.org")
    owners = []

    for owner in (inside, outside):
        case = team.case(assignee_id=owner.id)
        walls.put_up(case, {inside.id: b"w"}, on=TODAY)
        owners.append(case.assignee_id)

    assert owners == [inside.id, None]


def test_the_address_for_reminders_goes_when_the_case_is_closed(team):
    case = team.case(reminder_address="lumo@example.org")
    store.move(case, Status.TRIAGE, reason=None, on=TODAY)
    assert case.reminder_address == "lumo@example.org"

    store.move(case, Status.CLOSED, reason=CloseReason.WITHDRAWN, on=TODAY, erase_on=TODAY)

    assert case.reminder_address is None


def test_a_change_of_an_older_version_is_refused(team):
    case, version = team.case(), 1
    batches.give_to(
        store.find_for_change(case.reference, team_id=team.id, version=version),
        team.member().id,
        on=TODAY,
    )

    with pytest.raises(ChangedMeanwhile):
        store.find_for_change(case.reference, team_id=team.id, version=version)


def test_rows_of_the_queue_are_read_without_their_stories(team, db_session):
    ids = [team.case().id, team.case().id]
    db_session.commit()

    rows = store.with_ids(ids[::-1])

    assert [case.id for case in rows] == ids[::-1]
    assert all("story" not in vars(case) for case in rows)


def test_more_answers_may_bring_a_reviewed_case_forward_but_not_back(team):
    case = team.case(due_on=TODAY + timedelta(9), looked_on=TODAY)

    _reassess(case, act_by=TODAY + timedelta(30))
    assert case.due_on == TODAY + timedelta(9)

    _reassess(case, act_by=TODAY + timedelta(2))
    assert case.due_on == TODAY + timedelta(2)


def test_before_the_first_review_a_case_is_due_as_assessed(team):
    case = team.case(due_on=TODAY)

    _reassess(case, act_by=None)

    assert case.due_on == TODAY + timedelta(5)


def test_an_erased_case_is_gone(team):
    case_id = team.case().id

    store.erase(case_id)

    assert store.find_by_id(case_id) is None


def _reassess(case, *, act_by):
    store.reassess(
        case,
        clear=Standing(
            tier=Tier.P1,
            act_by=act_by,
            look_by=TODAY,
            due_on=TODAY + timedelta(5),
            steps=(),
        ),
        card=b"card",
        story=b"story",
        on=TODAY,
    )
