"""Every page of a walk as text that can be read in a diff: words, links, forms and fields."""

import re

import html5lib

from tests.support.clients.strict_client import RANDOM_PART

INLINE = frozenset(
    {
        *("a", "abbr", "b", "bdi", "br", "cite", "code", "em", "i", "kbd", "label", "mark"),
        *("small", "span", "strong", "time", "u"),
    }
)
APART = frozenset({"div", "nav"})
"""Elements each of whose children begins a new line, also a link or a chip."""

SILENT = frozenset({"script", "style", "svg", "head", "option"})
HERE = re.compile(r"\bat=[^)]*")
"""The page itself in a link of its frame, to come back to."""

REFERENCE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")
"""A reference of a case."""

SECRET = re.compile(r"secret=[A-Z2-7]{32}\b")
"""The secret of an authenticator app in a link."""


RANDOM = (
    (SECRET, "secret=SECRET"),
    (RANDOM_PART, "TOKEN"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "ID"),
    (re.compile(r"\b0000[0-9a-f]{4}\b"), "00000000"),
    (REFERENCE, "REFERENCE"),
    (re.compile(r"\b(\d{4} ){4,5}\d{4}\b"), "CODE"),
    (re.compile(r"\b([A-Z2-7]{4} ){7}[A-Z2-7]{4}\b"), "KEY"),
    (re.compile(r"\b([a-z2-7]{4}-){7}[a-z2-7]{4}\b"), "FINGERPRINT"),
    (re.compile(r"^([A-Z2-7]{5,6}|[a-z2-7]{4})$"), "GROUP"),
    (re.compile(r"\b[\d.,]+ [KMG]B\b|\d+(?=% free)"), "SIZE"),
    (re.compile(r"\bintake-desk-[\w.-]+\.tar\.gz"), "intake-desk-VERSION.tar.gz"),
    (re.compile(r"\bversion \d+\.\d+\.\d+"), "version VERSION"),
)
"""Texts that differ in each run or release, and their stand-ins. The time is frozen, and stays."""


def pages_of(album):
    """Yield each page, then each frame: what stands around the main part of several pages."""
    frames: dict[str, int] = {}
    texts = sorted(_text_of(page, frames) for page in album.pages.values())
    yield from texts
    for frame, number in frames.items():
        yield f"== frame {number}\n{frame}"


def _text_of(page, frames):
    root = html5lib.parse(page.html, namespaceHTMLElements=False)
    title, body, main = (_first(root, tag) for tag in ("title", "body", "main"))
    inside = "\n".join(lines_of(main))
    main.clear()
    around = HERE.sub("at=HERE", "\n".join(lines_of(body)))
    if here := page.path.lstrip("/").partition("/")[2]:
        around = around.replace(f"/{here})", "/HERE)")
    frame = frames.setdefault(around, len(frames) + 1)
    state = page.name.partition(" ")[2]
    head = f"== {stable(page.path)} {page.status} {state}".rstrip()
    lang, direction = root.get("lang"), root.get("dir")
    shown_title = stable("".join(title.itertext()).strip())
    return f"{head}\ntitle: {shown_title}\n{lang} {direction} frame {frame}\n{inside}\n"


def _first(root, tag):
    return next(root.iter(tag))


def lines_of(root, named=None):
    """Return the lines of an element: a block, a field, a form and a heading begin a new one."""
    text = "".join(_spoken(root))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return [(named or stable)(line) for line in lines if line]


def _spoken(element, *, apart=False):
    if element.tag in SILENT or not isinstance(element.tag, str):
        return
    edge = "" if element.tag in INLINE and not apart else "\n"
    yield edge + _opening(element)
    yield _flat(element.text)
    for child in element:
        yield from _spoken(child, apart=element.tag in APART)
        yield _flat(child.tail)
    yield f"]({element.get('href')}){edge}" if element.tag == "a" else edge


def _opening(element):
    label = f"{{{label}}} " if (label := element.get("aria-label")) else ""
    match element.tag:
        case "a":
            return f"{label}["
        case "h1" | "h2" | "h3":
            return f"{'#' * int(element.tag[1])} {label}"
        case "form":
            return f"<form {element.get('method', 'get')} {element.get('action')}>{label}\n"
        case "input" | "select" | "textarea" | "button":
            return f"\n<{_field(element)}>{label}"
        case "img":
            return f"<img {element.get('alt')}>"
    return label


def _field(element):
    names = ("type", "name", "value", "formaction", "min", "max", "maxlength", "autocomplete")
    given = [f"{name}={element.get(name)}" for name in names if element.get(name)]
    given += [name for name in ("checked", "required", "disabled") if name in element.attrib]
    if element.get("name") == "csrf_token":
        given = ["csrf_token"]
    return " ".join([element.tag, *given, *_options(element.iter("option"))])


def _options(options):
    for option in options:
        mark = "*" if "selected" in option.attrib else ""
        yield f"{mark}{option.get('value')}:{' '.join(''.join(option.itertext()).split())}"


def _flat(text):
    return (text or "").replace("\n", " ")


def stable(text):
    """Return a text with stand-ins for what differs in each run."""
    for pattern, name in RANDOM:
        text = pattern.sub(name, text)
    return text
