"""Writing to an applicant: drafts, ready texts, and taking a message back."""

from datetime import timedelta

import pytest

from intake import clock as time
from intake.actions.case.status import status_act
from intake.actions.case.tell_decision import CALL_BACK
from intake.audit import log
from intake.cases.models import Case
from intake.cases.pipeline import Status
from intake.cases.tasks import tasks_of
from intake.extensions import db
from intake.messages import thread
from intake.messages.models import Direction
from tests.cases.making import TODAY

WROTE = "Please call the shelter, Zanziwort."


def test_a_draft_is_shown_only_to_its_author(desk, case):
    gull = desk.colleague("caseworker")
    for who, text in ((desk, WROTE), (gull, "Another text.")):
        write(who, case, "/draft", text=text)

    desk.open(messages_of(case))
    assert box(desk) == WROTE
    assert "Draft saved at 10:00." in desk.text
    gull.open(messages_of(case))
    assert box(gull) == "Another text."

    draft = thread.draft_of(case.id, desk.member.id)
    assert draft is not None
    assert WROTE.encode() not in draft.sealed
    assert db.session.get_one(Case, case.id).version == case.version


@pytest.mark.parametrize(
    "label, fields",
    [("Save draft", {"text": ""}), ("Discard draft", {"text": WROTE, "drop": "1"})],
)
def test_a_draft_is_discarded(desk, case, label, fields):
    write(desk, case, "/draft", text=WROTE)
    desk.open(messages_of(case))
    assert desk.address_of(label) == f"{messages_of(case)}/draft"

    write(desk, case, "/draft", **fields)

    desk.open(messages_of(case))
    assert box(desk) == ""
    assert "Draft saved" not in desk.text


def test_the_script_gets_time_and_reading_grade_of_the_draft(desk, case):
    hard = "Notwithstanding the aforementioned considerations, individuals requesting assistance "

    sentences = [
        write(desk, case, "/draft", text=text, quiet="1")
        for text in (WROTE, hard + "necessitate " * 12)
    ]

    assert sentences[0] == "Draft saved at 10:00. Longest sentence: 5 words. Reading grade: 5."
    assert "Simplify this" in sentences[1]


def test_a_ready_text_is_added_below_typed_text(desk, case):
    write(desk, case, "/draft", text=WROTE, add="call")

    assert box(desk).startswith(f"{WROTE}\n\nWe would like to talk with you.")
    desk.open(messages_of(case))
    assert box(desk) == WROTE


@pytest.mark.parametrize("language", ["es", "ti"])
def test_a_ready_text_is_not_sent_as_another_language(desk, case, language):
    write(desk, case, "/draft", text=WROTE, add="call")

    write(desk, case, text=box(desk), language=language)

    assert "This text is in another language than you chose." in desk.text
    assert box(desk).startswith(WROTE)
    write(desk, case, text=box(desk))
    assert len(thread.of_case(case.id)) == 1


def test_an_unsent_message_becomes_a_draft_again(desk, case, clock):
    write(desk, case, "/draft", text=WROTE)
    write(desk, case, text=WROTE)
    assert "The message will be delivered in 10 seconds." in desk.text
    assert box(desk) == ""

    clock.shift(CALL_BACK - timedelta(seconds=1))
    take_back(desk, case)

    desk.open(messages_of(case))
    assert box(desk) == WROTE
    assert "No messages yet." in desk.text
    assert thread.of_case(case.id) == []


def test_a_late_save_of_the_page_that_took_it_back_does_not_overwrite_its_text(desk, case):
    """Words typed a moment before are saved by the script, whose request may come late."""
    write(desk, case, text=WROTE)
    desk.open(messages_of(case))
    newest = next(desk.all("input", name="newest")).get("value", "")
    late = {"text": "PS", "language": "en", "quiet": "1", "newest": newest}
    assert desk.post(f"{messages_of(case)}/draft", **late | {"text": ""}).status_code == 200
    desk.open(messages_of(case))
    take_back(desk, case)

    desk.open(messages_of(case))
    assert desk.post(f"{messages_of(case)}/draft", **late).status_code == 409

    desk.open(messages_of(case))
    assert box(desk) == WROTE


def test_a_delivered_message_cannot_be_unsent(desk, case, clock):
    write(desk, case, text=WROTE)
    desk.open(messages_of(case))

    clock.shift(CALL_BACK)
    answer = take_back(desk, case)

    assert answer.status_code == 409
    assert "This message was already delivered" in desk.text
    assert len(thread.of_case(case.id)) == 1


