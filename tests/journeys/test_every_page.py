"""Every page, as different people see it: axe finds nothing, nothing spills, nothing gets lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from intake.questionnaire.asylum import ASYLUM
from tests.support.axe import faults
from tests.support.tour.album import Album, Seen
from tests.support.tour.reflow import spills
from tests.support.tour.targets import cramped
from tests.support.tour.window import Look, Window, window

CONTRAST = ("color-contrast", "color-contrast-enhanced")
LONG_PAGES = ("desk/law", "desk/queue 422", "error 4", "error 5")
"""Pages that keep a browser busy for seconds, and twins: ``make soak`` looks at them."""

COLOURFUL = (
    *("apply/page help_types", "apply/page last_arrival_date", "apply/page filling_for 422"),
    *("apply/result person", "apply/check", "apply/sent", "pages/home"),
    *("desk/queue", "desk/case", "desk/search for", "desk/team_member 409"),
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
    *("assets.show", "health.healthz", "health.readyz", "metrics.show", "looking.tell"),
    *("sending.go_on", "case.go_on", "signin.typed.show", "signin.lock.left", "pages.left"),
}
"""Views that answer with a file, a number, a word, or lead elsewhere; a page typed in and locked
away is shown to its owner alone and held in ``tests/web/test_locked_desk.py``."""


@pytest.mark.parametrize("door", ["applicants", "desk"])
def test_axe_finds_nothing_and_no_target_is_small(
    cover: tuple[Seen, ...], view: Window, door: str
) -> None:
    view.look(Look())
    found = []
    for seen in cover:
        page = view.show(seen)
        found += told(seen, [*faults(page), *(cramped(page) if door == "applicants" else ())])

    assert found == []


def test_axe_finds_nothing_in_a_dialog(desk_pages: Album, browser: Any) -> None:
    asking = next(seen for seen in desk_pages.pages.values() if "<dialog" in seen.html)
    with window(browser, desk_pages) as view:
        page = view.show(asking)
        page.evaluate("document.querySelector('dialog').showModal()")

        assert faults(page) == []


@pytest.mark.parametrize("door", ["applicants", "desk"])
def test_everything_can_be_read_in_the_dark(
    cover: tuple[Seen, ...], view: Window, door: str
) -> None:
    view.look(Look(theme="dark"))

    assert [one for seen in colourful(cover) for one in told(seen, unread(view, seen))] == []


@pytest.mark.parametrize("door", ["applicants", "desk"])
def test_in_a_persons_own_colours_all_shows_and_every_control_has_an_edge(
    cover: tuple[Seen, ...], view: Window, door: str
) -> None:
    """axe cannot tell all of it (``LOOKED_AT``): the browser is asked what it draws."""
    view.look(Look(forced="active"))

    found = [
        one
        for seen in colourful(cover)
        for one in told(seen, [*unread(view, seen), *view.page.evaluate(WITHOUT_EDGE)])
    ]

    assert found == []


@pytest.mark.parametrize("door", ["applicants", "desk"])
def test_nothing_spills_at_320_and_256_nor_with_wider_spacing(
    cover: tuple[Seen, ...], view: Window, door: str
) -> None:
    assert [one for seen in cover for one in told(seen, spills(view.show(seen)))] == []


@pytest.mark.parametrize("language", ["ar-XB", "xx-LONG"])
def test_longer_words_and_the_other_direction_fit_as_well(
    applicant_pages: Albums, browser: Any, language: str
) -> None:
    album = applicant_pages(language)
    with window(browser, album) as view:
        spilt = [one for seen in album.cover() for one in told(seen, spills(view.show(seen)))]

    assert spilt == []


WITHOUT_EDGE = """() => [...document.querySelectorAll("button,.button,.pick,input,select,textarea")]
  .filter((one) => one.checkVisibility() && !one.closest(".vh") && one.type !== "hidden")
  .filter((one) => {
    const style = getComputedStyle(one);
    const bare = !/radio|checkbox/.test(one.type) && parseFloat(style.borderTopWidth) < 1;
    return bare || style.color === style.backgroundColor;
  }).map((one) => one.outerHTML.slice(0, 90))"""


def colourful(cover: tuple[Seen, ...]) -> list[Seen]:
    """The pages that have everything told by a colour as well."""
    return [seen for seen in cover if seen.name.startswith(COLOURFUL)]


def unread(view: Window, seen: Seen) -> list[str]:
    """What does not stand out from what lies under it."""
    return faults(view.show(seen), *CONTRAST)


def told(seen: Seen, faults: Iterable[str]) -> list[str]:
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
def cover(album: Album) -> tuple[Seen, ...]:
    return tuple(seen for seen in album.cover() if not seen.name.startswith(LONG_PAGES))


@pytest.fixture
def view(browser: Any, album: Album) -> Iterator[Window]:
    with window(browser, album) as view:
        yield view
