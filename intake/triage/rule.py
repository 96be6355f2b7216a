"""Register the rules of urgency. Each says here what the rest of the program asks about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from intake.frozen import frozen
from intake.triage.deadlines import Finding, Office
from intake.triage.facts import Facts
from intake.triage.tiers import Tier

DANGER, LAW, PERSON = "danger", "law", "person"
"""Kinds of chips: a danger, a day of law or of a paper, a fact about the person."""

Function = Callable[[Facts], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Chip:
    """A few words of the desk with a kind, which gives shape, border and tint: never colour alone.

    Like sentences to staff, the words of a rule's chip are English and no translator is given them.
    """

    says: str
    kind: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The tier of a fact that is not known, and the parameter with the days after receipt."""

    tier: Tier
    days: str = "unknown_act_days"


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of law, with its citation, on which a rule rests and which is not confirmed.

    It is long-standing law known from practice, and was not read again in its source. An attorney
    who has read the source takes it away. Numbers have the same mark of their own: ``confidence``
    in ``intake/law/data``.
    """

    says: str
    authority: str


@frozen
class Rule:
    """The properties of a rule of urgency.

    ``tells_applicant``: letters to applicants, which others may find, say it too.
    ``asks_again``: an applicant may be asked if the answers under it are right, which nobody is
    about danger or illness.
    ``enters_case``: it counts for the tier, the days and the diary of a case; else it only informs.
    ``office``: where its act goes, unless a finding names another.
    ``if_unknown``: the deadline of a fact that is not known, where the rule has one (see
    `of_unknown`). ``to_confirm``: statements of law that an attorney must still confirm.
    """

    chip: Chip
    tells_applicant: bool
    asks_again: bool
    enters_case: bool
    office: Office
    if_unknown: Unknown | None
    to_confirm: tuple[Statement, ...]


REGISTERED: dict[str, Rule] = {}
FUNCTIONS: list[tuple[str, Function]] = []
"""Each function with its number, in the order of import. Others read `intake.triage.rules`."""


def rule(
    number: str,
    *,
    chip: Chip,
    tells_applicant: bool,
    asks_again: bool,
    enters_case: bool,
    office: Office,
    if_unknown: Unknown | None,
    to_confirm: tuple[Statement, ...],
) -> Callable[[Function], Function]:
    """Register a function as the rule, or a part of the rule, with a number such as ``R06b``.

    Nothing has a default, so that nobody forgets to decide. See :class:`Rule`. Raise `ValueError`
    if another function says otherwise about the same number.
    """
    said = Rule(
        chip=chip,
        tells_applicant=tells_applicant,
        asks_again=asks_again,
        enters_case=enters_case,
        office=office,
        if_unknown=if_unknown,
        to_confirm=to_confirm,
    )
    if REGISTERED.setdefault(number, said) != said:
        raise ValueError(f"Functions of {number} say different things about it.")

    def register(function: Function) -> Function:
        FUNCTIONS.append((number, function))
        return function

    return register
