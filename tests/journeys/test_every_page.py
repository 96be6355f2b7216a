"""Every page, as different people see it: axe finds nothing, nothing spills, nothing gets lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from intake.questionnaire.asylum import ASYLUM
from tests.support.browser.axe import faults
from tests.support.tour.album import Album, StoredPage
from tests.support.tour.reflow import overflows
from tests.support.tour.targets import small_targets
from tests.support.tour.window import Appearance, Window, window

CONTRAST = ("color-contrast", "color-contrast-enhanced")
LONG_PAGES = ("desk/law/", "desk/queue/queue 422", "error 4", "error 5")
"""Pages that keep a browser busy for seconds, and twins: ``make soak`` looks at them."""

COLOURFUL = (
    *("apply/page help_types", "apply/page last_arrival_date", "apply/page filling_for 422"),
    *("apply/result person", "apply/check", "apply/sent", "pages/home"),
    *("desk/queue/queue", "desk/case/case", "desk/queue/search for", "desk/team/team_member 409"),
)
"""Pages that have, taken together, everything that is told by a colour as well."""

Albums = Callable[[str], Album]


def test_the_walks_leave_no_page_out(applicant_pages: Albums, desk_pages: Album) -> None:
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

    asked = {name.split()[1] for name in applicant_pages("en").pages if "apply/page" in name}
    assert views - seen == NO_PAGES
    assert {page.id for page in ASYLUM.pages} - asked == set()


@pytest.mark.parametrize("door", ["applicants", "desk"])
def test_every_link_leads_to_a_page(album: Album, door: str) -> None:
    lost = {link for link in album.links() if album.view_of(link.partition("?")[0])[0] == "nowhere"}
    assert lost == set()


NO_PAGES = {
    *("assets.show", "health.healthz", "health.readyz", "metrics.show", "presence.show"),
    *("sending.go_on", "case.go_on", "signin.typed.show", "signin.lock.left", "pages.leave_again"),
}
"""Views that answer with a file, a number, a word, or lead elsewhere; a page typed in and locked
away is shown to its owner alone and held in ``tests/web/signin/test_locked_desk.py``."""


@pytest.mark.parametrize("half", ["one half", "the other"])
@pytest.mark.parametrize("door", ["applicants", "desk"])
def test_every_page_can_be_read_and_used_however_somebody_looks_at_it(
    cover: tuple[StoredPage, ...], view: Window, door: str, half: str
) -> None:
    """A page is shown once, and looked at in every way: to show it takes longer than to look."""
    found: list[str] = []
    for seen in cover[half == "the other" :: 2]:
        view.look(Appearance())
        view.show(seen)
        for way, faults_of in WAYS.items():
            found += (f"{way}: not on {fault}" for fault in told(seen, faults_of(view, seen)))

    assert not found, "\n  ".join(found)


def test_axe_finds_nothing_in_a_dialog(desk_pages: Album, browser: Any) -> None:
    asking = next(seen for seen in desk_pages.pages.values() if "<dialog" in seen.html)
    with window(browser, desk_pages) as view:
        page = view.show(asking)
        page.evaluate("document.querySelector('dialog').showModal()")

        assert faults(page) == []


@pytest.mark.parametrize("language", ["ar-XB", "xx-LONG"])
def test_longer_words_and_the_other_direction_fit_as_well(
    applicant_pages: Albums, browser: Any, language: str
) -> None:
    album = applicant_pages(language)
    with window(browser, album) as view:
        spilt = [one for seen in album.cover() for one in told(seen, overflows(view.show(seen)))]

    assert spilt == []


WITHOUT_EDGE = """() => [...document.querySelectorAll("button,.button,.pick,input,select,textarea")]
  .filter((one) => one.checkVisibility() && !one.closest(".vh") && one.type !== "hidden")
  .filter((one) => {
    const style = getComputedStyle(one);
    const bare = !/radio|checkbox/.test(one.type) && parseFloat(style.borderTopWidth) < 1;
    return bare || style.color === style.backgroundColor;
  }).map((one) => one.outerHTML.slice(0, 90))"""


def found_by_axe(view: Window, _seen: StoredPage) -> list[str]:
    return faults(view.page)


def targets_too_small(view: Window, seen: StoredPage) -> list[str]:
    """A thumb that shakes is an applicant's; members of staff have a mouse."""
    return [] if seen.path.startswith("/desk") else small_targets(view.page)


def unread_in_the_dark(view: Window, seen: StoredPage) -> list[str]:
    return unread(view, Appearance(theme="dark")) if is_colourful(seen) else []


def lost_in_own_colours(view: Window, seen: StoredPage) -> list[str]:
    """axe cannot tell all of it (``LOOKED_AT``): the browser is asked what it draws."""
    if not is_colourful(seen):
        return []
    return [*unread(view, Appearance(forced="active")), *view.page.evaluate(WITHOUT_EDGE)]


def spilt(view: Window, _seen: StoredPage) -> list[str]:
    view.look(Appearance())
    return list(overflows(view.page))


WAYS: dict[str, Callable[[Window, StoredPage], list[str]]] = {
    "axe finds nothing": found_by_axe,
    "no target is small": targets_too_small,
    "everything can be read in the dark": unread_in_the_dark,
    "in a person's own colours all shows and every control has an edge": lost_in_own_colours,
    "nothing spills at 320 and 256 nor with wider spacing": spilt,
}
"""What is asked of each page, in this order: the last leaves it in large type."""


def is_colourful(seen: StoredPage) -> bool:
    """Whether it is one of the pages that have everything told by a colour as well."""
    return seen.name.startswith(COLOURFUL)


def unread(view: Window, look: Appearance) -> list[str]:
    """What does not stand out from what lies under it."""
    view.look(look)
    return faults(view.page, *CONTRAST)


def told(seen: StoredPage, faults: Iterable[str]) -> list[str]:
    """Each fault with the page it is on."""
    return [f"{seen.name}: {fault}" for fault in faults]


@pytest.fixture
def album(door: str, request: pytest.FixtureRequest) -> Album:
    if door == "desk":
        desk: Album = request.getfixturevalue("desk_pages")
        return desk
    applicants: Album = request.getfixturevalue("applicant_pages")("en")
    return applicants


@pytest.fixture
def cover(album: Album) -> tuple[StoredPage, ...]:
    return tuple(seen for seen in album.cover() if not seen.name.startswith(LONG_PAGES))


@pytest.fixture
def view(browser: Any, album: Album) -> Iterator[Window]:
    with window(browser, album) as view:
        yield view
