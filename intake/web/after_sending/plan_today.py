"""The plan of today in the reader's words: the same rows on every page, sheet and letter."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from functools import partial

from flask_babel import gettext

from intake.actions.application.answer_later import OwnCase
from intake.actions.opening.case_messages import CallRequest
from intake.cases.models import Case
from intake.catalogues import END_ISOLATE, ISOLATE
from intake.frozen import frozen
from intake.messages.wordings import WHO_SET
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.reach import safe_times
from intake.referrals.place import Kind, Place
from intake.referrals.places import fitting
from intake.triage.assess import Triage, assess
from intake.triage.deadlines import Deadline, Office, SetBy
from intake.triage.plan import (
    ASK_A_GROUP,
    CALL_A_GROUP,
    HEADLINES,
    HEARING,
    MUST_GO,
    Act,
    Part,
    Plan,
    plan_of,
    told_day,
)
from intake.triage.rests_on import cautions
from intake.web.app_context import law, referral_places, today
from intake.web.filters import days_text, long_date_with_weekday, translated
from intake.words import N_, Labels, Sentence, say

HEADING: Labels[Part] = {
    Part.TODAY: "Start today",
    Part.WEEK: "This week",
    Part.HEARING: "Before that day",
    Part.LATER: "Later",
}
PLACES: Labels[Office] = {
    Office.USCIS: "Place: USCIS",
    Office.COURT: "Place: the immigration court on the court paper",
    Office.BOARD: "Place: the appeals board (BIA)",
    Office.FEDERAL_COURT: "Place: the federal court of appeals",
    Office.ICE: "Place: ICE",
}
# TRANSLATORS: Above a heading such as “Send the asylum form”: the last safe day.
BY_DAY = N_("By %(day)s")
FAR = 99
"""Days until a day beyond which their number says nothing."""
END_OF_SENTENCE = re.compile(rf"(?:(?<=[.!?؟。])|(?<=[.!?؟。]{END_ISOLATE}))\s+")

QUOTES = (("“", "”"), ("«", "»"))


@frozen
class ShownAct:
    """An act in words.

    ``when`` is its day, where one is told; ``left`` the time until then. ``headline`` says it in a
    few words, ``steps`` whole: the first sentence, which says the most, and the rest. ``gone`` says
    which day has gone. ``why`` is the reason for it, and what it costs not to act.
    """

    when: str
    left: str
    headline: str
    place: str
    steps: tuple[tuple[str, str], ...]
    gone: str
    why: str


@frozen
class ShownPlan:
    """A plan in words: its heading, its card, its parts with id, heading and acts, every reason.

    ``english`` are the headings in English with their sentences, for a lawyer or a clerk.
    ``cautions`` are about all days that are shown.
    """

    top: ShownAct | None
    card: ShownAct | None
    parts: list[tuple[str, str, list[ShownAct]]]
    whys: list[str]
    english: list[tuple[str, list[str]]]
    cautions: list[str]


def triage_today(answers: Answers) -> Triage:
    """Return the triage as if these answers, all of which count, had come in today.

    So what has passed is judged today, as on every page, letter and copy.
    """
    return assess(answers, law(), today=today(), received=today())


def received_deadlines(answers: Answers, case: Case) -> tuple[Deadline, ...]:
    """Return the deadlines as of the day on which the case was received."""
    return assess(answers, law(), today=today(), received=case.received_on).deadlines


def with_own_days(now: Iterable[Deadline], received: Iterable[Deadline]) -> list[Deadline]:
    """Return the deadlines of today, for staff: those of this desk by the days first counted.

    These are in the diary; they would move on every day. *received* are the deadlines as of the
    day received.
    """
    own = {_identity(row): row for row in received if row.set_by is SetBy.US}
    return [
        replace(row, act_by=first.act_by, plan_by=first.plan_by)
        if row.set_by is SetBy.US and (first := own.get(_identity(row)))
        else row
        for row in now
    ]


def plan_today(answers: Answers, deadlines: Iterable[Deadline] | None = None) -> Plan:
    """Return the plan as if these answers, all of which count, had come in today.

    *deadlines* are those of today where they were assessed already.
    """
    rows = triage_today(answers).deadlines if deadlines is None else deadlines
    return plan_of(rows, answers, today=today(), legal_help=_legal_help(answers))


def plan_left(answers: Answers, case: Case, ended: Collection[tuple[str, date]]) -> Plan:
    """Return the plan of today without the deadlines that ended, given by rule and day.

    They are found by their rule where it has one day, because days move and pass after that of
    receipt; after a hearing there may be another one. What cannot be told apart stays.
    """
    now = triage_today(answers).deadlines
    before = received_deadlines(answers, case)
    of_rule = Counter(row.rule for row in before)
    several = {*SEVERAL, *(rule for rule, count in of_rule.items() if count > 1)}
    identity = partial(_identity, several=several)
    days = Counter((row.rule, row.act_by) for row in before)
    alike = Counter(map(identity, before))
    over = {
        identity(row)
        for row in before
        if (day := (row.rule, row.act_by)) in ended and days[day] == alike[identity(row)] == 1
    }
    return plan_today(answers, [row for row in now if identity(row) not in over])


SEVERAL = (HEARING, "R12")
"""Rules of more than one day."""


def _identity(row: Deadline, several: Collection[str] = SEVERAL) -> tuple[str, date | bool | None]:
    """Return what a deadline of one case is found by on another day; its day for these rules."""
    return row.rule, row.rule in several and row.latest_lawful_day


def own_plan(own: OwnCase) -> Plan:
    """Return the plan of today for the applicant of a case."""
    return plan_left(own.draft.live_answers, own.case, own.ended_dates())


def shown_plan(plan: Plan, answers: Answers, *, helped: bool) -> ShownPlan:
    """Return the plan in the reader's language, in the voice of a helper where one is helped."""
    shown = [
        (part, [(act, _shown(act, helped=helped)) for act in part.acts]) for part in plan.sections
    ]
    every = [pair for _, acts in shown for pair in acts]
    return ShownPlan(
        top=next((one for act, one in every if act is plan.top), None),
        card=next((one for act, one in every if act is plan.card), None),
        parts=[
            (part.part.value, gettext(HEADING[part.part]), [one for _, one in acts])
            for part, acts in shown
        ],
        whys=[
            translated(reason_of(row, helped=helped))
            + (f" {gettext(who_set(row))}" if told_day(row, today()) else "")
            for act in plan.acts
            for row in act.rows
        ],
        english=[
            (HEADING[part.part], [_in_english(act, helped=helped) for act in part.acts])
            for part in plan.sections
        ],
        cautions=list(map(gettext, cautions_today(answers))),
    )


