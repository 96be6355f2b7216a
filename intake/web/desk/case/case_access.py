"""On the way into a case: the conflict check, then what this member may see of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from flask import abort, render_template

from intake import clock
from intake.actions.case.open_case import Found, HeldCase, OpenedCase, open_case
from intake.actions.conflicts.check_conflicts import Check, check_conflicts, settle_conflicts
from intake.actions.opening.case_keys import NoKeyForCase, Reader
from intake.cases import cards, store
from intake.cases.models import Case
from intake.cases.store import NoSuchCase
from intake.desk_state import presence
from intake.extensions import db, writing
from intake.sealing.envelope import SealBroken
from intake.web.access import signed_in
from intake.web.app_context import today
from intake.web.desk.case.erasing_part import locked_erasing_context
from intake.web.desk.case.frame import frame_context, locked_context, page_url
from intake.web.desk.case.restricted_page import held_context
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.reader import reader

Show = Callable[[OpenedCase, Reader], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Unfinished:
    """A conflict check that eight seconds were too few for."""

    case: Case
    check: Check
    cursor: str


class Note(Protocol):
    """Writes down beside the opening what it was opened for."""

    def __call__(self, case: Case, reader: Reader, *, today: date, now: datetime) -> None:
        """Add to the log, within the transaction of the opening."""


def page(
    reference: str,
    show: Show,
    *,
    form: DeskForm | None = None,
    cursor: str = "",
    note: Note | None = None,
) -> str:
    """The page that ``show`` makes of the opened case; another where it may not be opened.

    What ``note`` writes down is there before anything is shown, and only if it is.
    """
    me = reader()
    found = _found(reference, me, cursor, note)
    if isinstance(found, OpenedCase):
        return show(found, me)
    context = {"member": signed_in().member, "form": form}
    if isinstance(found, Unfinished):
        return render_template("desk/case/checking.html", **context, **_so_far(found))
    if isinstance(found, HeldCase):
        framed = frame_context(found, me, tab="conflict")
        return render_template(
            "desk/case/restricted.html", **context, **framed, **held_context(found, me, form)
        )
    erasing = locked_erasing_context(found, me)
    return render_template("desk/locked.html", **context, **locked_context(found), **erasing)


def _so_far(found: Unfinished) -> dict[str, Any]:
    return {
        "found": found,
        "total": cards.count_cards(found.case.team_id, invented=found.case.invented),
        "go_on_url": page_url("conflict.go_on", found.case),
    }


def _found(reference: str, me: Reader, cursor: str, note: Note | None) -> Found | Unfinished:
    try:
        case = store.find(reference, team_id=me.team_id)
        version = case.version
        looked = _check(case, me, cursor) if case.conflict is None else None
        if isinstance(looked, Unfinished):
            return looked
        with writing():
            if looked is not None:
                settle_conflicts(
                    reference, me, looked, version=version, today=today(), now=clock.now()
                )
            opened = open_case(reference, me, today=today(), now=clock.now())
            if note and isinstance(opened, OpenedCase):
                note(opened.case, me, today=today(), now=clock.now())
            presence.record(opened.case.id, me.member_id, now=clock.now())
            db.session.commit()
    except NoSuchCase:
        abort(404)
    return opened


def _check(case: Case, me: Reader, cursor: str) -> Check | Unfinished | None:
    """A case that this member cannot open is not checked: opening it will say why."""
    try:
        check, onward = check_conflicts(case, me, cursor, clock=clock.now)
    except (NoKeyForCase, SealBroken):
        return None
    return check if check.is_end else Unfinished(case=case, check=check, cursor=onward)
