"""Open a case for the signed-in member, after its conflict check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from intake import clock
from intake.actions.case.open_case import HeldCase, LockedCase, OpenedCase, open_case
from intake.actions.case.tell_applicant import store_reminder_address
from intake.actions.case.tell_decision import (
    letters_read,
    restore_tellings,
    settle_read_letters,
)
from intake.actions.conflicts.check_conflicts import Check, check_conflicts, settle_conflicts
from intake.actions.conflicts.repeat_check import (
    is_first_opening,
    repeat_check,
    settle_repeated,
    unread_in_check,
)
from intake.actions.lending import is_borrower
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.not_opened import NOT_OPENED
from intake.cases import packs, store
from intake.cases.models import Case
from intake.cases.store import NoSuchCase
from intake.extensions import db, writing
from intake.frozen import frozen
from intake.web.access import signed_in
from intake.web.app_context import today
from intake.web.desk.case.erasing_part import locked_erasing_context
from intake.web.desk.case.frame import frame_context, locked_context, page_url
from intake.web.desk.case.restricted_page import held_context, unsaved_text
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.reader import actor_of, current_reader, save_packs
from intake.web.desk.common.view import current_queue


@frozen
class UnfinishedCheck:
    """A conflict check that ran out of time, and the cursor to continue from."""

    case: Case
    check: Check
    cursor: str


UnopenedCase = HeldCase | LockedCase | UnfinishedCheck


def load_case(reference: str, reader: Reader, *, cursor: str = "") -> OpenedCase | UnopenedCase:
    """Open a case and record that; before the first opening, finish its conflict check.

    *cursor* says how far an earlier request came with the check. Raise ``NoSuchCase``, to a
    volunteer also for a case that is not lent to them.
    """
    case = store.find(reference, team_id=reader.team_id)
    if is_borrower(signed_in().member) and not current_queue().shows(case.id):
        raise NoSuchCase
    version = case.version
    check = _check(case, reader, cursor) if case.conflict is None else None
    save_packs(reader)
    if isinstance(check, UnfinishedCheck):
        return check
    with writing():
        if check is not None:
            settle_conflicts(actor_of(reader, version), reference, check)
        if case.decided and reader.holds_team_key:
            restore_tellings(actor_of(reader, version), [case.id])
            read_on = letters_read(case.team_id, case_id=case.id)
            settle_read_letters(actor_of(reader, version), read_on)
        opened = open_case(reference, reader, today=today(), now=clock.now())
        if isinstance(opened, OpenedCase):
            store_reminder_address(opened)
        db.session.commit()
    if check is None and isinstance(opened, OpenedCase) and _repeat_check(opened, reader):
        return load_case(reference, reader)
    return opened


def _repeat_check(opened: OpenedCase, reader: Reader) -> bool:
    """Make a check again that could not read every case. Return true if that changed its result.

    It searches for up to two seconds, and a card that never opens leaves every check so: it is made
    on the first page of a visit, and not on the page of a form that was refused.
    """
    case = opened.case
    if request.method != "GET" or not unread_in_check(case, opened.notes):
        return False
    if not is_first_opening(case, reader, now=clock.now()):
        return False
    check = repeat_check(case, reader, clock=clock.now)
    save_packs(reader)
    if check is None:
        return False
    with writing():
        by = actor_of(reader, opened.version)
        is_stored = settle_repeated(by, case.reference, check)
        db.session.commit()
    return is_stored


def _check(case: Case, reader: Reader, cursor: str) -> Check | UnfinishedCheck | None:
    """Return the check, or ``None`` for a case that does not open: opening it will say why.

    A volunteer makes no check, because without the team's keys it would compare with nobody.
    """
    if not reader.holds_team_key:
        return None
    try:
        check, next_cursor = check_conflicts(case, reader, cursor, clock=clock.now)
    except NOT_OPENED:
        return None
    return check if check.is_end else UnfinishedCheck(case=case, check=check, cursor=next_cursor)


def case_page(
    reference: str,
    form: DeskForm | None,
    status: int,
    template: str,
    *,
    tab: str,
    context: Callable[[OpenedCase, Reader, DeskForm | None], Mapping[str, Any]],
) -> ResponseReturnValue:
    """Return a page of a case, with what *context* has for it, or why its answers are not shown.

    *form* is one that was refused with *status*.
    """
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader, form, status)
    frame = frame_context(opened, reader, form, tab=tab)
    return render_template(template, **frame, **context(opened, reader, form)), status


def unopened_page(
    unopened: UnopenedCase, reader: Reader, form: DeskForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """Return the page of a case whose answers are not shown: being checked, restricted or locked.

    *form* is one that was refused with *status*.
    """
    if isinstance(unopened, UnfinishedCheck):
        case = unopened.case
        page = render_template(
            "desk/case/checking.html",
            member=signed_in().member,
            unfinished=unopened,
            total=packs.count_cards(case.team_id, invented=case.invented),
            go_on_url=page_url("conflict.go_on", case),
        )
    elif isinstance(unopened, HeldCase):
        page = render_template(
            "desk/case/restricted.html",
            **frame_context(unopened, reader, form, tab="conflict"),
            **held_context(unopened, reader, form),
        )
    else:
        page = render_template(
            "desk/locked.html",
            member=signed_in().member,
            unsaved=unsaved_text(form),
            **locked_context(unopened),
            **locked_erasing_context(unopened, reader),
        )
    return page, status
