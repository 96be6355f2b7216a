"""Search by any spelling and script, without a trace in logs and addresses."""

import logging
from datetime import timedelta
from functools import partial

import pytest

from intake.actions.opening import search_cards
from intake.actions.opening.search_cards import search_batch
from intake.cases.card import Card
from intake.sealing.wraps import wraps_to_bytes
from intake.web.desk.queue import search
from tests.cases.desk import desk_of, references
from tests.cases.making import TODAY


def card(name, *others, **more):
    """Return a card as sending makes it."""
    return Card(name_to_use=name, names=others, **more)


def test_a_person_is_found_by_any_spelling_and_number(desk):
    phone = {"contact_methods": ["call"], "phone": "+1 (202) 555-0143"}
    match = desk.case(card=card("Mohammad Karimi", a_number="A12-345-678", contact=phone))
    desk.case(card=card("Lumo Wrenfold"))
    for asked in [
        "Muhammed Karimi",
        "محمد کریمی",
        "karimi",
        "Мухаммад Карими",
        "0143",
        "۰۱۴۳",
        "A 012 345 678",
    ]:
        look_for(desk, asked)

        assert references(desk) == [match.reference]
        assert "Searched all 2 cases." in desk.text


def test_hidden_names_are_not_among_the_matches(desk):
    match = desk.case(card=card("Lumo Wrenfold"))
    desk.post("/desk/preferences", more="hide_names")

    look_for(desk, "Wrenfold")

    assert references(desk) == [match.reference]
    assert "Name hidden" in [cell.text for cell in desk.all("i")]


def test_the_beginning_of_a_name_finds_it_across_scripts(desk):
    names = (
        *("ከበደ ታደሰ", "Tadesse Kebbede", "Кузнецов Лев", "Kuznetsov", "Kuznetsova"),
        *("محمد کریمی", "Muhammad Karimi", "Lumo Wrenfold"),
    )
    cases = {name: desk.case(card=card(name)).reference for name in names}

    for asked, found in (
        ("Kebb", names[:2]),
        ("Kuznet", names[2:5]),
        ("Kuznetso", names[2:5]),
        ("кузн", names[2:5]),
        ("Moham", names[5:7]),
        ("محم", names[5:7]),
    ):
        look_for(desk, asked)
        assert sorted(references(desk)) == sorted(cases[name] for name in found), asked


def test_a_phone_in_any_shape_finds_both_who_share_it(desk):
    own = {"contact_methods": ["call"], "phone": "+1 (202) 555-0143"}
    shared = {"contact_methods": ["call"], "phone": "202.555.0143"}
    cases = [desk.case(card=card("Wren", contact=contact)) for contact in (own, shared)]
    desk.case(card=card("Lumo", contact=own | {"phone": "+1 202 555 0199"}))
    for asked in ["+12025550143", "202 555 0143", "(202) 555-0143", "0012025550143", "٢٠٢٥٥٥٠١٤٣"]:
        look_for(desk, asked)

        assert sorted(references(desk)) == sorted(case.reference for case in cases)


def test_a_name_and_a_number_together_find_only_who_has_both(desk):
    phone = {"contact_methods": ["call"], "phone": "+1 (202) 555-0143"}
    facts = {"a_number": "A12-345-678", "contact": phone, "birth_date": "1990-03-21"}
    both = desk.case(card=card("Tadesse Kebbede", **facts))
    desk.case(card=card("Tadesse Kebbede"))
    desk.case(card=card("Lumo Wrenfold", **facts))
    for asked in [
        "Kebb +12025550143",
        "2025550143 Kebbede",
        "ከበደ 0143",
        "Kebbede A 012 345 678",
        "A12-345-678 Tadesse",
        "Kebb 1990-03-21",
        "21.3.1990 kebbede",
    ]:
        look_for(desk, asked)

        assert references(desk) == [both.reference]


def test_a_name_with_the_number_of_another_finds_nobody_and_says_why(desk):
    desk.case(card=card("Tadesse Kebbede"))

    look_for(desk, "Kebbede 2025550143")

    assert references(desk) == []
    assert "A name and a number together find only a case that has both." in desk.text


BORN = {"calendar": "solar_hijri", "said": "1369-01-01"}


def test_a_birth_date_finds_whom_it_means_in_any_calendar(desk):
    born = ("1990-03-21", BORN, {"words": "spring", **BORN})
    cases = [desk.case(card=card("Wren", birth_date=stored)).reference for stored in born]
    desk.case(card=card("Lumo", birth_date="1990-03-22"))

    for asked in (
        *("1990-03-21", "3/21/1990", "21.3.1990", "21 March 1990", "March 21, 1990", "1369-1-1"),
    ):
        look_for(desk, asked)
        assert sorted(references(desk)) == sorted(cases), asked


def test_a_place_or_a_language_finds_its_people(desk):
    facts = {"nationality": "ER", "region": "GA", "city": "Atlanta", "spoken_languages": ("ti",)}
    match = desk.case(card=card("Wren", **facts))
    desk.case(card=card("Lumo", nationality="ET", region="NY", city="Albany"))
    for asked in [
        "Eritrea",
        "eritr",
        "Georgia",
        "GA",
        "Tigrinya",
        "ትግርኛ",
        "Atlanta",
        "Атланта",
        "أتلانتا",
    ]:
        for _ in range(2):  # from single cards, then from the pack that was made of them
            look_for(desk, asked)

            assert references(desk) == [match.reference]


