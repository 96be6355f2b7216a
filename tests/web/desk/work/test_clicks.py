"""Clicks from a new case to each decision, counted as a person makes them."""

import sys
from datetime import timedelta

from tests.cases.making import TODAY
from tests.support.clients.clicks import Clicker

MOST = {"accept": 4, "decline": 4, "refer": 4, "call": 3, "second decision": 3}
DESK_OF = ("attorney",)
FAR = TODAY + timedelta(60)


def test_from_new_every_decision_takes_few_clicks(desk, capsys):
    worker = desk.colleague("caseworker", email="w@example.org")
    clicks = {
        "accept": accept(desk, desk.case(due_on=FAR, tier="P0")),
        "decline": decline(desk, desk.case(due_on=FAR)),
        "refer": refer(worker, desk.case(due_on=FAR)),
        "call": book_a_call(worker, desk.case(due_on=FAR)),
    }
    near = desk.case(due_on=TODAY + timedelta(22))
    refer(worker, near)
    clicks["second decision"] = approve(desk, near)

    with capsys.disabled():
        sys.stdout.write(
            f"\nclicks: {', '.join(f'{act} {count}' for act, count in clicks.items())}\n"
        )
    assert {act: count for act, count in clicks.items() if count > MOST[act]} == {}


def accept(desk, case):
    """Accept a new case; return the clicks that it took."""
    person = at_queue(desk)
    person.follow(case.reference)
    person.follow("Accept: waiting list")
    person.press("Decide and store the letter", text="She must be helped at once.")
    assert case.decided == "moved_to_accepted_waitlist"
    return person.clicks


def decline(desk, case):
    """Decline a new case; return the clicks that it took."""
    person = at_queue(desk)
    person.follow(case.reference)
    person.follow("Out of scope")
    person.press("Decide and store the letter", text="Not our field.")
    assert case.decided == "closed_declined_scope"
    return person.clicks


def refer(desk, case):
    """Refer a new case out, or propose that near a deadline; return the clicks that it took."""
    person = at_queue(desk)
    person.follow(case.reference)
    person.follow("Refer out and close")
    person.press("Decide and store the letter", text="Others can do this better.")
    is_near = case.due_on < FAR
    assert case.decided == (None if is_near else "closed_referred_out")
    return person.clicks


def book_a_call(desk, case):
    """Book a call about a new case; return the clicks that it took."""
    person = at_queue(desk)
    person.follow(case.reference)
    person.press("Book call", on="2026-11-27", at="14:30", note="Dari interpreter")
    booked = case
    assert (booked.status, booked.due_on.isoformat()) == ("call_booked", "2026-11-27")
    assert "Call booked. Status: Call scheduled." in desk.words(desk.root)
    return person.clicks


def approve(desk, case):
    """Approve what a colleague proposed; return the clicks that it took."""
    person = at_queue(desk)
    person.follow(case.reference)
    person.follow("Referral waiting for second approval")
    person.press("Approve: refer out and send")
    assert case.decided == "closed_referred_out"
    return person.clicks


def at_queue(desk):
    person = Clicker(desk)
    person.start("/desk/")
    return person
