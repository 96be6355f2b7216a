"""The form of a decision, and of what is known of a date."""

from __future__ import annotations

from flask_babel import gettext
from wtforms import Field, StringField, ValidationError

from intake.actions.case.decide_case import DECLINES, Choice
from intake.actions.case.update_date import Seen
from intake.cases.pipeline import CloseReason
from intake.diary.models import State
from intake.messages.wordings import WordingId
from intake.questionnaire.tidy import tidied
from intake.web.desk.case.case_forms import LONGEST_TEXT, WordsForm, one_of
from intake.web.desk.common.forms import LONGEST_NOTE, DeskForm
from intake.web.desk.common.letters import ANOTHER_LANGUAGE, is_of_another_language
from intake.web.locale import AUTONYMS


class DecisionForm(WordsForm):
    """What is decided, why, and what the person will read."""

    choice = StringField()
    reason = StringField()
    text = StringField()
    language = StringField()
    letter = StringField()
    wording = StringField()
    made_for = StringField()
    do = StringField()

    @property
    def chosen(self) -> Choice | None:
        """What was chosen, if it is on the list."""
        return one_of(Choice, self.choice.data)

    @property
    def close_reason(self) -> CloseReason | None:
        """Why it is declined; nothing for any other decision."""
        said = one_of(CloseReason, self.reason.data)
        return said if self.chosen is Choice.DECLINE else None

    @property
    def now_for(self) -> str:
        """What a letter is made for: another decision, reason or language needs another letter."""
        return f"{self.choice.data} {self.close_reason or ''} {self.language.data}"

    @property
    def ready(self) -> WordingId | None:
        """The ready text that the letter was made from, as long as it is one."""
        return one_of(WordingId, self.wording.data)

    @property
    def letter_words(self) -> str:
        """What the person will read."""
        return tidied(self.letter.data or "", lines=True)

    def validate_choice(self, _field: Field) -> None:
        """A decision of the list."""
        if self.chosen is None:
            raise ValidationError(gettext("Choose what you decide."))

    def validate_reason(self, _field: Field) -> None:
        """A decline has a reason, which the person never reads."""
        if self.chosen is Choice.DECLINE and self.close_reason not in DECLINES:
            raise ValidationError(gettext("Choose why."))

    def validate_language(self, field: Field) -> None:
        """One that this desk shows; what may go out in it is asked of the whole case."""
        if field.data not in AUTONYMS:
            raise ValidationError(gettext("Choose a language."))

    def validate_letter(self, field: Field) -> None:
        """What the person will read, looked at before it goes out, in the language it says."""
        if self.do.data != "preview" and not self.letter_words:
            raise ValidationError(gettext("Look at what the person will read, then decide."))
        if self.do.data != "preview" and self.made_for.data != self.now_for:
            raise ValidationError(
                gettext("You changed the decision. Make the text anew, then decide.")
            )
        if self.do.data != "preview" and is_of_another_language(
            self.letter_words, self.language.data or ""
        ):
            raise ValidationError(gettext(ANOTHER_LANGUAGE))
        if len(field.data or "") > 2 * LONGEST_TEXT:
            raise ValidationError(gettext("Write at most 8,000 letters."))


class ProofForm(DeskForm):
    """How a date is known."""

    seen = StringField()
    state = StringField()
    why = StringField()

    @property
    def proven(self) -> Seen | None:
        """How it was seen."""
        return one_of(Seen, self.seen.data)

    @property
    def closed(self) -> State | None:
        """What came of it, if it is over."""
        said = one_of(State, self.state.data)
        return said if said is not State.OPEN else None

    @property
    def amiss(self) -> str:
        """What is the matter, in words: the form stands on the page once for each date."""
        why = (self.why.data or "").strip()
        if (self.closed is None) == (self.proven is None):
            return gettext("Choose how you know this date, or what came of it.")
        if len(why) > LONGEST_NOTE:
            return gettext("Write at most 200 letters.")
        if self.closed in (State.MISSED, State.WAIVED) and not why:
            return gettext("Say why the date was missed, or is not needed.")
        return ""
