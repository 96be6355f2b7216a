"""Leaving the site: afterwards no answer can be seen, whatever was pressed."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from intake.questionnaire.asylum import ASYLUM
from tests.support.browser.back import back
from tests.support.browser.chromium import FLAGS, chromium
from tests.support.browser.shared_product import PHONE, place_at_result
from tests.support.browser.steps import follow
from tests.support.clients.readability import MEASURED
from tests.support.clients.strict_client import REVEALING
from tests.support.storm.concurrency import best_of
from tests.support.tour.window import window

NAME = "Oona Test-Larkspur"
PAGES = ("filling_for", "help_types", "location_kind", "name_to_use")
WHITE_WITHIN = 50
"""Milliseconds from the third press to the white page."""


@pytest.fixture(params=["button", "Enter on the button", "Shift three times"])
def leave_by(request):
    name: str = request.param
    return name


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_back_button_shows_no_answer(shared_live, exit_site, keeping_browser, *, script):
    page = open_form(shared_live, keeping_browser, java_script_enabled=script)
    before = cookies(page)
    assert NAME in words(page)
    assert before

    page.click("button.leave")
    page.wait_for_url(exit_site)

    assert answers_after_going_back(page, 10) == []
    assert cookies(page) & before == set()


def test_each_way_of_leaving_ends_the_session(shared_live, exit_site, browser, leave_by):
    page = open_form(shared_live, browser)

    leave(page, leave_by)
    page.wait_for_url(exit_site)

    assert answers_after_going_back(page, 3) == []


def test_the_page_is_white_within_50_milliseconds(shared_live, browser, record_property):
    page = open_form(shared_live, browser)
    stay(page)

    def white_after():
        page.evaluate(WATCH)
        leave(page, "Shift three times")
        milliseconds = float(page.evaluate("whitened"))
        assert words(page) == "Loading"
        page.goto(page.url)
        return milliseconds

    milliseconds = best_of(white_after, enough=WHITE_WITHIN, most=8)

    record_property(MEASURED, [f"{milliseconds:.1f} ms from the third Shift to the white page"])
    assert milliseconds <= WHITE_WITHIN


def test_typing_does_not_leave(shared_live, browser):
    page = open_form(shared_live, browser)

    page.focus("#name_to_use")
    page.keyboard.type("OONA of TEXAS, A1 B2")
    for key in ("Shift+A", "Shift+B", "Shift+C", "Shift", "Shift", "a", "Shift", "Shift", "Tab"):
        page.keyboard.press(key)
    page.keyboard.press("Shift")

    assert page.url.endswith(f"/f/{ASYLUM.numbers['name_to_use']}")
    assert "2 more times" in page.inner_text("#leave [role=status]")


def test_without_a_network_the_page_is_emptied(shared_live, browser):
    page = open_form(shared_live, browser)
    page.context.set_offline(offline=True)

    with page.expect_event("requestfailed"):
        leave(page, "Shift three times")
    expect(page).to_have_url(re.compile("^chrome-error:"))

    assert NAME not in words(page)


def test_a_blank_page_is_shown_if_no_other_loads_within_eight_seconds(shared_live, browser):
    page = open_form(shared_live, browser)
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


def test_other_tabs_are_emptied_as_well(shared_live, exit_site, browser):
    page = open_form(shared_live, browser)
    second_tab = page.context.new_page()
    second_tab.goto(page.url)

    leave(page, "Shift three times")

    expect(second_tab).to_have_url("about:blank")
    page.wait_for_url(exit_site)
    assert answers_after_going_back(second_tab, 1) == []


@pytest.mark.parametrize("ends", ["Remove my answers from this device", "Start"])
def test_the_end_of_a_session_empties_the_tabs_that_were_left_open(shared_live, browser, ends):
    page = open_form(shared_live, browser)
    left_open = page.context.new_page()
    left_open.goto(page.url)
    page.goto(f"{shared_live.url}/en/{'' if ends == 'Start' else 'safety'}")

    follow(page, page.get_by_role("button", name=ends))

    expect(left_open).to_have_url("about:blank")
    assert page.url in (f"{shared_live.url}/en/f/1", f"{shared_live.url}/en/cleared")


def test_without_script_another_tab_opens_no_page_with_answers(shared_live, exit_site, browser):
    page = open_form(shared_live, browser, java_script_enabled=False)
    second_tab = page.context.new_page()
    second_tab.goto(page.url)

    leave(page, "button")
    page.wait_for_url(exit_site)
    again = page.context.new_page()
    again.goto(f"{shared_live.url}/en/f/check")
    follow(second_tab, second_tab.locator("main form button").first)

    assert answers_in(second_tab) == answers_in(again) == []
    second_tab.go_back()
    leave(second_tab, "button")
    second_tab.wait_for_url(exit_site)


def test_leaving_closes_a_dialog(shared_live, browser):
    page = open_form(shared_live, browser)
    stay(page)
    page.evaluate(
        "document.body.append(document.createElement('dialog'));"
        "document.querySelector('dialog').showModal()"
    )

    leave(page, "Shift three times")

    assert page.locator("dialog[open]").count() == 0
    assert words(page) == "Loading"


def test_every_page_has_the_leave_button(applicant_pages):
    without = [
        seen.name
        for seen in applicant_pages("en").pages.values()
        if len(re.findall(r'<form[^>]*action="/leave"[^>]*id="leave"', seen.html)) != 1
    ]

    assert without == []


@pytest.mark.parametrize("name", ["pages/home", "apply/check", "errors/error 404"])
def test_the_leave_button_stays_visible_and_is_large(applicant_pages, browser, name):
    album = applicant_pages("en")
    with window(browser, album) as view:
        page = view.show(album.pages[name])
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        box = page.locator("button.leave").bounding_box()

    assert box["y"] >= 0
    assert box["y"] + box["height"] <= PHONE["height"]
    assert min(box["height"], box["width"]) >= 44


def test_a_page_from_the_memory_cache_is_requested_again(shared_live, browser):
    """Some browsers keep pages in memory in spite of ``no-store``."""
    page = open_form(shared_live, browser)

    with page.expect_navigation():
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")


def test_nothing_is_stored_and_no_other_site_is_requested(shared_live, exit_site, browser):
    requested: list[str] = []
    page = open_form(shared_live, browser)
    page.context.on("request", lambda request: requested.append(request.url))
    page.goto(f"{shared_live.url}/en/f/check")
    stored = page.evaluate("[Object.keys(localStorage), Object.keys(sessionStorage)].flat()")

    leave(page, "button")
    page.wait_for_url(exit_site)

    assert stored == []
    assert {re.sub(r"(//[^/]*/).*", r"\1", url) for url in requested if url[:4] == "http"} == {
        f"{shared_live.url}/",
        exit_site,
    }


def open_form(shared_live, browser, **options):
    """Open several answered pages in a new window; return it at the page with the name."""
    context = browser.new_context(viewport=PHONE, **options)
    OPEN.append(context)
    place_at_result(context, shared_live)
    page = context.new_page()
    page.goto(shared_live.url)
    for id_ in PAGES:
        page.goto(f"{shared_live.url}/en/f/{ASYLUM.numbers[id_]}")
    page.goto(f"{shared_live.url}/en/f/check")
    back(page)
    page.wait_for_selector("#name_to_use")
    assert page.input_value("#name_to_use") == NAME
    return page


def leave(page, leave_by):
    """Press the button or the keys named by *leave_by*."""
    if leave_by == "button":
        page.click("button.leave", no_wait_after=True)
    elif leave_by == "Shift three times":
        for _ in range(3):
            page.keyboard.press("Shift")
    else:
        page.focus("button.leave")
        page.keyboard.press("Enter")


def stay(page):
    """Answer the request of leaving with 204, so that the page stays as it is meanwhile."""
    page.route("**/leave", lambda route: route.fulfill(status=204))


def answers_after_going_back(page, times):
    """Press Back several times; return the answers that any of the pages shows."""
    answers = []
    for _ in range(times):
        back(page)
        answers += answers_in(page)
        assert not any(word in page.title().lower() for word in REVEALING)
    return answers


def cookies(page):
    """Return the session cookies in the browser."""
    return {cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "s"}


def answers_in(page):
    """Return the answers that a page shows."""
    shown: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(
             ":checked:not(option), [aria-current], dd[data-question], output")]
           .map((node) => node.outerHTML.slice(0, 90))
           .concat([...document.querySelectorAll("input:not([type]),input[type=text],textarea")]
             .map((field) => field.value).filter(Boolean))"""
    )
    return shown + [NAME] * (NAME in words(page))


