"""Filter the queue by facts of cards: state, detention, language, country, reasons."""

import logging
from datetime import timedelta

from sqlalchemy import text

from intake.actions.queue import card_filters
from intake.cases import matched_queue, side_lists
from intake.cases.card import Card
from intake.cases.models import Case
from intake.extensions import db
from intake.web.desk.common import view
from tests.cases.desk import references
from tests.cases.making import TODAY
from tests.support.rows import change_rows
from tests.web.desk.queue.test_next_in_view import press_next

TEXAN = {
    "region": "TX",
    "nationality": "ER",
    "spoken_languages": ("ti", "ar"),
    "interpreter": "yes",
    "detained": "yes",
    "fear_reasons": ("religion", "politics"),
    "chips": ("R02", "R06b", "unclear_date"),
}
COLUMNS = ("tier", "due_on", "conflict", "status", "closed_on", "close_reason", "walled_keys")
OTHER = {
    "region": "GA",
    "nationality": "ET",
    "spoken_languages": ("am",),
    "interpreter": "no",
    "detained": "no",
    "fear_reasons": (),
    "chips": ("R08",),
}


def test_each_fact_finds_its_cases_alone(desk):
    match, _ = case_with(desk, **TEXAN), case_with(desk, **OTHER)

    for name, value in (
        ("state", "TX"),  # from single cards, and then from the pack that was made of them
        ("state", "TX"),
        ("detained", "yes"),
        ("speaks", "ar"),
        ("interpreter", "yes"),
        ("country", "ER"),
        ("why", "R06"),
        ("why", "unclear_date"),
        ("fears", "politics"),
    ):
        choose(desk, **{name: value})
        assert references(desk) == [match], name
        assert "Looked through 2 cases, open and closed." in desk.text


def test_facts_combine_with_each_other_and_with_other_filters(desk):
    case_with(desk, **TEXAN)
    match = case_with(desk, **TEXAN, tier="P1")
    case_with(desk, **TEXAN | {"region": "GA"}, tier="P1")

    choose(desk, tier="P1", state="TX", detained="yes")

    assert references(desk) == [match]
    assert {"Priority: P1", "Place: Texas", "In detention: Yes"} <= set(pills(desk))
    desk.open(pills(desk)["Place: Texas"])
    assert len(references(desk)) == 2


def test_no_address_and_no_log_has_what_was_chosen(desk, caplog):
    case_with(desk, **TEXAN)

    with caplog.at_level(logging.DEBUG):
        choose(desk, state="TX", fears="religion")

    addresses = " ".join(link.get("href", "") for link in desk.all("a"))
    for word in ("religion", "fears=", "state=", "TX&"):
        assert word not in addresses + caplog.text


def test_a_page_after_another_goes_on_in_the_same_order(desk, monkeypatch):
    monkeypatch.setattr("intake.web.desk.queue.queue.PAGE", 2)
    due = {
        case_with(desk, **TEXAN, due_on=TODAY + timedelta(days)): days for days in (9, -1, 4, 0, 1)
    }
    case_with(desk, **OTHER)

    choose(desk, state="TX")
    shown = references(desk)
    assert "2 of 5" in desk.text
    while links := list(desk.all("a", rel="next")):
        desk.open(links[0].get("href", ""))
        shown += references(desk)

    assert shown == sorted(due, key=due.__getitem__)


def test_the_next_case_is_found_before_the_transaction_for_which_applicants_wait(desk, monkeypatch):
    first = case_with(desk, **TEXAN, due_on=TODAY)
    second = case_with(desk, **TEXAN, due_on=TODAY + timedelta(1))
    choose(desk, state="TX")
    facts = desk.page.request.args["facts"]
    desk.open(f"/desk/cases/{first}?facts={facts}")
    writes = list[bool]()

    def match_cases(*args, **options):
        writes.append("writes" in db.session.connection().get_execution_options())
        return card_filters.match_cases(*args, **options)

    monkeypatch.setattr(view, "match_cases", match_cases)
    where = press_next(desk, "assign")

    assert where.startswith(f"/desk/cases/{second}?")
    assert writes
    assert not any(writes)


def test_many_matches_are_counted_to_the_last(desk, monkeypatch):
    monkeypatch.setattr(matched_queue, "FEW", 2)
    monkeypatch.setattr("intake.web.desk.queue.queue.COUNTED", 2)
    monkeypatch.setattr("intake.web.desk.queue.queue.PAGE", 1)
    for _ in range(4):
        case_with(desk, **TEXAN)

    choose(desk, state="TX")
    assert "1 of 4" in desk.text
    desk.open("/desk/?tier=P2")
    assert "1 of 4" in desk.text


def test_without_a_match_the_filter_that_hides_most_is_named(desk):
    for _ in range(3):
        case_with(desk, **TEXAN)
    case_with(desk, **OTHER)

    choose(desk, state="TX", country="ET")

    assert "Country of nationality: Ethiopia removes the most cases." in desk.text
    assert "3 cases without it." in desk.text


