"""Labels of the things that wait for a member, and the pages on which they are done."""

from __future__ import annotations

from collections.abc import Mapping

from intake.actions.queue.my_work import Waits
from intake.words import N_

WAITS: Mapping[Waits, str] = {
    Waits.REPLY: N_("New reply"),
    Waits.CALL_ASKED: N_("Asks for a call"),
    Waits.CALL: N_("Call"),
    Waits.FIRST_REVIEW: N_("First review"),
    Waits.FOLLOW_UP: N_("Follow up"),
    Waits.ACT_BY: N_("Act by"),
    Waits.PLAN_BY: N_("Start preparing"),
    Waits.SECOND_DECISION: N_("Second approval needed"),
    Waits.REPLACED_DATE: N_("A near date was corrected away"),
    Waits.ASKS_SUPERVISOR: N_("Asks for a supervisor"),
    Waits.HELD: N_("Conflict hold"),
}

TO_DO: Mapping[Waits, tuple[str, str]] = {
    Waits.REPLY: ("messages.show", N_("Read the reply")),
    Waits.CALL_ASKED: ("contact.show", N_("Call or log a call")),
    Waits.CALL: ("contact.show", N_("Log the call")),
    Waits.FIRST_REVIEW: ("case.show", N_("Review")),
    Waits.FOLLOW_UP: ("case.show", N_("Open")),
    Waits.ACT_BY: ("case.show", N_("Open")),
    Waits.PLAN_BY: ("case.show", N_("Open")),
    Waits.SECOND_DECISION: ("decision.show", N_("Approve or not")),
    Waits.REPLACED_DATE: ("case.show", N_("Confirm or keep it")),
    Waits.ASKS_SUPERVISOR: ("case.show", N_("Open")),
    Waits.HELD: ("case.show", N_("Decide")),
}
"""Page to which a line leads, and the words of the link."""

REST: Mapping[Waits, tuple[str, str]] = {
    Waits.FOLLOW_UP: (
        N_("%(num)s more of your cases is due within seven days."),
        N_("%(num)s more of your cases are due within seven days."),
    ),
    Waits.REPLY: (N_("%(num)s more reply."), N_("%(num)s more replies.")),
    Waits.CALL_ASKED: (
        N_("%(num)s more request for a call."),
        N_("%(num)s more requests for a call."),
    ),
    Waits.HELD: (N_("%(num)s more conflict hold."), N_("%(num)s more conflict holds.")),
    Waits.ASKS_SUPERVISOR: (
        N_("%(num)s more case asks for a supervisor or a second approval."),
        N_("%(num)s more cases ask for a supervisor or a second approval."),
    ),
}
"""Sentences about the cases that a part of the list leaves out, for one and for several."""

APPROVAL: Mapping[str, tuple[str, str, str]] = {
    "law": (
        "law.show",
        N_("%(num)s legal value waits for approval"),
        N_("%(num)s legal values wait for approval"),
    ),
    "places": (
        "places.show",
        N_("%(num)s change of a referral contact waits for approval"),
        N_("%(num)s changes of referral contacts wait for approval"),
    ),
    "letters": (
        "letters.show",
        N_("%(num)s change of a message template waits for approval"),
        N_("%(num)s changes of message templates wait for approval"),
    ),
}
"""Page, and sentences for one and for several, of each kind of change that waits for approval."""
