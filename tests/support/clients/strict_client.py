"""A test client that checks each page: valid HTML, labels, ids, language, scripts, weight."""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Iterator
from hashlib import blake2b
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple, TextIO
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

PUBLIC_ID = re.compile(r"^/desk/law/(places/)?\w+")
"""An id of the law book, or of an organisation; the desk alone has these addresses."""

HEAD = re.compile(
    r'<html lang="([\w-]+)" dir="(\w+)"[^>]*>.*?<title[^>]*>([^<]*)</title>', re.DOTALL
)
"""Language, direction and title of a page."""

ENTITY = re.compile(r"&(?:amp|lt|gt|#3[49]);")
"""What the templates make of characters that HTML reserves."""

RIGHT_TO_LEFT = r"\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff"
FAULTLESS_VALUES = "|".join(
    (
        *(
            "action",
            "aria-label",
            "autocomplete",
            "class",
            "content",
            "d",
            "datetime",
            "formaction",
        ),
        *("height", "href", "hreflang", "lang", "maxlength", "name", "placeholder", "src", "title"),
        *("value", "width", r"data-[\w-]+"),
    )
)
"""Attributes whose value is at fault only if empty, reordered, a script, a token, or an anchor."""


class Passing(NamedTuple):
    """What cannot be at fault on a page of one direction: its text, and values in it."""

    text: re.Pattern[str]
    values: re.Pattern[str]

    @classmethod
    def without(cls, letters: str) -> Passing:
        """Return what passes where it has none of these letters."""
        values = rf'\s({FAULTLESS_VALUES})="(?!#|javascript:|csrf_token")[^"<>&{letters}]+"'
        return cls(re.compile(rf"(?<=>)[^<>&{letters}]+(?=<)"), re.compile(values, re.IGNORECASE))


PASSING = {"ltr": Passing.without(RIGHT_TO_LEFT), "rtl": Passing.without("")}
"""Only a page from left to right is at fault for letters of the other direction."""

REPEATED = re.compile(
    r"(<(option|li|tr|dt|dd|p|td|div)\b[^<>]*>(?:<(?!/?\2\b)[^<>]*>|\s)*</\2>\s*)\1+"
)
"""The same element several times in a row."""

NUMBER = re.compile(r"\b[0-9a-f]{32}\b|(?<!<h)(?<!/h)\d+")
"""An id of a row, or a number: at fault for nothing but standing twice. A heading has its own."""

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


class Faultless:
    """Hashes of pages whose structure has no fault. Each process of a run reads those of others."""

    def __init__(self):
        self.hashes: set[str] = set()
        self.file: TextIO | None = None

    def share(self, path: Path):
        """Keep the hashes in a file that other processes read and write as well."""
        self.file = path.open("a+", encoding="ascii")
        self.file.seek(0)

    def __contains__(self, page_hash: str) -> bool:
        if self.file and page_hash not in self.hashes:
            self.hashes.update(self.file.read().split())
        return page_hash in self.hashes

    def add(self, page_hash: str):
        """Add a hash."""
        self.hashes.add(page_hash)
        if self.file:
            self.file.write(f"{page_hash}\n")
            self.file.flush()


FAULTLESS = Faultless()


def check_page(html: str, path: str):
    """Fail with every fault of a page, one a line. Parse none whose structure was faultless."""
    faults = [*_weight_faults(html, path), *_head_faults(html, path)]
    page_hash = _hash_of(html)
    if page_hash not in FAULTLESS:
        root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
        faults += faults_of(root)
    assert not faults, f"{path}:\n  " + "\n  ".join(faults)
    if page_hash not in FAULTLESS:
        FAULTLESS.add(page_hash)


def _hash_of(html: str) -> str:
    """Hash a page without what cannot be at fault, and with each number replaced by its rank."""
    head = HEAD.search(html)
    passing = PASSING.get(head[2] if head else "", PASSING["ltr"])
    page = passing.values.sub(r' \1="x"', passing.text.sub("", ENTITY.sub("", html)))
    ranks: dict[str, str] = {}
    page = NUMBER.sub(lambda number: ranks.setdefault(number[0], str(len(ranks))), page)
    return blake2b(REPEATED.sub(r"\1", page).encode(), digest_size=12).hexdigest()


def faults_of(root: Element) -> Iterator[str]:
    """Yield a sentence for each fault of the structure of a page."""
    yield from _heading_faults(root)
    yield from _id_faults(root)
    yield from _label_faults(root)
    yield from _inline_faults(root)
    yield from _form_faults(root)
    yield from _direction_faults(root, root.get("dir", ""))


def _head_faults(html: str, path: str) -> Iterator[str]:
    """Yield the faults of language, direction and title, and those of the address.

    An address stays in the history of the browser, with its revealing words.
    """
    head = HEAD.search(html)
    if head is None:
        yield "no lang, no dir, or no <title>"
        return
    lang, runs, title = head[1], head[2], unescape(head[3]).strip()
    if runs != direction(lang):
        yield f"<html> runs {runs} in {lang}"
    if not title:
        yield "an empty <title>"
    words = RANDOM_PART.sub("", PUBLIC_ID.sub("", path)).lower()  # a token may contain any word
    for word in REVEALING:
        if word in title.lower():
            yield f"the title reveals: {word}"
        if word in words:
            yield f"the address reveals: {word}"
    tag = path.split("/")[1] if path.count("/") > 1 else ""
    if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", tag) and lang not in (tag, "en"):
        yield f"{path} is in {lang}"


def _heading_faults(root: Element) -> Iterator[str]:
    if (count := len(list(root.iter("h1")))) != 1:
        yield f"{count} <h1> instead of one"
    if (count := len(root.findall("./head/title"))) != 1:
        yield f"{count} <title> instead of one"


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
    if page_direction != "ltr" or text.isascii():
        return False
    return any(DIRECTIONS.get(unicodedata.bidirectional(letter)) == "rtl" for letter in text)
