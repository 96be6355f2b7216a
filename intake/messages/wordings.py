"""Ready texts to the person, made of sentences that are translated and checked one by one.

Where a person has not checked each sentence of a letter in its language, the English goes with it.
The texts here are those of the release; members may replace them (``wording_text``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from intake.frozen import frozen
from intake.words import N_


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
WHO_SET: Mapping[str, str] = {
    "law": N_("This deadline comes from the law."),
    "paper": N_("This deadline comes from one of your papers."),
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

DECLINE = Wording(
    id=WordingId.DECLINE,
    begins=(
        N_("We are sorry. We cannot take your case."),
        N_("This does not mean your case is weak. It means we are not able to help with it."),
        NOT_YOUR_LAWYER,
    ),
    days=True,
    places=True,
    ends=(ERASED,),
)

REFERRAL = Wording(
    id=WordingId.REFERRAL,
    begins=(
        N_("We cannot take your case. Another group may be able to help you. Contact them soon."),
        N_("This does not mean your case is weak."),
        NOT_YOUR_LAWYER,
    ),
    days=True,
    places=True,
    ends=(ERASED,),
)

UNREACHABLE = Wording(
    id=WordingId.UNREACHABLE,
    begins=(
        N_("We tried to reach you more than once, but we could not."),
        N_("Do you still want help? Write to us here, and we will look at your request again."),
        NOT_YOUR_LAWYER,
    ),
    days=True,
    places=True,
    ends=(ERASED,),
)

MORE_FACTS = Wording(
    id=WordingId.MORE_FACTS,
    begins=(
        N_("We have read your answers. We need to know more before we can take the next step."),
        N_("Please answer the open questions here, or write to us."),
    ),
)

CALL = Wording(
    id=WordingId.CALL,
    begins=(
        N_("We would like to talk with you."),
        N_("Write to us here. Tell us when it is safe to call and what number to use."),
        N_("We can have someone on the call who speaks your language. It is free."),
    ),
)

ACCEPTED = Wording(
    id=WordingId.ACCEPTED,
    begins=(
        N_("We would like to help you with your case."),
        N_("We will talk with you about what happens next."),
        N_("We are your lawyers only after you and we both sign an agreement."),
    ),
    days=True,
)

CLOSED = Wording(
    id=WordingId.CLOSED,
    begins=(N_("We have finished our work on your request. You can still write to us here."),),
    ends=(ERASED,),
)

DEADLINES = Wording(
    id=WordingId.DEADLINES,
    begins=(N_("This letter is about dates in your case. Keep it with your papers."),),
    days=True,
)

WORDINGS: Mapping[WordingId, Wording] = {
    wording.id: wording
    for wording in (
        DECLINE,
        REFERRAL,
        UNREACHABLE,
        MORE_FACTS,
        CALL,
        ACCEPTED,
        CLOSED,
        DEADLINES,
    )
}
