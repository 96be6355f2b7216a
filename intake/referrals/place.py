"""One place that may help: what it does, for whom, how to reach it, and who checked it when."""

from datetime import date
from enum import StrEnum

from intake.frozen import frozen
from intake.law.book import Confidence
from intake.words import Labels


class Kind(StrEnum):
    """Kinds of help, in the order in which they are listed."""

    SAFETY = "safety"
    DETENTION = "detention"
    COURT = "court"
    LAWYER = "lawyer"
    LEARN = "learn"
    CHEATED = "cheated"


TITLES: Labels[Kind] = {
    Kind.SAFETY: "If you are not safe",
    Kind.DETENTION: "If someone is in jail or detention",
    Kind.COURT: "Court and immigration offices",
    Kind.LAWYER: "Free and low-cost lawyers",
    Kind.LEARN: "Learn about your rights",
    Kind.CHEATED: "If someone cheated you",
}


class Need(StrEnum):
    """Needs, most urgent first; :attr:`ANYBODY` in the US, :attr:`ABROAD` outside."""

    DANGER = "danger"
    FORCED = "forced"
    HURT = "hurt"
    DISTRESS = "distress"
    CHILD_HELD = "child_held"
    DETAINED = "detained"
    REMOVAL = "removal"
    COURT = "court"
    CHILD = "child"
    GENDER = "gender"
    ABROAD = "abroad"
    CHEATED = "cheated"
    ANYBODY = "anybody"


class Price(StrEnum):
    """The cost of the help."""

    FREE = "free"
    LOW = "low"
    PAID = "paid"


WAYS = ("phone", "text_to", "dial", "web", "address")
"""Fields by which a place can be reached; each place has at least one of them."""


@frozen
class Place:
    """One place, as it was last checked.

    ``says`` is an English sentence, translated where it is shown; ``name`` is not translated.
    ``states`` are USPS codes, ``nationalities`` codes of countries, both empty for everyone;
    ``countries`` are codes of the countries other than the US where it helps; empty for a place
    in the US, and for one that helps in every other country (need :attr:`Need.ABROAD`).
    ``languages`` are tags, empty where unknown. ``dial`` only works on a phone in detention.
    ``web`` has no scheme. ``unconfirmed`` names the fields that no source confirmed: staff see
    them, applicants do not. ``checked_on`` is ``None`` while nobody has read a source, and
    ``review_by`` is the end of the shelf life.
    """

    id: str
    name: str
    says: str
    kinds: tuple[Kind, ...]
    needs: tuple[Need, ...]
    states: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    phone: str = ""
    tty: str = ""
    text_to: str = ""
    dial: str = ""
    web: str = ""
    address: str = ""
    hours: str = ""
    unconfirmed: tuple[str, ...] = ()
    price: Price
    source: str
    checked_on: date | None
    checked_by: str
    review_by: date
    confidence: Confidence

    @property
    def ways(self) -> tuple[str, ...]:
        """Return the names of the fields by which an applicant can reach the place."""
        filled = (field for field in WAYS if getattr(self, field))
        return tuple(field for field in filled if field not in self.unconfirmed)

    @property
    def has_number(self) -> bool:
        """Return true if a phone reaches the place, which is what people in detention have."""
        return not {"phone", "dial"}.isdisjoint(self.ways)

    def overdue(self, on: date) -> bool:
        """Return true once its review is overdue."""
        return self.review_by < on

    def hidden(self, on: date) -> bool:
        """Return true if applicants must not see it: never checked, overdue or out of reach."""
        return self.checked_on is None or self.overdue(on) or not self.ways
