"""Contact with the applicant: safe contact methods, attempts, and the screening call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import MAXYEAR, MINYEAR
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import ValidationError

from intake import clock
from intake.actions.case import record_contact as acts
from intake.actions.case.dates.correct_date import correct_names
from intake.actions.case.open_case import OpenedCase
from intake.actions.case.record_contact import (
    Attempt,
    ContactOutcome,
    asked_to_stop,
    contact_attempts,
    record_contact,
)
from intake.actions.opening.case_keys import Actor, Reader
from intake.cases.card import Card
from intake.cases.contact_safety import DAY, Channel, Objection, objections
from intake.cases.pipeline import Status
from intake.diary.models import Kind, State
from intake.frozen import frozen
from intake.notes.store import NoteKind
from intake.questionnaire.asylum.reach import email, phone, trusted_phone
from intake.questionnaire.asylum.safety import do_not_tell
from intake.questionnaire.asylum.you import birth_date, full_name_docs, other_names
from intake.questionnaire.dates import SaidDate, on
from intake.questionnaire.limits import problem_with
from intake.requests import store as requests
from intake.staff.store import Act, may
from intake.web.access import staff
from intake.web.app_context import law, practice, settings, today
from intake.web.desk.case.frame import page_url
from intake.web.desk.case.restricted_page import case_page
from intake.web.desk.case.wall import on_case
from intake.web.desk.common.case_words import (
    CHANNEL,
    CONTACT_OUTCOME,
    INTERPRETER,
    OBJECTION,
    SPOKE_WITH,
)
from intake.web.desk.common.fields import (
    CodeField,
    DayField,
    DeskForm,
    EnumField,
    LineField,
    WordsField,
    WordsForm,
)
from intake.web.desk.common.reader import MemberNames
from intake.web.desk.common.recent_action import day_and_time
from intake.web.desk.common.rows import compared_words, missing_for_check
from intake.web.filters import translated
from intake.words import N_

blueprint = Blueprint("contact", __name__)


class ContactForm(WordsForm):
    """An attempt to reach the applicant."""

    channel = EnumField(Channel, N_("Choose a contact method."))
    text = WordsField()
    outcome = EnumField(ContactOutcome, N_("Choose an outcome."))

    def attempt(self) -> Attempt:
        """Return the attempt that a valid form records."""
        return Attempt(
            channel=self.channel.chosen, outcome=self.outcome.chosen, text=self.text.data
        )


class ScreeningForm(WordsForm):
    """The record of a screening call."""

    spoke_with = CodeField(SPOKE_WITH, N_("Choose who you spoke with."))
    text = WordsField(N_("Enter your notes of the call."), id="screening-text")
    interpreter = CodeField(INTERPRETER, N_("Choose an interpreter option."))

    @property
    def facts(self) -> dict[str, str]:
        """Return what is recorded beside the text."""
        return {
            "spoke_with": self.spoke_with.data or "",
            "interpreter": self.interpreter.data or "",
        }


class NamesForm(DeskForm):
    """Who the applicant is and who is on the other side; nothing for what is not known."""

    full_name_docs = LineField()
    other_names = LineField()
    birth_date = DayField(years=range(MINYEAR, MAXYEAR + 1))  # the question has limits of its own
    do_not_tell = LineField()

    @classmethod
    def of_case(cls, opened: OpenedCase) -> NamesForm:
        """Return the form with the answers of the case."""
        born = opened.answers.date(birth_date)
        is_day = born is not None and born.first is not None and born.first == born.last
        answers = {question.id: opened.answers.code(question) for question in TEXTS}
        return cls(data={**answers, birth_date.id: born.first if born and is_day else None})

    @property
    def answers(self) -> dict[str, SaidDate | str]:
        """Return what a valid form says, by the id of the question."""
        born = {birth_date.id: on(self.birth_date.data)} if self.birth_date.data else {}
        return {question.id: self[question.id].data for question in TEXTS} | born

    def validate_birth_date(self, field: DayField) -> None:
        """Refuse what is no day, and a day on which nobody was born."""
        if field.is_unreadable:
            raise ValidationError(gettext("Enter a day."))
        problem = problem_with(birth_date, on(field.data), today=today()) if field.data else None
        if problem is not None:
            raise ValidationError(translated(problem))


TEXTS = (full_name_docs, other_names, do_not_tell)
"""The questions of the form that are answered by a text."""

ADDRESS_IN: Mapping[Channel, str] = {
    Channel.CALL: phone.id,
    Channel.TEXT: phone.id,
    Channel.WHATSAPP: phone.id,
    Channel.SIGNAL: phone.id,
    Channel.EMAIL: email.id,
    Channel.TRUSTED_PERSON: trusted_phone.id,
}
"""Question whose answer is the number or address that a contact method needs."""

NO_ADDRESS = N_("No number or address given.")
NO_CODE = N_("No return code: the applicant cannot read messages.")


@frozen
class ShownChannel:
    """A contact method in words, with its number or address and the objections to it now.

    ``lacks`` names what the method needs and the applicant does not have, and is empty if nothing.
    """

    id: str
    says: str
    address: str
    against: str
    lacks: str


def _page(reference: str, form: DeskForm | None = None, status: int = 200) -> ResponseReturnValue:
    template, context = "desk/case/contact.html", _contact_context
    return case_page(reference, form, status, template, tab="contact", context=context)


@blueprint.get("/desk/cases/<reference>/contact")
@staff(Act.SCREEN_CASE)
def show(reference: str) -> ResponseReturnValue:
    """Show the contact methods that are safe now, past attempts, and the forms for a new one."""
    return _page(reference)


@blueprint.post("/desk/cases/<reference>/contact")
@on_case(Act.SCREEN_CASE, ContactForm, refused=_page)
def record(by: Actor, form: ContactForm, reference: str) -> str:
    """Record an attempt to reach the applicant."""
    record_contact(by, reference, form.attempt(), zone=settings().time_zone)
    return "contact.show"


@blueprint.post("/desk/cases/<reference>/screening")
@on_case(Act.SCREEN_CASE, ScreeningForm, refused=_page)
def record_screening(by: Actor, form: ScreeningForm, reference: str) -> str:
    """Record the screening call."""
    acts.record_screening(by, reference, form.text.data, form.facts)
    return "decision.show" if may(by.roles, Act.MOVE_CASE) else "contact.show"


@blueprint.post("/desk/cases/<reference>/names")
@on_case(Act.WORK_CASE, NamesForm, refused=_page)
def names(by: Actor, form: NamesForm, reference: str) -> str:
    """Add or correct names, the birth date and the other side; the check is then made again."""
    correct_names(by, reference, form.answers, law=law(), practice=practice())
    return "contact.show"


def _contact_context(opened: OpenedCase, reader: Reader, form: DeskForm | None) -> dict[str, Any]:
    case = opened.case
    tries = contact_attempts(opened.notes, case.tier)
    channels = shown_channels(opened)
    safe = [channel.id for channel in channels if not (channel.against or channel.lacks)]
    calls = [row for row in opened.diary if row.kind is Kind.CALL and row.state is State.OPEN]
    contact_form = form if isinstance(form, ContactForm) else ContactForm()
    new_screening = ScreeningForm(data={"spoke_with": "person"})
    return {
        "channels": channels,
        "unsafe": [channel for channel in channels if channel.against and channel.address],
        "day_hours": DAY,
        "chosen_channel": contact_form.channel.data or next(iter(safe), ""),
        "attempts": _attempts(opened),
        "tries": tries,
        "tries_text": gettext(
            "%(count)s of %(count_needed)s attempts, %(days)s of %(days_needed)s days (safe "
            "methods only)",
            count=tries.count,
            count_needed=tries.count_needed,
            days=tries.days,
            days_needed=tries.days_needed,
        ),
        "contact_form": contact_form,
        "booked": calls[0] if calls else None,  # the form that logs it names its interpreter
        "screening_form": form if isinstance(form, ScreeningForm) else new_screening,
        "outcomes": [(code.value, gettext(label)) for code, label in CONTACT_OUTCOME.items()],
        "spoke_with": [(code, gettext(label)) for code, label in SPOKE_WITH.items()],
        "interpreters": [(code, gettext(label)) for code, label in INTERPRETER.items()],
        "record_url": page_url("contact.record", case),
        "screening_url": page_url("contact.record_screening", case),
        "give_up_url": page_url("decision.show", case, choice="give_up"),
        "names_form": form if isinstance(form, NamesForm) else NamesForm.of_case(opened),
        "names_url": page_url("contact.names", case),
        "compared": compared_words(case, opened.card),
        "missing": missing_for_check(opened.card),
        "may_name": case.stage is not Status.CLOSED and may(reader.roles, Act.WORK_CASE),
        "is_open": case.stage is not Status.CLOSED and may(reader.roles, Act.SCREEN_CASE),
    }


def shown_channels(opened: OpenedCase) -> list[ShownChannel]:
    """Return every contact method with the objections to it now, safe ones first."""
    at, to_stop = clock.now().astimezone(settings().time_zone), asked_to_stop(opened.notes)
    against = {
        channel: objections(opened.card.contact, channel, at=at, to_stop=to_stop)
        for channel in Channel
    }
    safest_first = sorted(Channel, key=lambda channel: len(against[channel]))
    has_code = bool(requests.with_code([opened.case.request_id]))
    return [
        _shown_channel(channel, opened.card, against[channel], has_code=has_code)
        for channel in safest_first
    ]


def _shown_channel(
    channel: Channel, card: Card, against: Iterable[Objection], *, has_code: bool
) -> ShownChannel:
    address = str(card.contact.get(ADDRESS_IN.get(channel, ""), ""))
    lacks = "" if address or channel not in ADDRESS_IN else gettext(NO_ADDRESS)
    return ShownChannel(
        id=channel.value,
        says=gettext(CHANNEL[channel]),
        address=address,
        against=_objection_text(against),
        lacks=gettext(NO_CODE) if channel is Channel.RETURN_CODE and not has_code else lacks,
    )


def _objection_text(against: Iterable[Objection]) -> str:
    return ", ".join(gettext(OBJECTION[objection]) for objection in against)


def _attempts(opened: OpenedCase) -> list[dict[str, str]]:
    names = MemberNames(with_roles=True)
    return [
        {
            "channel": gettext(CHANNEL[Channel(note.facts["way"])]),
            "outcome": gettext(CONTACT_OUTCOME[ContactOutcome(note.facts["came"])]),
            "when": day_and_time(note.at),
            "who": names.of(note.member_id),
            "against": _objection_text(Objection(code) for code in note.facts["against"]),
            "text": note.text,
        }
        for note in reversed(opened.notes)
        if note.kind is NoteKind.CONTACT
    ]
