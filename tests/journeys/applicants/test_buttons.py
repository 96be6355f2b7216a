"""Each button has room for its words on a small phone, also in scripts from right to left."""

import re

import pytest

from tests.support.tour.album import Album
from tests.support.tour.window import Appearance, squeezed_buttons, window

BUTTON = re.compile(r"<button\b.*?</button>|<a\b[^>]*\bbutton\b.*?</a>", re.S)
TAG = re.compile(r"<[^>]+>")


@pytest.mark.parametrize("language", ["ar", pytest.param("fa-AF", marks=pytest.mark.long)])
def test_the_words_of_each_button_stand_in_one_column_on_two_lines(
    applicant_pages, browser, language
):
    album: Album = applicant_pages(language)
    faults: list[str] = []
    with window(browser, album) as view:
        view.look(Appearance(width=320))
        for seen in with_new_buttons(album):
            faults += (f"{seen.name}: {fault}" for fault in squeezed_buttons(view.show(seen)))

    assert faults == []


def with_new_buttons(album):
    """Return the pages of which each has a button that none before it has."""
    seen: set[str] = set()
    pages = []
    for page in album.pages.values():
        words = {TAG.sub("", button).strip() for button in BUTTON.findall(page.html)}
        if words - seen:
            pages.append(page)
        seen |= words
    return pages
