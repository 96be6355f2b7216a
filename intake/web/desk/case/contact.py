"""Contact with the applicant: safe contact methods, attempts, and the screening call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask import Blueprint
from flask_babel import gettext

from intake import clock
from intake.actions.case import record_contact as acts
from intake.actions.case.open_case import OpenedCase
from intake.actions.case.record_contact import (
    ContactOutcome,
    asked_to_stop,
    contact_attempts,
    record_contact,
)
from intake.actions.opening.case_keys import Actor, Reader
from intake.cases.contact_safety import ADDRESS_IN, DAY, Channel, Objection, objections
from intake.diary.models import Kind, State
from intake.notes.store import NoteKind
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.reach import (
    contact_methods,
    safe_times,
    shared_phone,
)
from intake.questionnaire.asylum.safety import do_not_tell
from intake.questionnaire.asylum.you import birth_date, full_name_docs, other_names
from intake.staff.store import Act, may
from intake.web.access import staff
from intake.web.app_context import Values, settings
from intake.web.desk.case.frame import has_return_code
from intake.web.desk.case.restricted_page import case_page
from intake.web.desk.case.wall import on_case
from intake.web.desk.common.case_words import (
    INTERPRETER,
    SPOKE_WITH,
)
from intake.web.desk.common.fields import (
    CodeField,
    DeskForm,
    EnumField,
    WordsField,
    WordsForm,
    filled,
    options_of,
)
from intake.web.desk.common.rows import compared_words, missing_for_check

blueprint = Blueprint("contact", __name__)


class ContactForm(WordsForm):
    """An attempt to reach the applicant."""

    channel = EnumField(Channel, "Choose a contact method.")
    text = WordsField()
    outcome = EnumField(ContactOutcome, "Choose an outcome.")


class ScreeningForm(WordsForm):
    """The record of a screening call."""

    spoke_with = CodeField(SPOKE_WITH, "Choose who you spoke with.")
    text = WordsField("Enter your notes of the call.", id="screening-text")
    interpreter = CodeField(INTERPRETER, "Choose an interpreter option.")


NAMES = tuple(question.id for question in (full_name_docs, other_names, birth_date, do_not_tell))
"""The questions about who is on which side."""

REACH = (*ASYLUM.page_of(contact_methods.id).question_ids, safe_times.id, shared_phone.id)
"""The questions about how to reach the person safely."""


@blueprint.get("/desk/cases/<reference>/contact")
@staff(Act.SCREEN_CASE)
@case_page("desk/case/contact.html", tab="contact")
def show(opened: OpenedCase, reader: Reader, form: DeskForm | None) -> Values:
    """Show the contact methods that are safe now, past attempts, and the forms for a new one."""
    case = opened.case
    calls = [row for row in opened.diary if row.kind is Kind.CALL and row.state is State.OPEN]
    is_open = not case.is_closed
    return {
        "channels": list(_channels(opened)),
        "day_hours": DAY,
        "attempts": [
            {
                "note": note,
                "channel": gettext(Channel(note.facts["way"]).says),
                "outcome": gettext(ContactOutcome(note.facts["came"]).says),
                "against": _objection_text(map(Objection, note.facts["against"])),
            }
            for note in reversed(opened.notes)
            if note.kind is NoteKind.CONTACT
        ],
        "tries": contact_attempts(opened.notes, case.tier),
        "contact_form": filled(form, ContactForm),
        "booked": calls[0] if calls else None,  # the form that logs it names its interpreter
        "screening_form": filled(form, ScreeningForm, spoke_with="person"),
        "outcomes": options_of(ContactOutcome),
        "spoke_with": options_of(SPOKE_WITH),
        "interpreters": options_of(INTERPRETER),
        "names": NAMES,
        "reach": REACH,
        "compared": compared_words(case, opened.card),
        "missing": missing_for_check(opened.card),
        "may_name": is_open and reader.may(Act.WORK_CASE),
        "is_open": is_open,
    }


def _channels(opened: OpenedCase) -> Iterator[Values]:
    """Yield every contact method with the objections to it now, safe ones first.

    ``lacks`` marks one that needs what the applicant does not have.
    """
    at, to_stop = clock.now().astimezone(settings().time_zone), asked_to_stop(opened.notes)
    contact = opened.card.contact
    against = {channel: objections(contact, channel, at=at, to_stop=to_stop) for channel in Channel}
    for channel in sorted(Channel, key=lambda channel: len(against[channel])):
        address = contact.get(ADDRESS_IN.get(channel, ""), "")
        yield {
            "channel": channel,
            "address": address,
            "against": _objection_text(against[channel]),
            "lacks": not (address if channel in ADDRESS_IN else has_return_code(opened.case)),
        }


def _objection_text(against: Iterable[Objection]) -> str:
    return ", ".join(gettext(objection.says) for objection in against)


@blueprint.post("/desk/cases/<reference>/contact")
@on_case(Act.SCREEN_CASE, ContactForm, refused=show)
def record(by: Actor, form: ContactForm, reference: str) -> str:
    """Record an attempt to reach the applicant."""
    channel, outcome, text = form.channel.chosen, form.outcome.chosen, form.text.data
    record_contact(by, reference, channel, outcome, text, zone=settings().time_zone)
    return "contact.show"


@blueprint.post("/desk/cases/<reference>/screening")
@on_case(Act.SCREEN_CASE, ScreeningForm, refused=show)
def record_screening(by: Actor, form: ScreeningForm, reference: str) -> str:
    """Record the screening call."""
    facts = {"spoke_with": form.spoke_with.data, "interpreter": form.interpreter.data}
    acts.record_screening(by, reference, form.text.data, facts)
    return "decision.show" if may(by.roles, Act.MOVE_CASE) else "contact.show"
