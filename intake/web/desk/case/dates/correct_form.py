"""The form that corrects a date among the answers of a case."""

from datetime import MAXYEAR, MINYEAR

from flask_babel import gettext
from wtforms import Field, ValidationError

from intake.actions.case.dates.correct_date import DATES
from intake.actions.case.dates.rewrite import Correction, Seen
from intake.questionnaire.dates import NOT_SURE, SaidDate, on
from intake.questionnaire.limits import problem_with
from intake.web.app_context import today
from intake.web.desk.common.fields import (
    CodeField,
    DayField,
    DeskForm,
    EnumField,
    FlagField,
    LineField,
)
from intake.web.filters import translated
from intake.words import N_

QUESTIONS = {question.id: question for question in DATES}
"""The questions that ask for one date, by id."""

ENTER_DAY = N_("Enter the new date, or check the box if it is not known.")
NOT_BOTH = N_("Enter a date or check the box, not both.")


class CorrectForm(DeskForm):
    """The question, its new date or that it is not known, where it comes from, and the reason."""

    question = CodeField(tuple(QUESTIONS), N_("Choose the date to correct."))
    on = DayField(years=range(MINYEAR, MAXYEAR + 1))  # the question has limits of its own
    unknown = FlagField()
    seen = EnumField(Seen, N_("Choose where the new date comes from."))
    why = LineField(N_("Enter a short reason."))
    do = CodeField(("preview", "save"))

    @property
    def previews(self) -> bool:
        """Return true if the effect shall only be shown."""
        return self.do.data != "save"

    @property
    def answer(self) -> SaidDate:
        """Return the new answer of a valid form."""
        return on(self.on.data) if self.on.data else NOT_SURE

    def correction(self) -> Correction:
        """Return the correction that a valid form asks for."""
        return Correction(
            question=self.question.data or "",
            answer=self.answer,
            seen=self.seen.chosen,
            why=self.why.data,
        )

    def validate_on(self, field: Field) -> None:
        """Refuse no date, one beyond the limits of the question, and one beside the tick."""
        if self.unknown.data and self.on.typed:
            raise ValidationError(gettext(NOT_BOTH))
        if self.unknown.data:
            return
        if field.data is None:
            raise ValidationError(gettext(ENTER_DAY))
        question = QUESTIONS.get(self.question.data or "")
        problem = problem_with(question, on(field.data), today=today()) if question else None
        if problem is not None:
            raise ValidationError(translated(problem))
