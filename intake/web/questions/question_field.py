"""The base of all fields of a question page."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from intake.questionnaire.answers import Answer
from intake.questionnaire.limits import problem_with
from intake.questionnaire.questions import Question
from intake.web.english_beside import sentence_with_english
from intake.web.filters import translated
from intake.web.questions.doubts import hole
from intake.words import Sentence

CLOSED = Sentence(
    "You wrote this, but did not choose the answer above that it belongs to. Choose that"
    " answer, or delete what you wrote here."
)


class QuestionField(Field):
    """A field that asks one question. ``data`` is the answer, or ``None``."""

    kind = ""
    doubts: tuple[Any, ...] = ()
    """Doubts to ask about before the answer is saved."""

    is_closed = False
    """True where the option under which the field stands was not chosen."""

    autofill = ""
    """A token of ``autocomplete``, which lets a browser fill in and keep what is typed."""

    has_holes = False
    """True on a page for everyone, which has holes in place of an answer."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__("", **kwargs)
        self.question = question

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Return what the page shows at each place: text, or an attribute such as ``checked``.

        An attribute begins with its space. Each kind of field has its own places, so this class has
        none.
        """
        raise NotImplementedError

    @property
    def fits_holes(self) -> bool:
        """Return true if a page with holes has one for every text of this field."""
        return True

    def at(self, place: str) -> str:
        """Return what the page shows at this place: text, an attribute, nothing, or a hole."""
        return hole(place) if self.has_holes else self.texts.get(place, "")

    @property
    def wrote(self) -> bool:
        """Return true where something was typed that is not what was saved before."""
        return False

    @property
    def left_by_skipping(self) -> Answer | None:
        """Return what stays of the answer saved before if its page is skipped.

        Whoever empties it takes it back.
        """
        is_emptied = self.data is None and not self.process_errors
        saved: Answer | None = None if is_emptied else self.object_data
        return saved

    @property
    def anchor(self) -> str:
        """Return the id of the control to correct."""
        return str(self.name)

    @property
    def may_be_right(self) -> bool:
        """Return true if the answer in doubt may be saved as it is."""
        return all(doubt.fits for doubt in self.doubts)

    @property
    def may_be_unsure(self) -> bool:
        """Return true if the applicant may go on without the answer in doubt."""
        return any(doubt.may_be_unsure for doubt in self.doubts)

    @property
    def offer(self) -> str:
        """Return the answer in words that one press saves instead; empty for none."""
        return ""

    def pre_validate(self, form: Any) -> None:
        """Check the answer against the limits of its question.

        A field that was closed by another choice keeps what it had. What was typed into it now is
        refused: nobody would read it.
        """
        if self.is_closed and self.wrote:
            raise StopValidation(self._problem_text(CLOSED))
        if self.is_closed and self.data == self.object_data:
            return
        if self.process_errors:
            raise StopValidation
        if self.data is None:
            if self.question.required and not self.is_closed:
                raise StopValidation(self._problem_text(Sentence(self.question.required)))
            return
        if problem := problem_with(self.question, self.limited(form), today=form.today):
            raise StopValidation(self._problem_text(problem))

    def limited(self, _form: Any) -> Any:
        """Return the answer as it is checked against the limits."""
        return self.data

    def refuse(self, message: str) -> None:
        """Refuse text that is no answer of this kind."""
        self.data = None
        raise ValueError(self._problem_text(Sentence(message)))

    def _problem_text(self, problem: Sentence) -> str:
        """Return the problem in words, with English beside it if the question has that."""
        words_of = sentence_with_english if self.question.exact else translated
        return words_of(problem)
