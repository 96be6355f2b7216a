"""The wall of a case: who is inside and who is kept out; put it up, change it, take it down."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import Field, ValidationError

from intake.actions.case.open_case import HeldCase, OpenedCase
from intake.actions.conflicts.check_conflicts import hits_of
from intake.actions.conflicts.wall_case import (
    WallPlan,
    members_who_know,
    put_up_wall,
    take_down_wall,
)
from intake.actions.links import references_of
from intake.actions.opening.actor import Actor
from intake.actions.opening.case_keys import case_key
from intake.actions.opening.case_notes import OpenNote, newest
from intake.cases import store, walls
from intake.notes.kinds import NoteKind
from intake.staff.names import shown_name
from intake.staff.roles import Act, may
from intake.web.access import staff
from intake.web.desk.case.case_access import load_case, unopened_page
from intake.web.desk.case.frame import frame_context, page_url
from intake.web.desk.case.on_case import on_case
from intake.web.desk.common.fields import LineField, RowIdsField, WordsField
from intake.web.desk.common.forms import DeskForm, WordsForm
from intake.web.desk.common.invented import labels_of
from intake.web.desk.common.reader import MemberNames, current_reader, members_of, roles_of
from intake.web.desk.common.view import is_reference
from intake.words import N_

blueprint = Blueprint("wall", __name__)


class WallForm(WordsForm):
    """The named members of a walled case, those kept out, and the cases of the other person."""

    named = RowIdsField()
    outside = RowIdsField()
    references = LineField()
    text = WordsField(N_("Enter a reason."))

    @property
    def other_cases(self) -> tuple[str, ...]:
        """Return the references, each once."""
        return tuple(dict.fromkeys(self.references.data.upper().replace(",", " ").split()))

    def validate_references(self, _field: Field) -> None:
        """Refuse what cannot be a reference: a mistyped one would keep nobody out."""
        if not all(map(is_reference, self.other_cases)):
            raise ValidationError(
                gettext("Enter references such as K7QF-2MXH, with a space between two.")
            )


class TakeDownForm(WordsForm):
    """The reason for taking a wall down."""

    text = WordsField(N_("Enter a reason."))


def _page(reference: str, form: DeskForm | None = None, status: int = 200) -> ResponseReturnValue:
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase | HeldCase):
        return unopened_page(opened, reader, status=status)
    page = render_template(
        "desk/case/wall.html",
        **frame_context(opened, reader, form, tab="wall"),
        **_wall_context(opened, form),
    )
    return page, status


@blueprint.get("/desk/cases/<reference>/wall")
@staff(Act.WALL_CASE)
def show(reference: str) -> ResponseReturnValue:
    """Show the members inside and the forms that change them."""
    return _page(reference)


@blueprint.post("/desk/cases/<reference>/wall")
@on_case(
    Act.WALL_CASE,
    WallForm,
    refused=_page,
    fresh=N_("Put up a wall around a case, or change its members"),
)
def put_up(by: Actor, form: WallForm, reference: str) -> str:
    """Put up the wall, or change its members."""
    plan = WallPlan(
        named=frozenset(form.named.data),
        outside=frozenset(form.outside.data),
        references=form.other_cases,
        text=form.text.data,
    )
    put_up_wall(by, reference, plan)
    return "wall.show"


@blueprint.post("/desk/cases/<reference>/wall/down")
@on_case(Act.WALL_CASE, TakeDownForm, refused=_page, fresh=N_("Take down the wall around a case"))
def take_down(by: Actor, form: TakeDownForm, reference: str) -> str:
    """Take the wall down: the whole team can open the case again."""
    take_down_wall(by, reference, form.text.data)
    return "wall.show"


def _wall_context(opened: OpenedCase | HeldCase, form: DeskForm | None) -> dict[str, Any]:
    case, note = opened.case, _wall_note(opened)
    references = _references(opened, note)
    new_form = WallForm(
        data={
            "named": sorted(walls.members_of(case)),
            "outside": note.facts["outside"] if note else (),
            "references": " ".join(references),
        }
    )
    wall_form = form if isinstance(form, WallForm) else new_form
    knowing = members_who_know(references, team_id=case.team_id)
    wraps = walls.wraps_of(case)
    return {
        "note": note,
        "noted_by": MemberNames(case.team_id).of(note.member_id) if note else "",
        "wall_form": wall_form,
        "down_form": form if isinstance(form, TakeDownForm) else TakeDownForm(),
        "people": [
            {
                "id": member.id,
                "name": shown_name(member),
                "roles": ", ".join(roles_of(member)),
                "named": member.id in wall_form.named.data,
                "outside": member.id in wall_form.outside.data,
                "knows": member.id in knowing,  # and cannot be named
                # their own key was replaced: they cannot open the case
                "lacks_key": member.id in wraps and not wraps[member.id],
            }
            for member in members_of(case.team_id)
            if may(member.roles, Act.HOLD_TEAM_KEYS)
        ],
        "same_person": labels_of(references_of(case_key(case, current_reader()))).values(),
        "put_up_url": page_url("wall.put_up", case),
        "take_down_url": page_url("wall.take_down", case),
    }


def _wall_note(opened: OpenedCase | HeldCase) -> OpenNote | None:
    """Return the note of the wall that stands."""
    if not opened.case.walled_keys:
        return None
    return opened.wall if isinstance(opened, HeldCase) else newest(opened.notes, NoteKind.WALL)


def _references(opened: OpenedCase | HeldCase, note: OpenNote | None) -> tuple[str, ...]:
    """Return the cases of the other person: those of the wall, else those that the check found."""
    references = note.facts["references"] if note else [hit.reference for hit in _hits(opened)]
    cases = store.with_references(references, team_id=opened.case.team_id)
    return tuple(case.reference for case in cases)


def _hits(opened: OpenedCase | HeldCase) -> Any:
    if isinstance(opened, HeldCase):
        return opened.hits
    check = newest(opened.notes, NoteKind.CONFLICT_FOUND)
    return hits_of(check.facts) if check else ()
