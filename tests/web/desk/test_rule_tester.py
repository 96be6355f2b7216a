"""The rule tester, as staff see it: typed, picked, pasted; on two days and by two laws."""

import json
import logging
from typing import Any

import pytest

from intake.audit.models import AuditEntry
from intake.extensions import Model
from intake.sessions.models import TypedForm
from tests.actions.law.test_reassess_open_cases import APPEAL
from tests.cases.signing import last_row
from tests.support.rows import all_rows, count_rows
from tests.web.desk.test_law import PROPOSED, change_the_law

DESK_OF, SIGNS = ("attorney",), True

BENCH = "/desk/law/bench"
DAYS = {"today": "2026-11-24", "received": ""}


def test_the_rule_tester_assesses_typed_answers_and_stores_nothing(desk):
    answer = tried(desk, answers=json.dumps(APPEAL), **DAYS)

    assert answer.status_code == 200
    section = next(desk.all("section", aria_labelledby="found"))
    assert (section.get("data-outcome"), section.get("data-tier")) == ("person", "P2")
    deadline = desk.words_of("li", data_rule="R05")
    for words in (
        *("18 December 2026", "8 CFR 1003.38(b)", "bad_decision_date"),
        "Alternative act-by date 30 November 2026. If a 10-day limit takes effect",
    ):
        assert words in deadline
    changes = [desk.words(row) for row in desk.root.iter("tr")]
    assert any("Yes" in row and "P0" in row for row in changes)
    assert all_rows(AuditEntry) == []


def test_answers_are_typed_in_lines(desk):
    desk.open(BENCH)
    lines = [
        "help_types: fear_return, parent_harm",
        "",
        "location_kind: in_us",
        "asylum_filed : no",
        "last_arrival_date: solar_hijri 1404-09",
        "children_birth_dates: 2006-03-01, ethiopian 1999-01",
        "household_size: 4",
        "income: amount",
        "income_amount: 66000.01",
        "income_period: year",
        "note: two words: and a colon",
    ]

    answer = desk.post(BENCH, answers="\r\n".join(lines), **DAYS)

    assert answer.status_code == 200
    rules = [rule for item in desk.all("li") if (rule := item.get("data-rule"))]
    assert sorted(rule for rule in rules if rule in ("R08", "R12")) == ["R08", "R12", "R12", "R12"]
    assert "Income above guideline" in desk.text
    assert "two words: and a colon" in desk.text


def test_each_example_is_assessed(desk):
    for example in ["one_year", "late", "appeal", "detained", "lawyer"]:
        answer = tried(desk, example=example, answers="", **DAYS)

        assert answer.status_code == 200
        assert "help_types" in desk.words_of("textarea", id="answers")
        assert list(desk.all("section", aria_labelledby="found"))


def test_invalid_input_of_the_rule_tester_is_shown_again(desk):
    for field, text in [
        ("answers", "[]"),
        ("answers", "{"),
        ("answers", '{"us_state": "GA", "us_state": "TX"}'),
        ("answers", '{"shoe_size": 9}'),
        ("answers", "[" * 15_000),
        ("answers", "x" * 20_001),
        ("answers", "bad_decision judge"),
        ("answers", ": judge"),
        ("answers", "shoe_size: 9"),
        ("answers", "us_state: GA\nus_state: TX"),
        ("answers", "household_size: " + "9" * 5_000),
        ("answers", "last_arrival_date: last spring"),
        ("answers", "last_arrival_date: solar_hijri 1405-13"),
        ("today", "2026-11-01"),
        ("today", "tomorrow"),
        ("received", "yesterday"),
    ]:
        desk.open(BENCH)
        fields = {"answers": "{}", "today": "2026-11-24", "received": "2026-11-20", field: text}

        assert desk.post(BENCH, **fields).status_code == 422

        assert list(desk.all("p", id=f"{field}-error"))


