"""Leaving at once: whatever is pressed, and whatever the network does, no answer comes back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Error as BetweenPages
from playwright.sync_api import expect

from intake.questionnaire.asylum import ASYLUM
from tests.support.browser.chromium import FLAGS, chromium
from tests.support.browser.live import Live
from tests.support.browser.shared_product import PHONE, place_at_result
from tests.support.browser.steps import follow
from tests.support.clients.readability import MEASURED
from tests.support.clients.strict_client import REVEALING
from tests.support.storm.crowd import best_of
from tests.support.tour.album import Album
from tests.support.tour.window import window
from tests.support.waiting import until

SAID = "Oona Test-Larkspur"
PAGES = ("filling_for", "help_types", "us_state", "name_to_use")
AT_ONCE = 50
"""Milliseconds from the third press to the white page."""


@pytest.fixture(params=["button", "Enter on the button", "Shift three times"])
def way_out(request: pytest.FixtureRequest) -> str:
    way: str = request.param
    return way


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_back_shows_no_answer(
    shared_live: Live, exit_site: str, keeping_browser: Any, *, script: bool
) -> None:
    page = half_way(shared_live, keeping_browser, java_script_enabled=script)
    before = cookies(page)
    assert SAID in words(page)
    assert before

    page.click("button.leave")
    page.wait_for_url(exit_site)

    assert came_back(page, 10) == []
    assert cookies(page) & before == set()


def test_every_way_out_ends_the_session(
    shared_live: Live, exit_site: str, browser: Any, way_out: str
) -> None:
    page = half_way(shared_live, browser)

    leave(page, way_out)
    page.wait_for_url(exit_site)

    assert came_back(page, 3) == []


def test_the_page_is_white_at_once(
    shared_live: Live, browser: Any, record_property: Callable[[str, object], None]
) -> None:
    page = half_way(shared_live, browser)
    stay(page)

    def white_after() -> float:
        page.evaluate(WATCH)
        leave(page, "Shift three times")
        took = float(page.evaluate("whitened"))
        assert words(page) == "Loading"
        page.goto(page.url)
        return took

    took = best_of(white_after, enough=AT_ONCE, most=8)

    record_property(MEASURED, [f"{took:.1f} ms from the third Shift to the white page"])
    assert took <= AT_ONCE


def test_typing_never_leaves(shared_live: Live, browser: Any) -> None:
    page = half_way(shared_live, browser)

    page.focus("#name_to_use")
    page.keyboard.type("OONA of TEXAS, A1 B2")
    for key in ("Shift+A", "Shift+B", "Shift+C", "Shift", "Shift", "a", "Shift", "Shift", "Tab"):
        page.keyboard.press(key)
    page.keyboard.press("Shift")

    assert page.url.endswith(f"/f/{ASYLUM.numbers['name_to_use']}")
    assert "2 more times" in page.inner_text("#leave [role=status]")


def test_with_a_dead_network_the_page_is_white_and_empty(shared_live: Live, browser: Any) -> None:
    page = half_way(shared_live, browser)
    page.context.set_offline(offline=True)

    with page.expect_event("requestfailed"):
        leave(page, "Shift three times")
    expect(page).to_have_url(re.compile("^chrome-error:"))

    assert SAID not in words(page)


def test_where_no_other_page_comes_a_blank_one_does_after_eight_seconds(
    shared_live: Live, browser: Any
) -> None:
    page = half_way(shared_live, browser)
    page.clock.install()
    page.reload()
    stay(page)

    with page.expect_event("requestfailed"):
        leave(page, "Shift three times")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift")
    assert words(page) == "Loading"
    page.clock.run_for(8100)

    expect(page).to_have_url("about:blank")


def test_other_tabs_go_as_well(shared_live: Live, exit_site: str, browser: Any) -> None:
    page = half_way(shared_live, browser)
    other = page.context.new_page()
    other.goto(page.url)

    leave(page, "Shift three times")

    expect(other).to_have_url("about:blank")
    page.wait_for_url(exit_site)
    assert came_back(other, 1) == []


def test_without_script_another_tab_opens_nothing_any_more(
    shared_live: Live, exit_site: str, browser: Any
) -> None:
    page = half_way(shared_live, browser, java_script_enabled=False)
    other = page.context.new_page()
    other.goto(page.url)

    leave(page, "button")
    page.wait_for_url(exit_site)
    again = page.context.new_page()
    again.goto(f"{shared_live.url}/en/f/check")
    follow(other, other.locator("main form button").first)

    assert answers_in(other) == answers_in(again) == []
    other.go_back()
    leave(other, "button")
    other.wait_for_url(exit_site)


def test_a_dialog_is_closed_first(shared_live: Live, browser: Any) -> None:
    page = half_way(shared_live, browser)
    stay(page)
    page.evaluate(
        "document.body.append(document.createElement('dialog'));"
        "document.querySelector('dialog').showModal()"
    )

    leave(page, "Shift three times")

    assert page.locator("dialog[open]").count() == 0
    assert words(page) == "Loading"


def test_the_way_out_is_on_every_page(applicant_pages: Callable[[str], Album]) -> None:
    without = [
        seen.name
        for seen in applicant_pages("en").pages.values()
        if len(re.findall(r'<form[^>]*action="/leave"[^>]*id="leave"', seen.html)) != 1
    ]

    assert without == []


@pytest.mark.parametrize("name", ["pages/home", "apply/check", "errors/error 404"])
def test_the_way_out_stays_in_sight_and_is_large(
    applicant_pages: Callable[[str], Album], browser: Any, name: str
) -> None:
    album = applicant_pages("en")
    with window(browser, album) as view:
        page = view.show(album.pages[name])
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        box = page.locator("button.leave").bounding_box()

    assert box["y"] >= 0
    assert box["y"] + box["height"] <= PHONE["height"]
    assert min(box["height"], box["width"]) >= 44


def test_a_page_from_memory_is_asked_for_anew(shared_live: Live, browser: Any) -> None:
    """What a browser does that keeps pages although it was told not to."""
    page = half_way(shared_live, browser)

    with page.expect_navigation():
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")


def test_nothing_is_stored_and_nobody_else_is_asked(
    shared_live: Live, exit_site: str, browser: Any
) -> None:
    asked: list[str] = []
    page = half_way(shared_live, browser)
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto(f"{shared_live.url}/en/f/check")
    stored = page.evaluate("[Object.keys(localStorage), Object.keys(sessionStorage)].flat()")

    leave(page, "button")
    page.wait_for_url(exit_site)

    assert stored == []
    assert {re.sub(r"(//[^/]*/).*", r"\1", url) for url in asked if url[:4] == "http"} == {
        f"{shared_live.url}/",
        exit_site,
    }


def half_way(shared_live: Live, browser: Any, **wishes: Any) -> Any:
    """A window whose history holds pages with answers on them; it shows one with a name."""
    context = browser.new_context(viewport=PHONE, **wishes)
    OPEN.append(context)
    place_at_result(context, shared_live)
    page = context.new_page()
    page.goto(shared_live.url)
    for id_ in PAGES:
        page.goto(f"{shared_live.url}/en/f/{ASYLUM.numbers[id_]}")
    page.goto(f"{shared_live.url}/en/f/check")
    back(page)
    page.wait_for_selector("#name_to_use")
    assert page.input_value("#name_to_use") == SAID
    return page


def leave(page: Any, way: str) -> None:
    if way == "button":
        page.click("button.leave", no_wait_after=True)
    elif way == "Shift three times":
        for _ in range(3):
            page.keyboard.press("Shift")
    else:
        page.focus("button.leave")
        page.keyboard.press("Enter")


def stay(page: Any) -> None:
    """Where leaving leads to is never reached: what is shown meanwhile stays."""
    page.route("**/leave", lambda route: route.fulfill(status=204))


def came_back(page: Any, times: int) -> list[str]:
    """What the Back button shows of what was said."""
    found = []
    for _ in range(times):
        back(page)
        found += answers_in(page)
        assert not any(word in page.title().lower() for word in REVEALING)
    return found


def back(page: Any) -> None:
    """Press Back, where there is anything before, and wait until all of it is there."""
    line = page.context.new_cdp_session(page)
    entries, at = history(line)
    if at > 0:
        line.send("Page.navigateToHistoryEntry", {"entryId": entries[at - 1]["id"]})
        until(lambda: is_back(page, line, at), "the entry before is shown")
    until(lambda: is_complete(page), "the page is complete")
    line.detach()


def history(line: Any) -> tuple[list[dict[str, Any]], int]:
    """Where this window has been, and which of it is shown."""
    told = line.send("Page.getNavigationHistory")
    return told["entries"], told["currentIndex"]


def is_back(page: Any, line: Any, before: int) -> bool:
    """Return whether an earlier entry than *before* is shown; False between two pages."""
    try:
        entries, at = history(line)
    except BetweenPages:
        return False
    return at < before and page.url == entries[at]["url"]


def is_complete(page: Any) -> bool:
    """Return whether the page that is to stay has all been loaded; False between two pages."""
    try:
        return bool(page.evaluate(COMPLETE))
    except BetweenPages:
        return False


COMPLETE = """() => document.readyState === "complete" && (
  !document.querySelector("#leave .told") ||
  performance.getEntriesByType("navigation")[0].type !== "navigate")"""
"""A page of ours that comes from memory is about to be asked for anew, where its script runs."""


def cookies(page: Any) -> set[str]:
    """What the browser would send of us."""
    return {one["value"] for one in page.context.cookies() if one["name"] == "s"}


def answers_in(page: Any) -> list[str]:
    """Whatever a page shows that somebody has said."""
    shown: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(
             ":checked:not(option), [aria-current], dd[data-question], output")]
           .map((one) => one.outerHTML.slice(0, 90))
           .concat([...document.querySelectorAll("input:not([type]),input[type=text],textarea")]
             .map((one) => one.value).filter(Boolean))"""
    )
    return shown + [SAID] * (SAID in words(page))


