"""A page's form, made from the page."""

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
    """The questions of one page. ``today`` and what was ``kept`` is what dates are held against.

    ``sure`` names the questions whose answer was asked about and is right, ``unsure`` those of
    which the person is not sure.
    """

    today: date
    kept: Answers
    sure: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()

    class Meta:
        """No texts of the library's own: every message is ours."""

        locales = False

    def given(self) -> dict[str, Answer]:
        """The answers that are there."""
        return {field.name: field.data for field in self if field.data is not None}


def form_for(
    page: Page, answers: Answers, sent: Any = None, *, today: date, whom: Whom = Whom.SELF
) -> PageForm:
    """The page's form, filled with what was sent, else with what was said before."""
    mine = fills_in(answers, whom)
    return form_of(asked_on(page, whom), answers, sent, today=today, mine=mine)


def fills_in(answers: Answers, whom: Whom) -> bool:
    """Whether the browser may offer what it knows: on their own device, about themselves."""
    return whom is Whom.SELF and answers.code(device) == "mine"


def form_of(
    questions: tuple[Question, ...], answers: Answers, sent: Any, *, today: date, mine: bool = False
) -> PageForm:
    """A form that asks these questions."""
    form = _form_class(questions, mine=mine)(
        sent, data=dict(answers.only({q.id for q in questions}))
    )
    form.today, form.kept = today, answers
    if sent:
        form.sure, form.unsure = tuple(sent.getlist("sure")), tuple(sent.getlist("unsure"))
    return form


@cache
def _form_class(questions: tuple[Question, ...], *, mine: bool) -> type[PageForm]:
    alone = len(questions) == 1
    fields = {question.id: field_for(question, alone=alone, mine=mine) for question in questions}
    return type("QuestionsForm", (PageForm,), fields)
