"""The weekly round: look up hearing, custody and address of a case again."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import Field, ValidationError

from intake.actions.assessment.look_ups import may_be_detained, may_be_in_court
from intake.actions.case.dates.rewrite import Seen
from intake.actions.case.look_up import Custody, LookUpSource, record_custody, record_same
from intake.actions.case.open_case import OpenedCase
from intake.actions.opening.case_keys import Actor, Reader
from intake.cases.pipeline import Status
from intake.notes.store import NoteKind
from intake.questionnaire.asylum.dates import next_hearing_date
from intake.questionnaire.asylum.where import (
    city_or_zip3,
    detained_now,
    detention_place,
    us_state,
)
from intake.questionnaire.asylum.you import a_number
from intake.questionnaire.questions import Question
from intake.staff.store import Act, may
from intake.web.access import staff
from intake.web.answers import date_lines, shown
from intake.web.app_context import law, practice, referral_places
from intake.web.desk.case.frame import page_url
from intake.web.desk.case.restricted_page import case_page
from intake.web.desk.case.wall import on_case
from intake.web.desk.common.case_words import LOOKED_IN, SOURCE
from intake.web.desk.common.fields import CodeField, DeskForm, EnumField, LineField
from intake.web.desk.common.reader import MemberNames
from intake.web.desk.common.recent_action import day_and_time
from intake.words import N_

blueprint = Blueprint("look_up", __name__)

PLACES = ("court_status", "detainee_locator")
"""Where to look, by the ids of referral contacts."""

STATES = tuple(option.code for option in us_state.options)
HELD = {"yes": N_("In detention"), "no": N_("Released, or not in detention")}


class SameForm(DeskForm):
    """The form of a look that found nothing new: its source, and a note."""

    text = LineField()
    source = EnumField(LookUpSource, N_("Choose where you looked."))


class CustodyForm(DeskForm):
    """The form of a change of custody: place or release, and its source."""

    detained = CodeField(HELD, N_("Choose whether they are in detention."))
    state = CodeField(STATES)
    place = LineField(longest=80)
    seen = EnumField(Seen, N_("Choose where this comes from."))

    def validate_state(self, field: Field) -> None:
        """Refuse a detention without its state: the law of bond depends on it."""
        if self.detained.data == "yes" and not field.data:
            raise ValidationError(gettext("Choose the state of the place."))

    def custody(self) -> Custody:
        """Return what a valid form says."""
        return Custody(
            detained=self.detained.data or "",
            state=self.state.data or "",
            place=self.place.data,
            seen=self.seen.chosen,
        )


def _page(reference: str, form: DeskForm | None = None, status: int = 200) -> ResponseReturnValue:
    template, context = "desk/case/look_up.html", _look_up_context
    return case_page(reference, form, status, template, tab="case", context=context)


@blueprint.get("/desk/cases/<reference>/look-up")
@staff(Act.SCREEN_CASE)
def show(reference: str) -> ResponseReturnValue:
    """Show what the case says of hearing, custody and place, and where to look."""
    return _page(reference)


@blueprint.post("/desk/cases/<reference>/look-up")
@on_case(Act.SCREEN_CASE, SameForm, refused=_page)
def same(by: Actor, form: SameForm, reference: str) -> str:
    """Record that nothing is new."""
    record_same(by, reference, form.source.chosen, form.text.data)
    return "look_up.show"


@blueprint.post("/desk/cases/<reference>/look-up/custody")
@on_case(Act.SCREEN_CASE, CustodyForm, refused=_page)
def custody(by: Actor, form: CustodyForm, reference: str) -> str:
    """Record a release, a detention, or a transfer, after which dates of the place are open."""
    because = gettext("Transferred to another state. It held for the place before.")
    record_custody(by, reference, form.custody(), law=law(), practice=practice(), because=because)
    return "case.show"


def _look_up_context(opened: OpenedCase, reader: Reader, form: DeskForm | None) -> dict[str, Any]:
    case, answers = opened.case, opened.answers
    names = MemberNames()
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
            {
                "when": day_and_time(note.at),
                "who": names.of(note.member_id),
                "where": gettext(LOOKED_IN[LookUpSource(note.facts["source"])]),
                "text": note.text,
            }
            for note in reversed(opened.notes)
            if note.kind is NoteKind.LOOKED_UP
        ],
        "same_form": form if isinstance(form, SameForm) else SameForm(),
        "custody_form": form if isinstance(form, CustodyForm) else CustodyForm(),
        "looked_in": [(code.value, gettext(words)) for code, words in LOOKED_IN.items()],
        "held_options": [(code, gettext(words)) for code, words in HELD.items()],
        "states": [(option.code, gettext(option.says)) for option in us_state.options],
        "sources": [(code.value, gettext(words)) for code, words in SOURCE.items()],
        "same_url": page_url("look_up.same", case),
        "custody_url": page_url("look_up.custody", case),
        "correct_url": page_url("correct.show", case),
        "is_open": case.stage is not Status.CLOSED and may(reader.roles, Act.SCREEN_CASE),
    }


def _lines(opened: OpenedCase, *questions: Question) -> list[str]:
    """Return the answers of these questions in words."""
    given = [(question, opened.answers.get(question.id)) for question in questions]
    return [line for question, said in given if said for line in shown(question, said)]
