"""Taking a case, and handing one over."""

from datetime import timedelta

import pytest

from intake.actions.case.set_follow_up import assign_to, assign_to_me
from intake.actions.people.plan_work import suggested_owner
from intake.audit import log
from intake.cases import walls
from intake.cases.store import ChangedMeanwhile
from intake.sealing.signing import set_row_mac
from intake.words import Refused
from tests.cases.making import CARD, NOW, TODAY, actor
from tests.support.databases.fixtures import ON_BOTH


def test_a_member_takes_a_case_and_the_day_is_stored(team):
    reader = team.reader()
    case = team.case(last_move_on=TODAY - timedelta(3))

    assign_to_me(actor(reader, case, NOW), case.reference)

    assert (case.assignee_id, case.last_move_on) == (reader.member_id, TODAY)
    assert [(entry.act, entry.member_id) for entry in log.history_of(case.id)] == [
        ("case_assigned", reader.member_id)
    ]


@ON_BOTH
def test_the_second_of_two_concurrent_members_is_refused(team):
    first, second = (
        team.reader(team.member(email=address))
        for address in ("wren@example.org", "gull@example.org")
    )
    case = team.case()
    assign_to_me(actor(first, case, NOW), case.reference)

    with pytest.raises(ChangedMeanwhile):
        assign_to_me(actor(second, case, NOW, version=1), case.reference)

    assert case.assignee_id == first.member_id


def test_a_walled_case_is_handed_over_to_its_named_members_alone(team):
    inside, outside, named = (
        team.member(email=f"{name}@example.org") for name in ("wren", "gull", "tern")
    )
    case = team.case()
    walls.put_up(case, {inside.id: b"w", named.id: b"w"}, on=TODAY)
    by = actor(team.reader(inside), case, NOW)

    with pytest.raises(Refused, match="cannot own this case"):
        assign_to(by, case.reference, outside.id)
    assert case.assignee_id is None

    assign_to(by, case.reference, named.id)
    assert case.assignee_id == named.id


def test_only_a_named_member_is_suggested_for_a_walled_case(team):
    inside, outside = (team.member(email=f"{name}@example.org") for name in ("wren", "gull"))
    outside.states = ["GA"]
    set_row_mac(outside)
    case = team.case()

    def suggested():
        suggestion = suggested_owner(case, CARD, today=TODAY)
        return suggestion.member_id if suggestion else ""

    assert suggested() == outside.id, "who works in the state of the case"
    walls.put_up(case, {inside.id: b"w"}, on=TODAY)
    assert suggested() == inside.id
