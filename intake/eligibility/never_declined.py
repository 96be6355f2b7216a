"""E7: applicants whom the product never declines, whatever other rules say; a person decides."""

from collections.abc import Callable, Iterator

from intake.eligibility.request import Request
from intake.questionnaire.answers import Answer
from intake.questionnaire.asylum.dates import bad_decision, old_order
from intake.questionnaire.asylum.safety import danger_now, needs
from intake.questionnaire.asylum.screen import (
    has_lawyer,
    help_types,
    household_size,
    income,
    lawyer_scope,
)
from intake.questionnaire.asylum.start import filling_for, under_18
from intake.questionnaire.asylum.where import detained_now, location_kind, us_state
from intake.questionnaire.asylum.you import birth_date
from intake.questionnaire.conditions import younger_than
from intake.questionnaire.dates import SaidDate
from intake.questionnaire.questions import Question
from intake.words import Phrase, Reason, say

NEEDS_REVIEW = Phrase(
    "Someone on our team will look at what help you need.",
    "Someone on our team will look at what help they need.",
    "Type of help needs review.",
)
PROTECTION = Phrase(
    "You asked for help with asylum or protection.", staff="Seeks asylum or other protection."
)
FAMILY = Phrase(
    "You asked for help bringing your family to the US.",
    "You asked for help bringing their family to the US.",
    "Seeks family reunification.",
)
COURT = Phrase(
    "You asked for help with immigration court or a deportation order.",
    staff="In court or under an order, without a lawyer.",
)
SOMETHING_ELSE = Phrase(
    "We help people who need protection. You asked for something else.",
    staff="Seeks help outside our scope.",
)

NO_LAWYER = Phrase(
    "You do not have a lawyer now.", "They do not have a lawyer now.", "No current lawyer."
)
UNSURE_LAWYER = Phrase(
    "The person helping you may not be a lawyer. You can still ask us for help.",
    "The person helping them may not be a lawyer. You can still ask us for help.",
    "Helper may not be a lawyer (possible notario).",
)
LAWYER_UNKNOWN = Phrase(
    "We do not know if you have a lawyer. Someone on our team will ask.",
    "We do not know if they have a lawyer. Someone on our team will ask.",
    "Representation unknown. Ask.",
)
REPRESENTED = Phrase(
    "A lawyer is already working on your case. When someone has a lawyer, we usually cannot help.",
    "A lawyer is already working on their case. When someone has a lawyer, we usually cannot help.",
    "Represented for the whole case. Usually out of scope.",
)
REPRESENTED_IN_PART = Phrase(
    "You have a lawyer. Someone on our team will look at what else you need.",
    "They have a lawyer. Someone on our team will look at what else they need.",
    "Represented in part. Review what else is needed.",
)

DETAINED_NO_INCOME = Phrase(
    "You are in jail or detention, so we do not count income.",
    "They are in jail or detention, so we do not count income.",
    "Detained: income not counted.",
)
NO_INCOME = Phrase(
    "You told us that you have no income. That is within our income limit.",
    "You told us that they have no income. That is within our income limit.",
    staff="Reports no income: within the guideline.",
)
INCOME_UNKNOWN = Phrase(
    "We do not know how much money comes in. Someone on our team will look at this.",
    staff="Income unknown. Review.",
)
WITHIN = Phrase(
    "For a household of %(people)s, our income limit is $%(guide)s a year. Your household is"
    " within it.",
    "For a household of %(people)s, our income limit is $%(guide)s a year. Their household is"
    " within it.",
    "Income at or below guideline: $%(guide)s a year for %(people)s.",
)
ABOVE = Phrase(
    "For a household of %(people)s, our income limit is $%(guide)s a year. Your household is"
    " above it. Someone on our team will look at this.",
    "For a household of %(people)s, our income limit is $%(guide)s a year. Their household is"
    " above it. Someone on our team will look at this.",
    "Income above guideline: $%(guide)s a year for %(people)s. Review.",
)

ABROAD = Phrase(
    "You are outside the US. We will check whether we can help.",
    "They are outside the US. We will check whether we can help.",
    "Outside the US. Check fit.",
)
AT_BORDER = Phrase(
    "You are at the US border. We will check whether we can help.",
    "They are at the US border. We will check whether we can help.",
    "At the US border. Check fit.",
)
IN_US = Phrase("You are asking for help in the US.", staff="In the US.")
STATE_UNKNOWN = Phrase(
    "Someone on our team will ask which state you are in.",
    "Someone on our team will ask which state they are in.",
    "State unknown. Ask.",
)
IN_AREA = Phrase("Our lawyers work in that state.", staff="In our service area.")
OUT_OF_AREA = Phrase("Our lawyers do not work in that state.", staff="Outside our service area.")

CONFLICT = Phrase(
    "First, we make sure we are not already working for someone on the other side of your case.",
    "First, we make sure we are not already working for someone on the other side of their case.",
    "Conflict check comes first.",
)
CONSENT = Phrase(
    "This request is for someone else. We need their permission before we share details.",
    staff="Third-party request. Get the applicant's consent before sharing details.",
)


