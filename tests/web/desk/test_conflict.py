"""The conflict check on the desk: no answers are shown before it is clear or decided."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from intake.actions.application.write_to_staff import withdraw_request
from intake.actions.conflicts import check_conflicts
from intake.actions.opening.case_keys import case_key
from intake.actions.opening.case_messages import read_messages
from intake.actions.upkeep.jobs import erase_withdrawn
from intake.audit import log
from intake.audit.log import traces_of
from intake.cases.card import Card
from intake.cases.tasks import tasks_of
from intake.clock import now
from intake.conflicts.models import Stub
from intake.extensions import db
from intake.messages import thread
from intake.messages.models import Direction
from tests.cases.desk import UNNAMED
from tests.cases.making import TODAY, own_request

VISIT = timedelta(minutes=3)
"""Time after which a page that is opened counts as another visit."""

STORY = {"name_to_use": "Lumo", "note": "Zanziwort", "spoken_languages": ["ps"]}
HERS = Card(
    name_to_use="Lumo",
    names=("Lumora Testfold Wrenwick",),
    birth_date="1990",
    contact={"reads_language": "es"},
)
AGAINST_HER = Card(name_to_use="Tarviq Bramblewick", do_not_tell="my aunt Lumora Testfold Wrenwick")
HER_FEAR = Card(name_to_use="Lumo", do_not_tell="Yusuf Brambletest, he is my brother")


def test_a_case_without_conflict_opens_in_the_same_request(desk):
    case = case_of(desk, HERS)
    case_of(desk, Card(name_to_use="Wrenna", names=("Wrenna Otherfold",), do_not_tell="my boss"))

    desk.open_case(case)

    assert "Zanziwort" in desk.text
    assert acts(case) == ["case_opened", "conflict_check_clear"]
    assert (case.conflict, case.status, case.conflict_on) == ("clear", "new", TODAY)


def test_a_page_of_the_queue_checks_a_new_case_before_it_is_opened(desk):
    case, feared = case_of(desk, HERS), case_of(desk, AGAINST_HER)

    desk.open()
    desk.open()

    assert [case.conflict, feared.conflict] == ["conflict", "conflict"]
    assert acts(case) == ["conflict_check_conflict", "row_sealed"]
    desk.open_case(case)
    assert "Zanziwort" not in desk.text


def test_a_check_that_could_not_read_a_card_says_so_and_is_made_again(desk, clock):
    case, feared = case_of(desk, HERS), case_of(desk, AGAINST_HER)
    whole, feared.card = feared.card, b"broken"

    for _ in range(2):
        clock.shift(VISIT)
        desk.open_case(case)
        assert "could not read 1 case" in desk.text
        assert "Zanziwort" in desk.text, "an urgent case does not wait"
    desk.open(f"/desk/cases/{case.reference}/conflict")
    assert "Clear:" not in desk.text
    assert acts(case) == [*["case_opened"] * 3, "conflict_check_partial"]

    feared.card = whole
    desk.open_case(case)
    assert "Zanziwort" in desk.text, "not searched again on each page of a visit"
    clock.shift(VISIT)
    desk.open_case(case)

    assert "Zanziwort" not in desk.text
    assert case.conflict == "conflict"


def test_a_check_that_is_whole_the_second_time_says_nothing_more(desk, clock):
    case, other = case_of(desk, HERS), case_of(desk, Card(name_to_use="Wrenna"))
    whole, other.card = other.card, b"broken"
    desk.open_case(case)

    other.card = whole
    clock.shift(VISIT)
    desk.open_case(case)

    assert "could not read" not in desk.text
    assert "conflict_check_clear" in acts(case)


def test_the_check_is_made_once(desk):
    case = case_of(desk, HERS)

    desk.open_case(case)
    case_of(desk, AGAINST_HER)
    desk.open_case(case)

    assert acts(case) == ["case_opened", "case_opened", "conflict_check_clear"]


@pytest.mark.parametrize(
    "mine, theirs, status",
    [
        (HERS, AGAINST_HER, "new"),
        (HERS, Card(name_to_use="Tarviq", do_not_tell="Wrenwick, Lumora: my aunt"), "closed"),
        (HER_FEAR, Card(name_to_use="Youssef", names=("Youssef Brambletest",)), "new"),
        (HER_FEAR, Card(name_to_use="یوسف", names=("یوسف برامبلتست",)), "closed"),
    ],
    ids=["named by another", "named shortly", "names another", "names another in another script"],
)
def test_a_conflict_shows_the_card_and_hides_the_story(desk, mine, theirs, status):
    case, second = case_of(desk, mine), case_of(desk, theirs, status=status)

    desk.open_case(case)

    assert "File restricted" in desk.text
    assert second.reference in desk.text
    assert mine.name_to_use in desk.text
    assert "Zanziwort" not in desk.text
    assert case.status == "conflict_hold"
    assert case.conflict in ("conflict", "possible")
    assert acts(case)[0] == "card_opened"


def test_a_match_by_one_name_is_a_possible_conflict(desk):
    case = case_of(desk, Card(name_to_use="Brambletest"))
    case_of(desk, HER_FEAR)

    desk.open_case(case)

    assert case.conflict == "possible"


def test_a_conflict_planted_in_a_closed_and_erased_case_is_found(desk):
    erased = case_of(desk, AGAINST_HER, status="closed")
    desk.open_case(erased)
    erase_as_applicant(erased)

    case = case_of(desk, HERS)
    desk.open_case(case)

    assert case.conflict == "conflict"
    assert "in an erased case" in desk.text
    assert "Zanziwort" not in desk.text


def test_a_damaged_stub_blocks_nobody_and_raises_an_alarm(desk):
    erased = case_of(desk, AGAINST_HER)
    desk.open_case(erased)
    erase_as_applicant(erased)
    stub = db.session.scalars(select(Stub)).one()
    stub.sealed = stub.sealed[:-1] + bytes([stub.sealed[-1] ^ 1])
    case = case_of(desk, HERS)

    desk.open_case(case)

    assert acts(case) == ["case_opened", "conflict_check_partial", "seal_broken"]
    assert "Some encrypted data cannot be opened." in desk.open().text


def test_a_member_who_may_decide_frees_the_case_with_a_reason(desk):
    case, attorney = held(desk), desk.colleague("attorney")
    attorney.open_case(case)

    answer = attorney.send(
        case, "conflict", grounds="another_person", text="Another year of birth."
    )

    assert answer == 303
    assert (case.conflict, case.status) == ("freed", "triage")
    attorney.open_case(case)
    assert "Zanziwort" in attorney.text
    attorney.open(f"/desk/cases/{case.reference}/conflict")
    assert "Another year of birth." in attorney.text
    attorney.open(f"/desk/cases/{case.reference}/notes")
    (notes,) = attorney.all("section", aria_labelledby="notes")
    assert "Conflict decision" in attorney.words(notes)
    assert "Conflict check" not in attorney.words(notes)
    assert {"conflict_freed", "case_opened"} <= set(acts(case))


def test_words_for_a_case_that_was_held_meanwhile_are_shown_again(desk):
    case, words = held(desk), "I wrote this while the case was open."

    for form, fields in (("messages", {"language": "en"}), ("notes", {"kind": "call"})):
        desk.send(case, form, text=words, **fields)
        assert words in desk.text, form
        assert "Your text was not saved." in desk.text, form


def test_a_conflict_that_stands_stays_hidden(desk):
    case, boss = held(desk), desk.colleague("supervisor")

    boss.send(case, "conflict", grounds="adverse", text="We act for her nephew.")

    assert (case.conflict, case.status) == ("conflict", "conflict_hold")
    boss.open_case(case)
    assert "We act for her nephew." in boss.text
    assert "Zanziwort" not in boss.text


def test_a_case_we_may_not_take_is_closed_and_its_story_stays_hidden(desk):
    case, boss = held(desk), desk.colleague("supervisor")
    assert boss.send(case, "conflict/close", language="en") == 409
    boss.send(case, "conflict", grounds="adverse", text="We act for her nephew.")
    assert boss.send(case, "conflict/close", language="en") == 409
    assert "A second person must approve" in boss.text

    attorney = desk.colleague("attorney", email="wren2@example.org")
    attorney.open_case(case)
    assert attorney.root.find(".//select[@id='language']/option[@selected]").get("value") == "es"
    assert attorney.send(case, "conflict/close", language="en") == 303
    assert (case.status, case.decided) == ("conflict_hold", "closed_declined_conflict")
    assert [task.for_id for task in tasks_of(case.id)] == [attorney.member.id]

    told = {"channel": "call", "on": TODAY.isoformat(), "at": "10:00", "text": "Said no."}
    for who, outcome, status in (
        (desk, "told", 409),
        (attorney, "unreached", 422),
        (attorney, "no_answer", 303),
    ):
        who.open(f"/desk/cases/{case.reference}/tell")
        assert "Zanziwort" not in who.text
        assert who.send(case, "tell", outcome=outcome, **told) == status
        assert case.status == "conflict_hold"
    attorney.open(f"/desk/cases/{case.reference}/tell")
    assert "of 3 attempts since then" in attorney.text
    assert attorney.send(case, "tell", outcome="told", **told) == 303

    assert (case.status, case.close_reason) == ("closed", "declined_conflict")
    assert tasks_of(case.id) == []
    attorney.open_case(case)
    assert "Zanziwort" not in attorney.text
    key = case_key(case, desk.team.reader(desk.member))
    (sent,) = read_messages(key, traces_of(case.id))
    assert "We cannot take your case." in sent.text
    assert "conflict" not in sent.text.lower()


def test_a_letter_of_a_conflict_that_was_read_near_a_deadline_is_said_to_be_read(desk, clock):
    case, boss = case_of(desk, HERS, act_by=TODAY + timedelta(40)), desk.colleague("supervisor")
    case_of(desk, AGAINST_HER)
    boss.open_case(case)
    boss.send(case, "conflict", grounds="adverse", text="We act for her nephew.")
    assert boss.send(case, "conflict/close", language="en") == 303
    thread.mark_read(case.id, Direction.OUT, up_to=9, on=TODAY, now=now() + VISIT)
    clock.shift(timedelta(20))
    later = desk.colleague("supervisor", email="jay@example.org")

    later.open_case(case)

    assert "They read the letter in the mailbox on 24 November 2026." in later.text
    assert "Nobody has told them yet" not in later.text
    told = {"on": TODAY.isoformat(), "at": "10:01", "text": "Read.", "outcome": "told"}
    assert later.send(case, "tell", channel="return_code", **told) == 303
    assert case.status == "closed"


def test_a_decision_needs_grounds_and_a_text(desk):
    case, boss = held(desk), desk.colleague("supervisor")

    for fields in ({"grounds": "", "text": "x"}, {"grounds": "nothing", "text": "x"}, {"text": ""}):
        assert boss.send(case, "conflict", **fields) == 422

    assert case.conflict == "conflict"


def test_an_error_in_a_form_that_is_not_on_the_page_is_no_link(desk):
    boss = desk.colleague("supervisor")
    restricted, other = held(desk), case_of(desk, Card(name_to_use="Wrenna"))
    reason, language = "Choose a reason.", "There is no template in that language."
    for case, act, says in (
        (other, "conflict", reason),
        (other, "conflict/close", language),
        (restricted, "conflict", reason),
        (restricted, "conflict/close", language),
        (restricted, "move", "Choose a status."),
        (restricted, "date", "Enter a date from today to two years ahead."),
    ):
        assert boss.send(case, act, version="") == 422, act
        assert says in boss.text


def test_other_roles_cannot_decide(desk):
    case, colleague = held(desk), desk.colleague("caseworker", email="kite@example.org")
    colleague.open_case(case)
    assert "Resolve conflict" not in colleague.text

    assert colleague.send(case, "conflict", grounds="another_person", text="x") == 404
    assert case.conflict == "conflict"


def test_a_long_check_continues_from_a_sealed_cursor(desk, clock, monkeypatch):
    monkeypatch.setattr(check_conflicts, "AT_ONCE", 2)
    monkeypatch.setattr(check_conflicts, "WORKS_FOR", timedelta(0))
    case = case_of(desk, HERS)
    others = [case_of(desk, HER_FEAR) for _ in range(4)] + [case_of(desk, AGAINST_HER)]

    desk.open_case(case)
    for _ in range(9):
        if not (cursors := list(desk.all("input", name="cursor"))):
            break
        assert "Zanziwort" not in desk.text
        assert "The check covers: 6 requests here, 0 imported names." in desk.text
        cursor = cursors[0].get("value", "")
        desk.send(case, "check", cursor=cursor)

    assert case.conflict == "conflict"
    assert others[-1].reference in desk.text


def test_a_forged_cursor_skips_nothing(desk):
    case, _ = case_of(desk, HERS), case_of(desk, AGAINST_HER)
    desk.open()

    desk.send(case, "check", cursor="Zm9yZ2Vk")

    assert case.conflict == "conflict"


def held(desk):
    """Return a case with a conflict, opened by a caseworker."""
    case = case_of(desk, HERS)
    case_of(desk, AGAINST_HER)
    desk.open_case(case)
    return case


def case_of(desk, card, **changed):
    return desk.case(card=card, answers=STORY, **{"conflict": None, **changed})


def acts(case):
    return sorted(entry.act for entry in log.history_of(case.id))


def erase_as_applicant(case):
    withdraw_request(own_request(case.request_id), today=TODAY)
    assert erase_withdrawn(today=TODAY) == 1


@pytest.fixture
def desk(desk):
    yield desk
    assert db.session.scalars(UNNAMED).all() == []
