"""A conflict check says what it compared, asks for what is missing, and is made again."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from intake.cases.card import Card
from intake.cases.models import Case
from tests.actions.law.test_reassess_open_cases import settled

NICKNAME = {"name_to_use": "Lumo", "spoken_languages": ["ps"]}
HERS = {
    "full_name_docs": "Lumora Testfold Wrenwick",
    "birth_date-year": "1990",
    "birth_date-month": "5",
    "birth_date-day": "4",
    "do_not_tell": "Tarviq Bramblewick",
}


def test_a_nickname_alone_is_said_to_be_a_first_name(desk, case):
    desk.case(card=Card(name_to_use="Wrenna"))
    desk.case(card=Card(name_to_use="Yusuf"))

    desk.open_case(case)

    assert "Conflict check: only a first name was compared." in desk.text
    assert case.compared == 2
    result = result_of(desk, case)
    assert result.startswith(
        "Conflict check Clear: 2 requests here, 0 imported names 24 November 2026"
    )
    assert "Only a first name was compared." in result
    assert (
        "Compared with 2 requests here, 0 imported names, and with records of erased cases."
        in result
    )
    assert "call: full name, date of birth, the other side’s name." in result
    assert "Clear." not in desk.text


def test_what_the_call_brings_is_compared_at_once(desk, case):
    desk.open(f"/desk/cases/{case.reference}/contact")
    assert "Ask before or in the first call:" in desk.text

    assert name(desk, case, **HERS) == 303

    assert case.conflict is None
    desk.open_case(case)
    assert "only a first name" not in desk.text
    result = result_of(desk, case)
    assert "The full name and the other side’s name were compared." in result
    assert "Ask before" not in result
    desk.open_case(case)
    for words in ("Lumora Testfold Wrenwick", "Tarviq Bramblewick", "4 May 1990"):
        assert words in desk.text
    history = desk.open(f"/desk/cases/{case.reference}/timeline").text
    assert history.count("Answer corrected") == 1
    assert "Conflict check: no conflict found" in history


def test_a_name_of_the_call_that_somebody_named_as_adverse_restricts_the_case(desk, case):
    desk.case(card=Card(name_to_use="Tarviq", do_not_tell="Lumora Testfold Wrenwick"))
    desk.open_case(case)
    name(desk, case, full_name_docs="Lumora Testfold Wrenwick")
    desk.open_case(case)

    assert "File restricted" in desk.text
    assert case.conflict == "conflict"
    assert "The full name was compared, but no name of the other side." in desk.text


def test_a_name_that_is_emptied_is_no_answer_any_more(desk, case):
    desk.open_case(case)
    assert name(desk, case, **HERS) == 303
    desk.open_case(case)

    assert name(desk, case, **{**HERS, "do_not_tell": ""}) == 303

    desk.open_case(case)
    assert "Tarviq Bramblewick" not in desk.text
    assert "The full name was compared, but no name of the other side." in result_of(desk, case)


def test_a_birth_date_alone_leaves_the_check_as_it_is(desk, case):
    desk.open_case(case)
    born = {id_: text for id_, text in HERS.items() if id_.startswith("birth_date")}
    assert name(desk, case, **born) == 303

    assert case.conflict == "clear"


def test_the_number_of_an_older_check_is_not_made_up(desk, case):
    case.conflict, case.conflict_on = "clear", date(2026, 11, 2)

    assert "With how many requests was not recorded then." in result_of(desk, case)


def name(desk, case, **fields):
    """Correct the names that the page of contact asks for."""
    desk.open(f"/desk/cases/{case.reference}/contact")
    asked = parse_qs(urlsplit(desk.links["Add or correct names"]).query)["question"]
    return desk.send(
        case, "correct", question=asked, seen="told", why="A call.", do="save", **fields
    )


def result_of(desk, case):
    """Return the words of the result on its page."""
    desk.open(f"/desk/cases/{case.reference}/conflict")
    return desk.words_of("section", aria_labelledby="result")


@pytest.fixture
def case(desk):
    case: Case = settled(desk.team, NICKNAME, reader=desk.team.reader(desk.member))
    case.conflict = None
    return case
