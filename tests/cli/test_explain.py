"""``flask explain`` prints the documented JSON, and rejects input that is not valid."""

import json
from datetime import date

import pytest

from intake.cli import explain
from tests.triage.making import cases

LATE = {
    "help_types": ["fear_return"],
    "has_lawyer": "no",
    "location_kind": "in_us",
    "us_state": "TX",
    "detained_now": "no",
    "asylum_filed": "no",
    "last_arrival_date": "2025-11-29",
    "household_size": 4,
    "income": "amount",
    "income_amount": "66000.01",
    "income_period": "year",
    "lawful_status": "still_valid",
    "removal_soon": "no",
    "fear_interview": "no",
    "court_case": "no",
}


def test_a_whole_explanation_has_the_shape_of_the_contract(explained):
    result = json.loads(explained(LATE).output)

    assert list(result) == ["eligibility", "triage", "plan", "card", "law"]
    assert list(result["eligibility"]) == ["outcome", "reasons", "changes"]
    assert list(result["eligibility"]["reasons"][0]) == ["rule", "says", "authority", "answers"]
    assert {tuple(change) for change in result["eligibility"]["changes"]} == {
        ("question", "to", "outcome")
    }
    assert list(result["triage"]) == [
        "tier",
        "act_by",
        "look_by",
        "due_on",
        "steps",
        "contradictions",
        "deadlines",
    ]
    assert result["triage"]["deadlines"] == [
        {
            "rule": "R08",
            "tier": "P0",
            "act_by": "2026-11-27",
            "latest_lawful_day": "2026-11-30",
            "plan_by": "2026-11-27",
            "passed": False,
            "certainty": "exact",
            "set_by": "law",
            "asks": False,
            "do": {
                "applicant": (
                    "Send the asylum form (I-589). It must arrive by that day, with the fee. Sign"
                    " it and answer every question. If a question is not about you, write “none”"
                    " or “N/A”. Keep the receipt. You can send more papers for your case later. The"
                    " fee is $100. You cannot ask for this fee to be waived. Take the form from"
                    " uscis.gov/i-589 on the day you send it: an old edition may be sent back. The"
                    " form goes to USCIS."
                ),
                "staff": (
                    "File a complete, signed I-589 with the fee in time: 8 CFR 1208.3(c)(3)."
                    " Evidence can follow. Fee: $100. No waiver. Edition of 20 January 2025, unless"
                    " uscis.gov/i-589 has another. To USCIS, online or lockbox. A hold on decisions"
                    " stops no filing day."
                ),
            },
            "says": (
                "The asylum form is usually due within one year of the day you last came to the US."
                " For you, that means by 29 November 2026."
            ),
            "authority": "INA 208(a)(2)(B), (D); 8 CFR 1208.4(a)",
            "answers": [
                "last_arrival_date",
                "asylum_filed",
                "location_kind",
                "help_types",
                "lawful_status",
            ],
            "alternative": None,
            "flags": ["exception_candidate"],
        }
    ]
    assert result["plan"] == [{"part": "today", "rules": ["R08"], "asks": False}]
    assert result["card"] == {"rule": "R08", "day": "2026-11-27", "place": "uscis"}
    assert result["law"] == {"as_of": "2026-11-24", "stale": []}


def test_the_plan_lists_the_rules_of_a_part_in_order_and_those_that_ask_by_themselves(explained):
    hearing = {"court_case": "yes", "next_hearing_date": "2026-12-03", "hearing_kind": "bond"}
    filed = {"asylum_filed": "yes", "asylum_filed_date": "2025-12-05", "fee_notice": "not_sure"}

    result = json.loads(explained(LATE | hearing | filed | {"detained_now": "yes"}).output)

    assert result["plan"] == [
        {"part": "today", "rules": ["R04", "R02"], "asks": False},
        {"part": "this_week", "rules": ["R05", "R10"], "asks": True},
        {"part": "later", "rules": ["R11", "R23"], "asks": False},
    ]
    assert result["card"] == {"rule": "R04", "day": "2026-12-03", "place": "court"}


def test_where_nothing_known_has_a_day_there_is_no_card(explained):
    result = json.loads(explained(LATE | {"last_arrival_date": "not_sure"}).output)

    assert result["plan"][0] == {"part": "today", "rules": ["R08"], "asks": True}
    assert result["card"] is None


def test_the_outcome_comes_with_what_would_change_it(explained):
    result = json.loads(explained(LATE).output)["eligibility"]

    assert result["outcome"] == "person"
    assert result["reasons"][0]["rule"] == "E3"
    assert {"question": "income_amount", "to": "66000", "outcome": "likely"} in result["changes"]


def test_what_moves_the_tier_alone_stands_behind_with_the_outcome_as_it_is(
    explained,
):
    changes = json.loads(explained(LATE).output)["eligibility"]["changes"]

    assert {"question": "last_arrival_date", "to": "2025-12-01", "outcome": "person"} in changes
    stays = [change["outcome"] == "person" for change in changes]
    assert stays == sorted(stays)
    assert set(stays) == {False, True}


