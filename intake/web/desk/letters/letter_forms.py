"""The forms of a message template: its text, and the approval of a change."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms import ValidationError

from intake.amendments.models import WordingChange
from intake.amendments.wordings import Texts, WrittenText
from intake.frozen import frozen
from intake.messages.wording_text import Problem, Variable, problems_of, variables_of
from intake.messages.wordings import Wording
from intake.web.desk.common.fields import CodeField, FlagField, WordsField
from intake.web.desk.common.forms import DeskForm, WordsForm
from intake.web.desk.common.letters import (
    ANOTHER_LANGUAGE,
    is_of_another_language,
    ready_text,
    shipped_text,
)
from intake.words import N_

PROBLEM: Mapping[Problem, str] = {
    Problem.UNKNOWN: N_("%(what)s is not a variable of this template."),
    Problem.MISSING: N_("The text must contain %(what)s."),
    Problem.TWICE: N_("%(what)s may stand in the text only once."),
    Problem.NOT_ALONE: N_(
        "%(what)s stands for whole paragraphs. Put it on a line of its own, with an empty line "
        "before and after."
    ),
    Problem.NOT_IN_SENTENCE: N_("%(what)s is a date. Put it into a sentence."),
    Problem.BRACE: N_("Use { and } only around a variable, and do not use %%(."),
    Problem.SEPARATOR: N_(
        "The line “English:” is added by this desk, where the English goes along. Take it out."
    ),
}


class NoSuchTemplate(Exception):
    """There is no such ready text, or this desk does not offer the language."""


@frozen
class Template:
    """A ready text in one language, with the texts in force."""

    wording: Wording
    language: str
    texts: Texts

    @property
    def written(self) -> WrittenText | None:
        """Return the text that members wrote; ``None`` for that of the release."""
        return self.texts.get((self.wording.id, self.language))

    @property
    def text(self) -> str:
        """Return the text in force, with its variables."""
        return ready_text(self.wording, self.language, self.texts)

    @property
    def shipped(self) -> str:
        """Return the text of the release, with its variables."""
        return shipped_text(self.wording, self.language)

    @property
    def english(self) -> str:
        """Return the English text in force, with its variables."""
        return ready_text(self.wording, "en", self.texts)

    @property
    def variables(self) -> list[Variable]:
        """Return the variables that the text must have, in the order of the list."""
        return [variable for variable in Variable if variable in variables_of(self.wording)]

    def trying(self, text: str, *, proofread: bool = False) -> Texts:
        """Return the texts with another one for this template, which follows today's English."""
        tried = WrittenText(
            change_id="", text=text, english_id=self.english_id, proofread=proofread
        )
        return {**self.texts, (self.wording.id, self.language): tried}

    @property
    def english_id(self) -> str:
        """Return the change by which the English text is in force; empty for the release's, and
        for English itself.
        """
        if self.language == "en":
            return ""
        english = self.texts.get((self.wording.id, "en"))
        return english.change_id if english else ""


class TemplateForm(WordsForm):
    """The text of a template, to look at or to propose."""

    template: Template
    text = WordsField(N_("Enter the text of the template."))
    do = CodeField(("preview", "shipped", "propose"))

    @classmethod
    def of(cls, posted: MultiDict[str, str], template: Template) -> TemplateForm:
        """Return the form as it was posted."""
        form = cls(posted)
        form.template = template
        if form.do.data == "shipped":
            form.text.data = template.shipped
        return form

    @classmethod
    def showing(cls, template: Template) -> TemplateForm:
        """Return the form with the text in force."""
        form = cls(data={"text": template.text})
        form.template = template
        return form

    @property
    def proposes(self) -> bool:
        """Return true if the text shall be proposed, and not only shown."""
        return self.do.data == "propose"

    def validate_text(self, field: WordsField) -> None:
        """Refuse misused variables, lines of another language's templates, and no change."""
        for problem, what in problems_of(field.data, self.template.wording):
            raise ValidationError(gettext(PROBLEM[problem], what=what))
        if is_of_another_language(field.data, self.template.language):
            raise ValidationError(gettext(ANOTHER_LANGUAGE))
        if self.proposes and field.data == self.template.text:
            raise ValidationError(gettext("This is the text in use. Change it first."))

    def proposal(self) -> WordingChange:
        """Return the change that a valid form proposes."""
        template, text = self.template, self.text.data
        return WordingChange(
            wording=template.wording.id.value,
            language=template.language,
            text=None if text == template.shipped else text,
            english_id=template.english_id,
        )


class ApproveForm(DeskForm):
    """The approval of a change: ``proofread`` by a member who reads the language."""

    proofread = FlagField()
