"""On 3G and an old phone: something shows within 0.8 seconds, the first visit within two."""

from __future__ import annotations

from functools import partial
from typing import Any

from intake.questionnaire.asylum import ASYLUM
from tests.support.browser.live import Live
from tests.support.browser.network import REGULAR_3G, first_paint_seconds, load_seconds, throttle
from tests.support.browser.shared_product import PHONE, place_at_result
from tests.support.storm.crowd import best_of

PAGES = tuple(
    f"/en/f/{ASYLUM.numbers[id_]}" for id_ in ("help_types", "us_state", "asylum_filed_date")
)
LISTENS = 0.05
"""Seconds from what is seen first to where all of it answers."""


def test_the_first_visit(shared_live: Live, browser: Any) -> None:
    def visit() -> float:
        page = browser.new_page(viewport=PHONE)
        line = throttle(page, REGULAR_3G)

        took = painted_at(page, shared_live.url)

        assert line.requests == 2
        assert line.received <= 6 * 1024
        page.close()
        return took

    assert best_of(visit, enough=REGULAR_3G.first, most=8) <= REGULAR_3G.first


def test_later_pages(shared_live: Live, browser: Any) -> None:
    context = browser.new_context(viewport=PHONE)
    place_at_result(context, shared_live)
    page = context.new_page()
    page.goto(f"{shared_live.url}/en/")
    throttle(page, REGULAR_3G)

    took = {
        path: best_of(
            partial(painted_at, page, shared_live.url + path), enough=REGULAR_3G.paint, most=8
        )
        for path in (*PAGES, "/en/f/result", "/en/f/check")
    }

    assert {path: seconds for path, seconds in took.items() if seconds > REGULAR_3G.paint} == {}
    last = partial(listening, page)  # the longest of them
    assert best_of(last, enough=LISTENS, most=8) <= LISTENS
    context.close()


def listening(page: Any) -> float:
    """Return the seconds from what is seen first of the page to where it answers."""
    page.reload()
    return load_seconds(page) - first_paint_seconds(page)


def painted_at(page: Any, url: str) -> float:
    """Seconds until something of this page is seen."""
    page.goto(url)
    return first_paint_seconds(page)
