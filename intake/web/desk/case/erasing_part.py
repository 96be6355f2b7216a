"""The part of a case's page about erasing: for a case that opens, is held back, or is locked."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext

from intake.actions.case.open_case import LockedCase
from intake.actions.opening.case_keys import Reader
from intake.cases.models import Case
from intake.conflicts import stubs
from intake.staff.roles import Act, may
from intake.web.desk.common.words import ERASE_REASON


def erasing_context(case: Case, me: Reader) -> dict[str, Any]:
    """Return what ``case_erasing.html`` shows: what holds the case, what this member may do."""
    return {
        "may_erase": may(me.roles, Act.ERASE_CASE),
        "may_hold": may(me.roles, Act.HOLD_CASE),
        "reasons_to_erase": reasons(),
        "erasing_urls": {
            name: url_for(f"erasing.{name}", reference=case.reference)
            for name in ("ask", "hold", "lift")
        },
    }


def locked_erasing_context(locked: LockedCase, me: Reader) -> dict[str, Any]:
    """Return the same for a case that does not open: erasing is offered only where it has a stub.

    A case whose seal is broken can have none, and an invented case needs none.
    """
    case, shown = locked.case, erasing_context(locked.case, me)
    erasable = locked.broken or case.invented or stubs.of_case(case.id) is not None
    return shown | {"may_erase": shown["may_erase"] and erasable}


def reasons() -> list[tuple[str, str]]:
    """Why a case may be erased before its day, to choose from."""
    return [(one.value, gettext(says)) for one, says in ERASE_REASON.items()]