def test_the_rule_tester_tries_a_proposal_before_approval(desk):
    desk.post("/desk/law/amendments", **PROPOSED)
    tried(
        desk,
        answers=json.dumps(APPEAL),
        **DAYS,
        law=last_row().id,
    )

    assert "30 November 2026" in desk.words_of("li", data_rule="R05")


def test_answers_can_be_picked_from_lists(desk):
    desk.post(BENCH, switch="picks", answers=json.dumps(APPEAL), **DAYS)
    assert not list(desk.all("textarea"))
    fields = picked_fields(desk) | {"pick-missed_hearing": "not_sure"}
    assert fields["pick-bad_decision_date"] == "2026-11-20"

    answer = desk.post(BENCH, by="picks", **DAYS, **fields)

    assert answer.status_code == 200
    rules = {item.get("data-rule") for item in desk.all("li")}
    assert {"R05", "R06a", "R06b"} <= rules
    assert picked_fields(desk) == fields


def test_a_half_known_and_an_unknown_date_can_be_picked(desk):
    desk.post(BENCH, switch="picks", answers="", **DAYS)

    fields: dict[str, str | list[str]] = {
        "pick-help_types": ["fear_return", "parent_harm"],
        "pick-asylum_filed": "no",
        "pick-last_arrival_date": "2025-12-20",
        "pick-last_arrival_date-known": "month",
        "pick-birth_date-known": "not_sure",
        "pick-children_birth_dates": "2010-03-01, 2012-05",
    }

    desk.post(BENCH, by="picks", **DAYS, **fields)
    desk.post(BENCH, by="picks", switch="text", **DAYS, **picked_fields(desk))

    text = next(desk.all("textarea", id="answers")).text or ""
    assert text.strip().splitlines() == [
        "help_types: fear_return, parent_harm",
        "asylum_filed: no",
        "last_arrival_date: 2025-12",
        "birth_date: not_sure",
        "children_birth_dates: 2010-03-01, 2012-05",
    ]


def test_an_invalid_pick_is_shown_again(desk):
    desk.post(BENCH, switch="picks", answers="", **DAYS)

    answer = desk.post(
        BENCH, by="picks", **DAYS, **{"pick-household_size": "99", "pick-us_state": "GA"}
    )

    assert answer.status_code == 422
    assert "household_size is not a question ID, or its answer is not valid." in desk.text
    assert next(desk.all("input", id="pick-household_size")).get("value") == "99"
    assert picked_fields(desk)["pick-us_state"] == "GA"


def test_a_vignette_brings_its_days_and_what_it_expects(desk):
    expect = {
        "tier": "P2",
        "act_by": "2026-12-10",
        "rules": ["R05", "R06c"],
        "silent": ["R20"],
        "deadlines": [{"rule": "R05", "on": "2026-12-10", "set_by": "law", "passed": False}],
        "contradictions": [["court_case", "next_hearing_date"]],
    }
    answers = APPEAL | {"bad_decision_date": "2026-11-10"}
    vignette = {"answers": answers, "today": "2026-11-26", "received": "2026-11-24"}
    tried(desk, answers=json.dumps(vignette | {"expect": expect}), today="2027-01-01")

    assert next(desk.all("input", id="today")).get("value") == "2026-11-26"
    assert [item.get("data-met") for item in _expected(desk)] == ["yes"] * 6 + ["no"]


def test_two_days_stand_side_by_side(desk):
    tried(desk, answers=json.dumps(APPEAL), **DAYS, other_received="2026-12-22")

    row = next(desk.all("tr", data_compared="R05"))
    assert row.get("data-differs") == "yes"
    first, second = (desk.words(cell) for cell in row.iter("td"))
    assert "P2 · 18 December 2026" in first
    assert "Passed" in second
    for cell in (first, second):
        assert "The law" in cell
    heads = [desk.words(head) for head in desk.root.iter("th")]
    assert any("received on 22 December 2026. Current law." in head for head in heads)
    assert [section.get("data-tier") for section in _results(desk)] == ["P2", "P0"]


