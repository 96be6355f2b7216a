"""The applicant's own dates: those that a member corrected, and the calendar file."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.application.answer_later import OwnCase
from intake.extensions import new_id
from intake.questionnaire import journey
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.questions import Date
from intake.triage.plan import Plan
from intake.web.access import applicant, see_other
from intake.web.after_sending.plan_today import own_plan
from intake.web.answers import label_of, shown
from intake.web.mailbox.thread import own_case

blueprint = Blueprint("own_dates", __name__)


@blueprint.post("/<lang>/mailbox/calendar")
@applicant
def download() -> ResponseReturnValue:
    """Answer with the days of the plan on which to be somewhere as a calendar file."""
    if not (days := events_of(own_plan(own_case()))):
        return see_other("mailbox.show")
    content = calendar_of(days, title=gettext("Appointment"), now=clock.now())
    response = Response(content, mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'attachment; filename="date.ics"'
    return response


def events_of(plan: Plan) -> list[date]:
    """Return the days of the plan on which to be somewhere, the soonest first."""
    return sorted({act.day for act in plan.acts if act.day and act.is_event})


def corrected_dates(own: OwnCase) -> list[tuple[str, list[str], str]]:
    """Return the dates that a member corrected last: question, date in lines, where to change it.

    They are as the case has them now.
    """
    draft, asked = own.draft, journey.pages_to_ask(own.draft)
    return [
        (
            label_of(question, draft),
            shown(question, draft.answers[question.id]),
            url_for("mailbox.question", number=ASYLUM.numbers[page.id]),
        )
        for page in asked
        for question in page.questions
        if isinstance(question, Date)
        and question.id in own.corrected_by_staff
        and draft.shows(question)
    ]


DAY_BEFORE = timedelta(days=-1)
MAKER = "-//intake//EN"


def calendar_of(days: Iterable[date], *, title: str, now: datetime) -> bytes:
    """Return a file with an appointment on each whole day, and an alarm the day before.

    *title* must be neutral: the phone shows it to whoever holds it. The file has no place, no
    text, and no name of the organisation.
    """
    from icalendar import Alarm, Calendar, Event  # 30 ms and 3 MiB for a few downloads a week

    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    for day in days:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", DAY_BEFORE)
        event = Event()
        event.add("uid", new_id())
        event.add("dtstamp", now)
        event.add("dtstart", day)
        event.add("summary", title)
        event.add_component(alarm)
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
