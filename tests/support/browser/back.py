"""The Back button of a browser, and when the page that it leads to is complete."""

from typing import Any

from playwright.sync_api import Error as BetweenPages

from tests.support.waiting import until


def back(page: Any) -> bool:
    """Press Back, and wait until the page is complete; return false on the first page."""
    session = page.context.new_cdp_session(page)
    entries, at = history(session)
    if moved := at > 0:
        session.send("Page.navigateToHistoryEntry", {"entryId": entries[at - 1]["id"]})
        until(lambda: is_back(page, session, at), "the entry before is shown")
    until(lambda: is_complete(page), "the page is complete")
    session.detach()
    return moved


def history(session: Any) -> tuple[list[dict[str, Any]], int]:
    """Return the history entries of this window, and the index of the one shown."""
    result = session.send("Page.getNavigationHistory")
    return result["entries"], result["currentIndex"]


def is_back(page: Any, session: Any, before: int) -> bool:
    """Return true if an earlier entry than *before* is shown; false between two pages."""
    try:
        entries, at = history(session)
    except BetweenPages:
        return False
    return at < before and page.url == entries[at]["url"]


def is_complete(page: Any) -> bool:
    """Return true if the final page has loaded completely; false between two pages."""
    try:
        return bool(page.evaluate(COMPLETE))
    except BetweenPages:
        return False


COMPLETE = """() => document.readyState === "complete" && (
  !document.querySelector("#leave .told") ||
  performance.getEntriesByType("navigation")[0].type !== "navigate")"""
"""A page from the memory cache is about to be requested again, if its script runs."""
