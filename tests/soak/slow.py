"""The long form of ``tests/journeys/applicants/test_network.py``: the slowest lines people have."""

from __future__ import annotations

from typing import Any

import pytest

from intake.questionnaire.asylum import ASYLUM
from tests.journeys.applicants.test_network import painted_at
from tests.support.browser.keyboard import Hands, send_a_request
from tests.support.browser.live import Live
from tests.support.browser.network import SECOND, SLOWEST, THIRD, Network, painted, through
from tests.support.browser.shared_product import PHONE, hurried, until_result
from tests.support.tour.people import OONA

pytestmark = pytest.mark.timeout(1800)

PUBLIC = ("/en/other-help", "/en/privacy", "/en/safety", "/en/return", "/other-language")
WHOLE_JOURNEY = 50 * 1024


@pytest.mark.parametrize("network", [SLOWEST, SECOND, THIRD], ids=str)
def test_the_first_visit(standing: Live, browser: Any, network: Network) -> None:
    page = browser.new_page(viewport=PHONE)
    through(page, network)

    page.goto(standing.url)

    assert painted(page) <= network.first
    page.close()


@pytest.mark.parametrize("network", [SLOWEST, SECOND, THIRD], ids=str)
def test_every_later_page(standing: Live, browser: Any, network: Network) -> None:
    context = browser.new_context(viewport=PHONE)
    someone = hurried(context, standing, OONA)
    someone.begin()
    until_result(someone)
    page = context.new_page()
    page.goto(f"{standing.url}/en/")
    through(page, network)
    asked = [f"/en/f/{ASYLUM.numbers[id_]}" for id_ in dict.fromkeys(someone.visited)]

    took = {
        path: min(painted_at(page, standing.url + path) for _ in range(2))
        for path in (*PUBLIC, *asked, "/en/f/code", "/en/f/result", "/en/f/check")
    }

    assert {path: seconds for path, seconds in took.items() if seconds > network.paint} == {}
    context.close()


def test_somebody_at_fifty_kilobits_sends_a_request(standing: Live, browser: Any) -> None:
    page = browser.new_page(viewport=PHONE)
    line = through(page, SLOWEST)

    send_a_request(Hands(page), standing.url)

    assert page.locator("#reference").inner_text()
    assert line.received <= WHOLE_JOURNEY
    page.close()
