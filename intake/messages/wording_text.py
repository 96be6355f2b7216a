"""Ready texts in the form in which members edit them: paragraphs with variables in braces.

A variable is replaced by text of this program, and that text is not read again. Nothing in a
ready text is ever executed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

from intake.messages.wordings import Wording

IN_BRACES = re.compile(r"\{([^{}]*)\}")
PARAGRAPHS = re.compile(r"\n\s*\n")
LEAST_TELLING = 25
"""Characters of a line that tells its language. A shorter one may be a name, as in a signature."""


class Variable(StrEnum):
    """A variable of ready texts, as it stands between braces."""

    DEADLINES = "deadlines"
    """A paragraph, for the deadlines of the person."""
    CONTACTS = "contacts"
    """A paragraph, for other organisations near the person."""
    DELETION_DAY = "deletion_day"
    """In a sentence, for the day on which the answers are deleted."""

    @property
    def marked(self) -> str:
        """Return the variable as it is typed."""
        return f"{{{self.value}}}"


BLOCKS = frozenset({Variable.DEADLINES, Variable.CONTACTS})
"""Variables that are paragraphs of their own."""


class Problem(StrEnum):
    """A reason why a text cannot be used; each is about one variable or piece of the text."""

    UNKNOWN = "unknown"
    MISSING = "missing"
    TWICE = "twice"
    NOT_ALONE = "not_alone"
    NOT_IN_SENTENCE = "not_in_sentence"
    BRACE = "brace"
    SEPARATOR = "separator"


def variables_of(wording: Wording) -> frozenset[Variable]:
    """Return the variables that each text of *wording* must have, once."""
    has_day = any("%(day)s" in sentence for sentence in wording.ends)
    used = {
        Variable.DEADLINES: wording.days,
        Variable.CONTACTS: wording.places,
        Variable.DELETION_DAY: has_day,
    }
    return frozenset(variable for variable, is_used in used.items() if is_used)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of *text*, which empty lines separate."""
    return [part.strip() for part in PARAGRAPHS.split(text) if part.strip()]


def block_in(paragraph: str) -> Variable | None:
    """Return the variable for which the whole paragraph stands, if it is one."""
    return next((variable for variable in BLOCKS if paragraph == variable.marked), None)


def with_day(paragraph: str, day: str) -> str:
    """Return a paragraph with the day of deletion in place of its variable."""
    return paragraph.replace(Variable.DELETION_DAY.marked, day)


def problems_of(text: str, wording: Wording) -> Iterator[tuple[Problem, str]]:
    """Yield what keeps *text* from being used for *wording*, with the piece that it is about."""
    names = Counter(IN_BRACES.findall(text))
    allowed = variables_of(wording)
    yield from ((Problem.UNKNOWN, f"{{{name}}}") for name in names if name not in allowed)
    for variable in Variable:
        if variable in allowed and (problem := _misused(variable, names[variable], text)):
            yield problem, variable.marked
    if {"{", "}"} & set(IN_BRACES.sub("", text)) or "%(" in text:
        yield Problem.BRACE, ""
    if ENGLISH in map(str.strip, text.splitlines()):
        yield Problem.SEPARATOR, ENGLISH


def telling_lines(text: str) -> set[str]:
    """Return the lines without a variable that are long enough to tell a language."""
    lines = {line.strip() for line in text.splitlines() if not IN_BRACES.search(line)}
    return {line for line in lines if len(line) >= LEAST_TELLING}


def _misused(variable: Variable, count: int, text: str) -> Problem | None:
    if count != 1:
        return Problem.TWICE if count else Problem.MISSING
    is_alone = variable.marked in paragraphs(text)
    if variable in BLOCKS:
        return None if is_alone else Problem.NOT_ALONE
    return Problem.NOT_IN_SENTENCE if is_alone else None


ENGLISH = "English:"
"""The line between the two texts. It is not translated, because English begins with it."""


def two_languages(text: str, english: str) -> str:
    """Return both texts, the English one below."""
    return f"{text}\n\n{ENGLISH}\n\n{english}"


def halves(text: str) -> tuple[str, str]:
    """Return the text above the line and the English below it, which is empty without a line."""
    above, _, english = f"{text}\n".partition(f"\n{ENGLISH}\n")
    return above.strip(), english.strip()


def tagged_lines(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield each line that is not empty, with the tag of its language."""
    tag = language
    for line in filter(None, map(str.strip, text.splitlines())):
        tag = "en" if line == ENGLISH else tag
        yield line, tag