def test_an_older_pack_is_made_again_and_until_then_its_cases_are_told(desk, monkeypatch):
    for _ in range(3):
        case_with(desk, **TEXAN)
    monkeypatch.setattr(view, "READS_FOR", timedelta())
    monkeypatch.setattr("intake.actions.queue.card_filters.AT_ONCE", 2)

    choose(desk, state="TX")

    assert len(references(desk)) == 2
    assert "1 case was not looked through yet." in desk.text
    assert "Look through more" in desk.text


def test_walled_and_unopened_cases_are_told(desk):
    case_with(desk, **TEXAN)
    case_with(desk, **TEXAN, walled_keys=b"no one's")
    broken = case_with(desk, **TEXAN)
    change_rows(Case, Case.reference == broken, card=b"x" * 300)

    choose(desk, state="TX")

    assert len(references(desk)) == 1
    assert "1 could not be opened with your keys." in desk.text
    assert "1 walled case was not looked through." in desk.text


def test_held_cases_are_not_filtered_by_a_private_answer(desk):
    case_with(desk, **TEXAN, conflict="possible")

    choose(desk, state="TX")
    assert len(references(desk)) == 1
    choose(desk, fears="religion")
    assert references(desk) == []


def test_a_private_filter_is_logged_and_opens_in_this_session_alone(desk):
    case_with(desk, **TEXAN)
    choose(desk, fears="religion")
    address = desk.page.request.full_path
    acts = db.session.execute(text("SELECT act FROM audit_entries")).scalars().all()
    assert acts.count("private_filtered") == 1

    colleague = desk.colleague("caseworker")
    colleague.open(address)

    assert "Some filters in this link no longer work" in colleague.text
    assert pills(colleague) == {}


def test_a_view_is_saved_with_its_facts_sealed(desk):
    case_with(desk, **TEXAN)
    choose(desk, tier="P2", state="TX")
    desk.post(desk.action("/views/save"), name="Texas")

    row = db.session.execute(text("SELECT query, name FROM desk_views")).one()
    desk.open("/desk/")
    desk.open(desk.links["Texas"])

    assert row.query == "tier=P2"
    assert b'"state"' not in bytes(row.name)
    assert set(pills(desk)) == {"Priority: P2", "Place: Texas"}


def test_closed_cases_are_filtered_alike(desk):
    closed = {"status": "closed", "closed_on": TODAY, "close_reason": "advice_only"}
    match, _ = case_with(desk, **TEXAN, **closed), case_with(desk, **OTHER, **closed)
    case_with(desk, **TEXAN)

    choose(desk, state="TX", list="closed")

    assert references(desk) == [match]
    assert "Looked through 3 cases, open and closed." in desk.text
    assert desk.links["Clear all"] == "/desk/closed"
    choose(desk, state="TX", country="ET", list="closed")
    assert "No closed cases match these filters." in desk.text
    desk.open(pills(desk)["Place: Texas"])
    assert len(references(desk)) == 1


def test_every_page_of_closed_cases_keeps_the_filter(desk, monkeypatch):
    monkeypatch.setattr(side_lists, "PAGE", 2)
    closed = {"status": "closed", "close_reason": "advice_only"}
    first, second, third = (
        case_with(desk, **TEXAN, **closed, closed_on=TODAY - timedelta(days)) for days in (1, 2, 4)
    )
    for days in (3, 5):
        case_with(desk, **OTHER, **closed, closed_on=TODAY - timedelta(days))

    choose(desk, state="TX", list="closed")
    assert references(desk) == [first, second]
    (link,) = desk.all("a", rel="next")
    desk.open(link.get("href", ""))

    assert references(desk) == [third]
    assert set(pills(desk)) == {"Place: Texas"}


def test_a_forged_filter_shows_the_queue_without_it(desk):
    case_with(desk, **TEXAN)
    for forged in ["1.AAAA", "1." + "A" * 400, "x", "9." + "A" * 400]:
        assert desk.open(f"/desk/?facts={forged}").status_code == 200

        assert len(references(desk)) == 1


def test_an_unknown_value_is_no_filter(desk):
    case_with(desk, **OTHER)

    choose(desk, state="Texas'--", why="R99")

    assert len(references(desk)) == 1
    assert pills(desk) == {}


def case_with(desk, **more):
    """Add a case with these facts on its card, and return its reference."""
    columns = {name: more.pop(name) for name in COLUMNS if name in more}
    case = desk.case(card=Card(name_to_use="Lumo", **more), **columns)
    return case.reference


def choose(desk, **chosen):
    """Choose filters on their page and go to the queue."""
    answer = desk.post("/desk/filter", **chosen)
    assert answer.status_code == 303
    desk.open(answer.location)


def pills(desk):
    """Return the address of each chosen filter's removal by its words."""
    links = [link for item in desk.all("ul", class_="pills") for link in item.iter("a")]
    return {
        "".join(link.itertext()).replace("Remove filter", "").strip(): link.get("href", "")
        for link in links
        if link.get("class")
    }
