"""Answers in words, as applicants check them and staff read them."""

from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.dates import NOT_SURE, Calendar, said_date
from intake.web.answers import shown


def test_codes_become_words_and_texts_stay_as_they_are(babel_app):
    told: list[tuple[str, Any, list[str]]] = [
        (
            "help_types",
            ("fear_return", "not_sure"),
            ["I am afraid to go back to my country", "I am not sure"],
        ),
        ("detained_now", "yes", ["Yes"]),
        ("us_state", "GA", ["Georgia"]),
        ("ack_deadline", "yes", ["Yes"]),
        ("household_size", 3, ["3"]),
        ("income_amount", "1200.50", ["1200.50 US dollars"]),
        ("nationality", "ER", ["Eritrea"]),
        ("nationality", "stateless", ["I have no country (stateless)"]),
        ("spoken_languages", ("fa-AF", "kjb", "other"), ["Dari", "Q'anjob'al", "Another language"]),
        ("reads_language", "ti", ["Tigrinya"]),
        ("name_to_use", "Lumo <b> & 'Wrenfold'", ["Lumo <b> & 'Wrenfold'"]),
        ("phone", "+1 202 555 0143", ["+1 202 555 0143"]),
        ("note", "One line\nand  another", ["One line", "and  another"]),
    ]
    for question, answer, lines in told:
        assert shown(ASYLUM.questions[question], answer) == lines


def test_a_date_is_told_as_it_was_said_and_what_it_means(babel_app):
    for text, calendar, words, lines in [
        ("2026-03-05", Calendar.GREGORIAN, "", ["5 March 2026"]),
        ("2026-03", Calendar.GREGORIAN, "", ["March 2026"]),
        ("2026", Calendar.GREGORIAN, "after Eid", ["2026", "“after Eid”"]),
        (
            "1985-13-03",
            Calendar.ETHIOPIAN,
            "",
            ["3 Pagume 1985 in the Ethiopian calendar", "That is 8 September 1993."],
        ),
        (
            "1405",
            Calendar.SOLAR_HIJRI,
            "",
            [
                "1405 in the Solar Hijri calendar",
                "That is between 21 March 2026 and 20 March 2027.",
            ],
        ),
        (
            "1447-09",
            Calendar.HIJRI,
            "",
            [
                "Ramadan 1447 in the Hijri calendar",
                "That is between 16 February 2026 and 21 March 2026.",
            ],
        ),
        ("", Calendar.GREGORIAN, "when the rains came", ["“when the rains came”"]),
    ]:
        answer = said_date(text, calendar, words=words)

        assert shown(ASYLUM.questions["birth_date"], answer) == lines


def test_a_date_nobody_is_sure_of_says_so(babel_app):
    children = (said_date("2018"), NOT_SURE)

    assert shown(ASYLUM.questions["birth_date"], NOT_SURE) == ["I am not sure"]
    assert shown(ASYLUM.questions["children_birth_dates"], children) == ["2018", "I am not sure"]


def test_names_of_countries_and_languages_are_the_readers(babel_app):
    with force_locale("es"):
        assert shown(ASYLUM.questions["nationality"], "DE") == ["Alemania"]
        assert shown(ASYLUM.questions["reads_language"], "am") == ["amárico"]


def test_a_code_of_another_release_is_shown_as_it_is(babel_app):
    assert shown(ASYLUM.questions["help_types"], ("no_longer_asked",)) == ["no_longer_asked"]


def test_every_question_can_be_shown(babel_app):
    for question in ASYLUM.questions:
        asked = ASYLUM.questions[question]
        codes = [option.code for option in getattr(asked, "options", ())] or ["other"]

        for code in codes:
            assert all(shown(asked, code))


@pytest.fixture
def babel_app():
    app = Flask("words")
    Babel().init_app(app)
    with app.test_request_context():
        yield app
