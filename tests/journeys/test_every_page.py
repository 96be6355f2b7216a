"""Accessibility of every page: axe, overflow, targets, dark and forced colours."""

import re
from collections.abc import Callable

import pytest

from intake.questionnaire.asylum import ASYLUM
from tests.support.browser.axe import faults
from tests.support.tour.album import StoredPage
from tests.support.tour.reflow import HARDEST, OPEN_FIELDS, SET_STYLE, overflows
from tests.support.tour.window import Appearance, Window, small_targets, window

CONTRAST = ("color-contrast", "color-contrast-enhanced")
LONG_PAGES = (
    *("desk/law/", "desk/queue/queue 422", "desk/callers/new_request ", "error 4", "error 5"),
)
"""Pages that take a browser seconds, and similar ones: ``make soak`` checks them."""

COLOURFUL = (
    *("apply/page help_types", "apply/page last_arrival_date", "apply/page filling_for 422"),
    *("apply/result person", "apply/check", "apply/sent", "pages/home"),
    *("desk/queue/queue", "desk/case/case", "desk/queue/search for", "desk/team/team_member 409"),
)
"""Pages that show, taken together, every use of colour."""


def test_the_walks_reach_every_page(applicant_pages, desk_pages):
    seen = {
        album.view_of(page.path)[0]
        for album in (applicant_pages("en"), desk_pages)
        for page in album.pages.values()
    }
    views = {
        rule.endpoint
        for rule in desk_pages.app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    }

    question_pages = {
        name.split()[1] for name in applicant_pages("en").pages if "apply/page" in name
    }
    assert views - seen == NO_PAGES
    assert {page.id for page in ASYLUM.pages} - question_pages == set()


@pytest.mark.parametrize("door", ["applicants", "desk"])
def test_every_link_leads_to_a_page(album, door):
    lost = {link for link in album.links() if album.view_of(link.partition("?")[0])[0] == "nowhere"}
    assert lost == set()


NO_PAGES = {
    *("assets.show", "health.healthz", "health.readyz", "metrics.show"),
    *("source.archive", "machine_files.robots", "machine_files.security"),
    *("sending.go_on", "case.go_on", "imports.empty"),
    *("signin.pending_forms.show", "signin.lock.left", "pages.leave_again"),
    "calendar.feed",
    *("signin.recovery_sheets.check", "reports.export", "reports.export_funder"),
    *("recall.run", "renewal.run"),
}
"""Views that answer with a file, a number, a word or a redirect, or show a template that another
view has shown. The page of a typed form is shown to its owner alone, and tested in
``tests/web/signin/test_locked_desk.py``; those of long work while it lasts,
and tested in ``tests/web/desk/test_law.py``."""


@pytest.mark.parametrize("half", ["first", "second"])
@pytest.mark.parametrize("door", ["applicants", "desk"])
def test_every_page_is_accessible_in_every_appearance(cover, view, door, half):
    """Show each page once and run every check on it: showing takes longer than checking."""
    all_faults: list[str] = []
    for seen in cover[half == "second" :: 2]:
        view.look(Appearance())
        view.show(seen)
        for name, faults_of in CHECKS.items():
            faults_here = with_page_name(seen, faults_of(view, seen))
            all_faults += (f"{name}: not on {fault}" for fault in faults_here)

    assert not all_faults, "\n  ".join(all_faults)


def test_the_first_screen_of_a_case_says_what_a_decision_needs(desk_pages, browser):
    seen = desk_pages.pages["desk/case/case"]
    with window(browser, desk_pages) as view:
        view.look(Appearance(width=1280, height=800))
        page = view.show(seen)
        for part in (".identity", "#contact", ".next form", "[data-rule]"):
            assert box_of(page, part)["bottom"] <= 800, part
        page.keyboard.press("?")
        assert page.locator("dialog#keys").is_visible()

        view.look(Appearance(width=360, height=640))
        page = view.show(seen)
        assert box_of(page, "header")["height"] <= 640 / 3
        for part in (".identity", "#contact"):
            assert box_of(page, part)["bottom"] <= 640, part


