"""Forms that record an attempt to reach the applicant, a screening call, and the merits."""

from __future__ import annotations

from typing import Any

from intake.actions.case.record_contact import MERITS, Attempt, ContactOutcome
from intake.cases.contact_safety import Channel
from intake.web.desk.common.case_words import INTERPRETER, SPOKE_WITH, WEIGHED
from intake.web.desk.common.fields import CodeField, EnumField, WordsField
from intake.web.desk.common.forms import WordsForm
from intake.words import N_


class ContactForm(WordsForm):
    """An attempt to reach the applicant."""

    channel = EnumField(Channel, N_("Choose a contact method."))
    text = WordsField()
    outcome = EnumField(ContactOutcome, N_("Choose an outcome."))

    def attempt(self) -> Attempt:
        """Return the attempt that a valid form records."""
        return Attempt(
            channel=self.channel.chosen, outcome=self.outcome.chosen, text=self.text.data
        )


class ScreeningForm(WordsForm):
    """The record of a screening call."""

    spoke_with = CodeField(SPOKE_WITH, N_("Choose who you spoke with."))
    text = WordsField(N_("Enter your notes of the call."), id="screening-text")
    interpreter = CodeField(INTERPRETER, N_("Choose an interpreter option."))

    @property
    def facts(self) -> dict[str, str]:
        """Return what is recorded beside the text."""
        return {
            "spoke_with": self.spoke_with.data or "",
            "interpreter": self.interpreter.data or "",
        }


class FactorField(CodeField):
    """One factor of the merits: for the case, against it, or open."""

    def __init__(self, **options: Any) -> None:
        super().__init__(WEIGHED, N_("Rate every factor."), **options)


class MeritsForm(WordsForm):
    """The factors for and against a case. Each is considered, even if it stays open."""

    nexus = FactorField()
    credibility = FactorField()
    persecutor = FactorField()
    serious_crime = FactorField()
    resettlement = FactorField()
    one_year = FactorField()
    forum = FactorField()
    venue = FactorField()
    capacity = FactorField()
    vulnerability = FactorField()
    text = WordsField(N_("Enter the reasons for these ratings."), id="merits-text")

    @property
    def facts(self) -> dict[str, str]:
        """Return the code of each factor."""
        return {name: self[name].data for name in MERITS}
