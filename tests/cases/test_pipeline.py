"""Which moves are allowed, and to whom."""

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
LOOKS_ON = ("volunteer", "reporter", "administrator")


def test_every_status_has_its_moves_and_every_reason_its_closers() -> None:
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
def test_a_caseworker_moves_day_by_day_and_decides_nothing(
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
def test_an_attorney_decides(status: Status, to: Status) -> None:
    assert to in moves_from(status, DECIDER)


@pytest.mark.parametrize("status", Status)
def test_who_only_looks_on_moves_nothing(status: Status) -> None:
    assert moves_from(status, LOOKS_ON) == ()
    assert reasons_for(LOOKS_ON) == ()


@pytest.mark.parametrize("reason", [one for one in CloseReason if one.startswith("declined")])
def test_declining_is_a_decision(reason: CloseReason) -> None:
    assert reason in reasons_for(DECIDER)
    with pytest.raises(MoveNotAllowed):
        check_move(Status.TRIAGE, Status.CLOSED, reason, WORKER)


def test_closing_needs_a_reason_and_nothing_else_has_one() -> None:
    check_move(Status.TRIAGE, Status.CLOSED, CloseReason.WITHDRAWN, WORKER)

    with pytest.raises(MoveNotAllowed):
        check_move(Status.TRIAGE, Status.CLOSED, None, WORKER)
    with pytest.raises(MoveNotAllowed):
        check_move(Status.TRIAGE, Status.SCREENED, CloseReason.WITHDRAWN, DECIDER)
