"""Reaching the person: how it is safe, what was tried, and what a call came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.case.open_case import OpenedCase
from intake.actions.case.record_call import record_screening
from intake.actions.case.record_contact import (
    Came,
    Tries,
    asked_to_stop,
    record_contact,
    tries_of,
)
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.case_notes import OpenNote
from intake.cases.card import Card
from intake.cases.contact_safety import Objection, Way, objections
from intake.cases.pipeline import Status
from intake.notes.kinds import NoteKind
from intake.questionnaire.asylum.reach import email, phone, trusted_phone
from intake.staff.roles import Act, may
from intake.web.access import staff
from intake.web.app_context import settings
from intake.web.desk.case.acting import act_on, moment
from intake.web.desk.case.case_page import case_page
from intake.web.desk.case.contact_forms import ContactForm, ScreeningForm
from intake.web.desk.case.frame import page_url
from intake.web.desk.common.case_words import CAME, INTERPRETER, OBJECTION, SPOKE_WITH, WAY
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.history import day_and_time
from intake.web.desk.common.reader import short_names

blueprint = Blueprint("reach", __name__)

NUMBERS = {
    Way.CALL: phone.id,
    Way.TEXT: phone.id,
    Way.WHATSAPP: phone.id,
    Way.SIGNAL: phone.id,
    Way.EMAIL: email.id,
    Way.TRUSTED_PERSON: trusted_phone.id,
}
"""Where each way leads."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownWay:
    """A way of reaching the person, and what speaks against it now, in words.

    One that ``leads`` to a number or an address leads nowhere while ``where`` is empty.
    """

    id: str
    says: str
    leads: bool
    where: str
    against: str

    @property
    def lacks(self) -> bool:
        """Whether it needs a number or an address, and none was given."""
        return self.leads and not self.where


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownTry:
    """An attempt, in words."""

    way: str
    came: str
    when: str
    who: str
    against: str
    text: str


@blueprint.get("/desk/cases/<reference>/contact")
@staff(Act.WORK_CASE)
def show(reference: str) -> ResponseReturnValue:
    """What is safe now, where it leads, and the forms to write down what came of it."""
    return _page(reference)


@blueprint.post("/desk/cases/<reference>/contact")
@staff(Act.WORK_CASE)
def record(reference: str) -> ResponseReturnValue:
    """An attempt was made."""
    form = ContactForm(request.form)

    def change(me: Reader) -> None:
        record_contact(reference, me, form.wanted(), zone=settings().time_zone, **moment(form))

    return act_on(reference, form, change, _page, back="reach.show")


@blueprint.post("/desk/cases/<reference>/screening")
@staff(Act.WORK_CASE)
def screen(reference: str) -> ResponseReturnValue:
    """A screening call was made."""
    form = ScreeningForm(request.form)

    def change(me: Reader) -> None:
        record_screening(reference, me, form.words, form.facts, **moment(form))

    return act_on(reference, form, change, _page, back="decision.show")


def _content(opened: OpenedCase, me: Reader, form: DeskForm | None) -> dict[str, Any]:
    case = opened.case
    tries = tries_of(opened.notes, case.tier)
    ways = shown_ways(opened.card, to_stop=asked_to_stop(opened.notes))
    filled = form if isinstance(form, ContactForm) else ContactForm()
    return {
        "ways": ways,
        "unsafe": [one for one in ways if one.against and one.where],
        "chosen_way": filled.way.data or _first_safe(ways),
        "tried": _tried(opened),
        "tries": tries,
        "tries_say": _say(tries),
        "contact_form": filled,
        "screening_form": form
        if isinstance(form, ScreeningForm)
        else ScreeningForm(data={"spoke_with": "person"}),
        "came": [(code.value, gettext(says)) for code, says in CAME.items()],
        "spoke_with": [(code, gettext(says)) for code, says in SPOKE_WITH.items()],
        "interpreters": [(code, gettext(says)) for code, says in INTERPRETER.items()],
        "record_url": page_url("reach.record", case),
        "screen_url": page_url("reach.screen", case),
        "give_up_url": page_url("decision.show", case, choice="give_up"),
        "is_open": case.is_at is not Status.CLOSED and may(me.roles, Act.WORK_CASE),
    }


def _first_safe(ways: list[ShownWay]) -> str:
    return next((one.id for one in ways if not (one.against or one.lacks)), "")


_page = case_page("desk/case/contact.html", "reach", _content)


def shown_ways(card: Card, *, to_stop: bool) -> list[ShownWay]:
    """Every way, the safe ones first, with what speaks against each at this moment."""
    at = clock.now().astimezone(settings().time_zone)
    found = [(way, objections(card.contact, way, at=at, to_stop=to_stop)) for way in Way]
    ranked = sorted(found, key=lambda one: len(one[1]))
    return [
        ShownWay(
            id=way.value,
            says=gettext(WAY[way]),
            leads=way in NUMBERS,
            where=str(card.contact.get(NUMBERS.get(way, ""), "")),
            against=", ".join(gettext(OBJECTION[one]) for one in against),
        )
        for way, against in ranked
    ]


def _tried(opened: OpenedCase) -> list[ShownTry]:
    name = short_names(opened.case.team_id)
    notes = [note for note in opened.notes if note.kind is NoteKind.CONTACT]
    return [_try(note, name(note.member_id)) for note in reversed(notes)]


def _try(note: OpenNote, who: str) -> ShownTry:
    return ShownTry(
        way=gettext(WAY[Way(note.facts["way"])]),
        came=gettext(CAME[Came(note.facts["came"])]),
        when=day_and_time(note.at, settings().time_zone),
        who=who,
        against=", ".join(gettext(OBJECTION[Objection(one)]) for one in note.facts["against"]),
        text=note.text,
    )


def _say(tries: Tries) -> str:
    return gettext(
        "Tried in vain %(count)s of %(count_wanted)s times, on %(days)s of %(days_wanted)s days, "
        "by safe ways.",
        count=tries.count,
        count_wanted=tries.count_wanted,
        days=tries.days,
        days_wanted=tries.days_wanted,
    )
