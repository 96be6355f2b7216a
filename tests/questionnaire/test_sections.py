"""Sections, conditions and lists: one that contradicts itself cannot be made."""

import re
from datetime import date, timedelta

import pytest
from babel import Locale

from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.states import STATES
from intake.questionnaire.conditions import (
    ALWAYS,
    answered,
    any_of,
    every,
    is_one_of,
    is_yes,
    longer_ago_than,
    unless,
    within,
    younger_than,
)
from intake.questionnaire.countries import COUNTRIES
from intake.questionnaire.dates import NOT_SURE, Calendar, on, said_date
from intake.questionnaire.languages import LANGUAGES, sort_key
from intake.questionnaire.localized_dates import MONTH_NAMES, month_names
from intake.questionnaire.questions import Choices, Date, Option, Span, Tick, YesNo
from intake.questionnaire.sections import BadQuestionnaire, Page, Questionnaire, Section
from intake.settings import OFFERED
from tests.questionnaire.making import TODAY
from tests.support.tables import beside


def yes_no(id_):
    return YesNo(id=id_, says=f"About {id_}?")


first, second, third = yes_no("first"), yes_no("second"), yes_no("third")
one, two, three = (Page(questions=(asked,), topic="A word") for asked in (first, second, third))


def test_pages_have_numbers_in_the_order_of_asking():
    questionnaire = made(core=(two, one), later=(three,))

    assert questionnaire.numbers == {"second": 1, "first": 2, "third": 3}
    assert questionnaire.page(1) is two
    assert questionnaire.page(0) is questionnaire.page(4) is None
    assert questionnaire.page_of("third") is three


def test_a_condition_may_look_at_earlier_pages():
    depends = Page(questions=(third,), topic="A word", when=is_yes(first))

    assert made(core=(one, two), later=(depends,)).numbers["third"] == 3


@pytest.mark.parametrize("asked", [first, second, third])
def test_a_look_ahead_or_at_oneself_is_refused(asked):
    early = Page(questions=(first,), topic="A word", when=unless(is_yes(asked)))

    with pytest.raises(BadQuestionnaire, match="first looks ahead at"):
        made(core=(early, two), later=(three,))


def test_a_look_at_what_is_ticked_at_sending_is_refused():
    ticked = YesNo(id="ticked", says="Agreed?")
    late = Page(questions=(third,), topic="A word", when=is_yes(ticked))

    with pytest.raises(BadQuestionnaire, match="third looks ahead at ticked"):
        made(core=(one, two), later=(late,))


def test_the_same_id_twice_is_refused_wherever_it_stands():
    again = Page(questions=(yes_no("second"), yes_no("first")), topic="A word")

    with pytest.raises(BadQuestionnaire, match="same id"):
        made(core=(one,), later=(again,))
    with pytest.raises(BadQuestionnaire, match="same id"):
        made(core=(one, two), later=(three,), sending=Tick(id="first", says="Agreed."))


def test_a_page_that_is_never_asked_or_stands_nowhere_is_refused():
    sections = (Section(id="all", title="All", pages=(one, two, three)),)
    ticked = (Tick(id="ticked", says="Agreed."),)

    with pytest.raises(BadQuestionnaire, match="differ in their pages"):
        Questionnaire(sections=sections, core=(one, two), later=(), at_sending=ticked)
    with pytest.raises(BadQuestionnaire, match="differ in their pages"):
        Questionnaire(sections=sections, core=(one, two), later=(three, two), at_sending=ticked)


def test_a_page_is_required_if_one_of_its_questions_is():
    must = YesNo(id="must", says="Well?", required="Answer this.")

    assert Page(questions=(first, must), topic="A word").required
    assert not one.required


def made(*, core, later, sending=None):
    section = Section(id="all", title="All", pages=(*core, *later))
    ticked = sending or Tick(id="agreed", says="Agreed.")
    return Questionnaire(sections=(section,), core=core, later=later, at_sending=(ticked,))


