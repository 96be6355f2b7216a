"""Arguments of every change of a case, sentences for refused ones, and the next address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypedDict

from flask import request, url_for
from flask_babel import gettext

from intake import clock
from intake.actions.case.assign import NoSuchOwner
from intake.actions.case.book_call import BusyThen, NoCallBooked
from intake.actions.case.change_status import NothingToUndo
from intake.actions.case.dates.correct_date import NothingToCorrect
from intake.actions.case.dates.update_date import NoSuchDate
from intake.actions.case.decide_case import NothingProposed, SecondPersonNeeded, TooFewAttempts
from intake.actions.case.link_cases import (
    LinksItself,
    NotDamaged,
    NotLinkable,
    NotLinked,
    OtherNotCleared,
    UnknownCase,
)
from intake.actions.case.record_call import NoCallYet
from intake.actions.case.record_contact import NeedsReason
from intake.actions.case.set_follow_up import NoSuchDay
from intake.actions.case.unsend_message import IsOut
from intake.actions.conflicts.decide_conflict import MayNotDecide, NothingToDecide, WallNeeded
from intake.actions.conflicts.wall_case import (
    KnowsOther,
    NobodyNamed,
    NotTrusted,
    NoWall,
    UnknownReference,
)
from intake.actions.links import (
    EarlierDeadline,
    MergesIntoClosed,
    MergesIntoUnsettled,
)
from intake.actions.opening.stub_keys import StubKeyLost
from intake.actions.proposals.withdraw_proposal import NothingWithdrawn, NotTheirProposal
from intake.cases import store
from intake.web.access import signed_in
from intake.web.app_context import today
from intake.web.desk.case.on_case import next_case_url
from intake.web.desk.common.forms import DAY_WITHIN_TWO_YEARS, DeskForm
from intake.web.desk.common.not_opened import NOT_OPENED_WORDS
from intake.web.desk.common.view import current_queue, query_of
from intake.words import N_, Refused

NOT_HELD = N_("There is no conflict to decide on this case any more. Open the case again.")
NOTHING_PROPOSED = N_(
    "Nothing waits for approval any more: the proposal was withdrawn, approved, or is too old. "
    "Open the case again, and decide anew if that is still right."
)
NEEDS_REASON = N_(
    "This contact method is not marked safe right now. Add a reason, or choose another."
)
TOO_FEW_TRIES = N_(
    "More contact attempts are needed before you can close this case as unreachable."
)
NO_CALL_YET = N_("Log the screening call first. Later steps depend on it.")
SECOND_PERSON = N_("A deadline is near. A second person must approve this decision.")
NO_SUCH_DATE = N_("This date was changed in the meantime. Check it below.")
NOTHING_TO_CORRECT = N_("The case has this date already, or no longer asks for it.")
NO_SUCH_OWNER = N_("This colleague cannot own this case. Choose another.")
NOTHING_TO_UNDO = N_("This can no longer be undone. Change the status by hand.")
NOT_THEIR_PROPOSAL = N_("Another member proposed this, and only they can withdraw it.")
NOTHING_WITHDRAWN = N_("This can no longer be undone. Decide again below.")
BUSY_THEN = N_(
    "You or the interpreter have another call at this time. Choose another time, or check the box "
    "below and book it all the same."
)
NO_CALL_BOOKED = N_("No call is booked any more.")
IS_OUT = N_("This message was already delivered. The applicant may have read it.")
MAY_NOT_DECIDE = N_("This member may not decide about the conflict. Choose another.")
WALL_NEEDED = N_(
    "Put up a wall first. It keeps out the members who know the other person, and only then can "
    "you release the case for this reason."
)
UNKNOWN_REFERENCE = N_("The team has no case with one of these references.")
KNOWS_OTHER = N_(
    "A member you named is kept out, or has opened a case of the other person. Choose others."
)
NOT_TRUSTED = N_(
    "A member you named has no case access yet, or has a new key that nobody has compared: see "
    "Team."
)
NOBODY_NAMED = N_("Name at least one member who is not kept out.")
NO_WALL = N_("This case has no wall any more.")
NO_STUB = N_(
    "The record by which conflict checks find this case cannot be written. Tell the server "
    "administrator."
)
UNKNOWN_CASE = N_("No case has this reference.")
NOT_LINKABLE = N_(
    "These two cannot be linked: a link would tell others about a walled case, or one is invented."
)
LINKS_ITSELF = N_("This is the reference of this case. Enter that of the other one.")
OTHER_NOT_CLEARED = N_(
    "The other case cannot be linked yet: its conflict check must be made and clear it first. Open "
    "that case."
)
MERGES_INTO_UNSETTLED = N_(
    "The other case cannot stay open in place of this one: it is in quarantine or erased, its "
    "applicant withdrew it, or its own closing waits for a second colleague."
)
EARLIER_DEADLINE = N_(
    "Not merged: this case has an earlier deadline than the other one, and closing it would end "
    "its reminders. Open the other case and close that one as duplicate, or settle the deadline "
    "here first."
)
NOT_LINKED = N_("These two cases are not linked any more.")
NOT_DAMAGED = N_("The links of this case can be read again. Nothing was dropped.")
MERGES_INTO_CLOSED = N_(
    "The other case is closed. Reopen it first, or close that one as duplicate."
)

REFUSALS: Mapping[type[Exception], tuple[str, int]] = {
    NothingToDecide: (NOT_HELD, 409),
    WallNeeded: (WALL_NEEDED, 409),
    MayNotDecide: (MAY_NOT_DECIDE, 422),
    UnknownReference: (UNKNOWN_REFERENCE, 422),
    KnowsOther: (KNOWS_OTHER, 422),
    NotTrusted: (NOT_TRUSTED, 422),
    NobodyNamed: (NOBODY_NAMED, 422),
    NoWall: (NO_WALL, 409),
    StubKeyLost: (NO_STUB, 409),
    NothingProposed: (NOTHING_PROPOSED, 409),
    NeedsReason: (NEEDS_REASON, 422),
    TooFewAttempts: (TOO_FEW_TRIES, 422),
    NoCallYet: (NO_CALL_YET, 409),
    SecondPersonNeeded: (SECOND_PERSON, 409),
    NoSuchDate: (NO_SUCH_DATE, 409),
    NothingToCorrect: (NOTHING_TO_CORRECT, 422),
    NoSuchDay: (DAY_WITHIN_TWO_YEARS, 422),
    NotTheirProposal: (NOT_THEIR_PROPOSAL, 409),
    NothingWithdrawn: (NOTHING_WITHDRAWN, 409),
    NothingToUndo: (NOTHING_TO_UNDO, 409),
    BusyThen: (BUSY_THEN, 409),
    NoCallBooked: (NO_CALL_BOOKED, 409),
    NoSuchOwner: (NO_SUCH_OWNER, 422),
    IsOut: (IS_OUT, 409),
    UnknownCase: (UNKNOWN_CASE, 422),
    NotLinkable: (NOT_LINKABLE, 422),
    LinksItself: (LINKS_ITSELF, 422),
    OtherNotCleared: (OTHER_NOT_CLEARED, 409),
    NotLinked: (NOT_LINKED, 409),
    NotDamaged: (NOT_DAMAGED, 409),
    MergesIntoClosed: (MERGES_INTO_CLOSED, 422),
    MergesIntoUnsettled: (MERGES_INTO_UNSETTLED, 409),
    EarlierDeadline: (EARLIER_DEADLINE, 409),
    **{kind: (words, 409) for kind, words in NOT_OPENED_WORDS.items()},
}
"""Sentence and status by exception."""

REFUSED: tuple[type[Exception], ...] = (*REFUSALS, Refused)
"""Exceptions of a change to a case besides ``NoSuchCase``, for the ``except`` of a view."""


class ChangeContext(TypedDict):
    """Arguments of every change: the version of the case that the page showed, day and time."""

    version: int
    today: date
    now: datetime


def change_context(form: DeskForm) -> ChangeContext:
    """Return the arguments of a change that *form* asks for now."""
    return {"version": form.version.data, "today": today(), "now": clock.now()}


def explain(refusal: Exception, form: DeskForm) -> int:
    """Write into *form* why the change was refused. Return the status of the answer."""
    if isinstance(refusal, Refused):
        form.problem = gettext(refusal.says)
        return refusal.status
    sentence, status = next(REFUSALS[kind] for kind in type(refusal).mro() if kind in REFUSALS)
    form.problem = gettext(sentence)
    return status


def url_after(reference: str, endpoint: str) -> str:
    """Return where to go after a change: to *endpoint* of the case, or to the next case.

    The page there says what was done.

    Call it before the change, which may move the case within the view, and before its transaction,
    because the next case may have to be searched for. Raise ``NoSuchCase``.
    """
    if DeskForm(request.form).then.data == "next":
        return next_case_url(store.find(reference, team_id=signed_in().member.team_id))
    return url_for(endpoint, reference=reference, saved=1, **query_of(current_queue()))