def test_each_recovery_sheet_is_printed_on_a_page_of_its_own(desk_pages, browser):
    with window(browser, desk_pages) as view:
        page = view.show(desk_pages.pages["signin/recovery_sheets"])
        page.emulate_media(media="print")
        shown = page.evaluate("document.body.innerText")
        pages = re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4"))

    assert len(pages) == 3
    assert "Print this page" not in shown
    assert "I have all three" not in shown
    assert shown.count("please bring it to:") == 3


def box_of(page, selector):
    """Return the box of an element in the window, in pixels."""
    box: dict[str, float] = page.evaluate(
        "(part) => document.querySelector(part).getBoundingClientRect().toJSON()", selector
    )
    return box


def test_axe_finds_nothing_in_a_dialog(desk_pages, browser):
    with_dialog = next(seen for seen in desk_pages.pages.values() if "<dialog" in seen.html)
    with window(browser, desk_pages) as view:
        page = view.show(with_dialog)
        page.evaluate("document.querySelector('dialog').showModal()")

        assert faults(page) == []


WITHOUT_EDGE = """() => [...document.querySelectorAll("button,.button,.pick,input,select,textarea")]
  .filter((node) => node.checkVisibility() && !node.closest(".vh") && node.type !== "hidden")
  .filter((node) => {
    const style = getComputedStyle(node);
    const bare = !/radio|checkbox/.test(node.type) && parseFloat(style.borderTopWidth) < 1;
    return bare || style.color === style.backgroundColor;
  }).map((node) => node.outerHTML.slice(0, 90))"""


def found_by_axe(view, seen):
    """Return what axe finds, also in the fields that only some options open.

    Contrast takes half of the time and is checked on the pages that show every use of colour.
    """
    view.page.evaluate(SET_STYLE, OPEN_FIELDS)
    return faults(view.page, without=() if is_colourful(seen) else CONTRAST)


def targets_too_small(view, seen):
    """Return the targets that are too small on applicants' pages; staff use a mouse."""
    return [] if seen.path.startswith("/desk") else small_targets(view.page)


def low_contrast_in_dark(view, seen):
    return low_contrast(view, Appearance(theme="dark")) if is_colourful(seen) else []


def faults_in_forced_colours(view, seen):
    """Return faults in forced colours, with the borders that axe cannot check (``REVIEWED``)."""
    if not is_colourful(seen):
        return []
    return [*low_contrast(view, Appearance(forced="active")), *view.page.evaluate(WITHOUT_EDGE)]


def overflow_faults(view, _seen):
    """Return what overflows in the two hardest layouts; ``make soak`` tries all."""
    view.look(Appearance())
    return list(overflows(view.page, HARDEST))


CHECKS: dict[str, Callable[[Window, StoredPage], list[str]]] = {
    "axe finds nothing": found_by_axe,
    "no target is small": targets_too_small,
    "contrast suffices in dark colours": low_contrast_in_dark,
    "contrast and borders suffice in forced colours": faults_in_forced_colours,
    "nothing overflows at 256 pixels with wider spacing, or in large type": overflow_faults,
}
"""Checks of each page, in this order: the last one leaves the page in large type."""


def is_colourful(seen):
    """Return true for a page in :data:`COLOURFUL`."""
    return seen.name.startswith(COLOURFUL)


def low_contrast(view, look):
    """Return the texts without sufficient contrast."""
    view.look(look)
    return faults(view.page, *CONTRAST)


def with_page_name(seen, faults):
    """Return each fault with the name of its page."""
    return [f"{seen.name}: {fault}" for fault in faults]


@pytest.fixture
def cover(album):
    return tuple(seen for seen in album.cover() if not seen.name.startswith(LONG_PAGES))


@pytest.fixture
def view(browser, album):
    with window(browser, album) as view:
        yield view
