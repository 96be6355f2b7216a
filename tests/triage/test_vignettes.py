"""Vignettes as an asylum lawyer writes them, run through the rules.

They ship with the rules, whose fingerprint is what they come out as. One file was written from the
law alone, by a person who had not seen the rules, to break them; one holds the worked examples; one
takes the steps that neither takes.
"""

import sys
from datetime import date
from inspect import CO_NEWLOCALS
from pathlib import Path
from types import CodeType

import pytest

from intake.amendments.recalls import read_vignettes
from intake.eligibility.request import Practice
from intake.eligibility.rules import decide
from intake.law.book import shipped
from intake.triage import rules
from intake.triage.assess import dates_near
from intake.triage.plan import plan_of
from tests.triage.making import TODAY, answers_of, deadlines_of, found, triage_of

VIGNETTES = list(read_vignettes())
FILES = {str(file) for file in Path(rules.__path__[0]).glob("[a-z]*.py")}
PRACTICE = Practice(income_percent=200, service_area=())
KNOWN = {
    *("tier", "not_tier", "act_by", "look_by", "due_on", "outcome", "rules", "not_rules", "silent"),
    *("flags", "not_flags", "contradictions", "deadlines", "days", "plan", "wants"),
}
"""Kinds of expectation; ``wants`` is the lawyer's remark, in words."""


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda vignette: vignette["name"][:60])
def test_a_vignette_comes_out_as_a_lawyer_expects(vignette):
    received, expect = date.fromisoformat(vignette["received"]), vignette["expect"]
    triage = triage_of(
        vignette["answers"],
        received=received,
        today=date.fromisoformat(vignette["today"]),
        quiet=False,
    )

    assert set(expect) <= KNOWN
    assert triage.tier != expect.get("not_tier")
    for kind in ("tier", "act_by", "look_by", "due_on"):
        if kind in expect:
            assert str(getattr(triage, kind)) == str(expect[kind]), kind
    rules = {deadline.rule for deadline in triage.deadlines}
    assert set(expect.get("rules", ())) <= rules
    assert not {*expect.get("not_rules", ()), *expect.get("silent", ())} & rules
    assert set(expect.get("flags", ())) <= set(flags_of(triage))
    assert not set(expect.get("not_flags", ())) & set(flags_of(triage))
    for rule, day in expect.get("days", {}).items():
        assert day in {str(row.act_by) for row in triage.deadlines if row.rule == rule}, rule
    check_plan(triage, vignette, expect.get("plan", {}))
    pairs = {tuple(sorted(pair)) for pair in triage.contradictions}
    assert {tuple(sorted(pair)) for pair in expect.get("contradictions", ())} <= pairs
    for wanted in expect.get("deadlines", ()):
        facts = [facts_of(row) for row in triage.deadlines if row.rule == wanted["rule"]]
        assert any(wanted.items() <= known.items() for known in facts), (wanted, facts)
    if "outcome" in expect:
        assert outcome_of(vignette["answers"], triage, received) == expect["outcome"]


def check_plan(triage, vignette, expect):
    """Check who stands in the first part, who never orders, and who is in no part."""
    plan = plan_of(
        triage.deadlines,
        answers_of(vignette["answers"], received=date.fromisoformat(vignette["received"])),
        today=date.fromisoformat(vignette["today"]),
    )
    rows = [[row for act in section.acts for row in act.rows] for section in plan.sections]
    assert set(expect.get("first", ())) <= {row.rule for row in next(filter(None, rows), [])}
    told = [row for part in rows for row in part]
    assert not set(expect.get("not_order", ())) & {row.rule for row in told if not row.asks}
    assert not set(expect.get("absent", ())) & {row.rule for row in told}


def flags_of(triage):
    return (flag for deadline in triage.deadlines for flag in deadline.flags)


def facts_of(deadline):
    """Return a deadline in the terms of a vignette."""
    lawful = deadline.latest_lawful_day
    return {
        "rule": deadline.rule,
        "on": deadline.act_by.isoformat() if deadline.act_by else None,
        "latest": lawful.isoformat() if lawful else None,
        "tier": deadline.tier.value,
        "set_by": deadline.set_by.value,
        "certainty": deadline.certainty.value,
        "passed": deadline.passed,
    }


