"""The table of acts that change the status of a case by themselves."""

from __future__ import annotations

import pytest

from intake.cases.pipeline import (
    DECIDERS,
    EFFECTS,
    WORKERS,
    CaseAct,
    MoveNotAllowed,
    Status,
    check_act,
    status_after,
)

HELD_OR_CLOSED = {Status.CONFLICT_HOLD, Status.CLOSED}


def test_every_act_has_one_effect_that_changes_the_status() -> None:
    assert list(EFFECTS) == list(CaseAct)
    assert all(effect.to not in effect.origins for effect in EFFECTS.values())


def test_no_act_moves_a_held_case_and_only_reopening_moves_a_closed_one() -> None:
    moved = {act for act in CaseAct for status in HELD_OR_CLOSED if leads(act, status)}

    assert moved == {CaseAct.REOPEN}


@pytest.mark.parametrize(
    ("act", "status", "to"),
    [
        (CaseAct.BOOK_CALL, Status.NEW, Status.CALL_BOOKED),
        (CaseAct.CANCEL_CALL, Status.CALL_BOOKED, Status.TRIAGE),
        (CaseAct.LOG_CALL, Status.NEW, Status.SCREENED),
        (CaseAct.ASSESS_MERITS, Status.SCREENED, Status.MERITS_REVIEW),
        (CaseAct.SEND, Status.NEW, Status.TRIAGE),
        (CaseAct.SEND, Status.SCREENED, None),
        (CaseAct.ASK_FACTS, Status.SCREENED, Status.INFO_NEEDED),
        (CaseAct.ACCEPT, Status.NEW, Status.ACCEPTED_WAITLIST),
        (CaseAct.SEEK_COUNSEL, Status.ACCEPTED_WAITLIST, Status.SEEKING_COUNSEL),
        (CaseAct.ACCEPT, Status.PLACED, None),
    ],
)
def test_an_act_leads_from_a_status_to_the_next(
    act: CaseAct, status: Status, to: Status | None
) -> None:
    assert status_after(act, status, DECIDERS) is to


def test_a_reply_brings_back_only_a_case_that_waited_for_it() -> None:
    moved = {status: status_after(CaseAct.REPLY, status) for status in Status}

    assert {status: to for status, to in moved.items() if to} == {Status.INFO_NEEDED: Status.TRIAGE}


@pytest.mark.parametrize("act", [CaseAct.ACCEPT, CaseAct.SEEK_COUNSEL, CaseAct.REOPEN])
def test_only_who_may_decide_accepts_or_reopens(act: CaseAct) -> None:
    status = Status.CLOSED if act is CaseAct.REOPEN else Status.NEW
    check_act(act, status, ["attorney"])

    for roles in (WORKERS - DECIDERS, {"volunteer"}, set()):
        with pytest.raises(MoveNotAllowed):
            check_act(act, status, roles)


def leads(act: CaseAct, status: Status) -> bool:
    return status_after(act, status, WORKERS) is not None
