"""Children in detention: they are in the care of ORR, and not in ICE's list of detained people."""

from datetime import date

from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.safety import needs
from intake.questionnaire.asylum.start import filling_for, under_18
from intake.questionnaire.asylum.where import detained_now
from intake.questionnaire.asylum.you import birth_date
from intake.questionnaire.conditions import younger_than

_UNDER_18 = younger_than(birth_date, years=18)


def is_child(answers: Answers, *, on: date) -> bool:
    """Return true for a person under 18.

    A known birth date decides; else what was said about the age; else who asks for whom.
    """
    born = answers.date(birth_date)
    if born is not None and born.known:
        return _UNDER_18(answers, on)
    if "child_alone" in answers.codes(needs) or answers.code(under_18) == "yes":
        return True
    grown = answers.code(under_18) in ("no", "when_i_came")
    return answers.code(filling_for) == "child" and not grown


def child_in_detention(answers: Answers, *, on: date) -> bool:
    """Return true for a child who is, or may be, in detention."""
    held = answers.code(detained_now) in ("yes", "not_sure")
    for_detained = answers.code(filling_for) == "detained_person"
    return (held or for_detained) and is_child(answers, on=on)


def parent_asks(answers: Answers, *, on: date) -> bool:
    """Return true where a parent asks for a child under 18, and so decides for the child."""
    return answers.code(filling_for) == "child" and is_child(answers, on=on)
