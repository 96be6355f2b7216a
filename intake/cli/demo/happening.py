"""Work invented cases on the desk by the product's own actions, on days that passed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypedDict

from intake import clock
from intake.actions.application.answer_later import OwnCase, own_case_under
from intake.actions.application.submit import Ready
from intake.actions.application.write_to_staff import write_to_staff
from intake.actions.case.add_note import add_note
from intake.actions.case.assign import assign_to_me
from intake.actions.case.book_call import BookedCall, book_call
from intake.actions.case.change_status import move_case
from intake.actions.case.decide_case import Choice, Decision, closes_for, decide_case
from intake.actions.case.open_case import key_to_write
from intake.actions.case.record_contact import MERITS, record_merits, record_screening
from intake.actions.case.send_message import send_message
from intake.actions.case.set_follow_up import NextDate, set_follow_up
from intake.actions.conflicts.check_conflicts import check_conflicts, settle_conflicts
from intake.actions.opening.actor import Actor
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.case_messages import CallRequest, Words
from intake.actions.queue.change_many import assign_many, tag_many
from intake.cases import quarantine
from intake.cases import store as cases
from intake.cases.models import Case
from intake.cases.pipeline import CloseReason, Status
from intake.cases.retention import erase_on
from intake.cases.tags import Tag
from intake.cli import app_context
from intake.cli.demo.people import WORDS
from intake.diary import entries
from intake.frozen import frozen
from intake.notes.kinds import NoteKind
from intake.requests import applicant_access as own_requests

NOTE, REASON = WORDS["en"]["note"], WORDS["en"]["reason"]


class Time(TypedDict):
    """The time of an action."""

    today: date
    now: datetime


class Moment(Time):
    """The time of an action, and the version of the case that it changes."""

    version: int


@frozen
class Scene:
    """A day of an invented case: the invented member *who* acts on it, or its applicant.

    ``member_ids`` are the real members, who are assigned cases but never act. ``turn`` is the
    number of earlier cases of the same row of the table.
    """

    ready: Ready
    who: Reader
    member_ids: Sequence[str]
    turn: int
    today: date

    @property
    def reference(self) -> str:
        """Return the reference of the case."""
        return self.ready.receipt.reference

    @property
    def case(self) -> Case:
        """Return the current row of the case."""
        return cases.find(self.reference, team_id=self.ready.team_id)

    @property
    def time(self) -> Time:
        """Return the day, and ten o'clock of it, but at most the current time."""
        ten = datetime.combine(self.today, time(10), app_context.settings().time_zone)
        return {"today": self.today, "now": min(ten, clock.now())}

    @property
    def moment(self) -> Moment:
        """Return what an action of a member on the case takes."""
        return {"version": self.case.version, **self.time}

    @property
    def actor(self) -> Actor:
        """Return the member, who acts on the case as it is."""
        at = self.moment
        return Actor(reader=self.who, day=at["today"], at=at["now"], version=at["version"])

    def ahead(self, days: str) -> date:
        """Return a day so many days from the real today, and three later at each turn."""
        later = timedelta(int(days) + 3 * (self.turn % 10))
        return max(app_context.today() + later, self.today)

    def words(self, kind: str) -> Words:
        """Return a message in the language of the form, or in English."""
        language = self.ready.opened.draft.language
        language = language if language in WORDS else "en"
        return Words(text=WORDS[language][kind], language=language, member_id=self.who.member_id)

    def own_case(self) -> OwnCase:
        """Open the case as its applicant does, with the key from the return code."""
        opened = self.ready.opened
        request = own_requests.find_by_proof(opened.request.proof.shown, to_change=True)
        installation = opened.installation
        return own_case_under(
            opened.key, request or opened.request, installation=installation, to_change=True
        )


def happen(scene: Scene, act: str) -> None:
    """Perform an act of the table: its name in :data:`ACTS`, then its arguments."""
    name, *words = act.split()
    ACTS[name](scene, *words)


def _take(scene: Scene) -> None:
    assign_to_me(scene.actor, scene.reference)


def _give(scene: Scene) -> None:
    """Assign the case to a real member, each in turn; do nothing while there is none."""
    if ids := scene.member_ids:
        assign_many(scene.actor, [scene.reference], ids[scene.turn % len(ids)])


def _look(scene: Scene, days: str) -> None:
    """Check for conflicts, take the case, and set the next review, unless the case is held.

    The check reads the cases of this load alone, because these keys do not open earlier ones.
    Those count as unread, as for any member without access to cases.
    """
    case = scene.case
    if case.conflict is None:
        check, cursor = check_conflicts(case, scene.who, "", clock=clock.now)
        while not check.is_end:
            check, cursor = check_conflicts(case, scene.who, cursor, clock=clock.now)
        settle_conflicts(scene.actor, scene.reference, check)
    if case.may_be_read:
        if case.assignee_id is None:
            _take(scene)
        passed = [
            entry.id
            for entry in entries.open_of(scene.ready.case_id)
            if entry.on < app_context.today()
        ]
        review = NextDate(on=scene.ahead(days), done=passed)
        set_follow_up(scene.actor, scene.reference, review)


def _tag(scene: Scene, tag: str) -> None:
    tag_many(scene.actor, [scene.reference], Tag(tag), off=False)


def _note(scene: Scene) -> None:
    add_note(scene.actor, scene.reference, NoteKind.CALL, NOTE)


def _ask(scene: Scene) -> None:
    by = scene.actor
    send_message(by, key_to_write(by, scene.reference), scene.words("question"))


def _reply(scene: Scene) -> None:
    write_to_staff(scene.own_case(), scene.words("reply").text, **scene.time)


def _ask_for_call(scene: Scene) -> None:
    write_to_staff(scene.own_case(), "", call=CallRequest(times=("evening",)), **scene.time)


def _book(scene: Scene, days: str) -> None:
    call = BookedCall(on=scene.ahead(days), time="14:30", is_sure=True)
    book_call(scene.actor, scene.reference, call)


def _screen(scene: Scene) -> None:
    record_screening(scene.actor, scene.reference, NOTE, {"spoke_with": "person"})


def _merits(scene: Scene) -> None:
    record_merits(scene.actor, scene.reference, REASON, dict.fromkeys(MERITS, "for"))


def _move(scene: Scene, to: str, reason: str = "") -> None:
    closes, kept = CloseReason(reason) if reason else None, app_context.settings().retention_days
    move_case(scene.actor, scene.reference, Status(to), reason=closes, retention_days=kept)


def _quarantine(scene: Scene) -> None:
    case = cases.find(scene.reference, team_id=scene.actor.team_id)
    quarantine.set_aside(case, on=scene.today)


def _decide(scene: Scene, choice: str, reason: str = "") -> None:
    """Decide the case with a letter. Near a deadline a closing then waits for a second member."""
    chosen, declined = Choice(choice), CloseReason(reason) if reason else None
    closes, kept = closes_for(chosen, declined), app_context.settings().retention_days
    decision = Decision(
        choice=chosen,
        reason=declined,
        text=REASON,
        letter=scene.words("letter"),
        erase_on=erase_on(closes, closed_on=scene.today, promised_days=kept) if closes else None,
    )
    by = scene.actor
    decide_case(by, key_to_write(by, scene.reference), decision)


ACTS: dict[str, Callable[..., None]] = {
    act.__name__.removeprefix("_"): act
    for act in (
        *(_take, _give, _look, _tag, _note, _ask, _reply, _ask_for_call, _book, _screen, _merits),
        *(_move, _decide, _quarantine),
    )
}