def cautions_today(answers: Answers) -> list[str]:
    """Return what to say of all days that are shown, not translated."""
    return cautions(answers, law(), received=today())


def who_set(deadline: Deadline) -> str:
    """Return who set the day of a deadline that is told, or the line behind it."""
    return WHO_SET.get(deadline.set_by, WHO_SET[SetBy.LAW])


def _shown(act: Act, *, helped: bool) -> ShownAct:
    steps = tuple(_first_sentence(translated(_voice(step, helped=helped))) for step in act.steps)
    row = act.dated or next(iter(act.rows), None)
    headline, place, why, gone = steps[0][0], "", "", ""
    if row:
        place = gettext(PLACES[row.office]) if row.office in PLACES else ""
        why = translated(reason_of(row, helped=helped, in_doubt=False))
    if act.dated and act.dated.rule in HEADLINES:
        headline = translated(_voice(say(HEADLINES[act.dated.rule]), helped=helped))
    if act.gone:
        gone = " ".join(
            translated(reason_of(row, helped=helped, in_doubt=False)) for row in act.rows
        )
    return ShownAct(
        when=when_of(act),
        left=_left(act.day) if act.day else "",
        headline=headline,
        place=place,
        steps=steps,
        gone=gone,
        why=why,
    )


def when_of(act: Act) -> str:
    """Return the day of an act in words, or an empty text."""
    if act.day is None:
        return ""
    day = long_date_with_weekday(act.day)
    return day if act.is_event else gettext(BY_DAY, day=day)


def _left(day: date) -> str:
    left = day - today()
    if left.days > FAR:
        return ""
    if left.days > 1:
        # TRANSLATORS: “%(days)s” is a number of days, as in “in 9 days”.
        return gettext("in %(days)s", days=days_text(left))
    return gettext("tomorrow") if left.days else gettext("today")


def reason_of(deadline: Deadline, *, helped: bool = False, in_doubt: bool = True) -> Sentence:
    """Return the reason of a deadline; for a hearing to come, with what it costs not to go.

    Without *in_doubt* it leaves out that the rule may change.
    """
    says = deadline.reason.says if in_doubt else replace(deadline.reason.says, then=None)
    if deadline.rule == HEARING and told_day(deadline, today()):
        says = replace(says, then=say(MUST_GO))
    return _voice(says, helped=helped)


def _voice(sentence: Sentence, *, helped: bool) -> Sentence:
    return sentence.for_helper() if helped else sentence


def _first_sentence(text: str) -> tuple[str, str]:
    """Return the first sentence and the others. English in place of a translation stays marked.

    A quotation is never cut.
    """
    ends = (end.span() for end in END_OF_SENTENCE.finditer(text))
    whole = (span for span in ends if not _is_quoting(text[: span[0]]))
    end, begin = next(whole, (len(text), len(text)))
    first, rest = text[:end], text[begin:]
    cut = first.count(ISOLATE) - first.count(END_ISOLATE)
    return first + END_ISOLATE * cut, ISOLATE * cut + rest if rest else ""


def _is_quoting(text: str) -> bool:
    return any(text.count(opens) > text.count(closes) for opens, closes in QUOTES)


def _in_english(act: Act, *, helped: bool) -> str:
    day = f"{act.day:%A} {act.day.day} {act.day:%B %Y}" if act.day else ""
    steps = (_voice(step, helped=helped).in_english() for step in act.steps)
    whys = (reason_of(row, helped=helped).in_english() for row in act.rows)
    return " ".join([f"{'' if act.is_event else 'By '}{day}:" if day else "", *steps, *whys])


def legal_groups(answers: Answers) -> list[Place]:
    """Return the legal groups that fit, those with a number before those with an address."""
    fit = fitting(referral_places(), answers, on=today())
    groups = [place for place in fit if place.name and Kind.LAWYER in place.kinds]
    with_web = [group for group in groups if "web" in group.ways and "phone" not in group.ways]
    return [group for group in groups if "phone" in group.ways] + with_web


def _legal_help(answers: Answers) -> Sentence | None:
    """Return how to reach the first legal group that fits, if any."""
    for group in legal_groups(answers):
        if "phone" in group.ways:
            return say(CALL_A_GROUP, group=group.name, phone=group.phone)
        return say(ASK_A_GROUP, group=group.name, web=group.web)
    return None


TIMES = {option.code: option.says for option in safe_times.options}


def call_lines(call: CallRequest) -> list[str]:
    """Return the request, line by line, in the reader's language."""
    times = ", ".join(gettext(TIMES[code]) for code in call.times if code in TIMES)
    lines = [gettext("Please call me."), gettext("Safe times: %(times)s", times=times)]
    if call.language:
        lines.append(gettext("Language: %(language)s", language=call.language))
    if call.phone:
        lines.append(gettext("Number: %(phone)s", phone=call.phone))
    return lines
