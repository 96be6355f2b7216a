"""A test client that reads every page as a strict browser, and as a person who needs its marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TELLING = (
    *("asylum", "immigra", "refugee", "persecut", "deport", "lawyer"),
    *("asilo", "inmigra", "refugiad", "abogad", "لجوء", "لاجئ", "هجرة", "محام"),
)
UNLABELLED = ("hidden", "submit", "button", "image", "reset")
FORBIDDEN = ("style", "onclick", "onload", "onsubmit", "onchange", "oninput", "onfocus", "onblur")


class StrictClient(FlaskClient):
    """Checks each HTML page that any test is shown; a fault is the test's failure."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask, and check the answer."""
        response = super().open(*args, **kwargs)
        for one in (*response.history, response):
            if one.mimetype == "text/html" and not 300 <= one.status_code < 400:
                check_page(one.get_data(as_text=True), str(one.request.path))
        return response


def check_page(html: str, path: str) -> None:
    """Fail with every fault of this page, one a line."""
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    faults = list(faults_of(root))
    assert not faults, f"{path}:\n  " + "\n  ".join(faults)


def faults_of(root: Element) -> Iterator[str]:
    """Everything wrong with a page."""
    yield from _head_faults(root)
    yield from _id_faults(root)
    yield from _label_faults(root)
    yield from _inline_faults(root)
    yield from _form_faults(root)


def _head_faults(root: Element) -> Iterator[str]:
    if not root.get("lang"):
        yield "<html> has no lang"
    if root.get("dir") not in ("ltr", "rtl"):
        yield "<html> has no dir"
    if (count := len(list(root.iter("h1")))) != 1:
        yield f"{count} <h1> instead of one"
    titles = ["".join(title.itertext()).strip() for title in root.findall("./head/title")]
    if len(titles) != 1 or not titles[0]:
        yield "no <title>"
    for word in TELLING:
        if any(word in title.lower() for title in titles):
            yield f"the title tells: {word}"


def _id_faults(root: Element) -> Iterator[str]:
    ids = [element.get("id", "") for element in root.iter() if "id" in element.attrib]
    yield from (f"id twice: {one}" for one in sorted(set(ids)) if ids.count(one) > 1)
    for element in root.iter():
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            for target in element.get(name, "").split():
                if target not in ids:
                    yield f"{name}={target!r} leads nowhere"
        href = element.get("href", "")
        if href.startswith("#") and href[1:] not in ids:
            yield f"link to {href} leads nowhere"


def _label_faults(root: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in root.iter("label")}
    wrapped = {id(inner) for label in root.iter("label") for inner in label.iter()}
    for element in root.iter():
        if element.tag not in ("input", "select", "textarea"):
            continue
        if element.get("type") in UNLABELLED:
            continue
        named = "aria-label" in element.attrib or "aria-labelledby" in element.attrib
        if not (named or element.get("id", "") in labelled or id(element) in wrapped):
            yield f"<{element.tag} name={element.get('name')!r}> has no label"


def _inline_faults(root: Element) -> Iterator[str]:
    for element in root.iter():
        yield from (f"{name}= on <{element.tag}>" for name in FORBIDDEN if name in element.attrib)
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            yield f"inline <{element.tag}>"
        if element.get("href", "").lower().startswith("javascript:"):
            yield "a script as a link"


def _form_faults(root: Element) -> Iterator[str]:
    for form in root.iter("form"):
        if form.get("method", "get").lower() != "post":
            continue
        tokens = [one.get("value") for one in form.iter("input") if one.get("name") == "csrf_token"]
        if len(tokens) != 1 or not tokens[0]:
            yield f"the form to {form.get('action')!r} has no csrf_token"
