"""The stories of invented cases, so that every view of the desk shows something.

The list of forty stories repeats, so that a few cases show much and two hundred show everything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from intake.actions.application.withdraw_request import withdraw_request
from intake.actions.case.add_note import add_note, pin_note
from intake.actions.case.dates.update_date import Seen, close_date, confirm_date
from intake.actions.case.decide_case import Choice
from intake.actions.case.hold_case import hold_case
from intake.actions.case.record_contact import ContactOutcome
from intake.actions.conflicts.decide_conflict import Grounds
from intake.cases import quarantine
from intake.cases.contact_safety import Channel
from intake.cases.pipeline import CloseReason, Status
from intake.cli.demo.acts import (
    book,
    give,
    look,
    move,
    person_answers,
    person_asks_for_call,
    person_writes,
    read_reply,
    reopen,
    tag,
    take,
    try_to_reach,
    write_to_person,
)
from intake.cli.demo.deciding import (
    call_and_review,
    close,
    close_for_conflict,
    confirm,
    decide,
    decide_about_conflict,
)
from intake.cli.demo.origins import FEARED, LATIN
from intake.cli.demo.people import AnswersById
from intake.cli.demo.scene import Scene
from intake.cli.demo.words import OF_STAFF
from intake.diary import entries
from intake.diary.models import State
from intake.notes import store as notes
from intake.notes.kinds import NoteKind
from intake.questionnaire.asylum import dates, reach, safety, screen, start, where, you
from intake.questionnaire.dates import on

AHEAD = (-2, 0, 2, 5, 20, 45)
"""Days from today to the follow-up date, one for each group of the queue."""

ON_TIME = (3, 9, 16, 25, 40)
"""Days from today to the follow-up date of cases that are on time."""

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
"""Reasons to close a case without a letter to the applicant."""


def no_answers(_received: date, _turn: int) -> AnswersById:
    """Return no answers of its own."""
    return {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """The history of a case after receipt.

    ``answers`` replace answers of the invented person. The case is received at least ``days_ago``
    days ago, so that ``act`` has time. With ``checked`` the conflict check runs first; if it
    restricts the case, ``act`` is skipped, unless the story is ``of_conflict``.
    """

    act: Callable[[Scene], None] | None = None
    answers: Callable[[date, int], AnswersById] = no_answers
    days_ago: int = 0
    checked: bool = True
    of_conflict: bool = False


def removal_near(received: date, turn: int) -> AnswersById:
    """Add a removal date about three weeks after receipt."""
    return {
        where.location_kind.id: "in_us",
        dates.removal_soon.id: "leave_or_flight",
        dates.removal_soon_date.id: on(received + timedelta(18 + turn % 5)),
    }


def in_danger(_received: date, _turn: int) -> AnswersById:
    """Report current danger."""
    return {safety.danger_now.id: "yes", start.device.id: "shared", start.filling_for.id: "self"}


def detained(_received: date, _turn: int) -> AnswersById:
    """Have a relative fill in the form for someone in detention."""
    return {
        start.filling_for.id: "detained_person",
        where.location_kind.id: "in_us",
        where.detained_now.id: "yes",
        where.detention_place.id: "Example Detention Center",
        reach.contact_methods.id: ("trusted_person",),
        reach.trusted_name.id: "Oona Test-Wrenfold",
        reach.trusted_phone.id: "+1 (212) 555-0199",
        reach.trusted_may_know.id: "everything",
    }


def for_a_child(received: date, _turn: int) -> AnswersById:
    """Have a parent fill in the form for a seven-year-old child."""
    born = received.replace(year=received.year - 7, day=1)
    return {
        start.filling_for.id: "child",
        you.birth_date.id: on(born),
        screen.help_types.id: ("parent_harm",),
    }


def too_late(received: date, turn: int) -> AnswersById:
    """Miss the one-year deadline and an appeal deadline."""
    return {
        where.location_kind.id: "in_us",
        dates.asylum_filed.id: "no",
        dates.last_arrival_date.id: on(received - timedelta(500 + 30 * turn)),
        dates.court_case.id: "yes",
        dates.bad_decision.id: "judge",
        dates.bad_decision_date.id: on(received - timedelta(40 + turn)),
    }


def twice(_received: date, turn: int) -> AnswersById:
    """Send two requests of the same person, with the same A-number."""
    return {
        you.name_to_use.id: f"{LATIN.first[turn % len(LATIN.first)]} Twice-Example",
        you.a_number.id: f"A999-000-{turn:03}",
        dates.court_case.id: "yes",
        you.birth_date.id: on(date(1988, 2, 1 + turn % 28)),
    }


def one_phone(_received: date, turn: int) -> AnswersById:
    """Share a phone with the next case, which formats its number differently."""
    return {
        reach.contact_methods.id: ("call", "return_code"),
        reach.phone.id: f"+1 (718) 555-01{turn % 100:02}",
        reach.shared_phone.id: "yes",
        reach.ok_voicemail.id: "no",
        reach.ok_say_name.id: "no",
    }


def same_phone(received: date, turn: int) -> AnswersById:
    """Share the phone of the case before."""
    return {**one_phone(received, turn), reach.phone.id: f"718.555.01{turn % 100:02}"}


def feared(_received: date, turn: int) -> AnswersById:
    """Bear the name that the applicant of the next case asks us not to tell."""
    return {you.name_to_use.id: FEARED[turn % len(FEARED)], start.filling_for.id: "self"}


def fears(_received: date, turn: int) -> AnswersById:
    """Name the applicant of the case before as someone not to tell."""
    return {safety.do_not_tell.id: FEARED[turn % len(FEARED)], start.filling_for.id: "self"}


def in_court(received: date, turn: int) -> AnswersById:
    """Add a hearing on a known date, some months ahead."""
    return {
        where.location_kind.id: "in_us",
        dates.court_case.id: "yes",
        dates.next_hearing_date.id: on(received + timedelta(120 + 10 * turn)),
        dates.hearing_kind.id: "individual",
    }


def followed_up(scene: Scene) -> None:
    """Review the case and set a follow-up date, in the next group of the queue at each turn."""
    take(scene, after=1)
    move(scene, Status.TRIAGE, after=1)
    look(scene, after=1, ahead=AHEAD[scene.turn % len(AHEAD)])
    tag(scene, after=1)
    give(scene, after=1)


def reviewed_by_attorney(scene: Scene) -> None:
    """Do the same as an attorney, in the other groups."""
    take(scene, after=2, by=scene.staff.attorney)
    move(scene, Status.TRIAGE, after=2)
    look(scene, after=3, ahead=AHEAD[(scene.turn + 3) % len(AHEAD)])
    tag(scene, after=3, shift=3)


def follow_up_on_time(scene: Scene, *, after: int) -> None:
    """Set a follow-up date in the future, a different one at each turn."""
    look(scene, after=after, ahead=ON_TIME[scene.turn % len(ON_TIME)])


def facts_needed(scene: Scene) -> None:
    """Request more facts and wait for the applicant."""
    take(scene, after=1)
    move(scene, Status.TRIAGE, after=1)
    decide(scene, Choice.MORE_FACTS, after=2)
    follow_up_on_time(scene, after=2)
    give(scene, after=2)


def replied(scene: Scene) -> None:
    """Reply to the request; nobody has read the reply."""
    facts_needed(scene)
    person_writes(scene, after=4)


def wrote_first(scene: Scene) -> None:
    """Send a message before anyone has reviewed the case."""
    person_writes(scene, after=1)


def taken(scene: Scene) -> None:
    """Assign the case without opening it."""
    take(scene, after=1)
    give(scene, after=1)


def call_booked(scene: Scene) -> None:
    """Schedule a call after one failed attempt, by an unsafe method, and one that succeeded."""
    take(scene, after=1)
    move(scene, Status.TRIAGE, after=1)
    tag(scene, after=1, shift=1)
    write_to_person(scene, after=1)
    why = OF_STAFF["against"]
    try_to_reach(scene, after=2, method=Channel.CALL, came=ContactOutcome.NO_ANSWER, why=why)
    try_to_reach(scene, after=3, came=ContactOutcome.REACHED)
    book(scene, after=3, ahead=scene.turn % 3)


def screened(scene: Scene) -> None:
    """Log the screening call."""
    take(scene, after=1)
    move(scene, Status.TRIAGE, after=1)
    call_and_review(scene, after=2, review=False)
    follow_up_on_time(scene, after=3)


def reviewed(scene: Scene) -> None:
    """Assess the merits."""
    take(scene, after=1, by=scene.staff.attorney)
    move(scene, Status.TRIAGE, after=1)
    call_and_review(scene, after=2, review=True)
    follow_up_on_time(scene, after=4)


def accepted(scene: Scene) -> None:
    """Accept the case onto the waiting list."""
    reviewed(scene)
    decide(scene, Choice.ACCEPT, after=5)
    give(scene, after=5)


def seeking(scene: Scene) -> None:
    """Accept the case and look for counsel."""
    reviewed(scene)
    decide(scene, Choice.SEEK_COUNSEL, after=5)


def placed(scene: Scene) -> None:
    """Place the case with counsel."""
    seeking(scene)
    move(scene, Status.PLACED, after=7)


def referred(scene: Scene) -> None:
    """Refer the applicant out, with a second member's approval if a deadline is near."""
    move(scene, Status.TRIAGE, after=1)
    if not decide(scene, Choice.REFER, after=2):
        confirm(scene, after=3)


