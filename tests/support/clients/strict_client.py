"""A test client that checks each page: valid HTML, labels, ids, language, scripts, weight."""

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

REVEALING = (
    *("asylum", "immigra", "refugee", "persecut", "deport", "lawyer"),
    *("asilo", "inmigra", "refugiad", "abogad", "لجوء", "لاجئ", "هجرة", "محام"),
    *("پناهند", "مهاجر", "اخراج", "وکیل"),
)
"""Words that no title and no address may contain: others may look over the shoulder."""

UNLABELLED = ("hidden", "submit", "button", "image", "reset")
DIRECTIONS = {"R": "rtl", "AL": "rtl", "L": "ltr"}
"""Direction of a letter, by its Unicode bidirectional class."""

MOST_BYTES = {"apply": 5 * 1024, "desk": 16 * 1024}
"""Compressed size that a page of each door may have at most."""

PLAN = re.compile(r"^/(?!en/)[^/]+/(f/result|mailbox)$")
"""The addresses of the plan in a language other than English: before and after sending."""

MOST_AT = (
    # Before sending it repeats itself in English (D148); afterwards messages stand beside it.
    (PLAN, 7 * 1024),
    # All questions on one page, to print; and for staff, with lists of names.
    (re.compile(r"^/[^/]+/paper$"), 9472),
    (re.compile(r"^/desk/new"), 18 * 1024),
)
"""Addresses of pages that may be larger, and their compressed size at most."""

RANDOM_PART = re.compile(r"[\w-]{40,}")
"""A token in an address."""

FORM_TOKEN = re.compile(r'name="csrf_token" value="[\w-]+"')
"""The token of a form, which is another one on each page."""

PUBLIC_ID = re.compile(r"^/desk/law/(places/)?\w+")
"""An id of the law book, or of an organisation; the desk alone has these addresses."""

REFERENCE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")
"""A reference of a case."""

RIGHT_TO_LEFT = r"\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff"
PLAIN_TEXT = re.compile(rf"(?<=>)[^<>&{RIGHT_TO_LEFT}]+(?=<(?!/title>))")
"""Text between tags, without entities or Arabic letters. Only a title can be at fault for it."""

DRAWING = re.compile(r'\sd="[^"]*"')
"""The lines of a square code."""

SECRET = re.compile(r"secret=[A-Z2-7]{32}\b")
"""The secret of an authenticator app in a link."""

NUMBER = re.compile(r"\b[0-9a-f]{32}\b|\d+")
"""An id of a row, or a number: at fault for nothing but standing twice."""

FAULTLESS: set[int] = set()
"""Hashes of pages without a fault, of which :func:`_hash_of` leaves out what differs each time."""

FORBIDDEN = ("style", "onclick", "onload", "onsubmit", "onchange", "oninput", "onfocus", "onblur")


class StrictClient(FlaskClient):
    """Check each HTML page of a response and of its redirects; a fault fails the test."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make a request, and check the pages of its response."""
        response = super().open(*args, **kwargs)
        for answer in (*response.history, response):
            if answer.mimetype == "text/html" and not 300 <= answer.status_code < 400:
                check_page(answer.get_data(as_text=True), str(answer.request.path))
        return response


def check_page(html: str, path: str):
    """Fail with every fault of a page, one a line. Weigh alone a page that was faultless before."""
    faults = list(_weight_faults(html, path))
    page_hash = _hash_of(html, path)
    if page_hash not in FAULTLESS:
        root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
        faults += [*faults_of(root), *_address_faults(root, path)]
    assert not faults, f"{path}:\n  " + "\n  ".join(faults)
    FAULTLESS.add(page_hash)


def _hash_of(html: str, path: str) -> int:
    """Hash a page without what is random in it, and with each number replaced by its rank."""
    ranks: dict[str, str] = {}
    page = f"{path}\n{PLAIN_TEXT.sub('', html)}"
    for random in (DRAWING, SECRET, FORM_TOKEN, RANDOM_PART, REFERENCE):
        page = random.sub("", page)
    return hash(NUMBER.sub(lambda number: ranks.setdefault(number[0], str(len(ranks))), page))


def faults_of(root: Element) -> Iterator[str]:
    """Yield a sentence for each fault of a page."""
    yield from _head_faults(root)
    yield from _id_faults(root)
    yield from _label_faults(root)
    yield from _inline_faults(root)
    yield from _form_faults(root)
    yield from _direction_faults(root, root.get("dir", ""))


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
    for word in REVEALING:
        if any(word in title.lower() for title in titles):
            yield f"the title reveals: {word}"


def _id_faults(root: Element) -> Iterator[str]:
    ids = [element.get("id", "") for element in root.iter() if "id" in element.attrib]
    yield from (f"id twice: {id_}" for id_ in sorted(set(ids)) if ids.count(id_) > 1)
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
            yield "a form has no action"
        if form.get("method", "get").lower() != "post":
            continue
        inputs = form.iter("input")
        tokens = [field.get("value") for field in inputs if field.get("name") == "csrf_token"]
        if len(tokens) != 1 or not tokens[0]:
            yield f"the form to {form.get('action')!r} has no csrf_token"


def _address_faults(root: Element, path: str) -> Iterator[str]:
    """Yield the revealing words of an address, and a language that differs from the page's.

    Addresses stay in the history of the browser.
    """
    words = RANDOM_PART.sub("", PUBLIC_ID.sub("", path)).lower()  # a token may contain any word
    yield from (f"the address reveals: {word}" for word in REVEALING if word in words)
    tag = path.split("/")[1] if path.count("/") > 1 else ""
    if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", tag) and root.get("lang") not in (tag, "en"):
        yield f"{path} is in {root.get('lang')}"


def _weight_faults(html: str, path: str) -> Iterator[str]:
    door = "desk" if f"{path}/".startswith("/desk/") else "apply"
    most = next((most for at, most in MOST_AT if at.match(path)), MOST_BYTES[door])
    most *= 2 if path.startswith("/xx-LONG/") else 1  # twice the letters
    if (weight := len(gzip.compress(html.encode(), 6))) > most:
        yield f"{weight} bytes compressed, at most {most}"


def _direction_faults(
    element: Element, direction_: str, *, isolated: bool = False
) -> Iterator[str]:
    """Yield texts that run against *direction_* without an element that isolates them.

    *isolated* is true within an element that is isolated from the text around it.
    """
    if element.tag in ("script", "style", "head"):
        return
    isolated |= element.tag == "bdi" or ("dir" in element.attrib and element.tag != "html")
    texts = [element.text or "", element.get("value", ""), element.get("placeholder", "")]
    if not isolated and any(_runs_against(text, direction_) for text in texts):
        yield f"<{element.tag}> may reorder the text around it: {' '.join(texts).strip()[:30]}"
    for child in element:
        yield from _direction_faults(child, direction_, isolated=isolated)
        if not isolated and _runs_against(child.tail or "", direction_):
            yield f"<{element.tag}> may reorder the text around it: {child.tail}"


def _runs_against(text: str, page_direction: str) -> bool:
    """Return true for a text with a right-to-left letter on a left-to-right page."""
    return page_direction == "ltr" and any(
        DIRECTIONS.get(unicodedata.bidirectional(letter)) == "rtl" for letter in text
    )
