"""What every field of a question page has in common."""

from __future__ import annotations

from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from intake.questionnaire.limits import problem_with
from intake.questionnaire.questions import Question
from intake.web.filters import translated
from intake.words import Sentence


class Asked(Field):
    """A field that asks one question. ``data`` is an answer, or ``None`` where there is none."""

    kind = ""
    doubts: tuple[Any, ...] = ()
    """What is asked before the answer is kept."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__("", **kwargs)
        self.question = question

    def pre_validate(self, form: Any) -> None:
        """Hold the answer to its question's limits; say beside the field what to do."""
        if self.process_errors:
            raise StopValidation
        if self.data is None:
            if self.question.required:
                raise StopValidation(translated(Sentence(self.question.required)))
            return
        if problem := problem_with(self.question, self.limited(form), today=form.today):
            raise StopValidation(translated(problem))

    def limited(self, _form: Any) -> Any:
        """What its limits are held against."""
        return self.data

    def refuse(self, message: str) -> None:
        """What was typed cannot be an answer of this kind."""
        self.data = None
        raise ValueError(translated(Sentence(message)))
