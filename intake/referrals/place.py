"""One place that may help: what it does, for whom, how to reach it, and how sure we are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from intake.law.parameter import Confidence
from intake.words import N_


class Kind(StrEnum):
    """Kinds of help, in the order in which they are listed."""

    SAFETY = "safety"
    DETENTION = "detention"
    COURT = "court"
    LAWYER = "lawyer"
    LEARN = "learn"
    CHEATED = "cheated"


TITLES = {
    Kind.SAFETY: N_("If you are not safe"),
    Kind.DETENTION: N_("If someone is locked up"),
    Kind.COURT: N_("Court and immigration offices"),
    Kind.LAWYER: N_("Free and low-cost lawyers"),
    Kind.LEARN: N_("Learn about your rights"),
    Kind.CHEATED: N_("If someone cheated you"),
}


class Need(StrEnum):
    """Needs, most urgent first; :attr:`ANYBODY` in the US, :attr:`ABROAD` outside."""

    DANGER = "danger"
    FORCED = "forced"
    HURT = "hurt"
    DISTRESS = "distress"
    DETAINED = "detained"
    REMOVAL = "removal"
    COURT = "court"
    CHILD = "child"
    ABROAD = "abroad"
    CHEATED = "cheated"
    ANYBODY = "anybody"


class Price(StrEnum):
    """The cost of the help."""

    FREE = "free"
    LOW = "low"
    PAID = "paid"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One place, as it was last looked at.

    ``says`` is an English sentence for people, translated where it is shown; ``name`` is a name
    and stays. ``states`` are USPS codes, empty for everywhere; ``languages`` are tags, empty where
    we do not know. ``dial`` only works on a phone inside detention. ``last_verified`` is missing
    where nobody has looked since the source was written.
    """

    id: str
    name: str
    says: str
    kinds: tuple[Kind, ...]
    needs: tuple[Need, ...]
    states: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    phone: str = ""
    tty: str = ""
    text_to: str = ""
    dial: str = ""
    web: str = ""
    price: Price
    source: str
    last_verified: date | None
    verified_by: str
    review_by: date
    confidence: Confidence

    def overdue(self, on: date) -> bool:
        """Return true once its review is overdue."""
        return self.review_by < on
