"""Decide invented cases: conflicts, merits and declines.

Everywhere here, *after* is the number of days from receipt to the act.
"""

from __future__ import annotations

from intake import clock
from intake.actions.case.close_conflicted_case import close_conflicted_case, open_to_close
from intake.actions.case.decide_case import (
    Choice,
    Decision,
    closes_for,
    confirm_closing,
    decide_case,
)
from intake.actions.case.open_for_change import open_to_write
from intake.actions.case.record_call import MERITS, record_merits, record_screening
from intake.actions.conflicts.check_conflicts import Check, check_conflicts, settle_conflicts
from intake.actions.conflicts.decide_conflict import Grounds, decide_conflict
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.case_messages import Words
from intake.cases.pipeline import CloseReason, Status
from intake.cases.retention import erase_on
from intake.cli import app_context
from intake.cli.demo.acts import book, move
from intake.cli.demo.scene import Scene
from intake.cli.demo.words import A_DECISION, OF_STAFF, in_language

WEIGHTS = ("for", "for", "open", "against")
"""Ratings of the factors of the merits, given in turn."""


def finished_check(scene: Scene) -> Check:
    """Run the conflict check of the case to its end and return it; save nothing.

    It reads the cases of this load alone, because these keys do not open earlier ones. Those count
    as unread, as for any member without access to cases.
    """
    case, who = scene.case, scene.staff.caseworker
    check, cursor = check_conflicts(case, who, "", clock=clock.now)
    while not check.is_end:
        check, cursor = check_conflicts(case, who, cursor, clock=clock.now)
    return check


def settle(scene: Scene, check: Check, *, after: int) -> bool:
    """Save the result of the conflict check; return true if the case may be read now."""
    settle_conflicts(scene.reference, scene.staff.caseworker, check, **scene.moment(after))
    return scene.case.may_be_read


def decide_about_conflict(scene: Scene, grounds: Grounds, *, after: int) -> None:
    """Clear or confirm the conflict."""
    who, text = scene.staff.attorney, OF_STAFF["conflict"]
    decide_conflict(scene.reference, who, grounds, text, **scene.moment(after))


def close_for_conflict(scene: Scene, *, after: int) -> None:
    """Close a conflicted case as the supervisor: near a deadline a second member must do it."""
    at, reason = scene.moment(after), CloseReason.DECLINED_CONFLICT
    retention = app_context.settings().retention_days
    who = scene.staff.supervisor
    erased = erase_on(reason, closed_on=at["today"], promised_days=retention)
    today, now = at["today"], at["now"]
    conflicted = open_to_close(scene.reference, who, version=at["version"], today=today)
    letter = _letter(scene, who)
    close_conflicted_case(conflicted, who, letter, erase_on=erased, today=today, now=now)


def call_and_review(scene: Scene, *, after: int, review: bool) -> None:
    """Schedule and log a screening call; with *review*, assess the merits on the next day."""
    who = scene.staff.caseworker
    book(scene, after=after, ahead=(scene.day(after + 1) - app_context.today()).days)
    spoke = {"spoke_with": ("person", "other")[scene.turn % 2], "interpreter": "ours"}
    text = OF_STAFF["screening"]
    record_screening(scene.reference, who, text, spoke, **scene.moment(after + 1))
    if review:
        ratings = {
            factor: WEIGHTS[(number + scene.turn) % len(WEIGHTS)]
            for number, factor in enumerate(MERITS)
        }
        text = OF_STAFF["merits"]
        attorney = scene.staff.attorney
        record_merits(scene.reference, attorney, text, ratings, **scene.moment(after + 2))


def decide(scene: Scene, choice: Choice, *, after: int, reason: CloseReason | None = None) -> bool:
    """Decide the case and send the letter; return true if no second approval is needed."""
    at, who = scene.moment(after), scene.staff.attorney
    closing = closes_for(choice, reason)
    retention = app_context.settings().retention_days
    decision = Decision(
        choice=choice,
        reason=reason,
        text=OF_STAFF["decision"],
        letter=_letter(scene, who),
        erase_on=erase_on(closing, closed_on=at["today"], promised_days=retention)
        if closing
        else None,
    )
    key, _ = open_to_write(scene.reference, who, version=at["version"])
    return decide_case(key, who, decision, today=at["today"], now=at["now"])


def close(scene: Scene, reason: CloseReason, *, after: int) -> None:
    """Close the case without a letter, with a second member's approval if a deadline is near."""
    move(scene, Status.CLOSED, after=after, reason=reason, by=scene.staff.attorney)
    if scene.case.stage is not Status.CLOSED:
        confirm(scene, after=after)


def confirm(scene: Scene, *, after: int) -> None:
    """Approve, as supervisor, the closing that the attorney proposed."""
    confirm_closing(scene.reference, scene.staff.supervisor, **scene.moment(after))


def _letter(scene: Scene, who: Reader) -> Words:
    text, language = in_language(A_DECISION, scene.sent.language)
    return Words(text=text, language=language, member_id=who.member_id)
