"""Nobody is told unless somebody told them: a decision counts once its applicant was told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete

from intake import clock as time
from intake.actions.case.tell_decision import tell_by
from intake.actions.opening.case_messages import Words, sealed_message
from intake.actions.queue.change_many import assign_many
from intake.actions.upkeep.jobs import erase_due
from intake.cases import loans, walls
from intake.cases.models import Task
from intake.cases.pipeline import CloseReason
from intake.cases.tasks import tasks_of
from intake.diary import entries
from intake.extensions import db
from intake.messages import thread
from intake.messages.models import Direction
from intake.web.after_sending.progress import progress_of
from tests.cases.making import TODAY, actor
from tests.support.rows import acts_logged
from tests.web.desk.test_pipeline import (
    ANSWERS,
    CARD,
    DECLINE,
    FAR,
    GIVE_UP,
    NOON,
    a_case,
    give_code,
    key_of,
    post,
    sent_in,
    told_by_phone,
)
from tests.web.desk.work.test_work import lines

ACCEPT = {
    "choice": "accept",
    "text": "Strong.",
    "language": "en",
    "made_for": "accept en",
    "letter": "We help.",
    "do": "decide",
}
NOT_TOLD = "The letter is stored. Nobody has told them yet."


def test_a_decision_is_stored_and_somebody_is_to_tell_the_applicant(boss, case):
    decline(boss, case)

    assert (case.status, case.close_reason, case.closed_on) == ("triage", None, None)
    boss.open_case(case)
    assert NOT_TOLD in boss.text
    assert "Message sent" not in boss.text
    boss.open("/desk/work")
    (line,) = lines(boss)
    assert line.startswith("Nobody has told them yet Tell the applicant")
    boss.open("/desk/closed")
    assert case.reference not in boss.text
    boss.open("/desk/")
    row = next(row for row in boss.all("tr") if row.get("data-reference") == case.reference)
    assert "Triage Nobody has told them yet" in boss.words(row)
    assert "closed_declined_merits" not in acts(case)
    assert not {"closings", "decisions"} & {*case.counted.split()}
    assert progress_of(case, today=TODAY, unread=1).heading == "We have a message for you"


def test_the_task_ends_with_who_how_when_and_what_was_said(boss, case):
    decline(boss, case)
    assert post(boss, case, "tell", **told_by_phone(text="")) == 422
    assert "Enter what was said, or what you tried." in boss.text
    tomorrow = (TODAY + timedelta(1)).isoformat()
    yesterday = (TODAY - timedelta(1)).isoformat()
    for when in ({"on": tomorrow}, {"on": yesterday}, {"at": "10:01"}, {"at": "09:59"}):
        assert post(boss, case, "tell", **told_by_phone(**when)) == 422, when
        assert "Enter a time after the letter was stored, and not to come." in boss.text

    assert post(boss, case, "tell", **told_by_phone()) == 303

    assert (case.status, case.close_reason) == ("closed", "declined_merits")
    assert (case.decided, tasks_of(case.id)) == (None, [])
    assert {"applicant_told", "closed_declined_merits"} <= acts(case)
    boss.open(f"/desk/cases/{case.reference}/decision")
    assert "They were told: Phone call, 24 November 2026, 10:00, boss" in boss.text
    boss.open(f"/desk/cases/{case.reference}/notes")
    assert "Told, and said the day back." in boss.text
    boss.open("/desk/closed")
    assert case.reference in boss.text
    assert post(boss, case, "tell", **told_by_phone()) == 409


def test_reading_the_letter_in_the_mailbox_is_being_told(boss, case):
    give_code(case)
    decline(boss, case)
    boss.open(f"/desk/cases/{case.reference}/tell")
    assert "Not read in the mailbox yet." in boss.text
    read(case)
    assert progress_of(case, today=TODAY).heading == "We made a decision"

    boss.open("/desk/")

    assert (case.status, case.close_reason) == ("closed", "declined_merits")
    assert "letter_read" in acts(case)
    assert progress_of(case, today=TODAY).heading == "We have closed your request"
    boss.open(f"/desk/cases/{case.reference}/decision")
    assert "They read the letter in the mailbox on 24 November 2026." in boss.text


def test_nobody_was_told_by_a_letter_that_nobody_read_in_the_mailbox(boss, case):
    decline(boss, case)

    assert post(boss, case, "tell", **told_by_phone(channel="return_code")) == 422

    assert "In the mailbox they are told once they read the letter" in boss.text
    assert case.status == "triage"
    asked = told_by_phone(channel="return_code", outcome="asked_not")
    assert post(boss, case, "tell", **asked) == 303


@pytest.mark.parametrize("channel", ["email", "text", "trusted_person"])
def test_nobody_is_told_in_a_way_that_they_did_not_say_is_safe(boss, case, channel):
    decline(boss, case)

    assert post(boss, case, "tell", **told_by_phone(channel=channel)) == 422

    assert "did not say that this contact method is safe" in boss.text
    assert case.status == "triage"


def test_a_letter_read_while_a_conflict_holds_the_case_waits_until_it_is_cleared(boss, case):
    decline(boss, case)
    read(case)
    assert post(boss, case, "move", to="conflict_hold") == 303

    boss.open("/desk/")

    assert (case.status, case.decided) == ("conflict_hold", "closed_declined_merits")
    on_page = told_by_phone(channel="return_code", text="They read it.")
    assert post(boss, case, "tell", **on_page) == 303, "or who decides on it says so"
    assert case.status == "closed"


def test_a_letter_read_by_who_wrote_too_closes_nothing_until_a_member_has_read_that(boss, case):
    decline(boss, case)
    case.replied_on = TODAY
    read(case)

    boss.open("/desk/")
    assert (case.status, case.decided) == ("triage", "closed_declined_merits")

    case.replied_on = None
    boss.open("/desk/")
    assert case.status == "closed"


@pytest.mark.parametrize("is_before", [True, False])
def test_a_closing_waits_for_who_says_that_they_were_told_if_they_had_news(boss, case, is_before):
    id_, sealed = sealed_message(key_of(boss, case), Direction.IN, Words(text="News", language=""))
    news = {"id": id_, "case_id": case.id, "direction": Direction.IN, "sealed": sealed}
    if is_before:
        thread.add(on=TODAY, **news)
    boss.send(case, "decision", **DECLINE, letter="Dear", do="decide")
    if not is_before:
        thread.add(on=TODAY, **news)
    read(case)
    thread.mark_read(case.id, Direction.IN, up_to=9, on=TODAY + timedelta(1), now=NOON)

    boss.open("/desk/")
    boss.open_case(case)
    assert (case.status, case.decided) == ("triage", "closed_declined_merits")

    assert boss.send(case, "tell", **told_by_phone(channel="return_code")) == 303
    assert case.status == "closed"


def test_a_conflict_that_stands_closes_a_case_of_which_they_read_something_else(boss, case):
    accept(boss, case)
    read(case)
    case.conflict, case.status = "possible", "conflict_hold"

    assert post(boss, case, "conflict", grounds="adverse", text="We act for them.") == 303
    assert post(boss, case, "conflict/close", language="en") == 303

    assert (case.decided, kinds(case)) == ("closed_declined_conflict", ["tell"])


@pytest.mark.parametrize("is_read", [True, False])
def test_a_closing_to_which_a_deadline_came_near_asks_a_second_member(
    boss, case, clock, *, is_read
):
    decline(boss, case)
    near = NOON + timedelta(days=40)
    clock.move_to(near)
    worker, colleague = (
        boss.colleague(role, email=f"{role}@example.org") for role in ("caseworker", "supervisor")
    )
    worker.open("/desk/")
    assert case.decided == "closed_declined_merits"

    if is_read:
        read(case)
        worker.open("/desk/")
        how = "letter_read"
    else:
        told = told_by_phone(on=near.date().isoformat())
        assert post(worker, case, "tell", **told) == 303
        assert post(worker, case, "confirm") == 409
        how = "applicant_told"

    assert (case.status, case.decided) == ("triage", None)
    ((kind, by_id),) = [(task.kind, task.by_id) for task in tasks_of(case.id)]
    assert (kind, by_id == boss.member.id) == ("second_decision", is_read)
    assert {how, "closing_proposed"} <= acts(case)
    worker.open_case(case)
    assert "Nobody has told them yet" not in worker.text
    colleague.open_case(case)
    assert post(colleague, case, "confirm") == 303
    assert (case.status, case.close_reason) == ("closed", "declined_merits")
    assert [message.text for message in sent_in(case, colleague)] == ["Dear"]


def test_a_withdrawn_proposal_confirms_no_later_closing(boss, case, clock):
    first = boss.colleague("attorney", email="first@example.org")
    assert post(first, case, "withdrawn", **told_by_phone(outcome="asked_for")) == 303
    assert post(first, case, "proposal/withdraw") == 303
    decline(boss, case)
    near = NOON + timedelta(days=40)
    clock.move_to(near)
    third = boss.colleague("attorney", email="third@example.org")
    third.open_case(case)

    assert post(third, case, "tell", **told_by_phone(on=near.date().isoformat())) == 303

    assert (case.status, case.decided) == ("triage", None)
    assert kinds(case) == ["second_decision"]
    assert post(third, case, "proposal/withdraw") == 303
    assert post(third, case, "proposal/again") == 409
    assert tasks_of(case.id) == []


def test_who_cannot_be_reached_on_three_days_ends_the_task(boss, case, clock):
    decline(boss, case)
    unreached = told_by_phone(outcome="unreached", text="Rang out.")
    for day in range(3):
        clock.move_to(NOON + timedelta(days=day))
        desk = boss.colleague("attorney", email=f"d{day}@example.org")
        desk.open(f"/desk/cases/{case.reference}/tell")
        assert "They could not be reached" not in desk.text
        assert post(desk, case, "tell", **unreached) == 422
        assert "Log attempts on three different days" in desk.text
        assert post(desk, case, "contact", channel="call", outcome="no_answer") == 303

    desk.open(f"/desk/cases/{case.reference}/tell")
    assert "They could not be reached" in desk.text
    assert post(desk, case, "tell", **unreached) == 303

    assert (case.status, case.close_reason) == ("closed", "declined_merits")
    assert {"not_reached_to_tell", "closed_declined_merits"} <= acts(case)


def test_an_attempt_is_logged_where_they_are_told_and_leaves_the_task(boss, case):
    decline(boss, case)
    rang_out = told_by_phone(outcome="no_answer", text="Rang out.")

    assert post(boss, case, "tell", **rang_out) == 303

    assert (case.status, case.decided) == ("triage", "closed_declined_merits")
    boss.open(f"/desk/cases/{case.reference}/tell")
    assert "1 of 3 attempts since then, on 1 of 3 days." in boss.text
    assert f"/desk/cases/{case.reference}/tell" not in [link.get("href") for link in boss.all("a")]


def test_attempts_from_before_the_letter_do_not_count(boss, case, clock):
    for _ in range(3):
        assert post(boss, case, "contact", channel="call", outcome="no_answer") == 303
    clock.move_to(NOON + timedelta(days=1))
    later = boss.colleague("attorney", email="l@example.org")
    decline(later, case)

    later.open(f"/desk/cases/{case.reference}/tell")

    assert "0 of 3 attempts since then, on 0 of 3 days." in later.text


def test_who_asked_not_to_be_told_ends_the_task(boss, case):
    decline(boss, case)

    assert post(boss, case, "tell", **told_by_phone(outcome="asked_not")) == 303

    assert case.status == "closed"
    assert {"asked_not_to_be_told", "closed_declined_merits"} <= acts(case)


def test_a_decision_is_taken_back_while_nobody_has_told_them(boss, case):
    before = case.erase_on
    decline(boss, case)
    assert case.erase_on != before

    assert post(boss, case, "tell/back") == 303

    assert (case.status, case.decided, case.erase_on) == ("triage", None, before)
    assert (sent_in(case, boss), tasks_of(case.id)) == ((), [])
    assert post(boss, case, "tell/back") == 409
    boss.open_case(case)
    assert NOT_TOLD not in boss.text


def test_a_decision_that_was_read_is_not_taken_back(boss, case):
    decline(boss, case)
    read(case)

    boss.send(case, "tell/back")

    assert [message.text for message in sent_in(case, boss)] == ["Dear"]


def test_a_new_decision_takes_the_place_of_one_that_nobody_was_told(boss, case):
    before = case.erase_on
    decline(boss, case)
    refer = {"choice": "refer", "made_for": "refer en", "letter": "Others help."}

    assert post(boss, case, "decision", **{**DECLINE, **refer, "do": "decide"}) == 303

    assert (case.status, case.decided) == ("triage", "closed_referred_out")
    assert [message.text for message in sent_in(case, boss)] == ["Others help."]
    assert len(tasks_of(case.id)) == 1
    assert post(boss, case, "tell/back") == 303
    assert (case.decided, case.erase_on) == (None, before)


def test_a_question_that_nobody_was_told_waits_for_no_answer(boss, case):
    ask(boss, case)
    assert (case.status, case.waits_for) == ("triage", "us")
    boss.open("/desk/?view=them")
    assert case.reference not in boss.text

    read(case)
    assert progress_of(case, today=TODAY).heading == "We are waiting for your answer"
    boss.open("/desk/?view=them")

    assert (case.status, case.waits_for) == ("info_needed", "them")
    assert case.reference in boss.text


def test_a_decision_about_a_question_leaves_the_question_and_tells_the_decision(boss, case):
    ask(boss, case)
    decline(boss, case)

    assert [message.text for message in sent_in(case, boss)] == ["Where do you live?", "Dear"]
    assert len(tasks_of(case.id)) == 1


def test_an_accepted_case_counts_as_accepted_once_they_were_told(boss):
    case = a_case(boss, status="merits_review", due_on=FAR)
    accept(boss, case)
    assert case.status == "merits_review"
    assert progress_of(case, today=TODAY, unread=1).heading == "We have a message for you"

    assert post(boss, case, "tell", **told_by_phone()) == 303

    assert case.status == "accepted_waitlist"
    boss.open(f"/desk/cases/{case.reference}/decision")
    assert "They were told: Phone call, 24 November 2026, 10:00, boss" in boss.text


@pytest.mark.parametrize("is_told", [True, False])
def test_the_days_of_erasure_run_from_the_decision_told_or_not(boss, case, clock, *, is_told):
    decline(boss, case)
    last = case.erase_on
    clock.move_to(NOON + timedelta(days=30))
    later = boss.colleague("attorney", email="l@example.org")
    later.open_case(case)
    if is_told:
        assert post(later, case, "tell", **told_by_phone()) == 303
    assert case.erase_on == last
    assert erased(last - timedelta(1)) == 0
    assert erased(last) == 1


@pytest.mark.parametrize("page", ["/desk/search", "case"])
def test_a_task_of_telling_that_was_deleted_without_a_key_is_there_again(boss, case, page):
    decline(boss, case)
    db.session.execute(delete(Task))

    boss.open(f"/desk/cases/{case.reference}" if page == "case" else page)
    boss.page.close()

    boss.open("/desk/work")
    (line,) = lines(boss)
    assert line.startswith("Nobody has told them yet Tell the applicant")
    assert {"row_false", "seal_broken"} <= acts(case)
    assert post(boss, case, "tell", **told_by_phone()) == 303
    assert case.close_reason == "declined_merits"


def test_an_accepted_case_is_not_erased_however_long_nobody_is_told(boss):
    case = a_case(boss, status="merits_review", due_on=FAR)
    accept(boss, case)

    assert erased(TODAY + timedelta(2000)) == 0


ENDS = {
    **dict.fromkeys(("advice_only", "brief_service", "accepted_transferred"), "told"),
    **dict.fromkeys(("has_counsel", "deceased_or_removed"), "told"),
    "duplicate": "told",  # where no other case of theirs stays open
    **dict.fromkeys(("declined_capacity", "declined_scope", "declined_income"), "told"),
    **dict.fromkeys(("declined_area", "declined_merits", "declined_conflict"), "told"),
    "referred_out": "told",
    "unreachable": "not reached on three days",
    "withdrawn": "asked for it",
    "spam": "nobody, who is back in the queue when they write",
}
"""Each reason for closing, and what the applicant knows of it before the case counts as closed."""


@pytest.mark.parametrize("reason", CloseReason)
def test_no_case_counts_as_closed_before_its_applicant_knows(boss, case, reason):
    boss.open_case(case)
    if reason == "unreachable":
        assert post(boss, case, "decision", **GIVE_UP) == 422
        assert "More contact attempts are needed" in boss.text
        return
    if reason == "referred_out":
        refer = {"choice": "refer", "made_for": "refer en", "letter": "Others help."}
        assert post(boss, case, "decision", **{**DECLINE, **refer, "do": "decide"}) == 303
    elif reason.startswith("declined"):
        letter = {"reason": reason.value, "made_for": f"decline {reason} en", "letter": "Dear"}
        assert post(boss, case, "decision", **{**DECLINE, **letter, "do": "decide"}) == 303
    elif reason == "withdrawn":
        assert post(boss, case, "move", to="closed:withdrawn") == 422
        assert post(boss, case, "withdrawn", **told_by_phone(outcome="asked_for")) == 303
        assert case.status == "triage"
        assert post(boss, case, "withdrawn", **told_by_phone(outcome="asked")) == 303
    else:
        assert post(boss, case, "move", to=f"closed:{reason}") == 303
    if ENDS[reason] != "told":
        assert (case.status, case.decided, tasks_of(case.id)) == ("closed", None, [])
        is_told = progress_of(case, today=TODAY).heading == "We have closed your request"
        assert is_told is (reason == "withdrawn")
        return

    assert (case.status, case.decided) == ("triage", f"closed_{reason}")
    assert telling(boss) == 1
    assert progress_of(case, today=TODAY).heading != "We have closed your request"
    boss.open(f"/desk/cases/{case.reference}/tell")
    assert post(boss, case, "tell", **told_by_phone()) == 303
    assert (case.status, case.close_reason, tasks_of(case.id)) == ("closed", reason, [])
    assert {"decision_stored", "applicant_told", f"closed_{reason}"} <= acts(case)


def test_a_closing_without_a_letter_is_told_in_words_or_taken_back(boss, case):
    before = case.erase_on
    boss.open_case(case)
    assert post(boss, case, "move", to="closed:has_counsel") == 303
    boss.open_case(case)
    assert "It is decided. Nobody has told them yet." in boss.text
    boss.open(f"/desk/cases/{case.reference}/tell")
    assert "There is no letter: tell them what was decided" in boss.text
    db.session.execute(delete(Task))
    boss.open("/desk/search")
    boss.page.close()

    assert telling(boss) == 1
    assert post(boss, case, "tell/back") == 303

    assert (case.status, case.decided, case.erase_on) == ("triage", None, before)
    assert tasks_of(case.id) == []


def test_a_closing_by_hand_to_which_a_deadline_came_near_asks_a_second_member(boss, case, clock):
    boss.open_case(case)
    assert post(boss, case, "move", to="closed:has_counsel") == 303
    clock.move_to(NOON + timedelta(days=40))
    second = boss.colleague("attorney", email="s@example.org")
    third = boss.colleague("attorney", email="t@example.org")
    second.open_case(case)
    assert post(second, case, "tell", **told_by_phone(on="2027-01-03")) == 303
    assert kinds(case) == ["second_decision"]

    third.open_case(case)
    assert post(third, case, "confirm") == 303

    assert (case.status, tasks_of(case.id)) == ("closed", [])


def test_a_case_closed_otherwise_waits_to_be_told_no_more(boss, case):
    decline(boss, case)
    assert post(boss, case, "move", to="closed:spam") == 303
    assert (case.status, case.close_reason, case.decided) == ("closed", "spam", None)

    assert post(boss, case, "reopen", text="They wrote again.") == 303

    assert (case.status, tasks_of(case.id)) == ("triage", [])


def test_the_owner_is_to_tell_and_whoever_may_assign_where_there_is_none(boss, case):
    worker = boss.colleague("caseworker", email="w@example.org")
    assert post(worker, case, "assign") == 303
    decline(boss, case)
    assert (telling(worker), telling(boss)) == (1, 0)

    let_go(boss, case)

    assert (telling(worker), telling(boss)) == (1, 1)


def test_who_is_outside_a_wall_is_not_the_one_to_tell(boss, case):
    decline(boss, case)
    inside = boss.colleague("supervisor", email="inside@example.org")

    walls.put_up(case, {inside.member.id: b"k"}, on=TODAY)

    assert (telling(boss), telling(inside)) == (0, 1)


def test_they_are_to_be_told_by_a_business_day(case):
    by = [tell_by(case, date(2026, 11, day)) for day in (23, 25)]

    assert by == [date(2026, 11, 27), date(2026, 11, 30)], "after Thanksgiving, and on Monday"


def test_the_page_before_deciding_warns_where_they_cannot_read_the_letter(boss, case):
    boss.open(f"/desk/cases/{case.reference}/decision")
    assert "They cannot read this letter themselves: they have no return code." in boss.text
    assert "somebody must tell them, by 27 November 2026" in boss.text

    give_code(case)
    boss.open(f"/desk/cases/{case.reference}/decision")
    assert "No email tells them that a letter waits" in boss.text


def test_a_letter_in_another_language_says_why(boss):
    case = a_case(boss, status="triage", due_on=FAR, card=replace(CARD, language="es"))
    address = f"/desk/cases/{case.reference}/decision?choice=decline&reason=declined_merits"
    boss.open(address)
    assert "This letter goes out in" not in boss.text
    fields = {"do": "preview", "choice": "decline", "language": "en"}
    assert post(boss, case, "decision", **fields) == 422
    assert "This letter goes out in English." in boss.text

    reader = {**ANSWERS, "reads_language": "es"}
    for theirs in (
        {"card": replace(CARD, call_language="es")},
        {"card": replace(CARD, spoken_languages=("es",))},
        {"answers": reader},
    ):
        case = a_case(boss, status="triage", due_on=FAR, **theirs)
        boss.open(f"/desk/cases/{case.reference}/decision?choice=decline&reason=declined_merits")
        assert boss.root.find(".//select[@name='language']/option[@selected]").get("value") == "es"
        assert post(boss, case, "decision", **fields) == 422
        assert "They read or speak Spanish best. This letter goes out in English." in boss.text
        boss.open(f"/desk/cases/{case.reference}/messages")
        assert "Message, in Spanish" in boss.text

    mam = a_case(boss, status="triage", due_on=FAR, card=replace(CARD, language="mam"))
    boss.open(f"/desk/cases/{mam.reference}/decision?choice=decline&reason=declined_merits")
    assert "There is no template in" in boss.text
    assert "We cannot take your case." in boss.text


def test_of_a_case_closed_before_it_is_not_known_whether_they_were_told(boss):
    case = a_case(boss, status="closed", close_reason="declined_scope", closed_on=TODAY)

    boss.open(f"/desk/cases/{case.reference}/decision")

    assert "Nobody recorded whether they were told." in boss.text
    boss.open("/desk/work")
    assert lines(boss) == []


def test_accepting_sets_owner_next_call_and_next_step(boss):
    case = a_case(boss, status="merits_review", due_on=FAR)
    assert post(boss, case, "decision", **ACCEPT, call_on="2026-11-25") == 422
    assert "Enter a time, such as 14:30." in boss.text
    assert case.decided is None
    next_work = {
        "owner": boss.member.id,
        "call_on": "2026-11-25",
        "call_at": "14:30",
        "next_on": "2026-11-30",
        "next_note": "Ask for the court file",
    }

    accept(boss, case, **next_work)

    assert case.assignee_id == boss.member.id
    dates = [(date.kind, date.on.isoformat()) for date in entries.open_of(case.id)]
    assert [date for date in dates if date[0] in ("call", "next_look")] == [
        ("call", "2026-11-25"),
        ("next_look", "2026-11-30"),
    ]
    tasks = [(task.kind, task.for_id) for task in tasks_of(case.id)]
    assert tasks == [("tell", None)], "for the owner, whoever decided"
    assert post(boss, case, "tell/back") == 303
    assert tasks_of(case.id) == []


def test_an_accepted_case_without_an_owner_waits_for_one(boss):
    case = a_case(boss, status="merits_review", due_on=FAR)
    accept(boss, case)
    worker = boss.colleague("caseworker", email="w@example.org")
    worker.open("/desk/work")
    (line,) = lines(worker)
    assert line.startswith("Accepted, and nobody owns it Assign it")

    assert post(worker, case, "assign") == 303
    assert kinds(case) == ["tell"]
    assert post(boss, case, "tell", **told_by_phone()) == 303

    let_go(boss, case)
    assert kinds(case) == ["accepted_without_owner"]


def test_an_accepted_case_whose_owner_lets_it_go_before_they_were_told_waits_for_one(boss):
    case = a_case(boss, status="merits_review", due_on=FAR)
    accept(boss, case, owner=boss.member.id)
    assert kinds(case) == ["tell"]

    let_go(boss, case)

    assert set(kinds(case)) == {"accepted_without_owner", "tell"}
    assert post(boss, case, "tell", **told_by_phone()) == 303
    assert kinds(case) == ["accepted_without_owner"]


@pytest.mark.parametrize("taken_by", ["a wall", "a move to another office"])
def test_an_accepted_case_that_loses_its_owner_otherwise_waits_for_one_too(boss, taken_by):
    case = a_case(boss, status="seeking_counsel", due_on=FAR, assignee_id=boss.member.id)
    other = boss.team.member("supervisor", email="other@example.org")

    if taken_by == "a wall":
        walls.put_up(case, {other.id: b"k"}, on=TODAY)
    else:
        loans.give_to(case, None, None, on=TODAY)

    assert kinds(case) == ["accepted_without_owner"]

    loans.give_to(case, None, other.id, on=TODAY)
    assert tasks_of(case.id) == []


def decline(desk, case):
    """Decline the case with a letter."""
    assert post(desk, case, "decision", **DECLINE, letter="Dear", do="decide") == 303


def accept(desk, case, **next_work):
    """Accept the case with a letter."""
    assert post(desk, case, "decision", **ACCEPT, **next_work) == 303


def ask(desk, case):
    """Ask the applicant for facts."""
    question = {"text": "Where do you live?", "language": "en", "wording": "more_facts"}
    assert post(desk, case, "messages", **question) == 303


def read(case):
    """Read all letters in the mailbox, later than they can be unsent."""
    later = time.now() + timedelta(minutes=2)
    thread.mark_read(case.id, Direction.OUT, up_to=9, on=TODAY, now=later)


def telling(desk):
    """Return how many lines of Work say that nobody was told."""
    desk.open("/desk/work")
    return sum(line.startswith("Nobody has told them yet") for line in lines(desk))


def kinds(case):
    return [task.kind for task in tasks_of(case.id)]


def acts(case):
    return set(acts_logged(case.id))


def let_go(desk, case):
    """Take the case from its owner, as a member does in the queue."""
    by = replace(actor(desk.reader, case, time.now()), version=0)
    assign_many(by, [case.reference], None)
    db.session.commit()


def erased(day):
    """Return how many cases housekeeping erases on a day."""
    count = erase_due(today=day, after="").erased
    db.session.commit()
    return count


@pytest.fixture
def boss(desk):
    return desk.colleague("attorney", email="boss@example.org")


@pytest.fixture
def case(boss):
    return a_case(boss, status="triage", due_on=FAR)
