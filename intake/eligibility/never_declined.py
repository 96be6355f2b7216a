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
