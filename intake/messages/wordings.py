"""Ready texts to the person, made of sentences that are translated and checked one by one.

Where a person has not checked each sentence of a letter in its language, the English goes with it.
The texts here are those of the release; members may replace them (``wording_text``).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from intake.frozen import frozen
from intake.words import N_, Labels


class WordingId(StrEnum):
    """The code of a text. It is stored, sealed, with each message made from the text."""

    DECLINE = "decline"
    REFERRAL = "referral"
    UNREACHABLE = "unreachable"
    MORE_FACTS = "more_facts"
    CALL = "call"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    DEADLINES = "deadlines"


@frozen
class Wording:
    """A text: its first paragraphs, the parts that follow them, and its last paragraphs.

    With ``days`` the person's deadlines follow, with ``places`` other organisations. A text with
    ``days`` always has the English below, because others read it too: a lawyer, a clerk.
    """

    id: WordingId
    begins: tuple[str, ...]
    days: bool = False
    places: bool = False
    ends: tuple[str, ...] = ()

    @property
    def own_sentences(self) -> tuple[str, ...]:
        """Return the sentences that members may replace."""
        return (*self.begins, *self.ends)

    @property
    def added_sentences(self) -> tuple[str, ...]:
        """Return the sentences of the parts about deadlines and other organisations."""
        parts: list[Iterable[str]] = []
        if self.days:
            parts.append((DAYS, NO_DAYS, AS_TOLD, COURT, COURT_ASK, *WHO_SET.values()))
        if self.places:
            parts.append((PLACES, NO_PLACES, ASK_INSIDE))
        return tuple(text for part in parts for text in part)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return every sentence to be checked before the text goes out without the English."""
        return (*self.own_sentences, *self.added_sentences)


DAYS = N_("These are your deadlines. They still apply, with or without our help:")
NO_DAYS = N_("You may have a deadline we do not know about. Get help soon.")
WHO_SET: Labels[str] = {
    "law": "This deadline comes from the law.",
    "paper": "This deadline comes from one of your papers.",
}
AS_TOLD = N_("These dates come from what you told us on %(day)s. We have not seen your papers.")
COURT = N_(
    "Do you have a case in immigration court? Call %(phone)s or go to %(web)s to check"
    " your next court date."
)
COURT_ASK = N_("Do you have a case in court? Ask the court when your next court date is.")
PLACES = N_("These groups are separate from us. They may be able to help you:")
NO_PLACES = N_("Ask at an immigration court for its list of free lawyers.")
ASK_INSIDE = N_(
    "Are you in detention? Ask an officer or the judge for the list of free lawyers. "
    "You can call the groups on it without paying."
)
UNCHECKED = N_("No one has checked this translation yet. The English text is below.")
ENGLISH_BELOW = N_("The English text is below. You can show it to a lawyer.")
NOT_YOUR_LAWYER = N_("We are not your lawyer.")
ERASED = N_("We will delete your answers on %(day)s. You can use your code to delete them sooner.")
CODE_WORKS = N_(
    "We close your request when our work is done. After that, the code works for %(days)s at most."
)

DECLINE = Wording(
    id=WordingId.DECLINE,
    begins=(
        "We are sorry. We cannot take your case.",
        "This does not mean your case is weak. It means we are not able to help with it.",
        NOT_YOUR_LAWYER,
    ),
    days=True,
    places=True,
    ends=(ERASED, CODE_WORKS),
)

REFERRAL = Wording(
    id=WordingId.REFERRAL,
    begins=(
        "We cannot take your case. Another group may be able to help you. Contact them soon.",
        "This does not mean your case is weak.",
        NOT_YOUR_LAWYER,
    ),
    days=True,
    places=True,
    ends=(ERASED, CODE_WORKS),
)

UNREACHABLE = Wording(
    id=WordingId.UNREACHABLE,
    begins=(
        "We tried to reach you more than once, but we could not.",
        "Do you still want help? Write to us here, and we will look at your request again.",
        NOT_YOUR_LAWYER,
    ),
    days=True,
    places=True,
    ends=(ERASED, CODE_WORKS),
)

MORE_FACTS = Wording(
    id=WordingId.MORE_FACTS,
    begins=(
        "We have read your answers. We need to know more before we can take the next step.",
        "Please answer the open questions here, or write to us.",
    ),
)

CALL = Wording(
    id=WordingId.CALL,
    begins=(
        "We would like to talk with you.",
        "Write to us here. Tell us when it is safe to call and what number to use.",
        "We can have someone on the call who speaks your language. It is free.",
    ),
)

ACCEPTED = Wording(
    id=WordingId.ACCEPTED,
    begins=(
        "We would like to help you with your case.",
        "We will talk with you about what happens next.",
        "We are your lawyers only after you and we both sign an agreement.",
    ),
    days=True,
)

CLOSED = Wording(
    id=WordingId.CLOSED,
    begins=("We have finished our work on your request. You can still write to us here.",),
    ends=(ERASED, CODE_WORKS),
)

DEADLINES = Wording(
    id=WordingId.DEADLINES,
    begins=("This letter is about dates in your case. Keep it with your papers.",),
    days=True,
)

WORDINGS: Mapping[WordingId, Wording] = {
    wording.id: wording
    for wording in (DECLINE, REFERRAL, UNREACHABLE, MORE_FACTS, CALL, ACCEPTED, CLOSED, DEADLINES)
}


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
