"""The page of a member's own work: what it lists, for whom, and in which order."""

from dataclasses import replace
from datetime import timedelta

from intake import clock
from intake import clock as time
from intake.actions.assessment.describe_case import NewDate, add_dates
from intake.actions.opening.case_keys import Actor, case_key
from intake.actions.opening.case_notes import write_note
from intake.actions.queue.my_work import Item, Waits
from intake.audit.acts import AuditAct
from intake.cases import batches, side_lists
from intake.cases.tags import Tag
from intake.cases.tasks import TaskKind
from intake.conflicts.traits import Why
from intake.diary.models import Kind
from intake.notes.store import NoteKind
from intake.web.desk.work import work
from tests.cases.making import CARD, TODAY, actor

NAME = CARD.name_to_use
FAR = TODAY + timedelta(60)
DONE_ON: dict[Waits | TaskKind, tuple[str, str]] = {
    Waits.REPLY: ("Read the reply", "/messages"),
    Waits.CALL_ASKED: ("Call or log a call", "/contact"),
    Waits.CALL: ("Log the call", "/contact"),
    Waits.FIRST_REVIEW: ("Review", ""),
    Waits.FOLLOW_UP: ("Open", ""),
    Waits.ACT_BY: ("Open", ""),
    Waits.OUR_REVIEW: ("Open", ""),
    Waits.PLAN_BY: ("Open", ""),
    TaskKind.TELL: ("Tell the applicant", "/tell"),
    TaskKind.ACCEPTED_WITHOUT_OWNER: ("Assign it", ""),
    TaskKind.SECOND_DECISION: ("Approve or not", "/decision"),
    TaskKind.REPLACED_DATE: ("Confirm or keep it", ""),
    TaskKind.CONFIRM_MET: ("Look at the proof", "/dates/a-date/met"),
    TaskKind.CONFIRM_MISSED: ("Look at the record", "/dates/a-date/met"),
    TaskKind.LOOK_OVER: ("Look it over", "/dates/a-date/met"),
    TaskKind.LIFT_HOLD: ("Agree or keep the hold", "/lift"),
    TaskKind.LOOK_UP: ("Look it up", "/look-up"),
    TaskKind.ANSWERED_AGAIN: ("Look at both", "/correct"),
    Waits.ASKS_SUPERVISOR: ("Open", ""),
    Waits.HELD: ("Decide", ""),
}
"""What a line of the page offers to do, and on which page of the case."""


def test_own_cases_are_listed_by_day_and_others_are_not(desk):
    late = mine(desk, due_on=TODAY - timedelta(2))
    soon = mine(desk, due_on=TODAY + timedelta(3))
    mine(desk, due_on=FAR)
    of_the_team = desk.case(due_on=TODAY)

    desk.open("/desk/work")

    assert headings(desk) == ["Now", "Friday 27 November"]
    assert lines(desk) == [
        f"{days} Review, {case.reference} {case.reference} · {NAME} P2 Soon · English"
        for case, days in ((late, "First review 2 days overdue"), (soon, "First review"))
    ]
    assert of_the_team.reference not in desk.text
    assert "1 unassigned case is waiting." in desk.text


def test_overdue_cases_that_nobody_owns_stand_above_the_own_ones(desk):
    mine(desk, due_on=TODAY)
    desk.case(due_on=TODAY - timedelta(2))
    desk.case(due_on=TODAY)

    desk.open("/desk/work")

    (warning,) = (desk.words(part) for part in desk.all("p", class_="warn"))
    assert warning == "2 unassigned cases are waiting. 1 of them is overdue."
    assert desk.text.index("2 unassigned") < desk.text.index("First review")


def test_a_volunteer_is_not_told_how_many_cases_nobody_owns(signed_in_as):
    volunteer = signed_in_as("volunteer")
    volunteer.case()

    volunteer.open("/desk/work")

    assert "unassigned" not in volunteer.text


