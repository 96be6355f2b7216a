"""Forms of a case: conflicts, notes and messages."""

from datetime import datetime, time

from flask_babel import gettext
from wtforms import Field, ValidationError

from intake.actions.case.tell_decision import ASKS, Telling, Told
from intake.actions.conflicts.wall_case import Grounds
from intake.cases.contact_safety import Channel
from intake.messages.wordings import DECLINE, WORDINGS, WordingId
from intake.notes.store import TYPED, NoteKind
from intake.questionnaire.asylum import ASYLUM
from intake.web.app_context import settings, today
from intake.web.desk.common.fields import (
    LONGEST_LETTER,
    CodeField,
    DayField,
    DeskForm,
    EnumField,
    FlagField,
    LanguageField,
    RowIdField,
    TimeField,
    WordsField,
    WordsForm,
)
from intake.web.desk.common.letters import (
    ANOTHER_LANGUAGE,
    NO_TEMPLATE,
    has_template,
    is_of_another_language,
)


class ConflictForm(WordsForm):
    """A decision about a conflict: its grounds, and how the member knows."""

    grounds = EnumField(Grounds, "Choose a reason.")
    text = WordsField("Enter how you know this.")


class HandHoldForm(DeskForm):
    """The member who is to decide about a conflict."""

    to = RowIdField("Choose who decides.", id="hand-to")


class MessageForm(WordsForm):
    """A message to the applicant, its language, and the ready text it was made from."""

    text = WordsField("Enter the message.", longest=LONGEST_LETTER)
    language = LanguageField()
    wording = EnumField(WordingId)

    def validate_language(self, field: LanguageField) -> None:
        """Refuse a ready text in a language that does not have it, or in another language."""
        if is_of_another_language(self.text.data, field.data):
            raise ValidationError(gettext(ANOTHER_LANGUAGE))
        wording = self.wording.data
        if wording and not has_template(WORDINGS[wording], field.data):
            self.wording.data = None
            raise ValidationError(gettext(NO_TEMPLATE))


class DraftForm(MessageForm):
    """A message that is saved and not sent.

    ``add`` appends a ready text, ``drop`` discards the draft. ``quiet`` is posted by the script,
    which needs no page in return. ``newest`` is the id of the member's newest message on the page.
    """

    text = WordsField(longest=LONGEST_LETTER)
    language = LanguageField()
    wording = EnumField(WordingId)
    add = EnumField(WordingId)
    drop = FlagField()
    quiet = FlagField()
    newest = RowIdField()

    def validate_language(self, field: LanguageField) -> None:
        """Take any language: what may go out in it is checked when the message is sent."""


class NoteForm(WordsForm):
    """A note, or the translation of one answer."""

    kind = EnumField(NoteKind, "Choose a note type.", allowed=(*TYPED, NoteKind.TRANSLATION))
    question = CodeField(ASYLUM.questions)
    text = WordsField("Enter the note or the translation.")

    def validate_kind(self, field: Field) -> None:
        """Refuse the translation of no answer."""
        if field.data is NoteKind.TRANSLATION and not self.question.data:
            raise ValidationError(gettext("Choose a note type."))


class TellingForm(WordsForm):
    """The outcome, way, time and words of telling the applicant."""

    outcome = EnumField(Told, "Choose what happened.", allowed={*Told} - {*ASKS})
    channel = EnumField(Channel)
    on = DayField("Enter a day.")
    at = TimeField()
    text = WordsField("Enter what was said, or what you tried.", id="said")

    @property
    def telling(self) -> Telling:
        """Return what a valid form says."""
        day, clock_time = self.on.data or today(), time.fromisoformat(self.at.data)
        return Telling(
            outcome=self.outcome.chosen,
            channel=self.channel.data,
            at=datetime.combine(day, clock_time, settings().time_zone),
            text=self.text.data,
        )


class WithdrawnForm(TellingForm):
    """The member says by whom, how, when and in which words the request was withdrawn."""

    outcome = EnumField(Told, "Choose who asked.", allowed=ASKS)
    channel = EnumField(Channel, "Choose a contact method.")
    on = DayField("Enter a day.", id="asked-on")


class CloseHeldForm(DeskForm):
    """The language in which the applicant reads that we cannot take the case."""

    language = LanguageField(NO_TEMPLATE)

    def validate_language(self, field: LanguageField) -> None:
        """Refuse a language that does not have the text."""
        if not has_template(DECLINE, field.data):
            raise ValidationError(gettext(NO_TEMPLATE))