def outcome_of(answers, triage, received):
    near = dates_near(triage.deadlines, shipped(), received=received)
    eligibility = decide(
        answers_of(answers, received=received),
        shipped(),
        received=received,
        days_near=near,
        practice=PRACTICE,
    )
    return eligibility.outcome.value


def test_the_vignettes_run_each_line_of_the_rules():
    """Else a changed rule may leave the fingerprint as it is, and no recall would be asked for."""
    executed: set[tuple[str, int]] = set()

    def trace(frame, _event, _argument):
        if (file := frame.f_code.co_filename) in FILES:
            executed.add((file, frame.f_lineno))
            return trace
        return None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        for vignette in VIGNETTES:
            received = date.fromisoformat(vignette["received"])
            triage_of(vignette["answers"], received=received, quiet=False)
    finally:
        sys.settrace(before)

    lines = {(file, line) for file in FILES for line in lines_of(file)}
    assert len(lines) > 900
    assert sorted(lines - executed) == []


def lines_of(file):
    """Yield the lines inside the functions of a file, without what it does at import."""
    source = Path(file).read_text("utf-8")
    codes: list[CodeType] = [compile(source, file, "exec")]
    while codes:
        code = codes.pop()
        if code.co_flags & CO_NEWLOCALS and not code.co_name.startswith("<genexpr"):
            yield from {line for _, _, line in code.co_lines() if line}
        codes += (inner for inner in code.co_consts if isinstance(inner, CodeType))


AFRAID = {"help_types": ["fear_return"], "location_kind": "in_us", "asylum_filed": "no"}
JUDGE = {"bad_decision": "judge"}


def arrived(day):
    return {**AFRAID, "last_arrival_date": day}


def test_o6_rises_as_its_day_comes_nearer():
    triage = triage_of(
        arrived("2026-03")
        | {"court_case": "yes", "next_hearing_date": "2028-06-01", "hearing_kind": "bond"}
    )

    assert [(step.from_day.isoformat(), step.tier) for step in triage.steps] == [
        ("2026-11-28", "P3"),
        ("2027-01-27", "P2"),
        ("2027-02-16", "P1"),
        ("2027-02-23", "P0"),
    ]


def test_o10_a_lone_child_has_no_year_but_has_birthdays():
    triage = triage_of(
        {**arrived("2024-05-01"), "birth_date": "2010-03-01", "minor_with_parent": "no"}
    )

    assert deadlines_of("R08", triage) == []
    assert [deadline.tier for deadline in deadlines_of("R14", triage)] == ["P1"]
    assert len(deadlines_of("R12", triage)) == 1
    assert triage.tier == "P1"


def test_t12_names_both_days_of_the_work_permit():
    (permit,) = deadlines_of(
        "R11", triage_of({"asylum_filed": "yes", "asylum_filed_date": "2026-07-01"})
    )

    assert permit.reason.says.in_english() == (
        "You may be able to apply for a work permit starting 28 November 2026."
        " You may get it starting 28 December 2026."
        " Rules can change. Ask a lawyer before you rely on this."
    )


def test_who_came_years_ago_and_did_not_file_is_late_and_not_declined():
    triage = triage_of(arrived("2019-05-01"))

    (year,) = deadlines_of("R08", triage)
    assert (year.tier, year.passed) == ("P2", True)
    assert triage.tier == "P2"
    assert triage.act_by is None
    assert triage.look_by == triage.due_on == date(2026, 12, 2)


def test_who_does_not_know_when_they_came_is_asked_within_a_week():
    triage = triage_of(arrived("not_sure"))

    (year,) = deadlines_of("R08", triage)
    assert found(year) == "P1 2026-12-01 - unknown"
    assert triage.act_by == date(2026, 12, 1)
    assert triage.due_on == date(2026, 11, 27)
    assert triage.as_of == TODAY
