"""What happens to invented cases: so many stories that every view of the desk shows something.

They are told in turn, forty cases a turn, so that a few cases show much and two hundred show all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from intake.actions.application.withdraw_request import erase_request
from intake.actions.case.add_note import add_note, pin_note
from intake.actions.case.decide_case import Choice
from intake.actions.case.hold_case import hold_case
from intake.actions.case.record_contact import Came
from intake.actions.case.update_date import Seen, close_date, prove_date
from intake.actions.conflicts.decide_conflict import Grounds
from intake.cases.contact_safety import Way
from intake.cases.pipeline import CloseReason, Status
from intake.cli.demo.acts import (
    give,
    look,
    move,
    person_answers,
    person_writes,
    read_reply,
    tag,
    take,
    try_to_reach,
    write_to_person,
)
from intake.cli.demo.deciding import (
    call_and_review,
    close_for_conflict,
    confirm,
    decide,
    decide_about_conflict,
)
from intake.cli.demo.origins import FEARED, LATIN
from intake.cli.demo.people import Given
from intake.cli.demo.scene import Scene
from intake.cli.demo.words import OF_STAFF
from intake.diary import entries
from intake.diary.models import State
from intake.notes import store as notes
from intake.notes.kinds import NoteKind
from intake.questionnaire.dates import on

AHEAD = (-2, 0, 2, 5, 20, 45)
"""Days from today to the next date: one for each band of the queue."""

ON_TIME = (3, 9, 16, 25, 40)
"""Days from today to the next date of cases that are worked as they should be."""

DECLINED = tuple(
    reason
    for reason in CloseReason
    if reason.value.startswith("declined_") and reason is not CloseReason.DECLINED_CONFLICT
)
BY_HAND = (
    CloseReason.HAS_COUNSEL,
    CloseReason.WITHDRAWN,
    CloseReason.ADVICE_ONLY,
    CloseReason.SPAM,
    CloseReason.BRIEF_SERVICE,
    CloseReason.DUPLICATE,
    CloseReason.DECEASED_OR_REMOVED,
    CloseReason.ACCEPTED_TRANSFERRED,
)
"""Reasons to close a case for without a letter to the person."""


def nothing_said(_received: date, _turn: int) -> Given:
    """Add no answer of its own."""
    return {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """What is done about a case after it came in.

    ``answers`` are laid over those of the person. The case came in at least ``days_ago`` days
    ago, so that there was time. ``checked``: the conflict check comes first, and where it hides
    the story the rest is left out, unless the story is ``of_conflict``.
    """

    act: Callable[[Scene], None] | None = None
    answers: Callable[[date, int], Given] = nothing_said
    days_ago: int = 0
    checked: bool = True
    of_conflict: bool = False


def removal_near(received: date, turn: int) -> Given:
    """A date to leave about three weeks after the receipt."""
    return {
        "location_kind": "in_us",
        "removal_soon": "leave_or_flight",
        "removal_soon_date": on(received + timedelta(18 + turn % 5)),
    }


def in_danger(_received: date, _turn: int) -> Given:
    """Somebody hurts the person now."""
    return {"danger_now": "yes", "device": "shared", "filling_for": "self"}


def detained(_received: date, _turn: int) -> Given:
    """A relative fills in the form for somebody who is locked up."""
    return {
        "filling_for": "detained_person",
        "location_kind": "in_us",
        "detained_now": "yes",
        "detention_place": "Example Detention Center",
        "contact_methods": ("trusted_person",),
        "trusted_name": "Oona Test-Wrenfold",
        "trusted_phone": "+1 (212) 555-0199",
        "trusted_may_know": "everything",
    }


def for_a_child(received: date, _turn: int) -> Given:
    """A parent fills in the form for a child of seven."""
    born = received.replace(year=received.year - 7, day=1)
    return {"filling_for": "child", "birth_date": on(born), "help_types": ("parent_harm",)}


def too_late(received: date, turn: int) -> Given:
    """The year for the asylum form has passed, and so has the time for an appeal."""
    return {
        "location_kind": "in_us",
        "asylum_filed": "no",
        "last_arrival_date": on(received - timedelta(500 + 30 * turn)),
        "court_case": "yes",
        "bad_decision": "judge",
        "bad_decision_date": on(received - timedelta(40 + turn)),
    }


def twice(_received: date, turn: int) -> Given:
    """The same person asks twice, by the same A-number."""
    return {
        "name_to_use": f"{LATIN.first[turn % len(LATIN.first)]} Twice-Example",
        "a_number": f"A999-000-{turn:03}",
        "court_case": "yes",
        "birth_date": on(date(1988, 2, 1 + turn % 28)),
    }


def one_phone(_received: date, turn: int) -> Given:
    """Two people share one phone, which they write in two shapes."""
    return {
        "contact_methods": ("call", "return_code"),
        "phone": f"+1 (718) 555-01{turn % 100:02}",
        "shared_phone": "yes",
        "ok_voicemail": "no",
        "ok_say_name": "no",
    }


def same_phone(received: date, turn: int) -> Given:
    """The other of the two."""
    return {**one_phone(received, turn), "phone": f"718.555.01{turn % 100:02}"}


def feared(_received: date, turn: int) -> Given:
    """A person whom somebody else asks us not to tell."""
    return {"name_to_use": FEARED[turn % len(FEARED)], "filling_for": "self"}


def fears(_received: date, turn: int) -> Given:
    """The person who asks that."""
    return {"do_not_tell": FEARED[turn % len(FEARED)], "filling_for": "self"}


def in_court(received: date, turn: int) -> Given:
    """A hearing some months ahead, on a date that is known."""
    return {
        "location_kind": "in_us",
        "court_case": "yes",
        "next_hearing_date": on(received + timedelta(120 + 10 * turn)),
        "hearing_kind": "individual",
    }


def looked_at(scene: Scene) -> None:
    """A member looked and kept a next date, in another band of the queue at each turn."""
    take(scene, after=1)
    move(scene, Status.TRIAGE, after=1)
    look(scene, after=1, ahead=AHEAD[scene.turn % len(AHEAD)])
    tag(scene, after=1)
    give(scene, after=1)


def looked_at_again(scene: Scene) -> None:
    """The same, in the bands of the other half."""
    take(scene, after=2, by=scene.staff.attorney)
    move(scene, Status.TRIAGE, after=2)
    look(scene, after=3, ahead=AHEAD[(scene.turn + 3) % len(AHEAD)])
    tag(scene, after=3, shift=3)


def keep_looking(scene: Scene, *, after: int) -> None:
    """Keep a next date that is yet to come, another at each turn."""
    look(scene, after=after, ahead=ON_TIME[scene.turn % len(ON_TIME)])


def facts_needed(scene: Scene) -> None:
    """More facts were asked for, and the case waits for the person."""
    take(scene, after=1)
    move(scene, Status.TRIAGE, after=1)
    decide(scene, Choice.MORE_FACTS, after=2)
    keep_looking(scene, after=2)
    give(scene, after=2)


def replied(scene: Scene) -> None:
    """The person answered, and nobody has read it."""
    facts_needed(scene)
    person_writes(scene, after=4)


def wrote_first(scene: Scene) -> None:
    """The person wrote before anybody looked."""
    person_writes(scene, after=1)


def taken(scene: Scene) -> None:
    """A member took the case and has not opened it."""
    take(scene, after=1)
    give(scene, after=1)


def call_booked(scene: Scene) -> None:
    """A call is booked after attempts in vain, one of them by a way that is not safe."""
    take(scene, after=1)
    move(scene, Status.TRIAGE, after=1)
    tag(scene, after=1, shift=1)
    write_to_person(scene, after=1)
    why = OF_STAFF["against"]
    try_to_reach(scene, after=2, way=Way.CALL, came=Came.NO_ANSWER, why=why)
    try_to_reach(scene, after=3, came=Came.REACHED)
    move(scene, Status.CALL_BOOKED, after=3)
    look(scene, after=3, ahead=scene.turn % 3)


def screened(scene: Scene) -> None:
    """The screening call was made."""
    take(scene, after=1)
    move(scene, Status.TRIAGE, after=1)
    call_and_review(scene, after=2, review=False)
    keep_looking(scene, after=3)


def reviewed(scene: Scene) -> None:
    """The merits were weighed."""
    take(scene, after=1, by=scene.staff.attorney)
    move(scene, Status.TRIAGE, after=1)
    call_and_review(scene, after=2, review=True)
    keep_looking(scene, after=4)


def accepted(scene: Scene) -> None:
    """The case was accepted and waits for a place."""
    reviewed(scene)
    decide(scene, Choice.ACCEPT, after=5)
    give(scene, after=5)


def seeking(scene: Scene) -> None:
    """The case was accepted, and counsel is sought."""
    reviewed(scene)
    decide(scene, Choice.SEEK_COUNSEL, after=5)


def placed(scene: Scene) -> None:
    """Counsel was found."""
    seeking(scene)
    move(scene, Status.PLACED, after=7)


def referred(scene: Scene) -> None:
    """The person was referred to others, and the case closed."""
    move(scene, Status.TRIAGE, after=1)
    decide(scene, Choice.REFER, after=2)


def decline_proposed(scene: Scene) -> None:
    """A date is near: the decline waits for a second member."""
    move(scene, Status.TRIAGE, after=1)
    decide(scene, Choice.DECLINE, after=2, reason=DECLINED[scene.turn % len(DECLINED)])


def declined(scene: Scene) -> None:
    """The case was declined, by two members where a date was near."""
    move(scene, Status.TRIAGE, after=1)
    reason = DECLINED[scene.turn % len(DECLINED)]
    if not decide(scene, Choice.DECLINE, after=2, reason=reason):
        confirm(scene, after=3)


def closed_by_hand(scene: Scene) -> None:
    """The case was closed without a letter, for another reason at each turn."""
    take(scene, after=1, by=scene.staff.attorney)
    reason = BY_HAND[scene.turn % len(BY_HAND)]
    move(scene, Status.CLOSED, after=2, reason=reason, by=scene.staff.attorney)


def wrote_again(scene: Scene) -> None:
    """The case was closed, and the person wrote again."""
    reason = BY_HAND[(scene.turn + 5) % len(BY_HAND)]
    move(scene, Status.CLOSED, after=2, reason=reason, by=scene.staff.attorney)
    person_writes(scene, after=4)


def given_up(scene: Scene) -> None:
    """Nobody could be reached, on three days and by ways that are safe."""
    take(scene, after=1)
    move(scene, Status.TRIAGE, after=1)
    for after in (1, 2, 3, 4, 5):
        try_to_reach(scene, after=after)
    decide(scene, Choice.GIVE_UP, after=6)


def noted(scene: Scene) -> None:
    """Notes were written, and one stands on top."""
    who = scene.staff.caseworker
    take(scene, after=1)
    move(scene, Status.TRIAGE, after=1)
    for kind in (NoteKind.CALL, NoteKind.PLAN, NoteKind.LEGAL_VIEW):
        add_note(scene.reference, who, kind, OF_STAFF[kind.value], **scene.moment(2))
    newest = notes.of_case(scene.sent.case_id)[-1]
    pin_note(scene.reference, who, newest.id, **scene.moment(2))
    tag(scene, after=3, shift=5)
    look(scene, after=3, ahead=4)


def held(scene: Scene) -> None:
    """A legal hold keeps the case; at every other turn its applicant took it back meanwhile."""
    hold_case(scene.reference, scene.staff.attorney, **scene.moment(1))
    if scene.turn % 2:
        erase_request(scene.own_case().request, today=scene.day(3))


def answered_more(scene: Scene) -> None:
    """The person answered more, and a date moved."""
    given = removal_near(scene.sent.received, scene.turn)
    person_answers(scene, given, after=2)


def conversed(scene: Scene) -> None:
    """Messages went both ways and were read; the date of the hearing was confirmed."""
    take(scene, after=1)
    move(scene, Status.TRIAGE, after=1)
    write_to_person(scene, after=1)
    person_writes(scene, after=2)
    read_reply(scene, after=3)
    for entry in _open_dates(scene)[:1]:
        seen = (Seen.PAPER, Seen.COURT)[scene.turn % 2]
        prove_date(scene.reference, scene.staff.caseworker, entry, seen, **scene.moment(3))
    look(scene, after=3, ahead=6)


def missed(scene: Scene) -> None:
    """A date was missed, and the case came back after it had been closed."""
    attorney = scene.staff.attorney
    move(scene, Status.CLOSED, after=1, reason=CloseReason.WITHDRAWN, by=attorney)
    move(scene, Status.TRIAGE, after=3, by=attorney)
    state = (State.MISSED, State.WAIVED)[scene.turn % 2]
    for entry in _open_dates(scene)[:1]:
        why = OF_STAFF["missed"]
        close_date(scene.reference, attorney, entry, state, why, **scene.moment(4))


def conflicting(scene: Scene) -> None:
    """The check found somebody: the case is held, freed, or closed for it."""
    match scene.turn % 3:
        case 1:
            decide_about_conflict(scene, Grounds.NOT_ADVERSE, after=2)
        case 2:
            decide_about_conflict(scene, Grounds.ADVERSE, after=2)
            close_for_conflict(scene, after=3)


def _open_dates(scene: Scene) -> list[str]:
    return [entry.id for entry in entries.open_of(scene.sent.case_id)]


FRESH = Story()

STORIES = (
    FRESH,
    Story(answers=for_a_child),
    Story(answers=in_danger),
    Story(answers=detained),
    Story(act=looked_at, days_ago=4),
    FRESH,
    Story(act=facts_needed, days_ago=4),
    Story(answers=removal_near),
    Story(act=replied, days_ago=6),
    Story(act=wrote_first, days_ago=2, checked=False),
    Story(act=call_booked, days_ago=5),
    Story(answers=too_late, days_ago=3),
    Story(act=screened, days_ago=6),
    Story(act=referred, days_ago=5),
    Story(answers=twice),
    Story(answers=twice, days_ago=3),
    Story(answers=feared),
    Story(act=conflicting, answers=fears, days_ago=5, of_conflict=True),
    Story(act=reviewed, days_ago=7),
    FRESH,
    Story(act=accepted, days_ago=10),
    Story(answers=in_court),
    Story(act=seeking, days_ago=11),
    Story(act=placed, days_ago=14),
    Story(answers=one_phone),
    Story(answers=same_phone),
    Story(act=decline_proposed, answers=removal_near, days_ago=4),
    Story(act=declined, days_ago=6),
    Story(act=closed_by_hand, days_ago=4),
    Story(days_ago=12),
    Story(act=looked_at_again, days_ago=8),
    Story(act=taken, days_ago=2, checked=False),
    Story(act=given_up, days_ago=9),
    Story(act=wrote_again, days_ago=8),
    Story(act=noted, days_ago=6),
    Story(act=held, days_ago=5, checked=False),
    Story(act=answered_more, days_ago=4, checked=False),
    Story(act=conversed, answers=in_court, days_ago=7),
    Story(act=missed, answers=in_court, days_ago=9),
    FRESH,
)
