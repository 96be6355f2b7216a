"""Two assessments of the same answers side by side: what is the same, and what differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from flask_babel import gettext

from intake.actions.assessment.assess import Assessment
from intake.triage.deadlines import Deadline
from intake.web.desk.common.triage_words import set_by_words, triage_words
from intake.web.desk.common.words import OUTCOME
from intake.web.filters import long_date, translated


@dataclass(frozen=True, kw_only=True, slots=True)
class ComparedRow:
    """A row of the comparison; the cells are lists of lines. ``rule`` is empty for the totals."""

    says: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    rule: str = ""

    @property
    def differs(self) -> bool:
        """Return true where the two assessments differ."""
        return self.first != self.second


def compared(first: Assessment, second: Assessment) -> list[ComparedRow]:
    """Return the totals, and then each deadline of either, in the order of the rules' numbers."""
    return [*_totals(first, second), *_deadlines(first, second)]


def _totals(first: Assessment, second: Assessment) -> Iterator[ComparedRow]:
    before, after = _summary(first), _summary(second)
    for says, lines in before.items():
        yield ComparedRow(says=says, first=lines, second=after[says])


def _summary(assessment: Assessment) -> dict[str, tuple[str, ...]]:
    triage = assessment.triage
    act_by = long_date(triage.act_by) if triage.act_by else gettext("No date")
    return {
        gettext("Outcome"): (gettext(OUTCOME[assessment.eligibility.outcome]),),
        gettext("Priority"): (triage.tier.value,),
        gettext("Act by"): (act_by,),
        gettext("Review by"): (long_date(triage.look_by),),
        gettext("Due"): (long_date(triage.due_on),),
        gettext("Proceedings"): tuple(triage_words(triage)["proceedings"]),
    }


def _deadlines(first: Assessment, second: Assessment) -> Iterator[ComparedRow]:
    before, after = _by_rule(first), _by_rule(second)
    for rule in sorted({*before, *after}):
        for one, other in zip_longest(before.get(rule, []), after.get(rule, [])):
            yield ComparedRow(says=rule, first=_lines(one), second=_lines(other), rule=rule)


def _by_rule(assessment: Assessment) -> dict[str, list[Deadline]]:
    """Return the deadlines of each rule, in an order that two assessments share."""
    by_rule: dict[str, list[Deadline]] = defaultdict(list)
    for deadline in sorted(assessment.triage.deadlines, key=_place):
        by_rule[deadline.rule].append(deadline)
    return by_rule


def _place(deadline: Deadline) -> tuple[bool, str]:
    """Return R04's hearing before its filing day, and children by their birthdays."""
    return deadline.counts, str(deadline.act_by)


def _lines(deadline: Deadline | None) -> tuple[str, ...]:
    """Return the deadline in words; nothing where the rule is silent."""
    if deadline is None:
        return ()
    act_by = long_date(deadline.act_by) if deadline.act_by else gettext("No date")
    passed = (gettext("Passed"),) if deadline.passed else ()
    return (
        f"{deadline.tier.value} · {act_by}",
        *passed,
        set_by_words()[deadline.set_by],
        translated(deadline.reason.says.for_staff()),
        translated(deadline.do.for_staff()),
    )