def test_a_short_word_is_no_state(desk):
    for asked, state in [("De", "DE"), ("la", "LA"), ("Al", "AL")]:
        match = desk.case(card=card("Lumo", region=state))

        look_for(desk, asked)
        assert references(desk) == []
        look_for(desk, state)
        assert references(desk) == [match.reference]


def test_no_text_of_a_person_looks_like_another_fact(desk):
    desk.case(card=card('Wren", "nationality": "ER', city='~tlnt~", "region": "GA'))

    for asked in ("Eritrea", "Georgia", "Atlanta"):
        look_for(desk, asked)
        assert references(desk) == []


def test_a_reference_is_found_as_it_is_spoken(desk):
    for reference in ["K7QF-2MXH", "GWFG-DMAY"]:
        match = desk.case(reference=reference)
        desk.case()

        look_for(desk, reference.lower().replace("-", " - "))

        assert references(desk) == [match.reference]


def test_a_name_of_eight_letters_is_a_name(desk):
    match = desk.case(card=card("Wardak Gul", "Mohammad"))

    look_for(desk, "mohammad")

    assert references(desk) == [match.reference]


def test_open_cases_come_first_soonest_due_on_top(desk):
    closed = desk.case(card=card("Mohammad Karimi"), status="closed", due_on=TODAY)
    later = desk.case(card=card("Mohammad Karimi"), due_on=TODAY + timedelta(days=9))
    sooner = desk.case(card=card("Muhammed Karimi"), due_on=TODAY + timedelta(days=1))

    look_for(desk, "Mohammad Karimi")

    assert references(desk) == [sooner.reference, later.reference, closed.reference]


@pytest.mark.usefixtures("one_at_a_time")
def test_a_search_that_takes_long_shows_what_it_has_found_and_goes_on(desk):
    cases = [desk.case(card=card("Mohammad Karimi")) for _ in range(3)]

    look_for(desk, "Mohammad Karimi")
    assert len(references(desk)) == 1
    assert "Searched 1 of 3 cases so far." in desk.text
    while "Search on" in desk.text:
        go_on(desk)

    assert sorted(references(desk)) == sorted(case.reference for case in cases)
    assert "3 cases found" in desk.text
    assert "Searched all 3 cases." in desk.text
    assert 'value="Mohammad Karimi"' in desk.text


@pytest.mark.usefixtures("one_at_a_time")
def test_a_search_that_goes_on_shows_no_case_that_it_may_not(app, desk):
    other = desk_of(app, "caseworker", email="other@example.org")
    theirs = other.team.case(card=card("Mohammad Karimi"))
    walled, mine = (desk.case(card=card("Mohammad Karimi")) for _ in range(2))
    look_for(desk, "Mohammad Karimi")
    walled.walled_keys = wraps_to_bytes({"f" * 32: b"wrap"})

    go_on(desk, found=[walled.id, theirs.id, mine.id])

    assert references(desk) == [mine.reference]


def test_of_thousands_of_matches_those_due_soonest_are_shown(desk, monkeypatch, one_at_a_time):
    cases = [
        desk.case(card=card("Mohammad Karimi"), due_on=TODAY + timedelta(days=days))
        for days in (7, 2, 9, 1, 8)
    ]
    monkeypatch.setattr(search_cards, "MOST_SHOWN", 2)

    look_for(desk, "Mohammad Karimi")
    while "Search on" in desk.text:
        go_on(desk)

    assert references(desk) == [cases[3].reference, cases[1].reference]
    assert "5 cases found" in desk.text
    assert "Showing the first 2." in desk.text


def test_searched_words_are_in_no_log_and_no_address(desk, caplog):
    desk.case(card=card("Mohammad Karimi"))

    with caplog.at_level(logging.DEBUG):
        look_for(desk, "Wrenfold Karimi")

    assert desk.status == 200
    assert "Wrenfold" not in caplog.text
    assert "Wrenfold" not in desk.page.request.url


def test_wildcards_of_the_database_are_matched_literally(desk):
    desk.case(card=card("Lumo Wrenfold", a_number="A12-345-678"))
    for asked in ["%fold", "L%", "W%d", "Wr%ld", "%% x", "' OR 1=1 --"]:
        look_for(desk, asked)

        assert desk.status == 200
        assert references(desk) == []


def test_part_of_a_reference_finds_nothing(desk):
    desk.case(reference="K7QF-2MXH")
    for asked in ["K7QF%", "%2MXH", "K7QF_2MX_", "K7QF-2MX%"]:
        look_for(desk, asked)

        assert references(desk) == []


def test_words_that_can_find_nothing_are_refused(desk):
    for nothing in ["", "  ", "12", "--", "%", "____ ________"]:
        look_for(desk, nothing)

        assert desk.status == 422
        assert "Enter a name, at least four digits of a number, or another fact." in desk.text


def look_for(desk, words, **more):
    """Type it and press Search."""
    desk.post("/desk/search", q=words, **more)


def go_on(desk, **fields):
    """Press Search on; *fields* stand in the form in place of its own."""
    form = next(form for form in desk.all("form") if desk.words(form) == "Search on")
    shown: dict[str, list[str]] = {}
    for field in form.iter("input"):
        shown.setdefault(field.get("name", ""), []).append(field.get("value", ""))
    desk.post("/desk/search", **{**shown, **fields})


@pytest.fixture
def one_at_a_time(monkeypatch):
    """Have each request search one case alone."""
    monkeypatch.setattr(search, "WORKS_FOR", timedelta())
    monkeypatch.setattr(search, "search_batch", partial(search_batch, at_most=1))
