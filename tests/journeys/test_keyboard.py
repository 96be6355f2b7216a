"""With a keyboard alone: every page is finished, and what has the focus is always seen."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from typing import Any

import pytest

from tests.support.browser import Live
from tests.support.hands import Hands, send_a_request
from tests.support.standing import PHONE
from tests.support.strict import TELLING

MEDIAN_TABS = 6
"""From the top of a question page to the button that goes on, with everything on the way."""

Record = Callable[[str, object], None]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_somebody_with_a_keyboard_sends_a_request(
    standing: Live, browser: Any, record_property: Record, *, script: bool
) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=script)
    hands = Hands(context.new_page())

    send_a_request(hands, standing.url)

    record_property("Tabs to Continue on each page", hands.tabs)
    assert hands.page.locator("#reference").inner_text()
    assert hands.unseen == []
    assert [one for one in hands.titles for word in TELLING if word in one.lower()] == []
    assert median(hands.tabs) <= MEDIAN_TABS, hands.tabs
    context.close()
