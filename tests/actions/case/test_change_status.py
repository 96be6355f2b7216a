"""Moving a case along, and closing it."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest

from intake.actions.case.change_status import move_case
from intake.actions.case.decide_case import BY_DECISION, NothingProposed, confirm_closing
from intake.actions.case.tell_decision import SecondPersonNeeded, Telling, Told
from intake.audit import log
from intake.cases.contact_safety import Channel
from intake.cases.pipeline import CloseReason, MoveNotAllowed, Status
from intake.cases.tasks import tasks_of
from intake.words import Refused
from tests.cases.making import NOW, TODAY, actor, tell
from tests.support.databases.fixtures import ON_BOTH
from tests.support.rows import acts_logged

LATER = NOW + timedelta(hours=2)
FAR = TODAY + timedelta(60)
ASKED = Telling(outcome=Told.ASKED, channel=Channel.CALL, at=NOW, text="Please stop.")


def test_near_a_deadline_closing_waits_for_a_second_member_who_may_decide(
    team,
):
    case = team.case(due_on=TODAY + timedelta(29))
    move(team, case, Status.CLOSED, CloseReason.SPAM)
    assert (case.stage, [task.kind for task in tasks_of(case.id)]) == (
        Status.NEW,
        ["second_decision"],
    )

    with pytest.raises(MoveNotAllowed):
        confirm(team, case, role="caseworker")
    confirm(team, case, role="attorney")

    assert (case.status, case.close_reason) == ("closed", "spam")
    first, *rest = acts_logged(case.id)
    assert (first, sorted(rest)) == ("closing_proposed", ["closed_spam", "closing_confirmed"])


@pytest.mark.parametrize("reason", [CloseReason.SPAM, CloseReason.DUPLICATE])
@pytest.mark.parametrize(
    "urgency",
    [{"tier": "P0"}, {"tier": "P1", "steps": [{"from": TODAY.isoformat(), "tier": "P0"}]}],
    ids=["P0", "P0 by today"],
)
def test_nobody_closes_a_p0_without_dates_alone_either(team, reason, urgency):
    case = team.case(due_on=FAR, **urgency)

    move(team, case, Status.CLOSED, reason)

    assert case.stage is Status.NEW
    assert acts_logged(case.id) == ["closing_proposed"]


@pytest.mark.parametrize("kept_days, is_closed", [(1, False), (2, True)])
def test_a_closing_that_waited_until_its_day_of_erasure_is_too_old(team, kept_days, is_closed):
    case = team.case(due_on=TODAY + timedelta(9))
    reader = team.reader(team.member("caseworker"))
    by = actor(reader, case, NOW)
    move_case(by, case.reference, Status.CLOSED, reason=CloseReason.SPAM, retention_days=kept_days)
    boss = team.reader(team.member("attorney", email="boss@example.org"))
    tomorrow = actor(boss, case, NOW + timedelta(1), day=TODAY + timedelta(1))

    with nullcontext() if is_closed else pytest.raises(NothingProposed):
        confirm_closing(tomorrow, case.reference)

    assert (case.stage is Status.CLOSED) is is_closed


def test_alone_a_withdrawn_p0_is_closed_on_another_day_with_the_second_factor(team):
    case = team.case(tier="P0", due_on=FAR)
    east_of_utc = TODAY + timedelta(1)  # the office's day has begun there already
    by = actor(team.reader(team.member("attorney")), case, NOW, day=east_of_utc)
    reason, to = CloseReason.WITHDRAWN, Status.CLOSED
    move_case(by, case.reference, to, reason=reason, retention_days=90, asked=ASKED)
    today = replace(by, version=case.version)
    tomorrow = replace(today, day=TODAY + timedelta(2), at=NOW + timedelta(1))

    with pytest.raises(SecondPersonNeeded):
        confirm_closing(tomorrow, case.reference)
    with pytest.raises(Refused, match="on another day"):
        confirm_closing(today, case.reference, has_second_factor=True)
    confirm_closing(tomorrow, case.reference, has_second_factor=True)

    acts = acts_logged(case.id)
    assert (case.closed_for, "closing_confirmed_alone" in acts) == (reason, True)


def test_a_move_that_the_role_forbids_changes_nothing(team):
    case = team.case(due_on=FAR)

    with pytest.raises(MoveNotAllowed):
        move(team, case, Status.CLOSED, CloseReason.DECLINED_MERITS)

    assert (case.stage, case.version) == (Status.NEW, 1)
    assert log.history_of(case.id) == []


@pytest.mark.parametrize("reason", sorted({*CloseReason} - BY_DECISION))
@ON_BOTH
def test_every_reason_fits_into_its_columns(team, reason):
    case = team.case(due_on=FAR)

    move(team, case, Status.CLOSED, reason, role="supervisor")
    tell(actor(team.reader(team.member("attorney", email="a@example.org")), case, LATER), case)

    assert case.closed_for is reason


def move(
    team,
    case,
    to,
    reason=None,
    *,
    role="caseworker",
    version=1,
):
    reader = team.reader(team.member(role))
    by = actor(reader, case, NOW + timedelta(hours=version), version=version)
    asked = ASKED if reason is CloseReason.WITHDRAWN else None
    move_case(by, case.reference, to, reason=reason, retention_days=90, asked=asked)


def confirm(team, case, *, role):
    reader = team.reader(team.member(role, email=f"{role}@example.org"))
    confirm_closing(actor(reader, case, NOW + timedelta(hours=case.version)), case.reference)