def test_hidden_names_are_not_on_the_work_page(desk):
    case = mine(desk)
    shown = []

    for preference in ({"less": "hide_names"}, {"more": "hide_names"}):
        desk.open("/desk/work")
        desk.post("/desk/preferences", **preference)
        desk.open("/desk/work")
        assert case.reference in desk.text
        shown.append("Lumo" in desk.text)

    assert shown == [True, False]


def test_a_deadline_is_named(desk):
    case = mine(desk, due_on=TODAY, looked_on=TODAY)
    ours = NewDate(kind=Kind.ACT_BY, on=TODAY, rule="R04", set_by="us")
    paper = NewDate(kind=Kind.ACT_BY, on=TODAY - timedelta(1), rule="R05", set_by="paper")
    add_dates(case_key(case, desk.reader), [ours, paper])

    desk.open("/desk/work")

    (line,) = lines(desk)
    assert line.startswith("Paper: 23 Nov passed, appeal Our review: Hearing")
    assert "Work 1 waiting" in header(desk)
    assert "1 thing waits for you now." in desk.text


def test_a_day_to_prepare_waits_for_the_first_review(desk):
    case = mine(desk, due_on=TODAY + timedelta(3))
    earlier = NewDate(kind=Kind.PLAN_BY, on=TODAY - timedelta(1), rule="R04")
    add_dates(case_key(case, desk.reader), [earlier])

    desk.open("/desk/work")

    assert headings(desk) == ["Friday 27 November"]
    (line,) = lines(desk)
    assert line.startswith("First review Start preparing")
    assert "waiting" not in header(desk)


def test_a_booked_call_of_a_case_without_owner_says_so(desk):
    case = desk.case(due_on=FAR)
    desk.open_case(case)
    assert "Not reviewed yet. Review it by 23 Jan and set a follow-up date." in desk.text
    assert "Nobody owns this case: assign it, or the call is on nobody’s Work page." in desk.text
    assert desk.send(case, "call", on=TODAY.isoformat(), at="15:30") == 303

    desk.open(f"/desk/cases/{case.reference}?saved=1")

    step = desk.words_of("section", class_="next note")
    assert "Our call: Today 24 November 2026 Call 24 Nov, 15:30" in step


def test_a_booked_call_stands_with_its_time_and_note(desk):
    case = mine(desk, due_on=FAR)
    book = {"on": TODAY.isoformat(), "at": "15:30", "note": "Dari interpreter"}
    assert desk.send(case, "call", **book) == 303

    desk.open("/desk/work")

    (line,) = lines(desk)
    assert line.startswith("15:30 Call Log the call")
    assert line.endswith("· Dari interpreter")


def test_a_reply_in_an_own_case_waits_today_until_it_is_read(desk):
    case = mine(
        desk, due_on=FAR, replied_on=TODAY - timedelta(3), waits_for="reply", looked_on=TODAY
    )
    desk.case(due_on=FAR, replied_on=TODAY, waits_for="reply")

    desk.open("/desk/work")
    assert [line[:9] for line in lines(desk)] == ["New reply"]

    desk.open(f"/desk/cases/{case.reference}/messages")
    desk.open("/desk/work")
    assert "Nothing waits for you" in desk.text


def test_p0_stands_first_then_what_is_overdue_however_old_a_reply_is(desk):
    replied = mine(
        desk, due_on=FAR, replied_on=TODAY - timedelta(9), waits_for="reply", looked_on=TODAY
    )
    late = mine(desk, due_on=TODAY - timedelta(1))
    first = mine(desk, due_on=TODAY, tier="P0")

    desk.open("/desk/work")

    assert references(desk) == [case.reference for case in (first, late, replied)]
    assert "Work 3 waiting" in header(desk)
    assert "3 things wait for you now." in desk.text


