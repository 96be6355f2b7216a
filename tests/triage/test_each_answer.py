"""Each answer that a rule reads: it changes what is found, and the reason names it."""

from __future__ import annotations

from typing import Any

import pytest

from intake.triage.rules import decisions, safety
from tests.triage.making import deadlines_of, triage_of

HARMED_HERE = {"help_types": ["harmed_in_us"], "abuser_status": "citizen", "court_case": "yes"}
OLD = {"bad_decision_date": "2026-03-02"}
FILED = {"asylum_filed_date": "2026-07-01"}


@pytest.mark.parametrize(
    ("rule", "speaks", "is_silent"),
    [
        ("R11", FILED | {"asylum_filed": "yes"}, FILED | {"asylum_filed": "no"}),
        (
            "R10",
            {"court_case": "yes", "asylum_filed": "yes", "fee_notice": "not_sure"},
            {"court_case": "yes", "asylum_filed": "no", "fee_notice": "not_sure"},
        ),
        (
            "R16",
            {"so_far": ["check_in"], "removal_soon": "not_sure"},
            {"so_far": ["none"], "removal_soon": "not_sure"},
        ),
        (
            "R22",
            {"lawful_status": "not_sure", "status_kind": "tps", "nationality": "SV"},
            {"lawful_status": "ended", "status_kind": "tps", "nationality": "SV"},
        ),
        (
            "R22",
            {"lawful_status": "still_valid", "status_kind": "not_sure", "nationality": "SV"},
            {"lawful_status": "still_valid", "status_kind": "other", "nationality": "SV"},
        ),
        ("R20", {"old_order": "never_left"}, {"old_order": "no"}),
        ("R20", {"old_order": "came_back"}, {"old_order": "no"}),
        (
            "R01",
            {"removal_soon": "leave_or_flight", "removal_soon_date": "2026-12-05"},
            {"removal_soon": "check_in", "removal_soon_date": "2026-12-05"},
        ),
    ],
)
def test_a_rule_speaks_only_where_the_answer_says_so(
    rule: str, speaks: dict[str, Any], is_silent: dict[str, Any]
) -> None:
    assert deadlines_of(rule, triage_of(speaks))
    assert deadlines_of(rule, triage_of(is_silent)) == []


@pytest.mark.parametrize("decision", ["judge", "appeals_board"])
def test_a_year_under_vawa_counts_from_whoever_decided(decision: str) -> None:
    decided = HARMED_HERE | OLD | {"bad_decision": decision}

    (deadline,) = deadlines_of("R21", triage_of(decided))

    assert str(deadline.act_by) == "2027-03-02"


def test_a_year_under_vawa_counts_from_an_old_order_where_nobody_else_decided() -> None:
    ordered = HARMED_HERE | {"old_order": "never_left", "old_order_date": "2026-04-01"}

    (deadline,) = deadlines_of("R21", triage_of(ordered))

    assert str(deadline.act_by) == "2027-04-01"


@pytest.mark.parametrize(
    ("rule", "answers", "named"),
    [
        (
            "R20",
            {"old_order": "never_left", "old_order_date": "2019-05-05", "old_order_from": "judge"},
            {"old_order", "old_order_date", "old_order_from"},
        ),
        ("R12", {"help_types": ["parent_harm"]}, {"help_types", "filling_for"}),
        (
            "R22",
            {"lawful_status": "still_valid", "status_kind": "tps", "nationality": "SV"},
            {"nationality", "status_kind", "lawful_status"},
        ),
    ],
)
def test_a_reason_names_the_answers_on_which_it_rests(
    rule: str, answers: dict[str, Any], named: set[str]
) -> None:
    reason = deadlines_of(rule, triage_of(answers))[0].reason

    assert set(reason.answers) == named
    assert reason.authority


OFFICER = {"old_order": "never_left", "old_order_from": "border_or_ice"}
LETTER = {"bad_decision": "asylum_office", "bad_decision_date": "2026-11-20"}


@pytest.mark.parametrize(
    ("rule", "answers", "authority", "named"),
    [
        (
            "R07",
            OFFICER | {"old_order_date": "2026-11-10"},
            "INA 242(b)(1), 8 USC 1252(b)(1); FRAP 26(a); Riley v. Bondi (2025)",
            {"old_order", "old_order_date", "old_order_from"},
        ),
        (
            "R17",
            LETTER | {"office_letter": "intent_to_deny"},
            "8 CFR 208.14(b), (c)",
            {"bad_decision", "bad_decision_date", "office_letter"},
        ),
        (
            "R24",
            {"bad_decision": "judge", "appeal_sent": "yes", "appeal_sent_date": "2026-11-12"},
            "8 CFR 1003.3(c), 1003.6",
            {"appeal_sent", "appeal_sent_date"},
        ),
        (
            "R05",
            {"bad_decision": "not_sure", "bad_decision_date": "2026-11-20"},
            "8 CFR 1003.38(b); 8 USC 1252(b)(1); 8 CFR 208.14",
            {"bad_decision", "bad_decision_date"},
        ),
    ],
)
def test_a_reason_cites_its_provision(
    rule: str, answers: dict[str, Any], authority: str, named: set[str]
) -> None:
    reason = deadlines_of(rule, triage_of(answers))[0].reason

    assert reason.authority == authority
    assert set(reason.answers) == named


def test_a_letter_of_the_asylum_office_is_told_as_sure_only_where_its_kind_is() -> None:
    kinds = ("intent_to_deny", "not_sure", "denial")
    sure, maybe, denied = (
        deadlines_of("R17", triage_of(LETTER | {"office_letter": kind}))[0].reason.says.text
        for kind in kinds
    )

    assert sure == decisions.OFFICE.exact.you
    assert maybe == decisions.OFFICE.may.you
    assert denied == decisions.OFFICE_DENIED.you


def test_whoever_is_in_danger_reads_of_danger_and_others_of_forced_work() -> None:
    forced = {"help_types": ["forced_work_or_sex"]}

    (danger,) = deadlines_of("R15", triage_of(forced | {"danger_now": "yes"}))
    (work,) = deadlines_of("R15", triage_of(forced))

    assert danger.do.text == safety.DANGER_DO.you
    assert work.do.text == safety.FORCED_DO.you


@pytest.mark.parametrize("given", [{"bad_decision_date": "2026-03-02"}, {}])
def test_a_decision_is_counted_whoever_made_it(given: dict[str, str]) -> None:
    for decision in ("judge", "appeals_board"):
        found = deadlines_of("R06c", triage_of({"bad_decision": decision, **given}))
        assert len(found) == 1, decision
        assert "bad_decision" in found[0].reason.answers
