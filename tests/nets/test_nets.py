"""The nets hold what a page shows, and nothing that differs in each run."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

from tests.nets.pages import lines_of


def test_a_page_is_its_words_links_and_fields_without_what_is_random() -> None:
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