def words(page):
    """Return all text and all typed values that are visible."""
    text: str = page.evaluate("document.documentElement.innerText").strip()
    typed: str = page.evaluate(
        "[...document.querySelectorAll('input:not([type=hidden])')].filter((field) => "
        "field.checkVisibility()).map((field) => field.value).join(' ')"
    )
    return f"{text} {typed}".strip()


WATCH = """() => {
  let pressed = 0;
  addEventListener("keyup", (event) => { pressed = event.timeStamp; }, true);
  window.whitened = new Promise((resolve) => new MutationObserver(() => {
    if (getComputedStyle(document.body).display === "none")
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - pressed)));
  }).observe(document.documentElement, {attributes: true}));
}"""

OPEN: list[Any] = []


@pytest.fixture(autouse=True)
def closed():
    """Close the windows that a test has opened."""
    yield
    while OPEN:
        OPEN.pop().close()


def test_the_browser_uses_its_memory_cache(keeping_browser, exit_site):
    """Show that the tests above can fail: here a page does come from the memory cache."""
    page = keeping_browser.new_context().new_page()
    page.goto(exit_site)
    page.evaluate("kept = 1")
    page.goto(f"{exit_site}another")
    back(page)

    assert page.evaluate("kept") == 1
    page.context.close()


@pytest.fixture(scope="module")
def keeping_browser(browser):
    """Launch Chromium with the memory cache that people's browsers have."""
    keeping = browser.browser_type.launch(
        executable_path=chromium(),
        args=[*FLAGS, "--enable-features=CacheControlNoStoreEnterBackForwardCache"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield keeping
    keeping.close()
