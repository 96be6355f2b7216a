"""E7: applicants whom the product never declines, whatever other rules say; a person decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from intake.eligibility import phrases
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
from intake.reasons import Reason
from intake.words import Phrase, say

AUTHORITY = "ABA Model Rules 1.18, 4.2; intake policy: nobody is declined by a program"

Ground = Callable[[Request], tuple[str, ...]]
"""A function that returns the ids of the answers for which a person must decide, or no id.

``(id,) * True`` is a tuple with that id, ``(id,) * False`` is empty.
"""


def locked_up(request: Request) -> tuple[str, ...]:
    """Return the answers about detention, *not sure* included (INA 235(b), 236).

    Such cases move too fast for a form to decide.
    """
    detained = request.is_one_of(detained_now, "yes", "not_sure")
    for_detained = request.is_one_of(filling_for, "detained_person")
    return (detained_now.id,) * detained + (filling_for.id,) * for_detained


def date_near(request: Request) -> tuple[str, ...]:
    """Return the answers under a date that is past or within 30 days (intake policy).

    A date of law or of a paper counts; one of ours only at P0.
    """
    return request.days_near


def under_age(request: Request) -> tuple[str, ...]:
    """Return the answers by which a person is or may be under 18.

    6 USC 279(g)(2); ABA Model Rule 1.14.
    """
    under = younger_than(birth_date, years=request.number("child_age"))
    young = under(request.answers, request.received)
    said = not request.answers.date(birth_date) and request.is_one_of(under_18, "yes")
    child = request.is_one_of(filling_for, "child")
    alone = request.is_one_of(needs, "child_alone")
    told = (under_18.id,) * said + (filling_for.id,) * child + (needs.id,) * alone
    return (birth_date.id,) * young + told


def not_safe(request: Request) -> tuple[str, ...]:
    """Return the answers about danger now, forced work or forced sex (22 USC 7105; 8 USC 1367)."""
    danger = request.is_one_of(danger_now, "yes")
    forced = request.is_one_of(help_types, "forced_work_or_sex")
    return (danger_now.id,) * danger + (help_types.id,) * forced


def failed_by_a_helper(request: Request) -> tuple[str, ...]:
    """Return the answers about a lawyer who stopped answering or may not be one (8 CFR 1292.1)."""
    unsure = request.is_one_of(has_lawyer, "unsure_if_lawyer")
    silent = request.is_one_of(lawyer_scope, "stopped_answering")
    return (has_lawyer.id,) * unsure + (lawyer_scope.id,) * silent


def ordered_before(request: Request) -> tuple[str, ...]:
    """Return the answers about an earlier denial or an old order (INA 241(a)(5))."""
    denied = request.is_one_of(bad_decision, "judge", "appeals_board")
    ordered = request.is_one_of(old_order, "never_left", "came_back")
    return (bad_decision.id,) * denied + (old_order.id,) * ordered


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


GROUNDS: tuple[tuple[Ground, Phrase], ...] = (
    (locked_up, phrases.DETAINED),
    (date_near, phrases.DATE_NEAR),
    (under_age, phrases.CHILD),
    (not_safe, phrases.NOT_SAFE),
    (failed_by_a_helper, phrases.NEGLECTED),
    (ordered_before, phrases.DENIED_BEFORE),
    (missing, phrases.ANSWERS_MISSING),
    (not_sure, phrases.NOT_SURE),
)


def never_declined(request: Request) -> Iterator[Reason]:
    """Yield each ground on which a person must decide, with the answers on which it rests."""
    for ground, says in GROUNDS:
        if answers := ground(request):
            yield Reason(rule="E7", says=say(says), authority=AUTHORITY, answers=answers)


def _unsure(answer: Answer) -> bool:
    if isinstance(answer, tuple):
        return any(_unsure(part) for part in answer)
    if isinstance(answer, SaidDate):
        return not answer.known
    return answer == "not_sure"
