"""With a keyboard alone: every page is finished, and what has the focus is always seen."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from typing import Any

import pytest

from tests.support.browser.keyboard import KeyboardUser, send_a_request
from tests.support.browser.live import Live
from tests.support.browser.shared_product import PHONE
from tests.support.browser.steps import follow
from tests.support.clients.readability import MEASURED
from tests.support.clients.strict_client import REVEALING

MEDIAN_TABS = 6
"""From the top of a question page to the button that goes on, with everything on the way."""
TABS_TO_SEND = 8
"""From the top of the check page, however much was answered, to the button that sends."""
SCREENS_AT_LEAST = 15

Record = Callable[[str, object], None]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_somebody_with_a_keyboard_sends_a_request(
    shared_live: Live, exit_site: str, browser: Any, record_property: Record, *, script: bool
) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=script)
    hands = KeyboardUser(context.new_page())

    send_a_request(hands, shared_live.url)

    tabs = f"{median(hands.tabs):g} Tabs to Continue (median), {hands.tabs_to_send} to Send"
    record_property(MEASURED, [tabs])
    assert hands.page.locator("#reference").inner_text()
    assert hands.unseen == []
    assert median(hands.tabs) <= MEDIAN_TABS, hands.tabs
    assert hands.tabs_to_send <= TABS_TO_SEND
    follow(hands.page, hands.page.locator("button.leave"))
    assert hands.page.url == exit_site
    assert [one for one in history(hands.page) for word in REVEALING if word in one.lower()] == []
    context.close()


def history(page: Any) -> list[str]:
    """What the browser itself keeps of where this window has been: titles and addresses."""
    kept = page.context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]
    assert len(kept) >= SCREENS_AT_LEAST, kept
    return [f"{one['title']} {one['url']}" for one in kept]