def words(page: Any) -> str:
    """Everything that can be read."""
    text: str = page.evaluate("document.documentElement.innerText").strip()
    typed: str = page.evaluate(
        "[...document.querySelectorAll('input:not([type=hidden])')].filter((one) => "
        "one.checkVisibility()).map((one) => one.value).join(' ')"
    )
    return f"{text} {typed}".strip()


WATCH = """() => {
  let pressed = 0;
  addEventListener("keyup", (event) => { pressed = event.timeStamp; }, true);
  window.whitened = new Promise((tell) => new MutationObserver(() => {
    if (getComputedStyle(document.body).display === "none")
      requestAnimationFrame(() => setTimeout(() => tell(performance.now() - pressed)));
  }).observe(document.documentElement, {attributes: true}));
}"""

OPEN: list[Any] = []


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Close the windows that a test has opened."""
    yield
    while OPEN:
        OPEN.pop().close()


def test_the_memory_cache_is_on(keeping_browser: Any, exit_site: str) -> None:
    """Without this, what is said above of the memory cache would say nothing."""
    page = keeping_browser.new_context().new_page()
    page.goto(exit_site)
    page.evaluate("kept = 1")
    page.goto(f"{exit_site}another")
    back(page)

    assert page.evaluate("kept") == 1
    page.context.close()


@pytest.fixture(scope="module")
def keeping_browser(browser: Any) -> Iterator[Any]:
    """Chromium that keeps left pages in memory, as people's does."""
    keeping = browser.browser_type.launch(
        executable_path=chromium(),
        args=[*FLAGS, "--enable-features=CacheControlNoStoreEnterBackForwardCache"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield keeping
    keeping.close()