@pytest.mark.parametrize(
    "answers, expected",
    [
        (
            {"last_arrival_date": "2019-05-01"},
            ("P2", None, "2026-12-02", "2026-12-02"),
        ),
        (
            {"last_arrival_date": "not_sure"},
            ("P1", "2026-12-01", "2026-11-27", "2026-11-27"),
        ),
        (
            {"last_arrival_date": "2026-03"},
            ("P4", "2027-02-26", "2026-12-23", "2026-12-23"),
        ),
    ],
)
def test_the_vectors_of_the_contract(explained, answers, expected):
    asking = {
        "help_types": ["fear_return"],
        "location_kind": "in_us",
        "asylum_filed": "no",
        "detained_now": "no",
        "removal_soon": "no",
        "fear_interview": "no",
        "court_case": "no",
        "lawful_status": "still_valid",
    }
    if answers["last_arrival_date"] == "2019-05-01":
        asking["lawful_status"] = "no"

    result = json.loads(explained(asking | answers).output)["triage"]

    assert tuple(result[key] for key in ("tier", "act_by", "look_by", "due_on")) == expected


def test_steps_and_alternative_are_printed(explained):
    answers = {
        "help_types": ["something_else"],
        "location_kind": "in_us",
        "detained_now": "no",
        "removal_soon": "no",
        "fear_interview": "no",
        "asylum_filed": "no",
        "last_arrival_date": "2010-01-01",
        "court_case": "yes",
        "bad_decision": "judge",
        "bad_decision_date": "2026-11-18",
        "missed_hearing": "no",
    }

    result = json.loads(explained(answers).output)["triage"]

    assert result["steps"] == [
        {"from": "2026-12-08", "tier": "P1"},
        {"from": "2026-12-15", "tier": "P0"},
    ]
    assert result["deadlines"][0]["alternative"] == {
        "act_by": "2026-11-27",
        "if": (
            "The limit may change to 10 days."
            " If it does, the appeals board (BIA) must get your appeal by 28 November 2026."
        ),
    }


@pytest.mark.parametrize(
    "rule, answers",
    cases("asks.txt", "given alone"),
)
def test_all_that_is_given_counts_though_nobody_would_have_been_asked(explained, answers, rule):
    result = json.loads(explained(answers).output)["triage"]["deadlines"]

    assert rule in {deadline["rule"] for deadline in result}


def test_a_later_day_raises_the_tier_and_nothing_else(explained):
    answers = LATE | {"last_arrival_date": "2026-03-03"}
    first = json.loads(explained(answers).output)["triage"]

    later = json.loads(
        explained(answers, "--today", "2027-02-01", "--received", "2026-11-24").output
    )

    assert (first["tier"], later["triage"]["tier"]) == ("P4", "P2")
    for key in ("act_by", "look_by", "due_on"):
        assert first[key] == later["triage"][key]
    assert later["law"]["as_of"] == "2026-11-24"
    assert "bia_appeal_days" in later["law"]["stale"]


@pytest.mark.parametrize(
    "answers, says",
    [
        ({"shoe_size": 9}, "shoe_size is not a question ID, or its answer is not valid.\n"),
        (
            {"has_lawyer": "maybe"},
            "has_lawyer is not a question ID, or its answer is not valid.\n",
        ),
        ({"detained_now": None}, "detained_now is not a question ID"),
    ],
)
def test_what_cannot_be_understood_is_named_and_nothing_is_guessed(explained, answers, says):
    result = explained(answers)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(says)
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("answers", [{"last_arrival_date": "2026"}, {"last_arrival_date": "1900"}])
def test_a_half_known_date_passes_if_any_of_its_days_would(explained, answers):
    assert explained(answers).exit_code == 0


@pytest.mark.parametrize(
    "text, says",
    [
        ("", "The file of answers is not JSON in UTF-8.\n"),
        ("[" * 100_000, "The file of answers is not JSON in UTF-8.\n"),
        ("[]", "The file of answers is not one JSON object.\n"),
        ('"yes"', "The file of answers is not one JSON object.\n"),
        ('{"note": "a", "note": "b"}', "note is answered twice.\n"),
    ],
)
def test_a_file_that_is_no_answers(bare_app, tmp_path, text, says):
    (tmp_path / "answers.json").write_text(text, "utf-8")

    result = run(bare_app, tmp_path / "answers.json", "--today", "2026-11-24")

    assert (result.exit_code, result.stderr) == (2, says)


def test_a_file_that_is_not_there(bare_app, tmp_path):
    result = run(bare_app, tmp_path / "answers.json", "--today", "2026-11-24")

    assert (result.exit_code, result.stderr) == (
        2,
        "Cannot read the file of answers. Check its path and permissions.\n",
    )


@pytest.mark.parametrize(
    "options, says",
    [
        (("--today", "24.11.2026"), "--today is not a date written as YYYY-MM-DD.\n"),
        (("--today", "2026-02-30"), "--today is not a date written as YYYY-MM-DD.\n"),
        (
            ("--received", "2026-11"),
            "--received is not a date written as YYYY-MM-DD.\n",
        ),
        (("--received", "2026-11-25"), "--today is before --received.\n"),
    ],
)
def test_a_day_that_is_none(explained, options, says):
    result = explained({}, *options)

    assert (result.exit_code, result.stderr) == (2, says)


def run(app, file, *options):
    return app.test_cli_runner().invoke(explain.command, [str(file), *options])


@pytest.fixture
def explained(bare_app, tmp_path):
    def explained(answers, *options):
        file = tmp_path / "answers.json"
        file.write_text(json.dumps(answers), "utf-8")
        return run(bare_app, file, "--today", date(2026, 11, 24).isoformat(), *options)

    return explained
