"""Mark sentences that a page shows in English because they have no translation yet.

The catalogue puts such a sentence between invisible characters (`intake.catalogues.isolated`). Here
they become elements, so that browsers and screen readers read the sentence as English, from left to
right, and readers see that the translation is missing.
"""

import re

from flask import Flask, Response

from intake.catalogues import END_ISOLATE, ISOLATE, without_isolates

INNER = rf"{ISOLATE}(?:(?!{END_ISOLATE}).)*{END_ISOLATE}"
"""A sentence in English that is a value of another one."""

PIECE = re.compile(
    rf"(?P<whole><(?P<name>title|option)\b(?P<attributes>[^>]*)>(?P<text>.*?)</(?P=name)>)"
    rf"|<(?P<raw>textarea|script|style)\b.*?</(?P=raw)>"
    rf"|<[^>]*>"
    rf"|{ISOLATE}(?P<english>(?:{INNER}|(?!{END_ISOLATE}).)*){END_ISOLATE}",
    re.DOTALL,
)
"""An element that may contain only text, a tag, or a sentence in English."""

MARK = "(English)"


def set_up(app: Flask) -> None:
    """Mark untranslated sentences in every page, before it is compressed."""
    app.after_request(_mark_response)


def marked(page: str) -> str:
    """Return the HTML of a page with its untranslated sentences in elements of their own.

    A ``<title>`` or ``<option>`` can contain no element, so it gets the attributes itself. In other
    attributes and in text boxes the invisible characters remain, which keep the direction.
    """
    return PIECE.sub(_replaced, page)


def _mark_response(response: Response) -> Response:
    if response.mimetype == "text/html" and ISOLATE.encode() in response.data:
        response.data = marked(response.get_data(as_text=True))
    return response


def _replaced(piece: re.Match[str]) -> str:
    if (english := piece["english"]) is not None:
        says = without_isolates(english)
        return f'<span lang="en" dir="ltr">{says} <small>{MARK}</small></span>'
    if piece["whole"] and ISOLATE in piece["text"]:
        name, text = piece["name"], piece["text"]
        shown = f"{without_isolates(text)} {MARK}"
        return f'<{name}{piece["attributes"]} lang="en" dir="ltr">{shown}</{name}>'
    return piece[0]
