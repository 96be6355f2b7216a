"""What is shown of a case whose story is hidden: the card, who was found, and who decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from intake.actions.case.open_case import HeldCase
from intake.actions.conflicts.check_conflicts import Hit
from intake.actions.conflicts.decide_conflict import Grounds
from intake.actions.opening.case_keys import Reader
from intake.cases.models import Case, Conflict
from intake.cases.pipeline import Status, moves_from
from intake.messages.wordings import DECLINE
from intake.staff.roles import Act, may
from intake.web.answers import spoken_name
from intake.web.app_context import settings
from intake.web.desk.case.case_forms import CloseHeldForm, ConflictForm
from intake.web.desk.case.erasing_part import erasing_context
from intake.web.desk.case.frame import page_url
from intake.web.desk.common.case_words import AGAINST, GROUNDS, HELD, HELD_BY_HAND
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.invented import labels_of
from intake.web.desk.common.letters import is_approved
from intake.web.desk.common.reader import short_names
from intake.web.desk.common.view import case_url


@dataclass(frozen=True, kw_only=True, slots=True)
class Against:
    """A person whom the conflict check found, in words.

    *label* and *url* name the case and lead to it; both are empty where it was erased.
    """

    says: str
    sure: bool
    label: str
    url: str


def held_context(held: HeldCase, me: Reader, form: DeskForm | None) -> dict[str, Any]:
    """Everything that ``desk/case/restricted.html`` shows beside the frame."""
    case, decided = held.case, held.decided
    return {
        "says": gettext(_says(held)),
        "hits": against(held.hits),
        "unopened": held.unopened,
        "decided": decided,
        "decided_for": gettext(GROUNDS[Grounds(decided.facts["grounds"])]) if decided else "",
        "decided_by": short_names(case.team_id)(decided.member_id) if decided else "",
        **decision_context(case, me, form, shown=bool(case.conflict)),
        **_closing(held, me, form),
        **erasing_context(case, me),
    }


def _says(held: HeldCase) -> str:
    if held.case.conflict == Conflict.POSSIBLE and not held.hits:
        return HELD_BY_HAND
    return HELD[Conflict(held.case.conflict) if held.case.conflict else None]


def _closing(held: HeldCase, me: Reader, form: DeskForm | None) -> dict[str, Any]:
    """The form that closes a case whose conflict stands, in the languages that may go out."""
    case = held.case
    stands = case.conflict == Conflict.CONFLICT and held.decided is not None
    open_for_me = Status.CLOSED in moves_from(case.is_at, me.roles)
    filled = CloseHeldForm(data={"language": case.language})
    return {
        "may_close": stands and open_for_me and may(me.roles, Act.DECIDE_CONFLICT),
        "close_form": form if isinstance(form, CloseHeldForm) else filled,
        "languages": [
            (tag, spoken_name(tag))
            for tag in dict.fromkeys([case.language, *settings().languages])
            if is_approved(DECLINE, tag)
        ],
        "close_url": page_url("conflict.close", case),
    }


def decision_context(
    case: Case, me: Reader, form: DeskForm | None, *, shown: bool
) -> dict[str, Any]:
    """The form with which somebody who may decides about a conflict."""
    return {
        "may_decide": shown and may(me.roles, Act.DECIDE_CONFLICT),
        "conflict_form": form if isinstance(form, ConflictForm) else ConflictForm(),
        "grounds": [(code.value, gettext(says)) for code, says in GROUNDS.items()],
        "decide_url": page_url("conflict.decide", case),
    }


def against(hits: tuple[Hit, ...]) -> list[Against]:
    """Return what was found in words, sure matches first, each once."""
    labels = labels_of({hit.reference for hit in hits if hit.reference})
    ranked = sorted(dict.fromkeys(hits), key=lambda hit: (not hit.sure, hit.reference, hit.why))
    return [
        Against(
            says=gettext(AGAINST[hit.why]),
            sure=hit.sure,
            label=labels.get(hit.reference, ""),
            url=case_url(hit.reference) if hit.reference else "",
        )
        for hit in ranked
    ]
