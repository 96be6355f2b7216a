"""Printed pages reveal nothing, and states stay visible in a person's own colours."""

import re

import pytest

from tests.support.clients.strict_client import REVEALING
from tests.support.tour.people import FERESHTE
from tests.support.tour.window import Appearance, window

NAME = FERESHTE["name_to_use"][0]
EDGES = """(element) => {
  const style = getComputedStyle(element);
  return ["Top", "Bottom", "Left", "Right"].map((side) =>
    `${style[`border${side}Width`]} ${style[`border${side}Style`]} ${style[`border${side}Color`]}`)
    .concat(style.fontWeight, getComputedStyle(element, "::before").content,
            getComputedStyle(element, "::after").content);
}"""

STATES = (
    ("applicants", "apply/page help_types answered", (".pick:has(:checked)", ".pick")),
    ("applicants", "apply/page heard_from with every answer", (".pick:has(:checked)", ".pick")),
    ("applicants", "apply/page name_to_use 422", ("[aria-invalid]", ".leave")),
    ("desk", "desk/queue/queue", (".tabs [aria-current]", ".tabs a")),
    ("desk", "desk/queue/queue", (".by-law", ".by-us")),
    ("desk", "desk/queue/queue", (".chip.danger", ".chip.law")),
)
"""Door, page, and selectors of an element with a state and of a similar one without."""


@pytest.mark.parametrize("door, name, pair", STATES)
def test_a_state_shows_by_more_than_a_background(album, browser, door, name, pair):
    with_state, without_state = pair
    with window(browser, album) as view:
        view.look(Appearance(1280, 800, forced="active"))
        page = view.show(album.pages[name])

        marked = page.locator(with_state).first.evaluate(EDGES)
        plain = page.locator(f":is({without_state}):not({with_state})").first.evaluate(EDGES)

    assert marked != plain


def test_the_printed_sent_page_is_neutral_and_fits_one_sheet(applicant_pages, browser):
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
