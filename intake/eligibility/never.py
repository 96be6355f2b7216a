"""E7: whom no program may decline, whatever the other rules say. A person decides instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from intake.eligibility.request import Request
from intake.questionnaire.answers import Answer
from intake.questionnaire.asylum.dates import bad_decision
from intake.questionnaire.asylum.safety import danger_now, needs
from intake.questionnaire.asylum.screen import (
    has_lawyer,
    help_types,
    household_size,
    income,
    lawyer_scope,
)
from intake.questionnaire.asylum.start import filling_for
from intake.questionnaire.asylum.where import detained_now, location_kind, us_state
from intake.questionnaire.asylum.you import birth_date
from intake.questionnaire.conditions import younger_than
from intake.questionnaire.dates import SaidDate
from intake.reasons import Reason
from intake.words import N_, say

AUTHORITY = "ABA Model Rules 1.18, 4.2; intake policy: nobody is declined by a program"

Ground = Callable[[Request], tuple[str, ...]]


def locked_up(request: Request) -> tuple[str, ...]:
    """Locked up, or perhaps: such cases move too fast for a form (INA 235(b), 236)."""
    detained = request.is_one_of(detained_now, "yes", "not_sure")
    for_detained = request.is_one_of(filling_for, "detained_person")
    return (detained_now.id,) * detained + (filling_for.id,) * for_detained


def date_near(request: Request) -> tuple[str, ...]:
    """Any date within 30 days, past ones too (intake policy; the days are a parameter)."""
    return request.days_near


def under_age(request: Request) -> tuple[str, ...]:
    """Under 18, or perhaps (6 USC 279(g)(2); ABA Model Rule 1.14)."""
    under = younger_than(birth_date, years=request.number("child_age"))
    young = under(request.answers, request.received)
    child = request.is_one_of(filling_for, "child")
    alone = request.is_one_of(needs, "child_alone")
    return (birth_date.id,) * young + (filling_for.id,) * child + (needs.id,) * alone


def not_safe(request: Request) -> tuple[str, ...]:
    """Danger now, or forced work or sex (22 USC 7105; 8 USC 1367)."""
    danger = request.is_one_of(danger_now, "yes")
    forced = request.is_one_of(help_types, "forced_work_or_sex")
    return (danger_now.id,) * danger + (help_types.id,) * forced


def failed_by_a_helper(request: Request) -> tuple[str, ...]:
    """A lawyer who stopped answering, or a helper who may be none (8 CFR 1292.1)."""
    unsure = request.is_one_of(has_lawyer, "unsure_if_lawyer")
    silent = request.is_one_of(lawyer_scope, "stopped_answering")
    return (has_lawyer.id,) * unsure + (lawyer_scope.id,) * silent


def ordered_before(request: Request) -> tuple[str, ...]:
    """A judge or the Board has said no before (INA 241(a)(5))."""
    ordered = request.is_one_of(bad_decision, "judge", "appeals_board")
    return (bad_decision.id,) * ordered


def missing(request: Request) -> tuple[str, ...]:
    """Something the other rules lean on was skipped (intake policy: not knowing is normal)."""
    needed = [help_types.id, has_lawyer.id, household_size.id, income.id, location_kind.id]
    needed += [detained_now.id]
    needed += [lawyer_scope.id] * request.is_one_of(has_lawyer, "yes")
    needed += [us_state.id] * request.is_one_of(location_kind, "in_us")
    return tuple(question for question in needed if question not in request.answers)


def not_sure(request: Request) -> tuple[str, ...]:
    """Any answer says that the person is not sure (intake policy: the same)."""
    return tuple(id_ for id_, answer in request.answers.items() if _unsure(answer))


GROUNDS: tuple[tuple[Ground, str], ...] = (
    (locked_up, N_("The person is or may be locked up. A person on our team decides.")),
    (date_near, N_("There is a date that may be near or past. A person on our team decides.")),
    (under_age, N_("A child may need help. A person on our team decides.")),
    (not_safe, N_("Someone may not be safe. A person on our team decides.")),
    (
        failed_by_a_helper,
        N_("The lawyer or helper may not help enough. A person on our team decides."),
    ),
    (ordered_before, N_("A judge said no before. A person on our team decides.")),
    (missing, N_("Some answers are not there yet. A person on our team decides.")),
    (not_sure, N_("You are not sure about something. A person on our team decides.")),
)


def never_declined(request: Request) -> Iterator[Reason]:
    """Each ground on which a person must decide, with the answers it rests on."""
    for ground, says in GROUNDS:
        if answers := ground(request):
            yield Reason(rule="E7", says=say(says), authority=AUTHORITY, answers=answers)


def _unsure(answer: Answer) -> bool:
    if isinstance(answer, tuple):
        return any(_unsure(one) for one in answer)
    if isinstance(answer, SaidDate):
        return not answer.known
    return answer == "not_sure"
