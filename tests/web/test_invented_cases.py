"""Invented cases are marked wherever they are named, and never meet real ones."""

import json
from datetime import timedelta
from typing import Any

import pytest

from intake.actions.upkeep.jobs import erase_due
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases.card import Card
from intake.cases.models import Case
from intake.conflicts import stubs
from intake.extensions import db
from tests.cases.desk import desk_of
from tests.cases.making import TODAY
from tests.support.rows import acts_logged

pytestmark = pytest.mark.usefixtures("clock")

HERS = Card(
    name_to_use="Lumo",
    names=("Lumora Testfold Wrenwick",),
    contact={"phone": "+1 (202) 555-0143"},
)
AGAINST_HER = Card(
    name_to_use="Tarviq Bramblewick",
    do_not_tell="my aunt Lumora Testfold Wrenwick",
    contact={"phone": "202.555.0143"},
)


def test_a_row_of_the_queue_says_it_in_words(desk):
    replied: dict[str, Any] = {"replied_on": TODAY, "waits_for": "reply"}
    invented, real = a_case(desk, invented=True, **replied), a_case(desk, **replied)
    for address in ["", "?view=replies", "?sort=moved"]:
        desk.open(f"/desk/{address}")

        rows = {row.get("data-reference"): desk.words(row) for row in desk.all("tr")}
        assert "Test case" in rows[invented.reference]
        assert "Test case" not in rows[real.reference]


LISTS: list[tuple[str, dict[str, Any]]] = [
    ("/desk/diary", {"due_on": TODAY, "dates": {"act_by": TODAY}}),
    ("/desk/closed", {"status": "closed", "close_reason": "withdrawn", "closed_on": TODAY}),
    ("/desk/quarantine", {"quarantined_on": TODAY, "conflict": None}),
]


def test_every_other_list_of_the_desk_says_it_in_words(desk):
    for address, columns in LISTS:
        invented, real = a_case(desk, invented=True, **columns), a_case(desk, **columns)

        desk.open(address)

        lines = {line.get("data-reference"): desk.words(line) for line in desk.root.iter()}
        assert "Test case" in lines[invented.reference]
        assert "Test case" not in lines[real.reference]


def test_every_page_of_the_case_says_it_in_words_and_in_its_title(desk):
    invented, real = a_case(desk, invented=True), a_case(desk)
    for page in [
        "",
        "/messages",
        "/notes",
        "/contact",
        "/decision",
        "/timeline",
        "/conflict",
        "/duplicates",
        "/links",
    ]:
        desk.open(f"/desk/cases/{invented.reference}{page}")
        assert f"{invented.reference} (test case)" in desk.title
        assert marks(desk) == ["Test case"]

        desk.open(f"/desk/cases/{real.reference}{page}")
        assert "test case" not in desk.title
        assert marks(desk) == []


def test_search_and_a_printed_list_say_it_in_words(desk):
    invented, real = a_case(desk, HERS, invented=True), a_case(desk, HERS)

    desk.post("/desk/search", q="Wrenwick")
    assert marks(desk) == ["Test case"]

    desk.post("/desk/many/print", case=[invented.reference, real.reference])
    assert marks(desk) == ["Test case"]


def test_what_leaves_the_house_says_that_it_is_invented(desk):
    case = a_case(desk, invented=True)

    desk.send(case, "hand-off", to="Larkspur Aid (invented)", agreed="1", format="paper")
    assert marks(desk) == ["Test case"]

    desk.send(case, "hand-off", to="Larkspur Aid (invented)", agreed="1", format="json")
    assert json.loads(desk.text)["invented"] is True


def test_sentences_that_name_it_say_it_too(desk):
    case = a_case(desk, invented=True, status="closed", replied_on=TODAY)
    real = a_case(desk, status="closed", replied_on=TODAY)

    desk.open(f"/desk/?done={case.reference}")

    assert f"{case.reference} (test case) done." in desk.text
    [alert] = [
        sentence for sentence in map(desk.words, desk.all("p")) if real.reference in sentence
    ]
    assert f"{case.reference} (test case)" in alert
    assert f"{real.reference} (test case)" not in alert
    assert "1 test case is here" in desk.text


