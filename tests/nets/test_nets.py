"""The product is as the nets keep it, and they hold nothing that differs in each run."""

from xml.etree.ElementTree import fromstring

import pytest

from tests.nets.__main__ import NETS, difference
from tests.nets.pages import lines_of, pages_of

MOST_LINES = 80
"""Lines of a difference that a failure shows."""


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        *("routes", "story", "story_acts", "story_days", "story_keys", "story_names"),
        *("explain", "sentences-desk"),
    ],
)
def test_the_product_is_as_the_net_keeps_it(name):
    is_as_kept(name, NETS[name]())


@pytest.mark.slow
@pytest.mark.parametrize("door, name", [("applicants", "applicants-en"), ("desk", "desk")])
def test_pages_are_as_the_net_keeps_them(album, name):
    """The walks are those of the tests of every page."""
    is_as_kept(name, pages_of(album))


def is_as_kept(name, lines):
    if shown := difference(name, lines):
        meant = f"If the change is meant: make nets NETS={name} SAVE=1"
        pytest.fail("".join([*shown[:MOST_LINES], meant]), pytrace=False)


def test_a_page_is_its_words_links_and_fields_without_what_is_random():
    page = fromstring(
        '<main><h1>Notes</h1><p>Case <b>MQMQ-MWWG</b></p><form method="post" action="/desk/notes">'
        '<input type="hidden" name="csrf_token" value="Zzyvz06iX_UY"/>'
        '<select name="kind"><option value="call" selected="">A call</option></select>'
        '<button>Save</button></form><div><a href="/desk/">Queue</a><a href="/desk/law">Law</a>'
        "</div></main>"
    )

    assert lines_of(page) == [
        "# Notes",
        "Case REFERENCE",
        "<form post /desk/notes>",
        "<input csrf_token>",
        "<select name=kind *call:A call>",
        "<button>Save",
        "[Queue](/desk/)",
        "[Law](/desk/law)",
    ]
