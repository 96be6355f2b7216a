"""A reason has an authority as a lawyer writes it, its answers, and a whole sentence."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest

from tests.house.source import modules
from tests.triage.making import deadlines_of, triage_of

NEW_RULES = {"R03c", "R21", "R22", "R23", "R24"}
"""Rules whose reasons are held by the tests of their subject."""

RESTS_ON: list[tuple[str, dict[str, Any], str, tuple[str, ...]]] = [
    (
        "R01",
        {"removal_soon": "leave_or_flight", "removal_soon_date": "2027-01-20"},
        "8 CFR 241.6, 1003.6, 1003.23(b)(1)(v)",
        ("removal_soon_date", "removal_soon"),
    ),
    (
        "R01",
        {"removal_soon": "not_sure"},
        "8 CFR 241.6, 1003.6, 1003.23(b)(1)(v)",
        ("removal_soon",),
    ),
    (
        "R02",
        {"detained_now": "yes", "filling_for": "detained_person"},
        "INA 235(b), 236; Matter of Yajure Hurtado, 29 I&N Dec. 216 (BIA 2025)",
        ("detained_now", "filling_for"),
    ),
    (
        "R02",
        {"detained_now": "not_sure", "filling_for": "self"},
        "INA 235(b), 236; Matter of Yajure Hurtado, 29 I&N Dec. 216 (BIA 2025)",
        ("detained_now",),
    ),
    (
        "R02",
        {"filling_for": "detained_person", "detained_now": "no"},
        "INA 235(b), 236; Matter of Yajure Hurtado, 29 I&N Dec. 216 (BIA 2025)",
        ("filling_for",),
    ),
    (
        "R03a",
        {"fear_interview": "not_passed", "fear_decision_date": "2026-11-23"},
        "8 USC 1225(b)(1)(B)(iii)(III); 8 CFR 1003.42(e), 208.31(g), 1208.31(f)",
        ("fear_decision_date", "fear_interview"),
    ),
    (
        "R03a",
        {"fear_interview": "not_passed"},
        "8 USC 1225(b)(1)(B)(iii)(III); 8 CFR 1003.42(e), 208.31(g), 1208.31(f)",
        ("fear_interview",),
    ),
    ("R03b", {"fear_interview": "waiting"}, "8 CFR 208.30, 208.31(b), (g)", ("fear_interview",)),
    (
        "R04",
        {"next_hearing_date": "2027-03-01", "hearing_kind": "master", "court_case": "yes"},
        "INA 240(b)(5); Immigration Court Practice Manual 3.1(b)",
        ("next_hearing_date", "hearing_kind"),
    ),
    (
        "R05",
        {"bad_decision": "judge", "bad_decision_date": "2026-11-10"},
        "8 CFR 1003.38(b)",
        ("bad_decision_date", "bad_decision"),
    ),
    ("R05", {"bad_decision": "judge"}, "8 CFR 1003.38(b)", ("bad_decision",)),
    (
        "R06a",
        {
            "bad_decision": "judge",
            "bad_decision_date": "2026-10-01",
            "missed_hearing": "yes",
            "missed_why": "no_letter",
        },
        "INA 240(b)(5)(C)(i)",
        ("bad_decision_date", "bad_decision", "missed_hearing", "missed_why"),
    ),
    (
        "R06b",
        {
            "bad_decision": "judge",
            "bad_decision_date": "2026-10-01",
            "missed_hearing": "yes",
            "missed_why": "no_letter",
        },
        "INA 240(b)(5)(C)(ii)",
        ("missed_why", "missed_hearing", "bad_decision"),
    ),
    (
        "R06b",
        {
            "bad_decision": "judge",
            "bad_decision_date": "2026-10-01",
            "missed_hearing": "yes",
            "missed_why": "detained",
        },
        "INA 240(b)(5)(C)(ii)",
        ("missed_why", "missed_hearing", "bad_decision"),
    ),
    (
        "R06c",
        {"bad_decision": "judge", "bad_decision_date": "2026-11-10"},
        "INA 240(c)(7)(C)",
        ("bad_decision_date", "bad_decision"),
    ),
    (
        "R07",
        {"bad_decision": "appeals_board", "bad_decision_date": "2026-11-01"},
        "INA 242(b)(1), 8 USC 1252(b)(1); FRAP 26(a); Riley v. Bondi (2025)",
        ("bad_decision_date", "bad_decision"),
    ),
    (
        "R08",
        {
            "location_kind": "in_us",
            "help_types": ["fear_return"],
            "asylum_filed": "no",
            "last_arrival_date": "2026-03-03",
            "court_case": "no",
            "lawful_status": "no",
        },
        "INA 208(a)(2)(B), (D); 8 CFR 1208.4(a)",
        ("last_arrival_date", "asylum_filed", "location_kind", "help_types"),
    ),
    (
        "R08",
        {
            "location_kind": "in_us",
            "help_types": ["fear_return"],
            "asylum_filed": "no",
            "last_arrival_date": "2019-03-03",
            "lawful_status": "ended",
            "lawful_status_ended": "2026-10-01",
            "needs": ["trauma"],
        },
        "INA 208(a)(2)(B), (D); 8 CFR 1208.4(a)",
        (
            "last_arrival_date",
            "asylum_filed",
            "location_kind",
            "help_types",
            "lawful_status",
            "lawful_status_ended",
            "needs",
        ),
    ),
    (
        "R08",
        {
            "location_kind": "in_us",
            "help_types": ["fear_return"],
            "asylum_filed": "no",
            "last_arrival_date": "not_sure",
        },
        "INA 208(a)(2)(B), (D); 8 CFR 1208.4(a)",
        ("last_arrival_date", "asylum_filed", "location_kind", "help_types"),
    ),
    (
        "R09",
        {"gov_motion": "yes", "gov_motion_date": "2026-11-20"},
        "8 USC 1158(a)(2)(A); Matter of C-I-G-M- & L-V-S-G-, 29 I&N Dec. 291 (BIA 2025)",
        ("gov_motion_date", "gov_motion"),
    ),
    (
        "R10",
        {"fee_notice": "yes", "fee_notice_date": "2026-11-02"},
        "Pub. L. 119-21; 90 FR 52693; EOIR PM 26-01",
        ("fee_notice_date", "fee_notice"),
    ),
    (
        "R11",
        {"asylum_filed": "yes", "asylum_filed_date": "2026-07-01"},
        "INA 208(d)(2); 8 CFR 208.7(a)(1)",
        ("asylum_filed_date",),
    ),
    (
        "R11",
        {"asylum_filed": "yes", "asylum_filed_date": "2026-01-01"},
        "INA 208(d)(2); 8 CFR 208.7(a)(1)",
        ("asylum_filed_date",),
    ),
    (
        "R11",
        {"asylum_filed": "yes", "asylum_filed_date": "not_sure"},
        "INA 208(d)(2); 8 CFR 208.7(a)(1)",
        ("asylum_filed_date",),
    ),
    (
        "R12",
        {"help_types": ["parent_harm"], "birth_date": "2009-03-01"},
        "INA 101(a)(27)(J); state law on minors",
        ("birth_date", "help_types"),
    ),
    (
        "R12",
        {"help_types": ["parent_harm"], "birth_date": "2009-03-01"},
        "INA 101(a)(27)(J); 8 CFR 204.11(b)",
        ("birth_date", "help_types"),
    ),
    (
        "R12",
        {"children_birth_dates": ["2006-03-01"], "asylum_filed": "no"},
        "INA 208(b)(3), 8 USC 1158(b)(3)(B)",
        ("children_birth_dates", "asylum_filed"),
    ),
    (
        "R13",
        {
            "location_kind": "in_us",
            "help_types": ["fear_return"],
            "asylum_filed": "no",
            "last_arrival_date": "2026-03-03",
            "court_case": "no",
            "lawful_status": "no",
        },
        "INA 235(b)(1)(A)(iii); Make the Road NY v. Noem, No. 25-5320 (D.C. Cir.)",
        ("last_arrival_date", "court_case", "lawful_status", "location_kind"),
    ),
    (
        "R13",
        {
            "location_kind": "in_us",
            "court_case": "no",
            "lawful_status": "no",
            "last_arrival_date": "not_sure",
            "detained_now": "yes",
            "filling_for": "detained_person",
        },
        "INA 235(b)(1)(A)(iii); Make the Road NY v. Noem, No. 25-5320 (D.C. Cir.)",
        (
            "last_arrival_date",
            "court_case",
            "lawful_status",
            "location_kind",
            "detained_now",
            "filling_for",
        ),
    ),
    (
        "R14",
        {"birth_date": "2010-01-01", "minor_with_parent": "no"},
        "8 USC 1158(a)(2)(E); INA 208(b)(3)(C); 6 USC 279(g)(2)",
        ("birth_date", "minor_with_parent"),
    ),
    (
        "R14",
        {"birth_date": "2008", "minor_with_parent": "not_sure"},
        "8 USC 1158(a)(2)(E); INA 208(b)(3)(C); 6 USC 279(g)(2)",
        ("birth_date", "minor_with_parent"),
    ),
    (
        "R15",
        {"danger_now": "yes"},
        "INA 101(a)(15)(T), (U); 8 USC 1367; 22 USC 7105",
        ("danger_now",),
    ),
    (
        "R15",
        {"help_types": ["forced_work_or_sex"]},
        "INA 101(a)(15)(T), (U); 8 USC 1367; 22 USC 7105",
        ("help_types",),
    ),
    (
        "R15",
        {"danger_now": "yes", "help_types": ["forced_work_or_sex"]},
        "INA 101(a)(15)(T), (U); 8 USC 1367; 22 USC 7105",
        ("danger_now", "help_types"),
    ),
    ("R15", {"needs": ["pregnant"]}, "INA 212(d)(5); 8 CFR 212.5(b)", ("needs",)),
    (
        "R16",
        {"removal_soon": "check_in", "removal_soon_date": "2026-12-10"},
        "INA 236, 241(a)(3); 8 CFR 241.5",
        ("removal_soon_date", "removal_soon"),
    ),
    (
        "R17",
        {"bad_decision": "asylum_office", "bad_decision_date": "2026-11-20"},
        "8 CFR 208.14(b), (c)",
        ("bad_decision_date", "bad_decision"),
    ),
    (
        "R18",
        {"help_types": ["bring_family"], "status_granted_date": "2025-06-01"},
        "8 CFR 208.21(d), 207.7(d)",
        ("status_granted_date", "help_types"),
    ),
    ("R20", {"bad_decision": "judge"}, "INA 241(a)(5); 8 CFR 241.8", ("bad_decision",)),
    (
        "R20",
        {
            "bad_decision": "judge",
            "bad_decision_date": "2026-10-01",
            "missed_hearing": "yes",
            "missed_why": "no_letter",
        },
        "INA 241(a)(5); 8 CFR 241.8",
        ("bad_decision_date", "bad_decision"),
    ),
    (
        "R20",
        {"help_types": ["court_or_order"], "court_case": "no"},
        "INA 241(a)(5); 8 CFR 241.8",
        ("help_types", "court_case"),
    ),
]


@pytest.mark.parametrize(("rule", "given_answers", "authority", "answers"), RESTS_ON)
def test_a_reason_names_its_authority_and_its_answers(
    rule: str, given_answers: dict[str, Any], authority: str, answers: tuple[str, ...]
) -> None:
    reasons = [
        first_answers.reason for first_answers in deadlines_of(rule, triage_of(given_answers))
    ]

    assert (authority, answers) in [
        (first_answers.authority, first_answers.answers) for first_answers in reasons
    ]


@pytest.mark.parametrize(("rule", "answers"), [row[:2] for row in RESTS_ON])
def test_a_reason_is_a_whole_sentence(rule: str, answers: dict[str, Any]) -> None:
    for deadline in triage_of(answers).deadlines:
        text, english = deadline.reason.says.text, deadline.reason.says.in_english()
        assert text[0].isupper()
        assert text not in (text.upper(), text.lower())
        assert text.endswith(".")
        assert "%" not in english
        assert "None" not in english


def test_every_rule_stands_in_the_table() -> None:
    numbers = {
        node.value
        for module in modules("intake/triage/rules")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and re.fullmatch(r"R\d\d[a-z]?", str(node.value))
    }

    assert len(numbers) > 20
    assert {rule for rule, *_ in RESTS_ON} | NEW_RULES == numbers


@pytest.mark.parametrize(
    ("rule", "first_answers", "second_answers"),
    [
        ("R02", {"detained_now": "yes"}, {"detained_now": "not_sure"}),
        (
            "R14",
            {"birth_date": "2010-01-01", "minor_with_parent": "no"},
            {"birth_date": "2008", "minor_with_parent": "no"},
        ),
        ("R15", {"danger_now": "yes"}, {"help_types": ["forced_work_or_sex"]}),
    ],
)
def test_what_is_sure_and_what_may_be_are_told_apart(
    rule: str, first_answers: dict[str, Any], second_answers: dict[str, Any]
) -> None:
    (first,), (second,) = (
        deadlines_of(rule, triage_of(answers)) for answers in (first_answers, second_answers)
    )

    assert first.reason.says.text != second.reason.says.text


@pytest.mark.parametrize(
    ("answers", "outright"),
    [
        ({"detained_now": "yes"}, True),
        ({"filling_for": "detained_person", "detained_now": "yes"}, True),
        ({"filling_for": "detained_person"}, True),
        ({"filling_for": "detained_person", "detained_now": "not_sure"}, True),
        ({"filling_for": "detained_person", "detained_now": "no"}, True),
        ({"filling_for": "self", "detained_now": "not_sure"}, False),
    ],
)
def test_locked_up_is_told_outright_only_where_it_was_said_so(
    answers: dict[str, Any], *, outright: bool
) -> None:
    (locked_up,) = deadlines_of("R02", triage_of(answers))

    assert (
        locked_up.reason.says.in_english().startswith("You are in jail or detention.") is outright
    )


def test_without_a_letter_and_in_custody_are_told_apart() -> None:
    missed = {"bad_decision": "judge", "missed_hearing": "yes"}

    says = {
        deadlines_of("R06b", triage_of({**missed, "missed_why": why}))[0].reason.says.text
        for why in ("no_letter", "detained")
    }

    assert len(says) == 2


@pytest.mark.parametrize(
    "answers",
    [
        {"removal_soon": "not_sure"},
        {"court_case": "not_sure", "next_hearing_date": "not_sure"},
        {"detained_now": "not_sure"},
        {"birth_date": "2010-01-01", "minor_with_parent": "not_sure"},
    ],
)
def test_what_somebody_is_not_sure_of_is_not_told_back_as_a_fact(answers: dict[str, Any]) -> None:
    triage = triage_of(answers)

    assert triage.deadlines
    for deadline in (
        first_answers
        for first_answers in triage.deadlines
        if first_answers.rule not in ("R12", "R13")
    ):
        assert " may " in deadline.reason.says.in_english()
