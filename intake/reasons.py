"""Reasons: the findings of rules, with the authority and the answers on which they rest."""

from intake.frozen import record
from intake.words import Sentence


@record
class Reason:
    """One reason: the rule, a sentence for people, the authority, the answers it rests on.

    ``rule`` is an id such as ``R08`` or ``E3``. ``authority`` is a legal citation. ``answers``
    are ids of questions, at least one.
    """

    rule: str
    says: Sentence
    authority: str
    answers: tuple[str, ...]
