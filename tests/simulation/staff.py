"""Acts of staff on cases and letters, each with the commit of its page."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from intake.actions.case import change_status
from intake.actions.case.change_status import move_case
from intake.actions.case.decide_case import Choice, Decision, confirm_closing, decide_case
from intake.actions.case.erase_case import EraseReason, erase_case, hold_case, lift_hold
from intake.actions.case.open_case import key_to_write
from intake.actions.case.record_contact import record_screening
from intake.actions.case.set_follow_up import NextDate, assign_to_me, set_follow_up
from intake.actions.case.tell_decision import (
    Telling,
    Told,
    mark_replies_read,
    record_telling,
    send_message,
    unsend_message,
)
from intake.actions.conflicts.wall_case import (
    Grounds,
    WallPlan,
    decide_conflict,
    put_up_wall,
    take_down_wall,
)
from intake.actions.lending import end_loan, hand_back, lend_case
from intake.actions.mail import deliver_letters
from intake.actions.mail.deliver_letters import Operator
from intake.actions.opening.case_keys import Actor
from intake.actions.opening.case_messages import Words, last_number
from intake.actions.opening.case_notes import add_note
from intake.cases import loans, store
from intake.cases.contact_safety import Channel
from intake.cases.pipeline import CloseReason, Status, erase_on
from intake.extensions import saving
from intake.messages import thread
from intake.messages.models import Direction
from intake.notes.store import NoteKind
from intake.outbox import undelivered
from tests.simulation.applicants import RETENTION_DAYS
from tests.simulation.desk import act_on, load_case, members, reader_of, some_reference
from tests.simulation.product import VOLUNTEER

DECIDERS = ("heron", "tern")
CLOSES = (CloseReason.DUPLICATE, CloseReason.WITHDRAWN, CloseReason.SPAM, CloseReason.HAS_COUNSEL)


def open_some_case(world):
    """Open the page of a case."""
    member = members(world, *world.members)
    if not (reference := some_reference(world)):
        return "no case"
    opened = load_case(world, member, reference)
    return f"{member.keys.name} {reference} {type(opened).__name__}"


def assign(world):
    """Take a case on."""
    return act_on(world, members(world), assign_to_me)


def set_next_date(world):
    """Record a review, and the day of the next."""
    on = world.today + timedelta(days=world.choices.randrange(1, 40))
    return act_on(world, members(world), set_follow_up, NextDate(on=on))


def write_note(world):
    """Write a note."""
    return act_on(world, members(world), add_note, NoteKind.PLAN, "A note of staff.")


def log_call(world):
    """Log a screening call."""
    return act_on(world, members(world), record_screening, "We spoke.", {})


def close_case(world):
    """Close a case for a reason that needs no letter."""
    reason = world.choices.choice(CLOSES)
    asked = Telling(outcome=Told.ASKED, channel=Channel.CALL, at=world.now, text="Please stop.")
    return act_on(
        world,
        members(world),
        move_case,
        Status.CLOSED,
        reason=reason,
        retention_days=RETENTION_DAYS,
        asked=asked if reason is CloseReason.WITHDRAWN else None,
    )


def reopen_case(world):
    """Move a closed case back to triage."""
    return act_on(world, members(world, *DECIDERS), change_status.reopen_case, "They wrote again.")


def decline(world):
    """Decline a case, or propose it if a deadline is near."""
    reason, member = CloseReason.DECLINED_SCOPE, members(world, *DECIDERS)

    def decide(by, reference):
        key = key_to_write(by, reference)
        day = erase_on(reason, closed_on=by.day, promised_days=RETENTION_DAYS)
        letter = Words(text="We cannot take this.", language="en", member_id=by.member_id)
        decision = Decision(
            choice=Choice.DECLINE, reason=reason, text="", letter=letter, erase_on=day
        )
        decide_case(by, key, decision)

    return act_on(world, member, decide)


def tell(world):
    """Tell an applicant what was decided."""
    zone = ZoneInfo("UTC")
    telling = Telling(outcome=Told.TOLD, channel=Channel.CALL, at=world.now, text="On the phone.")
    return act_on(world, members(world), record_telling, telling, zone=zone)


def confirm(world):
    """Confirm that a case is closed, as a colleague proposed."""
    return act_on(world, members(world, *DECIDERS), confirm_closing)


def write_to_applicant(world):
    """Send a message to the mailbox."""

    def send(by, reference):
        words = Words(text="Please call us.", language="en", member_id=by.member_id)
        send_message(by, key_to_write(by, reference), words)

    return act_on(world, members(world), send)


def unsend(world):
    """Take back a message before the applicant can see it."""

    def take_back(by, reference):
        case = store.find(reference, team_id=by.team_id)
        for message in thread.recallable(case.id, by.at)[:1]:
            unsend_message(by, reference, message.id)

    return act_on(world, members(world), take_back)


def read_replies(world):
    """Mark the messages of an applicant as read."""

    def mark(by, reference):
        case = store.find(reference, team_id=by.team_id)
        mark_replies_read(by, reference, up_to=last_number(thread.of_case(case.id), Direction.IN))

    return act_on(world, members(world), mark)


def hold(world):
    """Put a legal hold on a case."""
    return act_on(
        world,
        members(world, *DECIDERS),
        lambda by, reference: hold_case(by, reference, "A court asked."),
    )


def lift(world):
    """Lift a legal hold, or ask for that; a case that its applicant withdrew is erased then."""
    return act_on(world, members(world, *DECIDERS), lift_hold)


def erase(world):
    """Erase a case for a reason."""

    def erase_logged(by, reference):
        world.erased_by_staff.add(reference)
        erase_case(by, reference, EraseReason.ASKED)

    return act_on(world, members(world, *DECIDERS), erase_logged)


def wall(world):
    """Put up or change a wall, with one member named and perhaps one kept out."""
    names = [name for name in world.members if name != VOLUNTEER]
    named, outside = world.choices.sample(names, 2)
    plan = WallPlan(
        named=frozenset({world.members[named].keys.id}),
        outside=frozenset({world.members[outside].keys.id} if world.choices.random() < 0.7 else ()),
        references=(),
        text="Kin of another person.",
    )
    return act_on(world, members(world, *DECIDERS), put_up_wall, plan)


def take_wall_down(world):
    """Take a wall down."""
    return act_on(world, members(world, *DECIDERS), take_down_wall, "They made peace.")


def settle_conflict(world):
    """Decide about a possible conflict."""
    grounds = world.choices.choice(list(Grounds))
    return act_on(world, members(world, *DECIDERS), decide_conflict, grounds, "Compared.")


def lend(world):
    """Lend a case to the volunteer for some days."""
    until = world.today + timedelta(days=world.choices.randrange(4))
    borrower = world.members[VOLUNTEER].keys.id

    return act_on(world, members(world, *DECIDERS), lend_case, borrower, until=until)


def end_some_loan(world):
    """End a loan, or have the volunteer hand the case back."""
    if world.choices.random() < 0.5:
        return act_on(world, members(world, VOLUNTEER), hand_back)
    reader = reader_of(world, members(world, *DECIDERS))
    rows = loans.of_member(world.members[VOLUNTEER].keys.id)
    if (loan := world.pick(sorted(rows, key=lambda row: row.case_id))) is None:
        return "no loan"
    loan_id = loan.id
    world.pause()
    with saving():
        end_loan(Actor(reader=reader, day=world.today, at=world.now), loan_id)
    return "ended"


def settle_letter(world):
    """Retry a letter that was given up, or say that it arrived, or drop it."""
    rows = undelivered.not_delivered()
    parked = sorted(row.id for row in rows if row.state == "parked")
    if (letter_id := world.pick(parked)) is None:
        return "no letter"
    settle = world.choices.choice(
        (deliver_letters.retry_letter, deliver_letters.mark_arrived, deliver_letters.drop_letter)
    )
    is_retry = settle is deliver_letters.retry_letter
    (world.retried_letters if is_retry else world.settled_letters).add(letter_id)
    with saving():
        settle(letter_id, Operator(day=world.today, at=world.now))
    return settle.__name__


STAFF = (
    *[open_some_case] * 6,
    *[close_case] * 3,
    *[wall] * 2,
    *[lend] * 3,
    *[write_to_applicant] * 2,
    *[settle_letter] * 2,
    *[erase] * 1,
    assign,
    set_next_date,
    write_note,
    log_call,
    reopen_case,
    decline,
    tell,
    confirm,
    unsend,
    read_replies,
    hold,
    lift,
    take_wall_down,
    settle_conflict,
    end_some_loan,
)
