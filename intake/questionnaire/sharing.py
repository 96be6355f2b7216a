"""Tell whether an applicant agreed that a case is copied for another organization."""

from enum import StrEnum

from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.send import share_with_others


class Sharing(StrEnum):
    """The answer to the question about sharing."""

    YES = "yes"
    ASK_FIRST = "ask_first"
    NEVER = "never"
    NOT_ANSWERED = ""


class MayNotShare(Exception):
    """The applicant did not agree that this case is shared."""


def sharing_of(answers: Answers) -> Sharing:
    """Return the answer of the applicant."""
    return Sharing(answers.code(share_with_others))


def check_sharing(answers: Answers, *, agreed: bool) -> None:
    """Raise :class:`MayNotShare` unless the applicant allows a copy.

    *agreed* says that a member asked the applicant, who agreed to this organization. It is needed
    where the answer is to ask first, or where there is none; a *never* stands until the applicant
    changes the answer.
    """
    sharing = sharing_of(answers)
    if sharing is Sharing.NEVER or (sharing is not Sharing.YES and not agreed):
        raise MayNotShare
