"""What travels to a prepaid phone and to the desk, counted."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from statistics import median

import pytest
from flask.testing import FlaskClient

from tests.house.source import ROOT
from tests.support.clients.applicant import ACKNOWLEDGED, SHORTEST, Applicant
from tests.support.clients.readability import MEASURED
from tests.support.tour.album import Album

Record = Callable[[str, object], None]

STATIC = {
    "css/base.css": 4500,
    "css/desk.css": 4000,
    "js/leave.js": 1200,
}
"""Each file with the most bytes it may have, compressed; the desk's sheet comes on top."""

FIRST_VISIT = 6 * 1024
LATER_MEDIAN, LATER_MOST = 1536, 5 * 1024
QUEUE = 8 * 1024
ONCE = ("css/base.css", "js/leave.js")
HEADERS = 700
"""Bytes of the headers of a page's answer and of the redirect that led to it."""
CHOSEN = {"help_types", "name_to_use", "contact_methods"}
"""Pages of the shortest way that take a tap before the one that goes on."""
TYPED, TYPED_MOST = ("name_to_use",), 40
"""What has to be typed on it, and how many letters at most."""
SCREENS, TAPS, JOURNEY = 20, 24, 50 * 1024


@pytest.mark.parametrize("name", STATIC)
def test_no_sheet_and_no_script_is_larger_than_planned(name: str) -> None:
    assert packed((ROOT / "static" / name).read_text("utf-8")) <= STATIC[name]


def test_the_scripts_of_the_desk_stay_small() -> None:
    scripts = [path.read_text("utf-8") for path in (ROOT / "static" / "js").glob("*.js")]

    assert sum(map(packed, scripts)) <= 4096


def test_the_first_visit_asks_twice(
    applicant_pages: Callable[[str], Album], record_property: Record
) -> None:
    home = applicant_pages("en").pages["pages/home"]
    sheet = (ROOT / "static" / "css" / "base.css").read_text("utf-8")

    assert home.html.count("/static/") == 1
    assert "<script" not in home.html
    weight = packed(home.html) + packed(sheet)
    record_property(MEASURED, [f"{weight} bytes on the first visit, in 2 requests"])
    assert weight <= FIRST_VISIT


def test_later_pages_are_small(
    applicant_pages: Callable[[str], Album], record_property: Record
) -> None:
    later = [seen for seen in applicant_pages("en").pages.values() if "/f/" in seen.path]

    sizes = {seen.name: packed(seen.html) for seen in later}

    record_property(MEASURED, [f"{median(sizes.values()):g} bytes for a later page (median)"])
    assert median(sizes.values()) <= LATER_MEDIAN
    assert {name: size for name, size in sizes.items() if size > LATER_MOST} == {}


def test_fifty_rows_of_the_queue_are_small(desk_pages: Album) -> None:
    queue = next(
        seen for seen in desk_pages.pages.values() if seen.html.count("<tr data-reference") == 50
    )

    assert packed(queue.html) <= QUEUE


def test_the_shortest_way_is_short(ready_client: FlaskClient, record_property: Record) -> None:
    someone = Applicant(ready_client, SHORTEST)
    screens, taps = [ready_client.get("/").get_data(as_text=True), someone.text], 2
    someone.begin()
    while not someone.path.endswith("/f/check"):
        screens.append(someone.text)
        if someone.path.endswith("/f/result"):
            someone.open("/en/f/check")
        else:
            someone.answer()
        taps += 1
    screens.append(someone.text)
    someone.send()
    screens.append(someone.text)
    taps += len(CHOSEN & set(someone.visited)) + len(ACKNOWLEDGED) + 1

    once = sum(packed((ROOT / "static" / name).read_text("utf-8")) for name in ONCE)
    weight = once + sum(packed(one) + HEADERS for one in screens)
    told = f"{len(screens)} screens, {taps} taps and {weight} bytes on the shortest way"
    record_property(MEASURED, [told])
    typed = sum(len(one) for id_ in TYPED for one in SHORTEST[id_])
    assert typed <= TYPED_MOST
    assert len(screens) <= SCREENS
    assert taps <= TAPS
    assert weight <= JOURNEY


def packed(text: str) -> int:
    """How many bytes travel."""
    return len(gzip.compress(text.encode(), 6))