court = YesNo(id="court", says="Do you have a case?")
helps = Choices(
    id="helps", says="What help?", options=(Option("fear", "Fear"), Option("family", "Family"))
)
came = Date(id="came", says="When did you come?", span=Span.PAST)
born = Date(id="born", says="When were you born?", span=Span.BIRTH)


def test_yes_is_yes_and_nothing_else_is():
    assert holds(is_yes(court), court="yes")
    assert not holds(is_yes(court), court="not_sure")
    assert not holds(is_yes(court))


def test_one_of_several_codes_is_enough():
    fear_or_family = is_one_of(helps, "fear", "family")

    assert holds(fear_or_family, helps=("family",))
    assert holds(is_one_of(helps, "fear"), helps=("family", "fear"))
    assert not holds(is_one_of(helps, "fear"), helps=("family",))


def test_a_code_that_is_not_an_option_fails_on_import():
    with pytest.raises(ValueError, match="court has no option maybe"):
        is_one_of(court, "yes", "maybe")


def test_not_sure_is_an_answer_and_skipped_is_none():
    assert holds(answered(came), came=NOT_SURE)
    assert not holds(answered(came))


def test_conditions_combine():
    afraid, in_court = is_one_of(helps, "fear"), is_yes(court)

    assert holds(every(afraid, in_court), helps=("fear",), court="yes")
    assert not holds(every(afraid, in_court), helps=("fear",))
    assert holds(any_of(afraid, in_court), court="yes")
    assert not holds(any_of(afraid, in_court))
    assert holds(unless(in_court))
    assert not holds(unless(in_court), court="yes")
    assert holds(ALWAYS)


def test_a_condition_tells_a_lawyer_what_it_looks_at():
    condition = every(is_one_of(helps, "fear", "family"), unless(is_yes(court)))

    assert condition.says == "(helps is fear or family) and (not (court is yes))"
    assert condition.looks_at == {"helps", "court"}


@pytest.mark.parametrize(
    "days_ago, recent, long_ago", [(0, True, False), (100, True, False), (101, False, True)]
)
def test_how_long_ago_is_counted_to_the_day(days_ago, *, recent, long_ago):
    day = on(TODAY - timedelta(days=days_ago))

    assert holds(within(came, days=100), came=day) is recent
    assert holds(longer_ago_than(came, days=100), came=day) is long_ago


def test_a_half_known_date_may_be_both_recent_and_long_ago():
    this_year = said_date("2026")

    assert holds(within(came, days=100), came=this_year)
    assert holds(longer_ago_than(came, days=100), came=this_year)


def test_a_date_nobody_is_sure_of_may_be_anything_and_a_skipped_one_nothing():
    for condition in (
        within(came, days=100),
        longer_ago_than(came, days=100),
        younger_than(came, years=18),
    ):
        assert holds(condition, came=NOT_SURE)
        assert not holds(condition)


@pytest.mark.parametrize(
    "birth, as_of, minor",
    beside(__file__),
)
def test_somebody_is_under_age_until_the_birthday(birth, as_of, *, minor):
    answers = Answers().plus({"born": said_date(birth)})

    is_minor = younger_than(born, years=18)(answers, date.fromisoformat(as_of))
    assert is_minor is (minor == "yes")


def holds(condition, **answers):
    return condition(Answers().plus(answers), TODAY)


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


@pytest.mark.parametrize(
    "language, names",
    [
        ("en", "Åland Albania Austria Côte-d'Ivoire Cuba"),
        ("es", "Afganistán África Ángola nube Ñandú Óblast Oca"),
        ("fa-AF", "آلمان ارجنتاین افغانستان پاکستان تاجکستان چین کانادا گرجستان ونزویلا هند یمن"),
        ("ar", "الأردن إيران تركيا سوريا مصر"),
        ("uk", "Австрія Ґана Єгипет Індія Їжак Йемен"),
    ],
)
def test_names_stand_in_the_order_of_their_alphabet(language, names):
    in_order = names.split()

    assert sorted(in_order, key=lambda name: sort_key(name, language)) == in_order
