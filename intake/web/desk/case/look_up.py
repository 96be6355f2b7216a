"""The weekly round: look up hearing, custody and address of a case again."""

from flask import Blueprint
from flask_babel import gettext

from intake.actions.assessment.look_ups import may_be_detained, may_be_in_court
from intake.actions.case.dates.correct_answers import LookUpSource, record_same
from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.case_keys import Actor, Reader
from intake.notes.store import NoteKind
from intake.questionnaire.asylum.dates import next_hearing_date
from intake.questionnaire.asylum.where import (
    city_or_zip3,
    detained_now,
    detention_place,
    location_kind,
    us_state,
)
from intake.questionnaire.asylum.you import a_number
from intake.questionnaire.questions import Question
from intake.staff.store import Act
from intake.web.access import staff
from intake.web.answers import date_lines, shown
from intake.web.app_context import Values, referral_places
from intake.web.desk.case.restricted_page import case_page
from intake.web.desk.case.wall import on_case
from intake.web.desk.common.fields import (
    DeskForm,
    EnumField,
    LineField,
    filled,
    options_of,
)

blueprint = Blueprint("look_up", __name__)

PLACES = ("court_status", "detainee_locator")
"""Where to look, by the ids of referral contacts."""

CUSTODY = tuple(
    question.id for question in (location_kind, us_state, detained_now, detention_place)
)
"""The questions to correct after a release or a transfer."""


class SameForm(DeskForm):
    """The form of a look that found nothing new: its source, and a note."""

    text = LineField()
    source = EnumField(LookUpSource, "Choose where you looked.")


@blueprint.get("/desk/cases/<reference>/look-up")
@staff(Act.SCREEN_CASE)
@case_page("desk/case/look_up.html", tab="case")
def show(opened: OpenedCase, _reader: Reader, form: DeskForm | None) -> Values:
    """Show what the case says of hearing, custody and place, and where to look."""
    answers = opened.answers
    hearing = answers.date(next_hearing_date)
    return {
        "in_court": may_be_in_court(answers),
        "held": may_be_detained(answers),
        "number": answers.code(a_number),
        "hearing": date_lines(hearing) if hearing else [],
        "custody": _lines(opened, detained_now, detention_place, us_state),
        "city": _lines(opened, city_or_zip3),
        "places": [place for place in referral_places() if place.id in PLACES],
        "looked": [
            (note, gettext(LookUpSource(note.facts["source"]).says))
            for note in reversed(opened.notes)
            if note.kind is NoteKind.LOOKED_UP
        ],
        "same_form": filled(form, SameForm),
        "custody_questions": CUSTODY,
        "looked_in": options_of(LookUpSource),
        "is_open": not opened.case.is_closed,
    }


def _lines(opened: OpenedCase, *questions: Question) -> list[str]:
    """Return the answers of these questions in words."""
    given = [(question, opened.answers.get(question.id)) for question in questions]
    return [line for question, said in given if said for line in shown(question, said)]


@blueprint.post("/desk/cases/<reference>/look-up")
@on_case(Act.SCREEN_CASE, SameForm, refused=show)
def same(by: Actor, form: SameForm, reference: str) -> str:
    """Record that nothing is new."""
    record_same(by, reference, form.source.chosen, form.text.data)
    return "look_up.show"
