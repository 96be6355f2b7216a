"""On 3G and an old phone: something shows within 0.8 seconds, the first visit within two."""

from __future__ import annotations

from functools import partial
from typing import Any

from intake.questionnaire.asylum import ASYLUM
from tests.support.browser.live import Live
from tests.support.browser.network import THIRD, painted, settled, through
from tests.support.browser.shared_product import PHONE, at_the_result
from tests.support.storm.crowd import least

PAGES = tuple(
    f"/en/f/{ASYLUM.numbers[id_]}" for id_ in ("help_types", "us_state", "asylum_filed_date")
)
LISTENS = 0.05
"""Seconds from what is seen first to where all of it answers."""


def test_the_first_visit(standing: Live, browser: Any) -> None:
    def visit() -> float:
        page = browser.new_page(viewport=PHONE)
        line = through(page, THIRD)

        took = painted_at(page, standing.url)

        assert line.requests == 2
        assert line.received <= 6 * 1024
        page.close()
        return took

    assert least(visit, enough=THIRD.first, most=8) <= THIRD.first


def test_later_pages(standing: Live, browser: Any) -> None:
    context = browser.new_context(viewport=PHONE)
    at_the_result(context, standing)
    page = context.new_page()
    page.goto(f"{standing.url}/en/")
    through(page, THIRD)

    took = {
        path: least(partial(painted_at, page, standing.url + path), enough=THIRD.paint, most=8)
        for path in (*PAGES, "/en/f/result", "/en/f/check")
    }

    assert {path: seconds for path, seconds in took.items() if seconds > THIRD.paint} == {}
    last = partial(listening, page)  # the longest of them
    assert least(last, enough=LISTENS, most=8) <= LISTENS
    context.close()


def listening(page: Any) -> float:
    """Return the seconds from what is seen first of the page to where it answers."""
    page.reload()
    return settled(page) - painted(page)


def painted_at(page: Any, url: str) -> float:
    """Seconds until something of this page is seen."""
    page.goto(url)
    return painted(page)
