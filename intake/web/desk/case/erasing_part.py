"""The part about erasing on the page of a case, whether it is opened, held or locked."""

from typing import Any

from flask import url_for
from flask_babel import gettext

from intake.actions.case.open_case import LockedCase
from intake.actions.opening.case_keys import Reader
from intake.cases.models import Case
from intake.conflicts import stubs
from intake.staff.store import Act, may
from intake.web.desk.common.words import ERASE_REASON


def erasing_context(case: Case, reader: Reader) -> dict[str, Any]:
    """Return the variables of ``case_erasing.html``."""
    return {
        "may_erase": may(reader.roles, Act.ERASE_CASE),
        "may_hold": may(reader.roles, Act.HOLD_CASE),
        "reasons_to_erase": reasons(),
        "erasing_urls": {
            name: url_for(f"erase.{name}", reference=case.reference)
            for name in ("ask", "hold", "ask_to_lift")
        },
    }


def locked_erasing_context(locked: LockedCase, reader: Reader) -> dict[str, Any]:
    """Return the same for a case that does not open, which may be erased only if it has a stub.

    A case whose seal is broken can have none, and an invented case needs none. A walled case is
    erased by its named members; the hold of a withdrawn one is lifted by whoever may decide it.
    """
    case, context = locked.case, erasing_context(locked.case, reader)
    if case.walled_keys:
        may_lift = context["may_hold"] and case.erase_asked_on is not None
        return context | {"may_erase": False, "may_hold": may_lift}
    erasable = locked.broken or case.invented or stubs.of_case(case.id) is not None
    return context | {"may_erase": context["may_erase"] and erasable}


def reasons() -> list[tuple[str, str]]:
    """Return code and label of each reason for erasing a case before its day."""
    return [(reason.value, gettext(label)) for reason, label in ERASE_REASON.items()]
