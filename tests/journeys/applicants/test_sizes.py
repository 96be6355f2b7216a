"""Sizes of pages, style sheets and scripts, compressed, and the length of a journey."""

import gzip
from collections.abc import Callable
from statistics import median

import pytest

from tests.house.source import ROOT
from tests.support.clients.applicant import ACKNOWLEDGED, SHORTEST, Applicant
from tests.support.clients.readability import MEASURED
from tests.support.databases.fixtures import ON_BOTH

Record = Callable[[str, object], None]

STATIC = {
    "css/base.css": 3600,
    "css/answers.css": 2000,
    "css/desk.css": 4096,
    "js/leave.js": 1200,
}
"""Maximum size of each file in bytes, compressed. First pages load the first, the desk all."""

FIRST_VISIT = 6 * 1024
LATER_MEDIAN, LATER_MOST = 1536, 5 * 1024
QUEUE = 8 * 1024
ONCE = ("css/base.css", "css/answers.css", "js/leave.js")
HEADERS = 700
"""Bytes of the headers of a page and of the redirect to it."""
CHOSEN = {"help_types", "so_far", "name_to_use", "contact_methods"}
"""Pages of the shortest journey that take one more tap than the button."""
TYPED, TYPED_MOST = ("name_to_use",), 40
"""Questions of the shortest journey that are typed, and the letters allowed."""
SCREENS, TAPS, JOURNEY = 16, 21, 45 * 1024


@pytest.mark.parametrize("name", STATIC)
def test_each_style_sheet_and_script_is_within_its_limit(name):
    assert packed((ROOT / "static" / name).read_text("utf-8")) <= STATIC[name]


def test_the_scripts_of_the_desk_are_small_together():
    scripts = {path.name: path for path in (ROOT / "static" / "js").glob("*.js")}
    del scripts["leave.js"]  # the applicants' script, which has a limit of its own

    assert sum(packed(path.read_text("utf-8")) for path in scripts.values()) <= 4096


def test_the_first_visit_needs_two_requests(applicant_pages, record_property):
    home = applicant_pages("en").pages["pages/home"]
    sheet = (ROOT / "static" / "css" / "base.css").read_text("utf-8")

    assert home.html.count("/static/") == 1
    assert "<script" not in home.html
    weight = packed(home.html) + packed(sheet)
    record_property(MEASURED, [f"{weight} bytes on the first visit, in 2 requests"])
    assert weight <= FIRST_VISIT


def test_later_pages_are_small(applicant_pages, record_property):
    later = [seen for seen in applicant_pages("en").pages.values() if "/f/" in seen.path]

    sizes = {seen.name: packed(seen.html) for seen in later}

    record_property(MEASURED, [f"{median(sizes.values()):g} bytes for a later page (median)"])
    assert median(sizes.values()) <= LATER_MEDIAN
    assert {name: size for name, size in sizes.items() if size > LATER_MOST} == {}


def test_fifty_rows_of_the_queue_are_small(desk_pages):
    queue = next(
        seen for seen in desk_pages.pages.values() if seen.html.count("<tr data-reference") == 50
    )

    assert packed(queue.html) <= QUEUE


@ON_BOTH
def test_the_shortest_journey_is_short(ready_client, record_property):
    applicant = Applicant(ready_client, SHORTEST)
    screens, taps = [ready_client.get("/").text, applicant.text], 2
    applicant.begin()
    while not applicant.path.endswith("/f/check"):
        screens.append(applicant.text)
        if applicant.path.endswith("/f/result"):
            applicant.open("/en/f/check")
        else:
            applicant.answer()
        taps += 1
    screens.append(applicant.text)
    applicant.send()
    screens.append(applicant.text)
    taps += len(CHOSEN & set(applicant.visited)) + len(ACKNOWLEDGED) + 1

    once = sum(packed((ROOT / "static" / name).read_text("utf-8")) for name in ONCE)
    weight = once + sum(packed(screen) + HEADERS for screen in screens)
    counts = f"{len(screens)} screens, {taps} taps and {weight} bytes on the shortest journey"
    record_property(MEASURED, [counts])
    typed = sum(len(word) for id_ in TYPED for word in SHORTEST[id_])
    assert typed <= TYPED_MOST
    assert len(screens) <= SCREENS
    assert taps <= TAPS
    assert weight <= JOURNEY


def packed(text):
    """Return the compressed size in bytes."""
    return len(gzip.compress(text.encode(), 6))
