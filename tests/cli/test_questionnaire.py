"""``flask questionnaire print`` lists the questions for lawyers."""

import pytest
from flask import Flask

from intake.catalogues import babel
from intake.cli.questionnaire import command
from intake.questionnaire.asylum import ASYLUM


def test_every_question_stands_there_with_its_codes(runner):
    printed = runner.invoke(command, ["print"]).output

    for asked in ASYLUM.questions.values():
        assert f"  {asked.id}: {asked.says}\n" in printed
        for option in getattr(asked, "options", ()):
            assert f"      - {option.code}: {option.says}\n" in printed


def test_sections_numbers_and_conditions_are_told_in_words(runner):
    printed = runner.invoke(command, ["print"]).output

    number = ASYLUM.numbers["court_case"]
    assert "DATES AND PAPERS\n" in printed
    asked = "((so_far is not_sure) and (not (so_far is court_paper)))"
    assert f"Page {number}\n  Asked: {asked} or (" in printed
    assert "Asked: (so_far is missed_court) or (missed_hearing is yes)." in printed
    assert "      Counts only where has_lawyer is yes.\n" in printed
    assert "  Among the first only where under_18 is yes.\n" in printed


def test_it_says_what_must_be_answered_and_within_which_limits(runner):
    printed = runner.invoke(command, ["print"]).output

    assert printed.count("      Required. ") == 5
    assert "      Optional. A number from 1 to 20.\n" in printed
    assert "      Optional. A date, as far as known, from 1900 to today.\n" in printed
    assert "      Optional. Up to 12 dates, as far as known, within" in printed
    assert "      Required. Text, up to 200 characters.\n" in printed


def test_a_language_without_a_catalogue_is_printed_in_english(runner):
    english = runner.invoke(command, ["print"])
    unknown = runner.invoke(command, ["print", "--language", "is"])

    assert unknown.exit_code == 0
    assert unknown.output == english.output


def test_what_is_no_language_is_refused_in_a_sentence(runner):
    refused = runner.invoke(command, ["print", "--language", "xx-nowhere"])

    assert refused.exit_code == 2
    assert "Use a language tag" in refused.output


def test_lawyers_read_what_helpers_are_asked_too(runner):
    printed = runner.invoke(command, ["print"]).output

    for asked in ASYLUM.questions.values():
        for words in (asked.child, asked.other, asked.hint_child, asked.hint_other):
            assert words in printed
        for option in getattr(asked, "options", ()):
            assert option.helped in printed
    assert "      - torture: I was tortured\n          Not offered to a helper.\n" in printed


@pytest.fixture
def runner():
    app = Flask("doorless")
    babel.init_app(app)
    return app.test_cli_runner()
