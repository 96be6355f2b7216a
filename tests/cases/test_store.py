"""Cases kept, found by their own team, weighed again, erased."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from intake.cases import store
from intake.cases.models import Case
from intake.cases.store import ChangedMeanwhile, NoSuchCase
from tests.cases.making import TODAY, Made, new_team


def test_a_team_finds_its_case_and_no_other_does(team: Made) -> None:
    case = team.case()
    other = new_team()

    assert store.find(case.reference, team_id=team.team.id) is case
    for reference in (case.reference, "0000-0000"):
        with pytest.raises(NoSuchCase):
            store.find(reference, team_id=other.team.id)
        with pytest.raises(NoSuchCase):
            store.find_for_change(reference, team_id=other.team.id)


def test_two_who_change_the_same_case_notice_each_other(team: Made) -> None:
    case, shown = team.case(), 1
    store.hand_to(
        store.find_for_change(case.reference, team_id=team.team.id, version=shown),
        team.member().id,
        on=TODAY,
    )

    with pytest.raises(ChangedMeanwhile):
        store.find_for_change(case.reference, team_id=team.team.id, version=shown)


def test_reading_rows_leaves_the_stories_in_the_table(
    team: Made, db_session: scoped_session[Session]
) -> None:
    ids = [team.case().id, team.case().id]
    db_session.commit()

    rows = store.with_ids(ids[::-1])

    assert [case.id for case in rows] == ids[::-1]
    assert all("story" not in vars(case) for case in rows)


def test_more_answers_may_bring_a_looked_at_case_forward_and_never_back(team: Made) -> None:
    case = team.case(due_on=TODAY + timedelta(9), looked_on=TODAY)

    _weigh_again(case, act_by=TODAY + timedelta(30))
    assert case.due_on == TODAY + timedelta(9)

    _weigh_again(case, act_by=TODAY + timedelta(2))
    assert case.due_on == TODAY + timedelta(2)


def test_before_the_first_look_a_case_is_due_as_weighed(team: Made) -> None:
    case = team.case(due_on=TODAY)

    _weigh_again(case, act_by=None)

    assert case.due_on == TODAY + timedelta(5)


def test_an_erased_case_is_gone(team: Made) -> None:
    case_id = team.case().id

    store.erase(case_id)

    assert store.find_by_id(case_id) is None


def _weigh_again(case: Case, *, act_by) -> None:
    store.reweigh(
        case,
        tier="P1",
        steps=[],
        act_by=act_by,
        look_by=TODAY,
        due_on=TODAY + timedelta(5),
        card=b"card",
        story=b"story",
        on=TODAY,
    )


@pytest.fixture
def team(db_session: scoped_session[Session]) -> Made:
    return new_team()
