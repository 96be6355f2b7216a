"""A near date that a correction removed waits for a second person, whatever follows."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session, scoped_session

from intake.actions.case.dates.confirm_replaced import confirm_replaced
from intake.actions.case.decide_case import Choice, Decision, decide_case
from intake.actions.case.open_for_change import open_for_change
from intake.actions.proposals.withdraw_proposal import withdraw_proposal
from intake.actions.queue.proposals import waiting_replacements
from intake.cases.pipeline import CloseReason
from intake.cases.tags import Tag
from tests.actions.case.test_correct_date import (
    LATER,
    LONG_AGO,
    correct,
    old_date,
    opened_by,
)
from tests.actions.law.test_reassess_open_cases import NOW, settled
from tests.cases.making import TODAY, InventedTeam, new_team
from tests.support.databases.fixtures import ON_EITHER

pytestmark = ON_EITHER


def test_a_withdrawn_proposal_leaves_the_request_for_a_supervisor_to_the_date(
    team: InventedTeam,
) -> None:
    case, reader = settled(team), team.reader(team.member())
    other = team.reader(team.member("attorney", email="jay@example.org"))
    key = open_for_change(case.reference, reader, version=case.version)
    closing = Decision(
        choice=Choice.CLOSE, reason=CloseReason.WITHDRAWN, text="", letter=None, erase_on=None
    )
    assert not decide_case(key, reader, closing, today=TODAY, now=NOW)
    correct(case, reader, LONG_AGO)

    withdraw_proposal(case.reference, reader, version=case.version, today=TODAY, now=LATER)

    assert Tag.ASK_SUPERVISOR in case.tagged
    assert waiting_replacements([case.id]) == {case.id: reader.member_id}
    old = old_date(opened_by(other, case))
    confirm_replaced(case.reference, other, old.id, version=case.version, today=TODAY, now=LATER)
    assert case.tagged == ()


def test_a_decision_that_leaves_the_case_open_leaves_the_request_for_a_supervisor(
    team: InventedTeam,
) -> None:
    case, reader = settled(team), team.reader(team.member("attorney"))
    correct(case, reader, LONG_AGO)
    key = open_for_change(case.reference, reader, version=case.version)
    facts = Decision(choice=Choice.MORE_FACTS, reason=None, text="", letter=None, erase_on=None)

    assert decide_case(key, reader, facts, today=TODAY, now=LATER)

    assert Tag.ASK_SUPERVISOR in case.tagged


@pytest.fixture
def team(db_session: scoped_session[Session]) -> InventedTeam:
    return new_team()