def test_the_log_says_it(desk):
    case = a_case(desk, invented=True)
    desk.open_case(case)

    desk.open("/desk/audit")

    assert f"{case.reference} (test case)" in desk.text


@pytest.mark.parametrize("mine", [True, False], ids=["invented", "real"])
def test_a_conflict_never_stands_between_an_invented_case_and_a_real_one(desk, *, mine):
    case = a_case(desk, HERS, invented=mine, conflict=None)
    a_case(desk, AGAINST_HER, invented=not mine)

    desk.open_case(case)

    assert "File restricted" not in desk.text
    assert case.conflict == "clear"


@pytest.mark.parametrize("kind", [True, False], ids=["invented", "real"])
def test_two_of_a_kind_are_compared_as_ever(desk, *, kind):
    case = a_case(desk, HERS, invented=kind, conflict=None)
    second = a_case(desk, AGAINST_HER, invented=kind)

    desk.open_case(case)

    assert "File restricted" in desk.text
    assert (f"{second.reference} (test case)" in desk.text) is kind
    assert case.status == "conflict_hold"


def test_an_erased_real_case_holds_no_invented_one_up(desk):
    real = a_case(desk, HERS, **CLOSED)
    desk.open_case(real)
    erase(desk, real)
    against_her = a_case(desk, AGAINST_HER, invented=True, conflict=None)

    desk.open_case(against_her)

    assert "File restricted" not in desk.text


def test_an_erased_invented_case_leaves_nothing_that_could_hold_a_real_one_up(desk):
    invented = a_case(desk, HERS, invented=True, **CLOSED)
    desk.open_case(invented)
    erase(desk, invented)

    assert stubs.of_team(desk.team.id) == []
    against_her = a_case(desk, AGAINST_HER, conflict=None)
    desk.open_case(against_her)
    assert "File restricted" not in desk.text


@pytest.mark.parametrize("mine", [True, False], ids=["invented", "real"])
def test_a_twin_is_looked_for_among_its_own_kind(desk, *, mine):
    case, twin = a_case(desk, HERS, invented=mine), a_case(desk, AGAINST_HER, invented=mine)
    second = a_case(desk, AGAINST_HER, invented=not mine)

    desk.open(f"/desk/cases/{case.reference}/duplicates")

    assert twin.reference in desk.text
    assert second.reference not in desk.text
    assert "Checked 1 other case." in desk.text


def test_its_day_erases_it_whether_somebody_opened_it_or_not(desk):
    closed: dict[str, Any] = {"status": "closed", "close_reason": "spam", "erase_on": TODAY}
    case, real = a_case(desk, invented=True, **closed), a_case(desk, **closed)
    for each in (case, real):
        log.record(AuditAct.CLOSED_SPAM, on=TODAY, case_id=each.id)

    desk.open()
    [alert] = [
        sentence for sentence in map(desk.words, desk.all("p")) if real.reference in sentence
    ]
    assert case.reference not in alert
    done = erase_due(today=TODAY, after="")
    db.session.commit()

    assert (done.erased, done.refused) == (1, 1)
    assert db.session.get(Case, case.id) is None
    assert db.session.get(Case, real.id) is not None


def test_figures_count_real_cases_alone(desk):
    for invented in (True, True, False):
        a_case(desk, invented=invented, due_on=TODAY - timedelta(1))
    a_case(desk, invented=True, status="closed")

    desk.open("/metrics")

    assert "intake_open_cases 1.0" in desk.text
    assert "intake_late_cases 1.0" in desk.text
    assert "intake_invented_cases 3.0" in desk.text


CLOSED = {"status": "closed", "close_reason": "spam", "closed_on": TODAY}


def a_case(desk, card=HERS, **changed):
    return desk.case(card=card, **changed)


def marks(desk):
    """Return the words of each mark on the page."""
    return [desk.words(mark) for mark in desk.all("b", class_="chip invented")]


def erase(desk, case):
    id_ = case.id
    desk.send(case, "erase", why="mistake")
    assert "erased_mistake" in acts_logged(id_)


@pytest.fixture
def desk(app):
    with app.app_context():
        yield desk_of(app, "supervisor")