def decline_proposed(scene: Scene) -> None:
    """Propose to decline; a deadline is near, so a second member must approve."""
    move(scene, Status.TRIAGE, after=1)
    decide(scene, Choice.DECLINE, after=2, reason=DECLINED[scene.turn % len(DECLINED)])


def declined(scene: Scene) -> None:
    """Decline the case, with a second member's approval if a deadline is near."""
    move(scene, Status.TRIAGE, after=1)
    reason = DECLINED[scene.turn % len(DECLINED)]
    if not decide(scene, Choice.DECLINE, after=2, reason=reason):
        confirm(scene, after=3)


def closed_by_hand(scene: Scene) -> None:
    """Close the case without a letter, for a different reason at each turn."""
    take(scene, after=1, by=scene.staff.attorney)
    reason = BY_HAND[scene.turn % len(BY_HAND)]
    close(scene, reason, after=2)


def wrote_again(scene: Scene) -> None:
    """Close the case; then the applicant writes again."""
    reason = BY_HAND[(scene.turn + 5) % len(BY_HAND)]
    close(scene, reason, after=2)
    person_writes(scene, after=4)


def given_up(scene: Scene) -> None:
    """Close the case as unreachable after attempts on five days by safe methods."""
    take(scene, after=1)
    move(scene, Status.TRIAGE, after=1)
    for after in (1, 2, 3, 4, 5):
        try_to_reach(scene, after=after)
    if not decide(scene, Choice.GIVE_UP, after=6):
        confirm(scene, after=6)


