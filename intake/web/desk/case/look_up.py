"""The weekly round: look up hearing, custody and address of a case again."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint
from flask_babel import gettext
from wtforms import Field, ValidationError

from intake.actions.assessment.look_ups import may_be_detained, may_be_in_court
from intake.actions.case.dates.correct_date import LookUpSource, record_custody, record_same
from intake.actions.case.dates.rewrite import Seen
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
from intake.web.app_context import law, practice, referral_places
from intake.web.desk.case.restricted_page import case_page
from intake.web.desk.case.wall import on_case
from intake.web.desk.common.case_words import SOURCE
from intake.web.desk.common.fields import (
    CodeField,
    DeskForm,
    EnumField,
    LineField,
    filled,
    options_of,
)
from intake.words import N_

blueprint = Blueprint("look_up", __name__)

PLACES = ("court_status", "detainee_locator")
"""Where to look, by the ids of referral contacts."""

STATES = tuple(option.code for option in us_state.options)
HELD = {"yes": N_("In detention"), "no": N_("Released, or not in detention")}


class SameForm(DeskForm):
    """The form of a look that found nothing new: its source, and a note."""

    text = LineField()
    source = EnumField(LookUpSource, "Choose where you looked.")


class CustodyForm(DeskForm):
    """The form of a change of custody: place or release, and its source."""

    detained = CodeField(HELD, "Choose whether they are in detention.")
    state = CodeField(STATES)
    place = LineField(longest=80)
    seen = EnumField(Seen, "Choose where this comes from.")

    def validate_state(self, field: Field) -> None:
        """Refuse a detention without its state: the law of bond depends on it."""
        if self.detained.data == "yes" and not field.data:
            raise ValidationError(gettext("Choose the state of the place."))

    @property
    def answers(self) -> Mapping[str, str]:
        """Return the answers of a valid form, without those that it does not know."""
        answers = {detained_now.id: self.detained.data}
        if self.state.data:
            answers |= {location_kind.id: "in_us", us_state.id: self.state.data}
            answers |= {detention_place.id: self.place.data} if self.place.data else {}
        return answers


@blueprint.get("/desk/cases/<reference>/look-up")
@staff(Act.SCREEN_CASE)
@case_page("desk/case/look_up.html", tab="case")
def show(opened: OpenedCase, _reader: Reader, form: DeskForm | None) -> dict[str, Any]:
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
        "custody_form": filled(form, CustodyForm),
        "looked_in": options_of(LookUpSource),
        "held_options": options_of(HELD),
        "states": options_of({option.code: option.says for option in us_state.options}),
        "sources": options_of(SOURCE),
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


@blueprint.post("/desk/cases/<reference>/look-up/custody")
@on_case(Act.SCREEN_CASE, CustodyForm, refused=show)
def custody(by: Actor, form: CustodyForm, reference: str) -> str:
    """Record a release, a detention, or a transfer, after which dates of the place are open."""
    because = gettext("Transferred to another state. It held for the place before.")
    record_custody(
        by,
        reference,
        form.answers,
        seen=form.seen.chosen,
        law=law(),
        practice=practice(),
        because=because,
    )
    return "case.show"
