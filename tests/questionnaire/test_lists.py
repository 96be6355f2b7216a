"""Lists kept by hand: languages, countries, months."""

import re

import pytest
from babel import Locale

from intake.questionnaire.asylum.states import STATES
from intake.questionnaire.calendars import Calendar
from intake.questionnaire.countries import COUNTRIES
from intake.questionnaire.languages import LANGUAGES
from intake.questionnaire.localized_dates import MONTH_NAMES, month_names
from intake.settings import OFFERED

WRITTEN = (
    *("en", "es", "pt-BR", "ht", "zh-Hans", "zh-Hant", "pa", "ru", "fr", "ar", "fa", "fa-AF"),
    *("ps", "ur", "hi", "gu", "ne", "bn", "tr", "am", "ti", "so", "sw", "uk"),
)
SPOKEN_FIRST = (
    *("quc", "mam", "kek", "kjb", "knj", "ixl", "cac", "acr", "qu", "wo", "ff", "ckb", "my"),
    *("ka", "hy", "vi", "uz", "ky", "ln", "rw", "haz", "rhg", "kmr", "ug", "bo", "om", "ha", "yo"),
    *("ak", "bm", "snk", "kri", "cab", "mix", "zap", "miq", "tg", "ta", "cdo", "sq"),
)


def test_every_language_we_promise_is_there_once():
    assert tuple(language.tag for language in LANGUAGES) == WRITTEN + SPOKEN_FIRST


def test_languages_of_the_arabic_script_run_from_right_to_left():
    leftward = {language.tag for language in LANGUAGES if language.dir == "rtl"}

    assert leftward == {"ar", "fa", "fa-AF", "ps", "ur", "ckb", "haz", "ug"}


def test_no_language_is_named_only_in_english():
    named_alike = {language.tag for language in LANGUAGES if language.autonym == language.english}

    assert named_alike <= {"en", "quc", "mam", "kek", "kjb", "knj", "ixl", "cac", "acr", "wo"} | {
        "ha",
        "kri",
        "cab",
    }


def test_countries_are_all_249_of_the_standard_and_two_that_are_none():
    codes = [code for code, _ in COUNTRIES]

    assert len(codes) == len(set(codes)) == 251
    assert codes[-2:] == ["stateless", "other"]


def test_every_country_code_is_known_to_unicode():
    known = Locale("en").territories

    assert {code for code, _ in COUNTRIES[:-2]} <= known.keys()


def test_states_are_fifty_with_the_capital_and_five_territories():
    codes = {option.code for option in STATES}

    assert len(codes) == len(STATES) == 56
    assert {"DC", "PR", "GU", "VI", "AS", "MP"} <= codes


@pytest.mark.parametrize("calendar", list(Calendar))
def test_a_calendar_has_a_name_for_each_month_in_every_language(calendar):
    months = 13 if calendar is Calendar.ETHIOPIAN else 12

    for names in MONTH_NAMES[calendar].values():
        assert len(names) == len(set(names)) == months


def test_one_calendar_has_three_sets_of_names():
    first = [month_names(Calendar.SOLAR_HIJRI, tag)[0] for tag in ("fa-AF", "fa", "ps")]

    assert first == ["حمل", "فروردین", "وری"]


@pytest.mark.parametrize("calendar", list(Calendar))
@pytest.mark.parametrize(
    "tag",
    [language.tag for language in LANGUAGES if language.dir == "rtl" and language.tag in OFFERED],
)
def test_who_reads_arabic_letters_gets_months_in_them(tag, calendar):
    assert [name for name in month_names(calendar, tag) if re.search("[A-Za-z]", name)] == []


def test_a_region_falls_back_on_its_language_and_others_on_english():
    assert month_names(Calendar.HIJRI, "fa-AF") == month_names(Calendar.HIJRI, "fa")
    assert month_names(Calendar.ETHIOPIAN, "so")[12] == "Pagume"
    assert month_names(Calendar.SOLAR_HIJRI, "uz")[0] == "Hamal (Farvardin)"
    assert month_names(Calendar.HIJRI, "ar")[2] == "ربيع الأول"
