"""The forms with which an attempt, a call, and what follows from it are written down."""

from __future__ import annotations

from flask_babel import gettext
from wtforms import Field, Form, StringField, ValidationError

from intake.actions.case.record_call import MERITS
from intake.actions.case.record_contact import Attempt, Came
from intake.cases.contact_safety import Way
from intake.web.desk.case.case_forms import WordsForm, one_of


class ContactForm(WordsForm):
    """An attempt to reach the person."""

    needed = False
    way = StringField()
    text = StringField()
    came = StringField()

    def validate_way(self, field: Field) -> None:
        """A way of the list."""
        if one_of(Way, field.data) is None:
            raise ValidationError(gettext("Choose by which way."))

    def validate_came(self, field: Field) -> None:
        """What came of it."""
        if one_of(Came, field.data) is None:
            raise ValidationError(gettext("Choose what came of it."))

    def wanted(self) -> Attempt:
        """What a valid form tells."""
        return Attempt(
            way=Way(self.way.data or ""), came=Came(self.came.data or ""), text=self.words
        )


class ScreeningForm(WordsForm):
    """What a call came to."""

    spoke_with = StringField()
    text = StringField(id="screening-text")
    interpreter = StringField()

    @property
    def facts(self) -> dict[str, str]:
        """Beside the words."""
        return {
            "spoke_with": self.spoke_with.data or "",
            "interpreter": self.interpreter.data or "",
        }

    def validate_spoke_with(self, field: Field) -> None:
        """With whom."""
        if field.data not in ("person", "other"):
            raise ValidationError(gettext("Choose with whom you spoke."))

    def validate_interpreter(self, field: Field) -> None:
        """Through whom."""
        if field.data not in ("none", "ours", "theirs"):
            raise ValidationError(gettext("Choose who interpreted."))


def looked_at(_form: Form, field: Field) -> None:
    """Every factor is looked at, even if it stays open."""
    if field.data not in ("for", "against", "open"):
        raise ValidationError(gettext("Choose one for each."))


class MeritsForm(WordsForm):
    """What speaks for and against a case; each is looked at, even if it stays open."""

    nexus = StringField(validators=[looked_at])
    credibility = StringField(validators=[looked_at])
    persecutor = StringField(validators=[looked_at])
    serious_crime = StringField(validators=[looked_at])
    resettlement = StringField(validators=[looked_at])
    one_year = StringField(validators=[looked_at])
    forum = StringField(validators=[looked_at])
    venue = StringField(validators=[looked_at])
    capacity = StringField(validators=[looked_at])
    vulnerability = StringField(validators=[looked_at])
    text = StringField(id="merits-text")

    @property
    def facts(self) -> dict[str, str]:
        """The factors."""
        return {name: getattr(self, name).data or "" for name in MERITS}
