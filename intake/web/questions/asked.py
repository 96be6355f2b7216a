"""What every field of a question page has in common."""

from __future__ import annotations

from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from intake.questionnaire.limits import problem_with
from intake.questionnaire.questions import Question
from intake.web.english_beside import sentence_with_english
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

    @property
    def may_be_right(self) -> bool:
        """Whether what is asked about may be kept as it is."""
        return all(doubt.fits for doubt in self.doubts)

    def pre_validate(self, form: Any) -> None:
        """Hold the answer to its question's limits; say beside the field what to do."""
        if self.process_errors:
            raise StopValidation
        if self.data is None:
            if self.question.required:
                raise StopValidation(self._told(Sentence(self.question.required)))
            return
        if problem := problem_with(self.question, self.limited(form), today=form.today):
            raise StopValidation(self._told(problem))

    def limited(self, _form: Any) -> Any:
        """What its limits are held against."""
        return self.data

    def refuse(self, message: str) -> None:
        """What was typed cannot be an answer of this kind."""
        self.data = None
        raise ValueError(self._told(Sentence(message)))

    def _told(self, problem: Sentence) -> str:
        """What is wrong: where the question has its English beside it, this has, too."""
        told = sentence_with_english if self.question.exact else translated
        return told(problem)
