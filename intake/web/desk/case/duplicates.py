"""The same person, perhaps: other cases of one number, address, or name and birth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.case.open_case import OpenedCase
from intake.actions.conflicts.find_duplicates import Duplicate, Duplicates, find_duplicates
from intake.actions.opening.case_keys import Reader
from intake.cases import cards
from intake.cases import store as cases
from intake.conflicts.same_person import SameBy
from intake.staff.roles import Act
from intake.web.access import signed_in, staff
from intake.web.desk.case import case_access
from intake.web.desk.case.frame import frame_context, page_url
from intake.web.desk.common.rows import Row
from intake.web.desk.common.view import id_in, is_reference, queue_asked
from intake.web.desk.queue.queue_page import rows_of
from intake.words import N_

blueprint = Blueprint("same", __name__)

WORKS_FOR = timedelta(seconds=8)
AT_ONCE = timedelta(seconds=0.2)
"""So long the case page itself looks: what it does not reach, a link leads to."""

WHY = {
    SameBy.A_NUMBER: N_("The same A-number"),
    SameBy.PHONE: N_("The same phone"),
    SameBy.EMAIL: N_("The same email"),
    SameBy.NAME_AND_BIRTH: N_("A like name, and the same birth date"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Twin:
    """A case that may be the same person's, in words."""

    row: Row
    why: tuple[str, ...]


@blueprint.get("/desk/cases/<reference>/same")
@staff(Act.OPEN_CASE)
def show(reference: str) -> ResponseReturnValue:
    """Everybody who may be this person, and how many cards that rests on."""

    def shown(opened: OpenedCase, me: Reader) -> str:
        looked = _find(opened, me, _begun(), works_for=WORKS_FOR)
        return render_template(
            "desk/case/duplicates.html",
            member=signed_in().member,
            form=None,
            **frame_context(opened, me, tab=""),
            looked=looked,
            total=cards.count_cards(me.team_id, invented=opened.case.invented),
            twins=twins_of(looked.found),
            found=[f"{one.reference}.{'-'.join(one.why)}" for one in looked.found],
            go_on_url=url_for("same.show", reference=reference),
        )

    return case_access.page(reference, shown)


def same_context(opened: OpenedCase, me: Reader) -> dict[str, Any]:
    """What the case page suggests after a short look; more is behind the link."""
    looked = _find(opened, me, Duplicates(), works_for=AT_ONCE)
    return {
        "twins": twins_of(looked.found),
        "same_is_whole": looked.is_end,
        "same_looked": looked.looked,
        "same_url": page_url("same.show", opened.case),
    }


def twins_of(found: tuple[Duplicate, ...]) -> list[Twin]:
    """Those that were found, as rows of the queue are."""
    if not found:
        return []
    by_reference = {one.reference: one for one in found}
    queue = queue_asked()
    them = cases.with_references(list(by_reference), team_id=queue.team_id)
    rows = rows_of(queue, tuple(them))
    return [
        Twin(
            row=rows[case.id],
            why=tuple(gettext(WHY[why]) for why in by_reference[case.reference].why),
        )
        for case in them
    ]


def _begun() -> Duplicates:
    """How far an earlier request had come, as its address says."""
    return Duplicates(
        found=tuple(one for said in request.args.getlist("found") if (one := _read(said))),
        after=id_in(request.args.get("after", "")),
        looked=request.args.get("looked", 0, type=int),
    )


def _read(said: str) -> Duplicate | None:
    reference, _, why = said.partition(".")
    known = [SameBy(one) for one in why.split("-") if one in set(SameBy)]
    return Duplicate(reference=reference, why=tuple(known)) if is_reference(reference) else None


def _find(
    opened: OpenedCase, me: Reader, so_far: Duplicates, *, works_for: timedelta
) -> Duplicates:
    looked = find_duplicates(
        opened.case.id,
        opened.card,
        me,
        so_far,
        invented=opened.case.invented,
        works_for=works_for,
        clock=clock.now,
    )
    return replace(looked, found=tuple({one.reference: one for one in looked.found}.values()))
