"""Eight invented people: what they answer, what staff do, and what they must read at the end."""

import tomllib
from collections.abc import Mapping
from dataclasses import field
from datetime import timedelta
from pathlib import Path

from intake.frozen import frozen
from tests.support.eight.acts import ACCEPT, TELL, Act, decide, log_call, move, write

Posted = Mapping[str, list[str]]


@frozen
class Person:
    """A person, their answers as a form posts them, and what they must be told.

    ``speaks`` is a language chosen at ``/other-language``. ``asks_more`` answers the later
    questions before sending. ``acts`` are those of staff; after them the person writes ``replies``.

    ``outcome`` is the early answer. ``plan`` holds by part the beginnings of the English sentences
    that it lists. ``says`` is on the page after a yes to danger, ``numbers`` are on the result,
    ``never`` on no page. ``status`` is the heading after all that, ``steps`` are English sentences
    of the path below it.
    """

    id: str
    language: str
    answers: Posted
    speaks: str = ""
    asks_more: bool = False
    acts: tuple[Act, ...] = ()
    replies: str = ""
    outcome: str = ""
    plan: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    says: str = ""
    numbers: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    status: str = ""
    steps: tuple[str, ...] = ()


def day(question, on):
    """Return the fields of a whole date in the common calendar."""
    parts = {"day": on.day, "month": on.month, "year": on.year, "calendar": "gregorian"}
    return {f"{question}-{part}": [str(value)] for part, value in parts.items()}


WRITTEN = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
IN_TEXAS: Posted = WRITTEN["in_texas"]

ACTS = {
    "1-hearing-next-week": ACCEPT,
    "2-mother-of-a-detained-child": (move("triage"), decide("more_facts")),
    "3-solar-hijri-dates": (write("لطفاً بنویسید که چه وقت می‌توانیم زنگ بزنیم.", "fa-AF"),),
    "4-arabic-helper-for-a-father": (log_call("reached"),),
    "5-outside-the-us-in-danger": (move("triage"), decide("refer")),
    "6-has-a-lawyer-for-everything": (move("triage"), decide("decline", "declined_scope"), TELL),
    "7-asks-for-a-call-in-tigrinya": (log_call("reached"),),
    "8-whose-phone-is-watched": (write("You can read this here, and nowhere else.", "en"),),
}
"""What staff do for each of them; a second member has yet to approve that the fifth is referred."""


def people(today):
    """Return the eight people on this day."""
    return [_person(today, **written) for written in WRITTEN["people"]]


def _person(today, *, answers, days=(), texas=False, **written):
    posted = {**(IN_TEXAS if texas else {}), **answers}
    for question in days:
        posted |= day(question, today + timedelta(days[question]))
    return Person(answers=posted, acts=ACTS[written["id"]], **written)
