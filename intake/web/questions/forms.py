"""Forms for question pages, made from the questions."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from wtforms import Form

from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum.start import device
from intake.questionnaire.questions import Question
from intake.questionnaire.sections import Page
from intake.questionnaire.wording import Whom, asked_on
from intake.web.questions.fields import field_for


class PageForm(Form):
    """The questions of one page. Dates are checked against ``today`` and the ``saved`` answers.

    ``sure`` names the questions whose doubtful answer is right, ``unsure`` those of which the
    applicant is not sure.
    """

    today: date
    saved: Answers
    sure: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()

    class Meta:
        """Leave out the messages of the library."""

        locales = False

    def answers(self) -> dict[str, Answer]:
        """Return the answers by question id, without those that are missing."""
        return {field.name: field.data for field in self if field.data is not None}


def form_for(
    page: Page, answers: Answers, posted: Any = None, *, today: date, whom: Whom = Whom.SELF
) -> PageForm:
    """Return the form of a page with what was posted, else with the saved answers."""
    mine = fills_in(answers, whom)
    return form_of(asked_on(page, whom), answers, posted, today=today, mine=mine)


def fills_in(answers: Answers, whom: Whom) -> bool:
    """Return true if the browser may fill in: applicants on a device of their own."""
    return whom is Whom.SELF and answers.code(device) == "mine"


def form_of(
    questions: tuple[Question, ...],
    answers: Answers,
    posted: Any,
    *,
    today: date,
    mine: bool = False,
) -> PageForm:
    """Return a form that asks these questions."""
    form = _form_class(questions, mine=mine)(
        posted, data=dict(answers.only({q.id for q in questions}))
    )
    form.today, form.saved = today, answers
    if posted:
        form.sure, form.unsure = tuple(posted.getlist("sure")), tuple(posted.getlist("unsure"))
    return form


@cache
def _form_class(questions: tuple[Question, ...], *, mine: bool) -> type[PageForm]:
    alone = len(questions) == 1
    fields = {question.id: field_for(question, alone=alone, mine=mine) for question in questions}
    return type("QuestionsForm", (PageForm,), fields)
