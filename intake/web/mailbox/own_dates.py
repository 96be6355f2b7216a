"""The applicant's own dates, on a page of their own, and the hearing as a calendar file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.application.answer_later import OwnCase
from intake.extensions import new_id
from intake.frozen import frozen
from intake.messages.wordings import NO_DAYS, WHO_SET
from intake.questionnaire import journey
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import next_hearing_date
from intake.questionnaire.asylum.reach import shared_phone
from intake.questionnaire.asylum.start import device
from intake.questionnaire.journey import live_answers
from intake.questionnaire.questions import Date
from intake.questionnaire.wording import Whom, whom_of
from intake.triage.deadlines import Certainty, Deadline
from intake.triage.plan import PRESSING, told_day
from intake.triage.rules import BY_NUMBER
from intake.web.access import applicant
from intake.web.after_sending.deadlines_today import deadlines_today
from intake.web.answers import label_of, shown
from intake.web.app_context import today
from intake.web.mailbox.own_row import own_case
from intake.words import Sentence

blueprint = Blueprint("own_dates", __name__)


@frozen
class OwnDate:
    """A deadline of law or of a paper: its day to keep, what it is, and what to do.

    ``by`` is ``None`` where the day has passed, may have passed, or is no deadline to tell.
    """

    by: date | None
    passed: bool
    says: Sentence
    do: Sentence


@blueprint.get("/<lang>/mailbox/dates")
@applicant
def show() -> ResponseReturnValue:
    """Show the dates, and what is possible after one. A stolen code shows none at first."""
    own = own_case()
    answers = own.draft.answers
    deadlines = deadlines_today(live_answers(ASYLUM, answers, as_of=own.draft.as_of))
    return render_template(
        "mailbox/dates.html",
        dates=own_dates(deadlines, is_helped=whom_of(own.draft) is not Whom.SELF, today=today()),
        unknown=NO_DAYS if _may_have_more(deadlines) else "",
        hearing=_hearing_of(own),
        corrected=_corrected(own),
        is_shared=answers.code(device) == "shared" or answers.code(shared_phone) == "yes",
        calendar_url=url_for("own_dates.download"),
        back_url=url_for("mailbox.show"),
    )


@blueprint.post("/<lang>/mailbox/dates/calendar")
@applicant
def download() -> ResponseReturnValue:
    """Answer with the day of the hearing as a calendar file."""
    if (day := _hearing_of(own_case())) is None:
        return redirect(url_for("own_dates.show"), 303)
    content = calendar_of(day, title=gettext("Appointment"), uid=new_id(), now=clock.now())
    response = Response(content, mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'attachment; filename="date.ics"'
    return response


def _hearing_of(own: OwnCase) -> date | None:
    """Return the day of the next hearing, if the whole day is known and has not passed."""
    answers = live_answers(ASYLUM, own.draft.answers, as_of=own.draft.as_of)
    hearing = answers.date(next_hearing_date)
    if hearing is None or hearing.first is None or hearing.first != hearing.last:
        return None
    return hearing.first if hearing.first >= today() else None


def _corrected(own: OwnCase) -> list[tuple[str, list[str], str]]:
    """Return the dates that a member corrected last: question, date in lines, where to change it.

    They are as the case has them now.
    """
    draft, asked = own.draft, journey.pages_to_ask(ASYLUM, own.draft)
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


def own_dates(deadlines: Iterable[Deadline], *, is_helped: bool, today: date) -> list[OwnDate]:
    """Return the deadlines of law and of papers, the soonest first, those that have passed last."""
    rows = [row for row in deadlines if _is_told(row)]
    rows.sort(key=lambda row: (row.passed, row.act_by or date.max))
    return [
        OwnDate(
            by=told_day(row, today),
            passed=row.passed,
            says=row.reason.says.for_helper() if is_helped else row.reason.says,
            do=row.do.for_helper() if is_helped else row.do,
        )
        for row in rows
    ]


def _is_told(deadline: Deadline) -> bool:
    return deadline.set_by in WHO_SET and BY_NUMBER[deadline.rule].enters_case


def _may_have_more(deadlines: Iterable[Deadline]) -> bool:
    """Return true where a clock may run out soon of which the answers do not tell the day."""
    return any(
        row.certainty is Certainty.UNKNOWN and row.tier in PRESSING and not _is_told(row)
        for row in deadlines
    )


DAY_BEFORE = timedelta(days=-1)
MAKER = "-//intake//EN"


def calendar_of(day: date, *, title: str, uid: str, now: datetime) -> bytes:
    """Return a file with an appointment on this whole day, and an alarm the day before.

    *title* must be neutral: the phone shows it to whoever holds it. The file has no place, no
    text, and no name of the organisation.
    """
    from icalendar import Alarm, Calendar, Event  # 30 ms and 3 MiB for a few downloads a week

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", DAY_BEFORE)
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("summary", title)
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