def test_a_colleagues_message_cannot_be_unsent(desk, case):
    gull = desk.colleague("caseworker")
    write(desk, case, text=WROTE)
    desk.open(messages_of(case))
    gull.open(messages_of(case))

    assert offered(gull) == []
    assert told(gull) == [
        f"“{WROTE}” · wren.testwood · The message will be delivered in 10 seconds."
    ]
    answer = gull.post(f"{messages_of(case)}/back", message=offered(desk)[0])
    assert answer.status_code == 409

    assert len(thread.of_case(case.id)) == 1


def test_several_pending_messages_are_told_apart_and_unsent_singly(desk, case, clock):
    write(desk, case, text=WROTE)
    clock.shift(seconds=3)
    write(desk, case, text="Your hearing is on Monday. Please bring every paper that you have.")
    desk.open(messages_of(case))
    assert told(desk) == [
        "“Your hearing is on Monday. Please bring…” · The message will be delivered in 10 seconds.",
        f"“{WROTE}” · The message will be delivered in 7 seconds.",
    ]

    desk.post(f"{messages_of(case)}/back", message=offered(desk)[1])
    desk.open(messages_of(case))

    assert told(desk) == ["The message will be delivered in 10 seconds."]
    assert box(desk) == WROTE


def test_a_newer_draft_stays_below_the_unsent_message(desk, case):
    write(desk, case, text=WROTE)
    write(desk, case, "/draft", text="And another thing.")

    desk.open(messages_of(case))
    take_back(desk, case)
    desk.open(messages_of(case))

    assert box(desk) == f"{WROTE}\n\nAnd another thing."


def test_a_pending_message_is_not_new_to_the_applicant(desk, case, clock):
    write(desk, case, text=WROTE)
    now = time.now()
    assert thread.count_unread(case.id, Direction.OUT, now=now) == 0

    clock.shift(CALL_BACK)

    assert thread.count_unread(case.id, Direction.OUT, now=time.now()) == 1


def test_the_next_page_offers_to_unsend_the_newest_message(desk, case):
    second = desk.case()
    write(desk, case, text="Another text.")

    desk.send(case, "messages", text=WROTE, language="en", then="next")
    desk.open(desk.page.location)
    assert f"/desk/cases/{second.reference}" in desk.page.request.path
    assert f"{case.reference}: Message stored in the mailbox" in desk.text
    assert told(desk) == ["The newest message will be delivered in 10 seconds."]
    take_back(desk, case)
    desk.open(messages_of(case))

    assert box(desk) == WROTE
    assert len(thread.of_case(case.id)) == 1


@pytest.mark.parametrize("status", ["triage", "screened", "info_needed"])
def test_a_question_that_is_unsent_waits_for_nobody(desk, clock, status):
    case = case_with(desk, Status(status))
    clock.shift(minutes=1)
    write(desk, case, text=WROTE, wording="more_facts")
    assert (case.status, bool(case.decided)) == (status, status != "info_needed")

    desk.open(messages_of(case))
    take_back(desk, case)

    assert (case.status, case.decided, tasks_of(case.id)) == (status, None, [])


def test_unsending_the_first_of_two_questions_leaves_the_other_to_be_told(desk, clock):
    case = case_with(desk, Status.TRIAGE)
    for _ in range(2):
        clock.shift(seconds=2)
        write(desk, case, text=WROTE, wording="more_facts")

    desk.open(messages_of(case))
    desk.post(f"{messages_of(case)}/back", message=offered(desk)[1])

    (question,) = thread.of_case(case.id)
    assert (case.status, case.decided) == ("triage", "moved_to_info_needed")
    assert [task.about for task in tasks_of(case.id)] == [question.id]


def take_back(desk, case):
    return desk.post(f"{messages_of(case)}/back", message=offered(desk)[0])


def offered(desk):
    """Return the ids of the messages that the page offers to unsend."""
    return [button.get("value", "") for button in desk.all("button", name="message")]


def told(desk):
    """Return the sentence about each message that is not out yet."""
    boxes = desk.all("div", id="sending")
    return [desk.words(span) for box in boxes for span in box.iterfind("div/span")]


def write(desk, case, to="", **fields):
    """Send the form of the composer, and open its page again where it was sent."""
    if desk.send(case, f"messages{to}", **{"language": "en", **fields}) == 303:
        desk.open(messages_of(case))
    return desk.text


def box(desk):
    """Return the text in the box."""
    return next(desk.all("textarea", id="text")).text or ""


def messages_of(case):
    return f"/desk/cases/{case.reference}/messages"


def case_with(desk, status):
    """Return a case that was moved to this status by hand, if it is not new."""
    case = desk.case(status=status.value)
    if status is not Status.NEW:
        act = status_act(status)
        log.record(act, on=TODAY, member_id=desk.member.id, case_id=case.id, at=time.now())
    return case
