"""On paper, and in a person's own colours: nothing tells too much, and nothing gets lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.clients.strict_client import REVEALING
from tests.support.tour.album import Album
from tests.support.tour.people import FERESHTE
from tests.support.tour.window import Appearance, window

NAME = FERESHTE["name_to_use"][0]
EDGES = """(one) => {
  const style = getComputedStyle(one);
  return ["Top", "Bottom", "Left", "Right"].map((side) =>
    `${style[`border${side}Width`]} ${style[`border${side}Style`]} ${style[`border${side}Color`]}`)
    .concat(style.fontWeight, getComputedStyle(one, "::before").content,
            getComputedStyle(one, "::after").content);
}"""

STATES = (
    ("applicants", "apply/page help_types answered", (".pick:has(:checked)", ".pick")),
    ("applicants", "apply/page filling_for answered", (".tap[aria-current]", ".tap")),
    ("applicants", "apply/page name_to_use 422", ("[aria-invalid]", ".leave")),
    ("desk", "desk/queue/queue", (".tabs [aria-current]", ".tabs a")),
    ("desk", "desk/queue/queue", (".chip.late", ".chip.later")),
    ("desk", "desk/queue/queue", (".chip.danger", ".chip.law")),
)
"""Pages on which something has a state: what has it, and its like that has not."""


@pytest.mark.parametrize(("door", "name", "pair"), STATES)
def test_a_state_is_told_by_more_than_a_background(
    album: Album, browser: Any, door: str, name: str, pair: tuple[str, str]
) -> None:
    this, that = pair
    with window(browser, album) as view:
        view.look(Appearance(1280, 800, forced="active"))
        page = view.show(album.pages[name])

        has_it = page.locator(this).first.evaluate(EDGES)
        has_it_not = page.locator(f":is({that}):not({this})").first.evaluate(EDGES)

    assert has_it != has_it_not


def test_what_is_printed_after_sending_tells_nothing_and_fits_one_sheet(
    applicant_pages: Callable[[str], Album], browser: Any
) -> None:
    album = applicant_pages("en")
    with window(browser, album) as view:
        page = view.show(album.pages["apply/sent"])
        page.emulate_media(media="print")
        text = page.evaluate("document.body.innerText")
        sheets = len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4")))

    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", text)
    assert NAME not in text
    assert [word for word in REVEALING if word in text.lower()] == []
    assert "Leave this site" not in text
    assert sheets == 1


@pytest.fixture
def album(door: str, request: pytest.FixtureRequest) -> Album:
    if door == "desk":
        desk: Album = request.getfixturevalue("desk_pages")
        return desk
    applicants: Album = request.getfixturevalue("applicant_pages")("en")
    return applicants