def test_each_kind_of_work_leads_to_the_page_where_it_is_done(desk, monkeypatch):
    case = mine(desk, due_on=FAR, looked_on=TODAY)
    items = [Item(waits=waits, on=TODAY, case=case, about="a-date") for waits in DONE_ON]
    monkeypatch.setattr(work, "items_of", lambda *_: items)
    monkeypatch.setattr(work, "DATES", frozenset())

    desk.open("/desk/work")

    assert set(DONE_ON) == {*Waits, *TaskKind}
    (group,) = desk.all("ul", class_="agenda work")
    page = f"/desk/cases/{case.reference}"
    assert [
        (desk.words(link).split(",")[0], link.get("href", "").removeprefix(page))
        for link in group.iter("a")
    ] == [*DONE_ON.values()]


def test_a_stand_in_sees_what_waits_for_an_absent_member(desk):
    gull = desk.team.member("caseworker", email="gull@example.org")
    gull.name, gull.stand_in_id = "Gull Testwood", desk.member.id
    case = desk.case(due_on=TODAY)
    case.assignee_id = gull.id
    desk.open("/desk/work")
    assert case.reference not in desk.text

    gull.away_from, gull.away_until = TODAY, TODAY + timedelta(5)
    desk.open("/desk/work")

    (line,) = lines(desk)
    assert case.reference in line
    assert line.endswith("for Gull Testwood")
    assert "Work 1 waiting" in header(desk)


def test_a_request_for_a_call_and_an_approval_are_counted_in_the_header(desk):
    boss = desk.colleague("supervisor", email="b@example.org")
    mine(boss, due_on=FAR, looked_on=TODAY, call_asked_on=TODAY)
    boss.open("/desk/work")
    assert [line[:15] for line in lines(boss)] == ["Asks for a call"]
    assert "Work 1 waiting" in header(boss)


def test_decisions_wait_only_for_those_who_may_decide(desk):
    held = desk.case(conflict="possible", due_on=FAR, language="other")
    near = mine(desk, due_on=TODAY + timedelta(22))
    propose_to_close(desk, near)
    boss = desk.colleague("attorney", email="b@example.org")

    boss.open("/desk/work")
    kinds = sorted(line.split(",")[0] for line in lines(boss))
    assert kinds == ["Conflict hold Decide", "Second approval needed Approve or not"]
    assert "Work 2 waiting" in header(boss)
    assert not [small for small in boss.all("small") if boss.words(small).endswith("·")]

    desk.open("/desk/work")
    assert held.reference not in desk.text
    assert "Second approval" not in desk.text


def test_own_proposals_are_not_offered_to_their_author(desk):
    boss, _ = (desk.colleague("attorney", email=f"{name}@example.org") for name in "bc")
    near = desk.case(due_on=TODAY + timedelta(22))
    propose_to_close(boss, near)

    boss.open("/desk/work")

    assert lines(boss) == []
    assert "Approve or not" not in boss.text
    assert "Your proposals wait for a colleague" in boss.text
    assert "waiting" not in header(boss)


def test_who_once_proposed_a_closing_sees_a_later_request_for_a_supervisor(desk, clock):
    boss = desk.colleague("attorney", email="b@example.org")
    second = desk.colleague("supervisor", email="c@example.org")
    near = desk.case(due_on=TODAY + timedelta(22))
    propose_to_close(boss, near)
    clock.shift(minutes=1)
    second.open_case(near)
    second.send(near, "confirm")
    assert near.status == "closed"
    clock.shift(minutes=1)
    second.send(near, "reopen", text="They wrote again.")
    batches.put_tag(near, Tag.ASK_SUPERVISOR, on=TODAY)

    boss.open("/desk/work")

    assert [line.split(",")[0] for line in lines(boss)] == ["Asks for a supervisor Open"]
    assert "Work 1 waiting" in header(boss)