def noted(scene: Scene) -> None:
    """Add three notes and pin one."""
    who = scene.staff.caseworker
    take(scene, after=1)
    move(scene, Status.TRIAGE, after=1)
    for kind in (NoteKind.CALL, NoteKind.PLAN, NoteKind.LEGAL_VIEW):
        add_note(scene.actor(who, 2), scene.reference, kind, OF_STAFF[kind.value])
    newest = notes.of_case(scene.sent.case_id)[-1]
    pin_note(scene.actor(who, 2), scene.reference, newest.id)
    tag(scene, after=3, shift=5)
    look(scene, after=3, ahead=4)


def held(scene: Scene) -> None:
    """Put a legal hold on the case; at every other turn the applicant then withdraws it."""
    hold_case(scene.reference, scene.staff.attorney, **scene.moment(1))
    if scene.turn % 2:
        withdraw_request(scene.own_case().request, today=scene.day(3))


def answered_more(scene: Scene) -> None:
    """Add answers after sending that change a deadline."""
    answers = removal_near(scene.sent.received, scene.turn)
    person_answers(scene, answers, after=2)


def conversed(scene: Scene) -> None:
    """Exchange and read messages; confirm the hearing date, and note the call."""
    take(scene, after=1)
    move(scene, Status.TRIAGE, after=1)
    write_to_person(scene, after=1)
    person_writes(scene, after=2)
    read_reply(scene, after=3)
    who, text = scene.staff.caseworker, OF_STAFF["call"]
    add_note(scene.actor(who, 3), scene.reference, NoteKind.CALL, text)
    for entry in _open_dates(scene)[:1]:
        seen = (Seen.PAPER, Seen.COURT)[scene.turn % 2]
        confirm_date(scene.reference, scene.staff.caseworker, entry, seen, **scene.moment(3))
    look(scene, after=3, ahead=6)


def missed(scene: Scene) -> None:
    """Close and reopen the case; mark a deadline as missed or waived."""
    attorney = scene.staff.attorney
    close(scene, CloseReason.WITHDRAWN, after=1)
    reopen(scene, after=3)
    state = (State.MISSED, State.WAIVED)[scene.turn % 2]
    for entry in _open_dates(scene)[:1]:
        why = OF_STAFF["missed"]
        close_date(scene.reference, attorney, entry, state, why, **scene.moment(4))


def conflicting(scene: Scene) -> None:
    """Leave the case on conflict hold, clear it, or close it because of the conflict."""
    match scene.turn % 3:
        case 1:
            decide_about_conflict(scene, Grounds.NOT_ADVERSE, after=2)
        case 2:
            decide_about_conflict(scene, Grounds.ADVERSE, after=2)
            close_for_conflict(scene, after=3)


def call_asked(scene: Scene) -> None:
    """Ask for a call in the evening; a real member owns the case where there is one."""
    take(scene, after=1)
    person_asks_for_call(scene, after=2)
    give(scene, after=2)


def flooded_in(scene: Scene) -> None:
    """Arrive among very many requests of one network: the case is put into quarantine."""
    quarantine.set_aside([scene.sent.case_id], on=scene.sent.received)


def _open_dates(scene: Scene) -> list[str]:
    return [entry.id for entry in entries.open_of(scene.sent.case_id)]


FRESH = Story()

STORIES = (
    FRESH,
    Story(answers=for_a_child),
    Story(answers=in_danger),
    Story(answers=detained),
    Story(act=followed_up, days_ago=4),
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
    Story(act=call_asked, days_ago=3, checked=False),
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
    Story(act=reviewed_by_attorney, days_ago=8),
    Story(act=taken, days_ago=2, checked=False),
    Story(act=given_up, days_ago=9),
    Story(act=wrote_again, days_ago=8),
    Story(act=noted, days_ago=6),
    Story(act=held, days_ago=5, checked=False),
    Story(act=answered_more, days_ago=4, checked=False),
    Story(act=conversed, answers=in_court, days_ago=7),
    Story(act=missed, answers=in_court, days_ago=9),
    Story(act=flooded_in, checked=False),
)
