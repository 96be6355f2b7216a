"""The forms of a case's other pages, by hand: conflicts, notes, messages, contact, decisions."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from flask_babel import gettext
from wtforms import Field, StringField, ValidationError

from intake.actions.conflicts.decide_conflict import Grounds
from intake.messages.wordings import DECLINE, WORDINGS, WordingId
from intake.notes.kinds import TYPED, NoteKind
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.tidy import tidied
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.letters import ANOTHER_LANGUAGE, is_approved, is_of_another_language
from intake.web.locale import AUTONYMS

LONGEST_TEXT = 4000

Code = TypeVar("Code", bound=StrEnum)


def one_of(kind: type[Code], said: str | None) -> Code | None:
    """The code that was sent, if it is one."""
    return kind(said) if said in set(kind) else None


class WordsForm(DeskForm):
    """A form with one box for words that are sealed.

    A form that has more boxes names ``text`` again, where it stands among them: what is wrong is
    listed in their order.
    """

    text = StringField()
    needed: bool = True

    @property
    def words(self) -> str:
        """What was typed, tidied; its lines stay."""
        return tidied(self.text.data or "", lines=True)

    def validate_text(self, field: Field) -> None:
        """Some words, and not a book."""
        if self.needed and not self.words:
            raise ValidationError(gettext("Write a few words."))
        if len(field.data or "") > LONGEST_TEXT:
            raise ValidationError(gettext("Write at most 4,000 letters."))


class ConflictForm(WordsForm):
    """Why somebody who was found stands against this person, or does not."""

    grounds = StringField()
    text = StringField()

    @property
    def chosen(self) -> Grounds | None:
        """What was chosen, if it is on the list."""
        return one_of(Grounds, self.grounds.data)

    def validate_grounds(self, _field: Field) -> None:
        """A ground of the list."""
        if self.chosen is None:
            raise ValidationError(gettext("Choose why."))


class MessageForm(WordsForm):
    """What is written to the person, in which language, and from which ready text."""

    language = StringField()
    wording = StringField()

    @property
    def ready(self) -> WordingId | None:
        """The ready text it was made from, if it was."""
        return one_of(WordingId, self.wording.data)

    def validate_language(self, field: Field) -> None:
        """One that this desk shows; a ready text only in words that a person has reviewed."""
        if field.data not in AUTONYMS:
            raise ValidationError(gettext("Choose a language."))
        if is_of_another_language(self.words, field.data):
            raise ValidationError(gettext(ANOTHER_LANGUAGE))
        if self.ready and not is_approved(WORDINGS[self.ready], field.data):
            self.wording.data = ""
            raise ValidationError(
                gettext("Nobody has reviewed this text in that language. Write your own words.")
            )


class DraftForm(MessageForm):
    """What is written so far: kept without being sent, with a ready text below it if one is added.

    ``drop`` throws it away; ``quiet`` is said by the script, which wants no page.
    """

    needed = False
    add = StringField()
    drop = StringField()
    quiet = StringField()

    @property
    def wanted(self) -> WordingId | None:
        """The ready text to put below it."""
        return one_of(WordingId, self.add.data)

    def validate_language(self, field: Field) -> None:
        """One that this desk shows; what may go out in it is asked at sending."""
        if field.data not in AUTONYMS:
            raise ValidationError(gettext("Choose a language."))


class NoteForm(WordsForm):
    """A note, or the translation of one answer."""

    kind = StringField()
    question = StringField()
    text = StringField()

    @property
    def chosen(self) -> NoteKind | None:
        """Its kind, if notes of it are typed."""
        kind = one_of(NoteKind, self.kind.data)
        return kind if kind in (*TYPED, NoteKind.TRANSLATION) else None

    def validate_kind(self, _field: Field) -> None:
        """A kind of the list; a translation belongs to an answer."""
        if self.chosen is None or (
            self.chosen is NoteKind.TRANSLATION and self.question.data not in ASYLUM.questions
        ):
            raise ValidationError(gettext("Choose what it is."))


class PinForm(DeskForm):
    """Which note stands on top."""

    note = StringField()


class CloseHeldForm(DeskForm):
    """In which language somebody reads that we cannot take their case."""

    language = StringField()

    def validate_language(self, field: Field) -> None:
        """One in which a person has reviewed the text."""
        if field.data not in AUTONYMS or not is_approved(DECLINE, field.data):
            raise ValidationError(gettext("Nobody has reviewed this text in that language."))
