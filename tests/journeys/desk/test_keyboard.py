"""With the keyboard alone: every page can be answered, and the focus is always visible."""

from collections.abc import Callable
from statistics import median

import pytest

from tests.support.browser.keyboard import KeyboardUser, send_a_request
from tests.support.browser.shared_product import PHONE
from tests.support.browser.steps import follow
from tests.support.clients.readability import MEASURED
from tests.support.clients.strict_client import REVEALING

MEDIAN_TABS = 6.5
"""Presses of Tab from the top of a question page to its Continue button: half of the pages need six
or fewer."""
TABS_TO_SEND = 8
"""Presses of Tab from the top of the check page to the Send button."""
SCREENS_AT_LEAST = 15

Record = Callable[[str, object], None]


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(False, id="without script"),
        pytest.param(True, id="with script", marks=pytest.mark.long),
    ],
)
def test_a_request_is_sent_with_the_keyboard_alone(
    shared_live, exit_site, browser, record_property, *, script
):
    context = browser.new_context(viewport=PHONE, java_script_enabled=script)
    keyboard = KeyboardUser(context.new_page())

    send_a_request(keyboard, shared_live.url)

    tabs = f"{median(keyboard.tabs):g} Tabs to Continue (median), {keyboard.tabs_to_send} to Send"
    record_property(MEASURED, [tabs])
    assert keyboard.page.locator("#reference").inner_text()
    assert keyboard.unseen == []
    assert median(keyboard.tabs) <= MEDIAN_TABS, keyboard.tabs
    assert keyboard.tabs_to_send <= TABS_TO_SEND
    follow(keyboard.page, keyboard.page.locator("button.leave"))
    assert keyboard.page.url == exit_site
    entries = history(keyboard.page)
    assert [entry for entry in entries for word in REVEALING if word in entry.lower()] == []
    context.close()


def history(page):
    """Return the titles and addresses in the history of this window."""
    entries = page.context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]
    assert len(entries) >= SCREENS_AT_LEAST, entries
    return [f"{entry['title']} {entry['url']}" for entry in entries]
