"""The long form of ``tests/journeys/applicants/test_network.py``, on the slowest connections."""

import pytest

from intake.questionnaire.asylum import ASYLUM
from tests.journeys.applicants.test_network import seconds_until_paint
from tests.support.browser.keyboard import KeyboardUser, send_a_request
from tests.support.browser.network import (
    REGULAR_2G,
    REGULAR_3G,
    SLOW_2G,
    first_paint_seconds,
    throttle,
)
from tests.support.browser.shared_product import PHONE, answer_until_result, fast_applicant
from tests.support.tour.people import OONA

pytestmark = pytest.mark.timeout(1800)

PUBLIC = ("/en/other-help", "/en/privacy", "/en/safety", "/en/return", "/other-language")
WHOLE_JOURNEY = 50 * 1024


@pytest.mark.parametrize("network", [SLOW_2G, REGULAR_2G, REGULAR_3G], ids=str)
def test_the_first_visit_is_fast_on_3g(shared_live, browser, network):
    page = browser.new_page(viewport=PHONE)
    throttle(page, network)

    page.goto(shared_live.url)

    assert first_paint_seconds(page) <= network.first
    page.close()


@pytest.mark.parametrize("network", [SLOW_2G, REGULAR_2G, REGULAR_3G], ids=str)
def test_every_later_page(shared_live, browser, network):
    context = browser.new_context(viewport=PHONE)
    someone = fast_applicant(context, shared_live, OONA)
    someone.begin()
    answer_until_result(someone)
    page = context.new_page()
    page.goto(f"{shared_live.url}/en/")
    throttle(page, network)
    asked = [f"/en/f/{ASYLUM.numbers[id_]}" for id_ in dict.fromkeys(someone.visited)]

    took = {
        path: min(seconds_until_paint(page, shared_live.url + path) for _ in range(2))
        for path in (*PUBLIC, *asked, "/en/f/code", "/en/f/result", "/en/f/check")
    }

    assert {path: seconds for path, seconds in took.items() if seconds > network.paint} == {}
    context.close()


def test_somebody_at_fifty_kilobits_sends_a_request(shared_live, browser):
    page = browser.new_page(viewport=PHONE)
    line = throttle(page, SLOW_2G)

    send_a_request(KeyboardUser(page), shared_live.url)

    assert page.locator("#reference").inner_text()
    assert line.received <= WHOLE_JOURNEY
    page.close()
