"""Keep the weekly task to look up hearing and custody of a case again."""

from datetime import date, timedelta

from intake.cases.models import Case
from intake.cases.tasks import TaskKind, end_task, keep_task, task_of
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.dates import court_case, next_hearing_date, so_far
from intake.questionnaire.asylum.start import filling_for
from intake.questionnaire.asylum.where import detained_now


def may_be_in_court(answers: Answers) -> bool:
    """Return true unless the answers know of no court case."""
    is_told = answers.code(court_case) in ("yes", "not_sure") or next_hearing_date.id in answers
    return is_told or "court_paper" in answers.codes(so_far)


def may_be_detained(answers: Answers) -> bool:
    """Return true if the person is or may be in detention."""
    is_told = answers.code(detained_now) in ("yes", "not_sure")
    return is_told or answers.code(filling_for) == "detained_person"


def next_round(today: date) -> date:
    """Return the Monday after this day."""
    return today + timedelta(7 - today.weekday())


def keep_look_up(case: Case, answers: Answers, *, today: date) -> None:
    """Add the task of the next round to an open case that may be in court or detention, or end it.

    A task that waits keeps its day.
    """
    is_needed = may_be_in_court(answers) or may_be_detained(answers)
    keep_task(case, TaskKind.LOOK_UP, is_needed=is_needed, on=next_round(today))


def end_round(case: Case, answers: Answers, *, today: date) -> None:
    """End the task that waits, if one does; the next round is a week later."""
    if task_of(case.id, TaskKind.LOOK_UP):
        end_task(case.id, TaskKind.LOOK_UP)
        keep_look_up(case, answers, today=today)
