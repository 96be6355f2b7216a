"""Tell the applicant what was decided or asked, record how, or take the decision back."""

from datetime import datetime, time

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import Field, ValidationError

from intake import clock
from intake.actions.case import tell_decision
from intake.actions.case.open_case import OpenedCase
from intake.actions.case.tell_decision import Telling, Told, record_telling, tries_to_tell
from intake.actions.opening.case_keys import Actor
from intake.cases.contact_safety import Channel
from intake.messages.wordings import tagged_lines
from intake.staff.store import Act
from intake.web.access import staff
from intake.web.answers import spoken_name
from intake.web.app_context import settings
from intake.web.desk.case.decision import show as decision_page
from intake.web.desk.case.frame import frame_context
from intake.web.desk.case.restricted_page import load_case, unopened_page
from intake.web.desk.case.wall import on_case
from intake.web.desk.common.fields import (
    DayField,
    DeskForm,
    EnumField,
    TimeField,
    WordsField,
    WordsForm,
    filled,
    options_of,
)
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.recent_action import page_url

blueprint = Blueprint("tell", __name__)


class TellingForm(WordsForm):
    """How the applicant was told, or why not."""

    outcome = EnumField(Told, "Choose what happened.")
    channel = EnumField(Channel, "Choose a contact method.")
    on = DayField("Enter a day.")
    at = TimeField()
    text = WordsField("Enter what was said, or what you tried.")

    def validate_channel(self, field: Field) -> None:
        """Refuse the mailbox for who was told: a letter that they read there ends the task."""
        if self.outcome.data == Told.TOLD and field.data == Channel.RETURN_CODE:
            raise ValidationError(
                gettext(
                    "In the mailbox they are told once they read the letter, and this ends by "
                    "itself. Say how else you told them."
                )
            )


@blueprint.get("/desk/cases/<reference>/tell")
@staff(Act.WORK_CASE)
def show(reference: str, form: DeskForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Show what is to be told, with the letter to read aloud; the decision once that is done."""
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader, form, status)
    task = tell_decision.telling_of(opened.case)
    letter = next((each for each in opened.messages if task and each.id == task.about), None)
    if letter is None and form is not None:
        return decision_page(reference, form, status)
    if letter is None:
        return redirect(page_url("decision.show", opened.case), 303)
    tries = tries_to_tell(opened.notes, letter.on, opened.case.tier)
    now = clock.now().astimezone(settings().time_zone)
    new = {"outcome": Told.TOLD, "channel": Channel.CALL, "on": now.date(), "at": f"{now:%H:%M}"}
    page = render_template(
        "desk/case/tell.html",
        **frame_context(opened, reader, form, tab="decision"),
        letter_lines=list(tagged_lines(letter.text, letter.language)),
        letter_language=spoken_name(letter.language),
        letter_on=letter.on,
        tries=tries,
        telling_form=filled(form, TellingForm, **new),
        outcomes=options_of(told for told in Told if told is not Told.UNREACHED or tries.enough),
        channels=options_of(Channel),
    )
    return page, status


@blueprint.post("/desk/cases/<reference>/tell")
@on_case(Act.WORK_CASE, TellingForm, refused=show)
def record(by: Actor, form: TellingForm, reference: str) -> str:
    """Record how the applicant was told; what was decided counts from then on."""
    zone = settings().time_zone
    at = datetime.combine(form.on.data or by.day, time.fromisoformat(form.at.data), zone)
    telling = Telling(
        outcome=form.outcome.chosen, channel=form.channel.chosen, at=at, text=form.text.data
    )
    record_telling(by, reference, telling, zone=zone)
    return "decision.show"


@blueprint.post("/desk/cases/<reference>/tell/back")
@on_case(Act.MOVE_CASE, DeskForm, refused=show)
def take_back(by: Actor, _form: DeskForm, reference: str) -> str:
    """Take back a decision of which nobody has told the applicant."""
    tell_decision.take_back_decision(by, reference)
    return "decision.show"
