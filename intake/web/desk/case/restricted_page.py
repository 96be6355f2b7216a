"""The page of a case whose answers are hidden: its card, the matches found, and the decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from intake.actions.case.open_case import HeldCase
from intake.actions.conflicts.check_conflicts import Hit
from intake.actions.conflicts.decide_conflict import Grounds
from intake.actions.opening.case_keys import Reader
from intake.cases.models import Case, Conflict
from intake.cases.pipeline import Status, moves_from
from intake.conflicts.traits import Why
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
from intake.web.desk.common.letters import has_template
from intake.web.desk.common.reader import MemberNames
from intake.web.desk.common.view import case_url


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownHit:
    """A person whom the conflict check found, in words.

    *label* and *url* name the case and link to it. Both are empty if it was erased or is walled.
    """

    says: str
    sure: bool
    label: str
    url: str
    is_erased: bool


def held_context(held: HeldCase, reader: Reader, form: DeskForm | None) -> dict[str, Any]:
    """Return the variables of ``desk/case/restricted.html`` besides those of the frame."""
    case, decision = held.case, held.decided
    names = MemberNames(case.team_id)
    return {
        "says": gettext(_explanation(held)),
        "hits": shown_hits(held.hits),
        "unopened": held.unopened,
        "wall_url": page_url("wall.show", case) if may(reader.roles, Act.WALL_CASE) else "",
        "decision": decision,
        "decided_for": gettext(GROUNDS[Grounds(decision.facts["grounds"])]) if decision else "",
        "decided_by": names.of(decision.member_id) if decision else "",
        **conflict_form_context(case, reader, form, shown=bool(case.conflict)),
        **_closing_context(held, reader, form),
        **erasing_context(case, reader),
    }


def _explanation(held: HeldCase) -> str:
    """Return the sentence that says why the answers are hidden."""
    if held.case.conflict == Conflict.POSSIBLE and not held.hits:
        return HELD_BY_HAND
    return HELD[Conflict(held.case.conflict) if held.case.conflict else None]


def _closing_context(held: HeldCase, reader: Reader, form: DeskForm | None) -> dict[str, Any]:
    """Return the form that closes a case whose conflict stands, and the reviewed languages."""
    case = held.case
    stands = case.conflict == Conflict.CONFLICT and held.decided is not None
    may_move = Status.CLOSED in moves_from(case.stage, reader.roles)
    new_form = CloseHeldForm(data={"language": case.language})
    return {
        "may_close": stands and may_move and may(reader.roles, Act.DECIDE_CONFLICT),
        "close_form": form if isinstance(form, CloseHeldForm) else new_form,
        "languages": [
            (tag, spoken_name(tag))
            for tag in dict.fromkeys([case.language, *settings().languages])
            if has_template(DECLINE, tag)
        ],
        "close_url": page_url("conflict.close", case),
    }


def conflict_form_context(
    case: Case, reader: Reader, form: DeskForm | None, *, shown: bool
) -> dict[str, Any]:
    """Return the form that decides about a conflict; *shown* if there is something to decide."""
    return {
        "may_decide": shown and may(reader.roles, Act.DECIDE_CONFLICT),
        "conflict_form": form if isinstance(form, ConflictForm) else ConflictForm(),
        "grounds": [(code.value, gettext(label)) for code, label in GROUNDS.items()],
        "decide_url": page_url("conflict.decide", case),
    }


def shown_hits(hits: Iterable[Hit]) -> list[ShownHit]:
    """Return the matches in words, each once, sure ones first."""
    hits = dict.fromkeys(hits)
    labels = labels_of({hit.reference for hit in hits if hit.reference})
    ranked = sorted(hits, key=lambda hit: (not hit.sure, hit.reference, hit.why))
    return [
        ShownHit(
            says=gettext(AGAINST[hit.why]),
            sure=hit.sure,
            label=labels.get(hit.reference, ""),
            url=case_url(hit.reference) if hit.reference else "",
            is_erased=not hit.reference and hit.why is not Why.WALLED,
        )
        for hit in ranked
    ]
