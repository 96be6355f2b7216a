"""A test client that reads every page as a strict browser, and as a person who needs its marks."""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intake.web.locale import direction

TELLING = (
    *("asylum", "immigra", "refugee", "persecut", "deport", "lawyer"),
    *("asilo", "inmigra", "refugiad", "abogad", "لجوء", "لاجئ", "هجرة", "محام"),
    *("پناهند", "مهاجر", "اخراج", "وکیل"),
)
UNLABELLED = ("hidden", "submit", "button", "image", "reset")
TURNING = {"R": "rtl", "AL": "rtl", "L": "ltr"}
MOST_BYTES = {"apply": 5 * 1024, "desk": 16 * 1024}
"""How large a page of each door may be when it travels (``ux.md`` has the targets of each)."""

CHANCE = re.compile(r"[\w-]{40,}")
"""A token in an address."""

TOKEN = re.compile(r'name="?csrf_token"? value="?[^">\s]+')
GOOD: set[int] = set()
"""Pages that had no fault, whatever their form's token."""

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
    """Fail with every fault of this page, one a line; a page found good is not read again."""
    read = hash((path, TOKEN.sub("", html)))
    if read in GOOD:
        return
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    faults = [*faults_of(root), *_address_faults(root, path), *_weight_faults(html, path)]
    assert not faults, f"{path}:\n  " + "\n  ".join(faults)
    GOOD.add(read)


def faults_of(root: Element) -> Iterator[str]:
    """Everything wrong with a page."""
    yield from _head_faults(root)
    yield from _id_faults(root)
    yield from _label_faults(root)
    yield from _inline_faults(root)
    yield from _form_faults(root)
    yield from _turning_faults(root, root.get("dir", ""))


def _head_faults(root: Element) -> Iterator[str]:
    if not root.get("lang"):
        yield "<html> has no lang"
    if root.get("dir") not in ("ltr", "rtl"):
        yield "<html> has no dir"
    elif root.get("dir") != direction(root.get("lang", "")):
        yield f"<html> runs {root.get('dir')} in {root.get('lang')}"
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
        if not form.get("action"):
            yield "a form says not where it goes"
        if form.get("method", "get").lower() != "post":
            continue
        tokens = [one.get("value") for one in form.iter("input") if one.get("name") == "csrf_token"]
        if len(tokens) != 1 or not tokens[0]:
            yield f"the form to {form.get('action')!r} has no csrf_token"


def _address_faults(root: Element, path: str) -> Iterator[str]:
    """What the history of the browser keeps: dull, and of the language that it names."""
    words = CHANCE.sub("", path).lower()  # letters of a token mean nothing, whatever they spell
    yield from (f"the address tells: {word}" for word in TELLING if word in words)
    tag = path.split("/")[1] if path.count("/") > 1 else ""
    if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", tag) and root.get("lang") not in (tag, "en"):
        yield f"{path} speaks {root.get('lang')}"


def _weight_faults(html: str, path: str) -> Iterator[str]:
    door = "desk" if f"{path}/".startswith("/desk/") else "apply"
    if (weight := len(gzip.compress(html.encode(), 6))) > MOST_BYTES[door]:
        yield f"{weight} bytes travel instead of {MOST_BYTES[door]}"


def _turning_faults(element: Element, way: str, *, alone: bool = False) -> Iterator[str]:
    """Words that run against the page stand in an element of their own, which says so.

    ``alone``: something around this, within the page, is isolated from the text around it.
    """
    if element.tag in ("script", "style", "head"):
        return
    alone = alone or element.tag == "bdi" or ("dir" in element.attrib and element.tag != "html")
    own = [element.text or "", element.get("value", ""), element.get("placeholder", "")]
    if not alone and any(_turns(text, way) for text in own):
        yield f"<{element.tag}> may turn the text around it: {' '.join(own).strip()[:30]}"
    for child in element:
        yield from _turning_faults(child, way, alone=alone)
        if not alone and _turns(child.tail or "", way):
            yield f"<{element.tag}> may turn the text around it: {child.tail}"


def _turns(text: str, way: str) -> bool:
    """Whether a letter of this text runs against a page that runs this way, from right to left."""
    return way == "ltr" and any(
        TURNING.get(unicodedata.bidirectional(letter)) == "rtl" for letter in text
    )
