"""What the pages of a case call things: tabs, conflicts, notes, ways of contact, decisions."""

from __future__ import annotations

from collections.abc import Mapping

from intake.actions.decide_conflict import Grounds
from intake.cases.models import Conflict
from intake.conflicts.traits import Why
from intake.messages.wordings import WordingId
from intake.words import N_

TAB: Mapping[str, str] = {
    "case": N_("Summary"),
    "messages": N_("Messages"),
    "notes": N_("Notes"),
    "reach": N_("Contact"),
    "decision": N_("Decision"),
    "timeline": N_("Timeline"),
    "conflict": N_("Conflict check"),
    "hand_off": N_("Hand over"),
}

CONFLICT: Mapping[str, str] = {
    "": N_("The conflict check has not been made."),
    Conflict.CLEAR: N_("Clear: nobody was found."),
    Conflict.FREED: N_("Somebody was found, and a member who may decide saw no conflict."),
    Conflict.POSSIBLE: N_("Perhaps a conflict."),
    Conflict.CONFLICT: N_("A conflict."),
}

HELD: Mapping[Conflict | None, str] = {
    None: N_("The conflict check has not been made. Open the case again."),
    Conflict.POSSIBLE: N_(
        "Somebody was found who may be meant. "
        "The story is hidden until an attorney or supervisor decides."
    ),
    Conflict.CONFLICT: N_(
        "Somebody stands against this person. "
        "The story is hidden until an attorney or supervisor decides."
    ),
    Conflict.CLEAR: "",
    Conflict.FREED: "",
}

AGAINST: Mapping[Why, str] = {
    Why.NAMED_BY_THEM: N_("Another person said not to talk to somebody of this name"),
    Why.NAMES_THEM: N_("This person said not to talk to somebody of a name that we know"),
}

GROUNDS: Mapping[Grounds, str] = {
    Grounds.ANOTHER_PERSON: N_("No conflict: it is another person"),
    Grounds.NOT_ADVERSE: N_("No conflict: the same person, not against this one"),
    Grounds.CONSENT: N_("May be read: both agreed in writing"),
    Grounds.SCREENED: N_("May be read: those who know the other are kept out"),
    Grounds.ADVERSE: N_("Conflict: we act for the other, or acted"),
    Grounds.CANNOT_TELL: N_("Conflict: we cannot tell, so it stays hidden"),
}

WORDING: Mapping[WordingId, str] = {
    WordingId.DECLINE: N_("We cannot take the case"),
    WordingId.REFERRAL: N_("Others may help better"),
    WordingId.UNREACHABLE: N_("We could not reach you"),
    WordingId.MORE_FACTS: N_("We need to know more"),
    WordingId.CALL: N_("We want to talk"),
    WordingId.ACCEPTED: N_("We want to help"),
    WordingId.CLOSED: N_("Our work is done"),
}
