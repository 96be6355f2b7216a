"""Actions of invented applicants and staff on an invented case, by the product's own actions."""

from __future__ import annotations

from datetime import timedelta

from intake.actions.application.answer_later import answer_later
from intake.actions.application.write_to_staff import ask_for_call, write_to_staff
from intake.actions.case.assign import assign_to_me
from intake.actions.case.book_call import BookedCall, book_call
from intake.actions.case.change_status import move_case
from intake.actions.case.open_for_change import open_to_write
from intake.actions.case.record_contact import Attempt, ContactOutcome, record_contact
from intake.actions.case.reopen_case import reopen_case
from intake.actions.case.send_message import mark_replies_read, send_message
from intake.actions.case.set_follow_up import NextDate, set_follow_up
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.case_messages import CallRequest, Words, last_number
from intake.actions.queue.assign_many import assign_many
from intake.actions.queue.tag_many import tag_many
from intake.cases.contact_safety import Channel
from intake.cases.pipeline import CloseReason, Status
from intake.cases.tags import Tag
from intake.cli import app_context
from intake.cli.demo.scene import Scene
from intake.cli.demo.words import A_QUESTION, ENGLISH, FROM_THE_PERSON, OF_STAFF, in_language
from intake.diary import entries
from intake.law.book import shipped
from intake.messages import thread
from intake.messages.models import Direction
from intake.questionnaire.answers import Answer
from intake.questionnaire.asylum import ASYLUM

TAGS = tuple(Tag)
INTERPRETER = "Rona Example (invented)"


def take(scene: Scene, *, after: int, by: Reader | None = None) -> None:
    """Assign the case to the caseworker, or to another invented colleague."""
    assign_to_me(scene.reference, by or scene.staff.caseworker, **scene.moment(after))


def give(scene: Scene, *, after: int) -> None:
    """Assign the case to a real member, each in turn; do nothing while there is none."""
    if members := scene.staff.members:
        at = scene.moment(after)
        to = members[scene.turn % len(members)]
        assign_many([scene.reference], scene.staff.caseworker, to, today=at["today"], now=at["now"])


def tag(scene: Scene, *, after: int, shift: int = 0) -> None:
    """Add a tag to the case, the next of the list at each turn."""
    at, new_tag = scene.moment(after), TAGS[(scene.turn + shift) % len(TAGS)]
    who = scene.staff.caseworker
    tag_many([scene.reference], who, new_tag, off=False, today=at["today"], now=at["now"])


def look(scene: Scene, *, after: int, ahead: int) -> None:
    """Set a follow-up date *ahead* days from today; mark all earlier dates as met.

    It may be in the past, but not before the date of this review.
    """
    at = scene.moment(after)
    on = max(app_context.today() + timedelta(ahead), at["today"])
    met = [entry.id for entry in entries.open_of(scene.sent.case_id) if entry.on <= on]
    next_date = NextDate(on=on, note=OF_STAFF["next"], done=met)
    set_follow_up(scene.reference, scene.staff.caseworker, next_date, **at)


def book(scene: Scene, *, after: int, ahead: int) -> None:
    """Book a call *ahead* days from today, but not before the day of booking."""
    at = scene.moment(after)
    call = BookedCall(
        on=max(app_context.today() + timedelta(ahead), at["today"]),
        time="14:30",
        interpreter=INTERPRETER,
        is_sure=True,
    )
    book_call(scene.reference, scene.staff.caseworker, call, **at)


def reopen(scene: Scene, *, after: int) -> None:
    """Reopen a closed case as the attorney."""
    who = scene.staff.attorney
    reopen_case(scene.reference, who, OF_STAFF["decision"], **scene.moment(after))


def move(
    scene: Scene,
    to: Status,
    *,
    after: int,
    reason: CloseReason | None = None,
    by: Reader | None = None,
) -> None:
    """Change the status of the case, or close it for a reason."""
    move_case(
        scene.reference,
        by or scene.staff.caseworker,
        to,
        reason=reason,
        retention_days=app_context.settings().retention_days,
        **scene.moment(after),
    )


def write_to_person(scene: Scene, *, after: int) -> None:
    """Send the applicant a question in their language."""
    text, language = in_language(A_QUESTION, scene.sent.language)
    at, who = scene.moment(after), scene.staff.caseworker
    words = Words(text=text, language=language, member_id=who.member_id)
    key, _ = open_to_write(scene.reference, who, version=at["version"])
    send_message(key, who, words, today=at["today"], now=at["now"])


def person_writes(scene: Scene, *, after: int) -> None:
    """Send a message from the applicant, in their language."""
    at, language = scene.moment(after), scene.sent.language
    texts = FROM_THE_PERSON.get(language, FROM_THE_PERSON[ENGLISH])
    text = texts[scene.turn % len(texts)]
    write_to_staff(scene.own_case(), text, today=at["today"], now=at["now"])


def person_asks_for_call(scene: Scene, *, after: int) -> None:
    """Ask for a call, as the applicant."""
    at, call = scene.moment(after), CallRequest(times=("evening",))
    ask_for_call(scene.own_case(), call, today=at["today"], now=at["now"])


def read_reply(scene: Scene, *, after: int) -> None:
    """Mark the applicant's messages as read."""
    at = scene.moment(after)
    who = scene.staff.caseworker
    up_to = last_number(thread.of_case(scene.sent.case_id), Direction.IN)
    mark_replies_read(scene.reference, who, up_to=up_to, **at)


def person_answers(scene: Scene, answers: dict[str, Answer], *, after: int) -> None:
    """Answer questions after sending, or change answers, page by page."""
    at = scene.moment(after)
    for page in ASYLUM.pages:
        on_page = {
            question.id: answers[question.id]
            for question in page.questions
            if question.id in answers
        }
        if on_page:
            own = scene.own_case()
            before = own.draft.answers.only({question.id for question in page.questions})
            answer_later(
                own,
                page,
                {**before, **on_page},
                law=shipped(),
                practice=app_context.practice(),
                today=at["today"],
            )


def try_to_reach(
    scene: Scene,
    *,
    after: int,
    method: Channel = Channel.RETURN_CODE,
    came: ContactOutcome = ContactOutcome.SENT,
    why: str = "",
) -> None:
    """Log a contact attempt; a method not marked safe needs a reason."""
    attempt = Attempt(channel=method, outcome=came, text=why)
    zone = app_context.settings().time_zone
    who = scene.staff.caseworker
    record_contact(scene.reference, who, attempt, zone=zone, **scene.moment(after))