EMERGENCIES = Phrase(
    "Right now we take only urgent cases.", staff="We took only urgent cases that day."
)
PAUSED = Phrase("We take no new cases until %(day)s.", staff="We took no new cases until %(day)s.")


AUTHORITY = "ABA Model Rules 1.18, 4.2; intake policy: nobody is declined by a program"

Ground = Callable[[Request], tuple[str, ...]]
"""A function that returns the ids of the answers for which a person must decide, or no id."""


def told(*options: tuple[Question, tuple[str, ...]]) -> Ground:
    """Return the ground of answers of which one of these codes was chosen."""
    return lambda request: tuple(
        question.id for question, codes in options if request.is_one_of(question, *codes)
    )


def under_age(request: Request) -> tuple[str, ...]:
    """Return the answers by which a person is or may be under 18.

    6 USC 279(g)(2); ABA Model Rule 1.14.
    """
    under = younger_than(birth_date, years=request.number("child_age"))
    young = under(request.answers, request.received)
    said = not request.answers.date(birth_date) and request.is_one_of(under_18, "yes")
    others = told((filling_for, ("child",)), (needs, ("child_alone",)))(request)
    return (*(birth_date.id,) * young, *(under_18.id,) * said, *others)


def missing(request: Request) -> tuple[str, ...]:
    """Return the skipped questions that other rules read (intake policy: not knowing is normal)."""
    needed: list[Question] = [help_types, has_lawyer, location_kind, detained_now]
    if not request.is_one_of(filling_for, "detained_person"):  # else never asked
        needed[2:2] = household_size, income
    needed += [lawyer_scope] * request.is_one_of(has_lawyer, "yes")
    needed += [us_state] * request.is_one_of(location_kind, "in_us")
    lacking = [question.id for question in needed if request.answers.lacks(question)]
    return tuple(id_ for id_ in lacking if id_ not in request.not_asked)


def not_sure(request: Request) -> tuple[str, ...]:
    """Return every answer of *not sure* (intake policy: not knowing is normal)."""
    return tuple(id_ for id_, answer in request.answers.items() if _unsure(answer))


GROUNDS: tuple[tuple[str, Ground, Phrase], ...] = (
    (
        "Detention moves too fast for a form to decide: INA 235(b), 236.",
        told((detained_now, ("yes", "not_sure")), (filling_for, ("detained_person",))),
        Phrase(
            "You are or may be in jail or detention. Someone on our team will decide.",
            "They are or may be in jail or detention. Someone on our team will decide.",
            "Detained or possibly detained. Needs review.",
        ),
    ),
    (
        "Past or within 30 days: a date of law or paper; ours only at P0 (intake policy).",
        lambda request: request.days_near,
        Phrase(
            "A date may be near or past. Someone on our team will decide.",
            staff="A date may be near or past. Needs review.",
        ),
    ),
    (
        "6 USC 279(g)(2); ABA Model Rule 1.14.",
        under_age,
        Phrase(
            "A child may need help. Someone on our team will decide.",
            staff="May involve a child. Needs review.",
        ),
    ),
    (
        "Danger now, forced work, forced sex: 22 USC 7105; 8 USC 1367.",
        told((danger_now, ("yes",)), (help_types, ("forced_work_or_sex",))),
        Phrase(
            "Someone may not be safe. Someone on our team will decide.",
            staff="Possible safety risk. Needs review.",
        ),
    ),
    (
        "A lawyer who stopped answering, or may not be one: 8 CFR 1292.1.",
        told((has_lawyer, ("unsure_if_lawyer",)), (lawyer_scope, ("stopped_answering",))),
        Phrase(
            "Your lawyer or helper may not be helping enough. Someone on our team will decide.",
            "Their lawyer or helper may not be helping enough. Someone on our team will decide.",
            "Representation may be inadequate. Needs review.",
        ),
    ),
    (
        "An earlier denial, or an old order: INA 241(a)(5).",
        told((bad_decision, ("judge", "appeals_board")), (old_order, ("never_left", "came_back"))),
        Phrase(
            "A judge or the appeals board denied this case before. Someone on our team will"
            " decide.",
            staff="Prior denial. Needs review.",
        ),
    ),
    (
        "Skipped questions that other rules read: not knowing is normal (intake policy).",
        missing,
        Phrase(
            "Some questions are still open. Someone on our team will decide.",
            staff="Some answers missing. Needs review.",
        ),
    ),
    (
        "Every answer of not sure: not knowing is normal (intake policy).",
        not_sure,
        Phrase(
            "You are not sure about something. Someone on our team will decide.",
            staff="Some answers uncertain. Needs review.",
        ),
    ),
)
"""Grounds against a decline: the provision, the answers that give it, and what is said."""


def never_declined(request: Request) -> Iterator[Reason]:
    """Yield each ground on which a person must decide, with the answers on which it rests."""
    for _provision, ground, says in GROUNDS:
        if answers := ground(request):
            yield Reason("E7", say(says), AUTHORITY, answers)


def _unsure(answer: Answer) -> bool:
    if isinstance(answer, tuple):
        return any(_unsure(part) for part in answer)
    if isinstance(answer, SaidDate):
        return not answer.known
    return answer == "not_sure"
