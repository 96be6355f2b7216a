"""The worked situations: what a rule finds in each, on the day received."""

from datetime import date

import pytest

from tests.triage.making import TODAY, deadlines_of, found, table, triage_of, typed


@pytest.mark.parametrize("rule, finds, situation", table("situations.txt"))
def test_a_rule_finds_in_a_situation_what_a_lawyer_expects(rule, finds, situation):
    """``finds`` has the deadlines of the rule in their order, or is ``nothing``."""
    day, _, answers = situation.removeprefix("received=").partition(" ")
    is_another_day = situation.startswith("received=")
    received = date.fromisoformat(day) if is_another_day else TODAY
    triage = triage_of(typed(answers if is_another_day else situation), received=received)

    rows = [found(deadline) for deadline in deadlines_of(rule, triage)]
    assert "; ".join(rows) == finds.replace("nothing", "")
