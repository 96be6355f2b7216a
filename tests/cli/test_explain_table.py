"""``flask explain --table``: our days beside those of a lawyer, for closed files."""

from pathlib import Path

import pytest

from intake.cli import explain

TEMPLATE = Path(__file__).parents[2] / "docs" / "handbook" / "shadow-run.csv"
HEAD = "file,received,today,court_case,bad_decision,bad_decision_date,R05,R17\n"


def test_the_template_of_the_handbook_has_no_difference(bare_app):
    result = run(bare_app, TEMPLATE)

    assert result.stdout == (
        "file,rule,ours,lawyer,differs\n"
        "invented-1,R05,2026-12-18 2026-12-21,2026-12-18,\n"
        "invented-1,R06c,2027-02-18 2027-03-22,2027-02-18,\n"
        "invented-2,R08,2027-03-01 2027-03-02,2027-03-01,\n"
        "invented-3,R25,2026-12-14 2026-12-15,2026-12-15,\n"
    )
    assert result.stderr == "4 days compared, 0 differ.\n"


@pytest.mark.parametrize(
    "row, lines",
    [
        # the last lawful day is as good as the safe one
        (
            "17,2026-11-24,,yes,judge,2026-11-20,2026-12-21,-",
            ["17,R05,2026-12-18 2026-12-21,2026-12-21,"],
        ),
        (
            "18,2026-11-24,,yes,judge,2026-11-20,2026-12-20,",
            [
                "18,R05,2026-12-18 2026-12-21,-,yes",
                "18,R05,-,2026-12-20,yes",
            ],
        ),
        (
            ",,2026-11-24,yes,judge,2026-11-20,,2026-12-06",
            [
                "line 2,R05,2026-12-18 2026-12-21,-,yes",
                "line 2,R17,-,2026-12-06,yes",
            ],
        ),
        # a day of ours is compared only where the lawyer has one
        ("20,2026-11-24,,yes,judge,not_sure,,", []),
        (
            "21,2026-11-24,,yes,judge,not_sure,2026-12-01,",
            ["21,R05,2026-12-01,2026-12-01,"],
        ),
    ],
)
def test_each_day_stands_beside_the_lawyers(bare_app, tmp_path, row, lines):
    result = run(bare_app, written(tmp_path, HEAD + row))

    assert result.exit_code == 0
    assert result.stdout.splitlines()[1:] == lines


@pytest.mark.parametrize(
    "text, says",
    [
        ("file,colour\n1,green", "Column colour is no question, no rule and no day."),
        (HEAD + "17,soon,,yes,judge,2026-11-20,,", "17: today is no day such as 2026-11-24."),
        (HEAD + "17,,,yes,judge,2026-11-20,,", "17: today is no day such as 2026-11-24."),
        (
            HEAD + "17,2026-11-24,2026-11-23,yes,judge,2026-11-20,,",
            "17: today is before received.",
        ),
        (
            HEAD + "17,2026-11-24,,yes,a private word,2026-11-20,,",
            "17: bad_decision has no valid answer.",
        ),
        (b"\xff\xfe", "The table is not a CSV file in UTF-8 that can be read."),
    ],
)
def test_what_cannot_be_read_is_named_and_its_answers_are_not(bare_app, tmp_path, text, says):
    result = run(bare_app, written(tmp_path, text))

    assert result.exit_code == 2
    assert result.output == f"{says}\n"


def test_answers_in_json_need_a_day(bare_app):
    result = bare_app.test_cli_runner().invoke(explain.command, [str(TEMPLATE)])

    assert "Missing option '--today'." in result.output


def written(folder, text):
    file = folder / "files.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def run(app, file):
    return app.test_cli_runner().invoke(explain.command, ["--table", str(file)])