def test_only_the_ladder_reads_the_day_of_assessment(desk):
    tried(desk, answers=json.dumps(APPEAL), **DAYS, other_today="2026-12-17")

    rows = {desk.words(row): row.get("data-differs") for row in desk.all("tr")}
    assert any(words.startswith("Priority Differs P2 P0") for words in rows)
    assert any(words.startswith("Act by 18 December 2026 18 December 2026") for words in rows)


def test_two_laws_stand_side_by_side(desk):
    desk.post("/desk/law/amendments", **PROPOSED)
    tried(desk, answers=json.dumps(APPEAL), **DAYS, other_law=last_row().id)

    row = desk.words_of("tr", data_compared="R05")
    assert "18 December 2026" in row
    assert "30 November 2026" in row
    assert "If this change is approved: Days to appeal" in desk.text


@pytest.mark.parametrize("law", ["released", "amendment"])
def test_an_approved_change_can_be_left_out_again(desk, law):
    change_the_law(desk)
    code = last_row().id if law == "amendment" else law
    tried(desk, answers=json.dumps(APPEAL), **DAYS, other_law=code)

    row = next(desk.all("tr", data_compared="R05"))
    first, second = (desk.words(cell) for cell in row.iter("td"))
    assert "30 November 2026" in first
    assert "18 December 2026" in second


def test_an_invalid_comparison_is_shown_again(desk):
    for field, text in [
        ("law", "no_such_law"),
        ("other_law", "no_such_law"),
        ("other_today", "2026-11-01"),
        ("other_today", "soon"),
        ("other_received", "soon"),
        ("other_received", "2026-11-19"),
    ]:
        answer = tried(desk, answers=json.dumps(APPEAL), **DAYS, **{field: text})

        assert answer.status_code == 422
        assert list(desk.all("p", id=f"{field}-error"))


def test_nothing_typed_is_stored_or_logged(desk, caplog):
    caplog.set_level(logging.DEBUG)
    answers = APPEAL | {"note": "Quillfeather was here"}
    desk.open(BENCH)
    before = _rows()

    for fields in ({}, {"other_today": "2026-12-17"}, {"other_law": "Quillfeather"}):
        desk.post(BENCH, answers=json.dumps(answers), **DAYS, **fields)
    desk.post(BENCH, answers="note: Quillfeather\nnote: Quillfeather", **DAYS)

    assert _rows() == before
    assert "Quillfeather" not in caplog.text


def test_a_session_that_ended_keeps_nothing_that_was_typed(desk, clock):
    desk.open(BENCH)
    clock.move_to("2026-11-24T23:00:00+00:00")

    answer = desk.post(BENCH, answers=json.dumps(APPEAL), **DAYS)

    assert (answer.status_code, answer.location) == (303, "/desk/signin")
    assert count_rows(TypedForm) == 0


def tried(desk, **fields):
    """Post what was typed or picked."""
    return desk.post(BENCH, **fields)


def picked_fields(desk):
    """Return what the lists, boxes and dates of the page would post."""
    fields: dict[str, Any] = {}
    for element in desk.root.iter("select"):
        chosen = [option for option in element.iter("option") if option.get("selected") is not None]
        fields[element.get("name", "")] = chosen[0].get("value") if chosen else ""
    for element in desk.root.iter("input"):
        name = element.get("name", "")
        if element.get("type") != "checkbox":
            fields[name] = element.get("value")
        elif element.get("checked") is not None:
            fields[name] = [*fields.get(name, []), element.get("value")]
    return {name: value for name, value in fields.items() if name.startswith("pick-") and value}


def _expected(desk):
    return list(next(desk.all("section", aria_labelledby="expected")).iter("li"))


def _results(desk):
    return [section for section in desk.root.iter("section") if section.get("data-tier")]


def _rows():
    """Return the number of rows in each table."""
    tables = Model.metadata.sorted_tables
    return {table.name: count_rows(table) for table in tables}
