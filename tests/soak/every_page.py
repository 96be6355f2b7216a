"""The long form of ``tests/journeys/test_every_page.py``: all pages, in every look."""

from dataclasses import replace
from statistics import median

import pytest

from intake import settings
from intake.questionnaire.languages import LANGUAGES
from tests.journeys.applicants.test_sizes import LATER_MEDIAN, LATER_MOST, packed
from tests.support.browser import screen_reader
from tests.support.browser.axe import faults
from tests.support.clients.strict_client import PLAN
from tests.support.tour.fixtures import applicant_album
from tests.support.tour.reflow import OPEN_FIELDS, SET_STYLE, overflows
from tests.support.tour.window import Appearance, small_targets, window

pytestmark = pytest.mark.timeout(3600)

WIDTHS = ((360, 640), (1280, 800))
LOOKS = [
    replace(look, width=width, height=height)
    for width, height in WIDTHS
    for look in (Appearance(), Appearance(theme="dark"), Appearance(forced="active"))
]
OFFERED = tuple(tag for tag in settings.OFFERED if tag != "en")
"""The languages offered beside English, in which every page has its own words."""
WALKED = ("en", *OFFERED, "en-XA", "ar-XB", "xx-LONG")
MEDIAN = {"ar": 1700, "fa-AF": 1700}
"""Median of the bytes of a later page where letters take two bytes each."""
WRITTEN = 24
"""So many languages of the list have written text."""


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("door", ["applicants", "desk"])
def test_axe_finds_nothing_and_leaves_nothing_that_nobody_looked_at(album, browser, look, door):
    assert found_by_axe(browser, album, look) == []


@pytest.mark.parametrize("look", LOOKS[: len(LOOKS) // len(WIDTHS)], ids=str)
@pytest.mark.parametrize("language", OFFERED)
def test_axe_finds_nothing_in_the_other_languages(applicant_pages, browser, look, language):
    assert found_by_axe(browser, applicant_pages(language), look) == []


@pytest.mark.parametrize("language", OFFERED)
def test_no_target_is_small_in_the_other_languages(applicant_pages, browser, language):
    album = applicant_pages(language)
    with window(browser, album) as view:
        view.look(LOOKS[0])
        faults = [
            f"{seen.name}: {fault}"
            for seen in album.pages.values()
            for fault in small_targets(view.show(seen))
        ]

    assert faults == []


@pytest.mark.parametrize("language", WALKED)
def test_nothing_spills_in_any_language(applicant_pages, browser, language):
    assert spilt(browser, applicant_pages(language)) == []


def test_nothing_spills_on_the_desk(desk_pages, browser):
    assert spilt(browser, desk_pages) == []


@pytest.mark.parametrize("language", ["en", *OFFERED])
def test_every_page_can_be_heard(applicant_pages, browser, language):
    album = applicant_pages(language)
    with window(browser, album) as view:
        faults = [
            f"{seen.name}: {fault}"
            for seen in album.pages.values()
            for fault in screen_reader.faults(view.show(seen))
        ]

    assert faults == []


@pytest.mark.parametrize("language", ["en", *OFFERED])
def test_later_pages_stay_small_where_many_languages_are_on_offer(
    sqlite_template, tmp_path, language
):
    written = tuple(language.tag for language in LANGUAGES[:WRITTEN])
    album = applicant_album(sqlite_template, tmp_path, language, offered=written)

    pages = [seen for seen in album.pages.values() if "/f/" in seen.path]
    assert median(packed(seen.html) for seen in pages) <= MEDIAN.get(language, LATER_MEDIAN)
    assert max(packed(seen.html) for seen in pages if not PLAN.match(seen.path)) <= LATER_MOST


def found_by_axe(browser, album, look):
    """Return what axe finds on each page, also in the fields that only some options open."""
    findings: list[str] = []
    with window(browser, album) as view:
        view.look(look)
        for seen in album.pages.values():
            view.show(seen).evaluate(SET_STYLE, OPEN_FIELDS)
            findings += [f"{seen.name}: {fault}" for fault in faults(view.page)]
    return findings


def spilt(browser, album):
    with window(browser, album) as view:
        return [
            f"{seen.name}: {fault}"
            for seen in album.pages.values()
            for fault in overflows(view.show(seen))
        ]
