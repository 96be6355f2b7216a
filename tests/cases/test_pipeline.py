"""The allowed moves of a case, by role."""

from __future__ import annotations

import pytest

from intake.cases.pipeline import (
    CLOSES,
    MOVES,
    CloseReason,
    MoveNotAllowed,
    Status,
    check_move,
    moves_from,
    reasons_for,
)

WORKER, DECIDER = ("caseworker",), ("attorney",)
OTHERS = ("volunteer", "reporter", "administrator")


def test_every_status_has_moves_and_every_reason_has_roles() -> None:
    assert set(MOVES) == set(Status)
    assert set(CLOSES) == set(CloseReason)


def test_every_status_can_be_reached_and_left() -> None:
    reached = {Status.NEW} | {to for moves in MOVES.values() for to in moves}

    assert reached == set(Status)
    assert all(MOVES.values())


@pytest.mark.parametrize(
    ("status", "to", "allowed"),
    [
        (Status.NEW, Status.TRIAGE, True),
        (Status.NEW, Status.MERITS_REVIEW, False),
        (Status.CONFLICT_HOLD, Status.TRIAGE, False),
        (Status.TRIAGE, Status.CALL_BOOKED, True),
        (Status.CALL_BOOKED, Status.SCREENED, True),
        (Status.SCREENED, Status.MERITS_REVIEW, True),
        (Status.MERITS_REVIEW, Status.SEEKING_COUNSEL, False),
        (Status.SEEKING_COUNSEL, Status.PLACED, True),
        (Status.CLOSED, Status.TRIAGE, False),
    ],
)
def test_a_caseworker_makes_no_move_that_is_a_decision(
    status: Status, to: Status, *, allowed: bool
) -> None:
    assert (to in moves_from(status, WORKER)) is allowed


@pytest.mark.parametrize(
    ("status", "to"),
    [
        (Status.CONFLICT_HOLD, Status.TRIAGE),
        (Status.MERITS_REVIEW, Status.ACCEPTED_WAITLIST),
        (Status.MERITS_REVIEW, Status.CLOSED),
        (Status.CLOSED, Status.TRIAGE),
    ],
)
def test_an_attorney_makes_the_moves_that_are_decisions(status: Status, to: Status) -> None:
    assert to in moves_from(status, DECIDER)


@pytest.mark.parametrize("status", Status)
def test_other_roles_make_no_move(status: Status) -> None:
    assert moves_from(status, OTHERS) == ()
    assert reasons_for(OTHERS) == ()


DECLINED = [reason for reason in CloseReason if reason.startswith("declined")]


@pytest.mark.parametrize("reason", DECLINED)
def test_a_caseworker_cannot_decline_a_case(reason: CloseReason) -> None:
    assert reason in reasons_for(DECIDER)
    with pytest.raises(MoveNotAllowed):
        check_move(Status.TRIAGE, Status.CLOSED, reason, WORKER)


def test_only_closing_has_a_reason() -> None:
    check_move(Status.TRIAGE, Status.CLOSED, CloseReason.WITHDRAWN, WORKER)

    with pytest.raises(MoveNotAllowed):
        check_move(Status.TRIAGE, Status.CLOSED, None, WORKER)
    with pytest.raises(MoveNotAllowed):
        check_move(Status.TRIAGE, Status.SCREENED, CloseReason.WITHDRAWN, DECIDER)
