"""Each answer that a rule reads: it changes what is found, and the reason names it."""

import pytest

from intake.triage.rules import decisions, safety
from tests.triage.making import deadlines_of, triage_of

LETTER = {"bad_decision": "asylum_office", "bad_decision_date": "2026-11-20"}


def test_a_letter_of_the_asylum_office_is_told_as_sure_only_where_its_kind_is():
    kinds = ("intent_to_deny", "not_sure", "denial")
    sure, maybe, denied = (
        deadlines_of("R17", triage_of(LETTER | {"office_letter": kind}))[0].reason.says.text
        for kind in kinds
    )

    assert sure == decisions.OFFICE.exact.you
    assert maybe == decisions.OFFICE.may.you
    assert denied == decisions.OFFICE_DENIED.you


def test_whoever_is_in_danger_reads_of_danger_and_others_of_forced_work():
    forced = {"help_types": ["forced_work_or_sex"]}

    (danger,) = deadlines_of("R15", triage_of(forced | {"danger_now": "yes"}))
    (work,) = deadlines_of("R15", triage_of(forced))

    assert danger.do.text == safety.DANGER_DO.you
    assert work.do.text == safety.FORCED_DO.you


@pytest.mark.parametrize("given", [{"bad_decision_date": "2026-03-02"}, {}])
def test_a_decision_is_counted_whoever_made_it(given):
    for decision in ("judge", "appeals_board"):
        found = deadlines_of("R06c", triage_of({"bad_decision": decision, **given}))
        assert len(found) == 1, decision
        assert "bad_decision" in found[0].reason.answers