def test_a_held_case_that_asks_for_a_supervisor_is_counted_once(desk):
    boss = desk.colleague("attorney", email="b@example.org")
    desk.case(conflict="possible", due_on=FAR, tags=" ask_supervisor ")

    boss.open("/desk/work")

    assert len(lines(boss)) == 1
    assert "Work 1 waiting" in header(boss)


def test_what_is_not_listed_is_counted_with_a_link_to_it(desk, monkeypatch):
    monkeypatch.setattr(side_lists, "MOST", 2)
    for days in (0, 1, 2, 3, 60):
        mine(desk, due_on=TODAY + timedelta(days))
    for _ in range(3):
        mine(desk, due_on=FAR, replied_on=TODAY, waits_for="reply", looked_on=TODAY)

    desk.open("/desk/work")

    rest = next(each for each in desk.all("section") if each.get("aria-labelledby") == "rest")
    assert [desk.words(line).split(" Show")[0] for line in rest.iter("li")] == [
        "2 more of your cases are due within seven days.",
        "1 more reply.",
    ]
    first, second = [link.get("href", "") for link in rest.iter("a")]
    assert first == "/desk/?view=mine"
    desk.open(second)
    assert len([row for row in desk.all("tr") if row.get("data-reference")]) == 3


def test_a_hold_is_handed_to_a_member_who_may_decide(desk):
    boss = desk.colleague("attorney", email="b@example.org")
    held = desk.case(conflict="possible", due_on=FAR)
    desk.open_case(held)
    assert "Ask someone who may decide" in desk.text

    for to, status in (("", 422), (desk.member.id, 422), (boss.member.id, 303)):
        assert desk.send(held, "conflict/hand", to=to) == status

    assert held.assignee_id == boss.member.id
    boss.open("/desk/work")
    assert held.reference in boss.text
    Actor(reader=desk.reader, day=TODAY, at=clock.now())
    held.status, held.close_reason, held.closed_on = "closed", "declined_conflict", TODAY
    desk.open_case(held)
    assert "File restricted" in desk.text
    assert "Ask someone who may decide" not in desk.text


def test_people_found_stand_side_by_side_for_those_who_may_decide(desk):
    boss = desk.colleague("attorney", email="b@example.org")
    born = "1988-02-03"
    other = desk.case(card=replace(CARD, birth_date=born), due_on=FAR)
    held = desk.case(conflict="possible", due_on=FAR)
    find(desk, held, other)

    boss.open_case(held)
    rows = [boss.words(row) for row in next(boss.all("table")).iter("tr")]
    how = "This applicant named, as adverse, someone we know. Possible match."
    assert rows == [
        "Case Names Birth date Do not contact How they match",
        f"This applicant {NAME} Not given Not given",
        f"{other.reference} {NAME} 3 February 1988 Not given {how}",
    ]

    desk.open_case(held)
    assert not list(desk.all("table"))
    assert "3 February 1988" not in desk.text


def find(desk, case, other):
    """Record that the conflict check of a case found another one."""
    by = actor(desk.reader, case, time.now())
    facts = {
        "hits": [{"reference": other.reference, "why": Why.NAMES_THEM.value, "sure": False}],
        "unopened": 0,
    }
    note = write_note(by, case_key(case, by.reader), NoteKind.CONFLICT_FOUND, "", facts)
    by.log(AuditAct.CONFLICT_CHECK_POSSIBLE, case, made=note.id)


def propose_to_close(desk, case):
    """Ask to close a case near its deadline without a letter."""
    assert desk.send(case, "move", to="closed:spam") == 303
    assert case.status == "new"


def headings(desk):
    return [desk.words(heading) for heading in desk.all("h2")]


def lines(desk):
    return [desk.words(line) for line in desk.all("li") if line.get("data-reference")]


def references(desk):
    return [line.get("data-reference") for line in desk.all("li") if line.get("data-reference")]


def header(desk):
    return desk.words_of("header")


def mine(desk, **changed):
    return desk.case(assignee_id=desk.member.id, **changed)
