"""Erasing on the desk: the reason, the confirmation, the legal hold, and the alerts."""

from datetime import timedelta

import pytest

from intake.actions.case.erase_case import EraseReason
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases.models import Case
from intake.cases.pipeline import CloseReason, Status
from intake.extensions import db
from tests.cases.desk import desk_of
from tests.cases.making import TODAY, new_team
from tests.support.clients.applicant import come_back
from tests.support.clients.members import text_of
from tests.support.databases.writing import writing_in
from tests.support.rows import acts_logged, change_rows

DESK_OF = ("attorney",)


def test_a_case_is_erased_for_a_reason_after_a_second_page(desk, case):
    reference, id_ = case.reference, case.id
    desk.open_case(case)
    assert [*desk.all("form", action=at(case, "erase"))] != []

    desk.open(at(case, "erase") + "?version=1&why=asked")
    assert "Applicant&#39;s request" in desk.text
    assert left() == 1
    assert desk.send(case, "erase", why="asked") == 303

    assert desk.page.location == "/desk/"
    assert left() == 0
    assert desk.open(f"/desk/cases/{reference}").status_code == 404
    with_who = [(entry.act, entry.member_id) for entry in log.history_of(id_)]
    assert ("erased_asked", desk.member.id) in with_who


def test_erasing_needs_a_listed_reason(desk, case):
    for why in ("", "because"):
        assert desk.open(at(case, "erase") + f"?version=1&why={why}").status_code == 422
        assert "Choose a reason for erasing." in desk.text
        assert desk.send(case, "erase", why=why) == 422

    assert left() == 1


def test_one_member_erases_no_open_case_by_their_own_judgment_or_near_a_deadline(desk):
    says = "Close this case first, or merge it into the other one"
    for why, days, answered in (
        ("duplicate", 29, 409),
        ("mistake", -1, 409),
        ("mistake", 30, 409),
        ("asked", 29, 409),
        ("asked", 30, 303),
        ("wrong_hands", 29, 409),
        ("wrong_hands", 30, 303),
        ("ordered", 29, 409),
        ("ordered", 30, 303),
    ):
        on = TODAY + timedelta(days)
        case = desk.case(act_by=on, dates={"act_by": on})
        before = left()
        desk.open(at(case, "erase") + f"?version=1&why={why}")
        assert (says in desk.text) == (answered == 409)

        assert desk.send(case, "erase", why=why) == answered

        assert before - left() == (answered == 303)


def test_a_case_changed_meanwhile_is_neither_erased_nor_held(desk, case):
    for act, fields in (("erase", {"why": "asked"}), ("hold", {"text": "A court asked."})):
        assert desk.send(case, act, version="7", **fields) == 409
        assert "Someone else changed this case." in desk.text
    assert (left(), case.held_since) == (1, None)


def test_a_hold_has_a_reason_keeps_the_case_and_two_lift_it(desk, case):
    assert desk.send(case, "hold") == 422
    assert "Enter a reason." in desk.text
    desk.send(case, "hold", text="A court asked, Zanziwort.")
    desk.open_case(case)
    assert "On legal hold since 24 November 2026" in desk.text
    assert not list(desk.all("form", action=at(case, "erase")))

    desk.open(at(case, "erase") + "?version=2&why=asked")
    assert "This case is on legal hold." in desk.text
    assert not list(desk.all("form", action=at(case, "erase")))
    assert desk.send(case, "erase", why="asked") == 409
    assert left() == 1

    desk.open(at(case, "lift"))
    words = desk.words(desk.root)
    assert "A court asked, Zanziwort." in words
    assert "Nothing is erased now, because the case is open." in words
    assert "A second attorney or supervisor must agree. Until then the hold stays." in words
    desk.send(case, "lift")
    desk.open(at(case, "lift"))
    assert "You asked for this on 24 November 2026." in desk.text
    assert not list(desk.all("form", action=at(case, "lift")))
    second = desk.colleague("supervisor", email="gull.testwood@example.org")
    second.open("/desk/work")
    assert "A legal hold is to be lifted" in second.text
    second.send(case, "lift")

    assert desk.open_case(case).status_code == 200
    assert "Set a legal hold" in desk.text
    second.open("/desk/work")
    assert "A legal hold is to be lifted" not in second.text


def test_a_closed_case_shows_its_erase_date_and_an_open_case_stays(desk, case):
    desk.open_case(case)
    words = desk.words(desk.root)
    assert "We told the applicant we erase this on 22 February 2027." in words
    assert "Open cases are not erased" in words

    desk.send(case, "move", to="closed:deceased_or_removed")
    told = {"outcome": "told", "channel": "call", "on": "2026-11-24", "at": "10:00"}
    assert desk.send(case, "tell", text="Her sister.", **told) == 303

    desk.open_case(case)
    assert "Erase date 24 November 2027" in desk.words(desk.root)


def test_housekeeping_erases_what_is_closed_twice_run_once_done(app, desk, case, clock):
    desk.open_case(case)
    desk.send(case, "move", to="closed:has_counsel")
    clock.shift(days=90)

    outputs = [app.test_cli_runner().invoke(args=["housekeeping", "run"]).output for _ in range(2)]

    assert "1 cases erased." in outputs[0]
    assert "0 cases erased." in outputs[1]
    assert left() == 0
    boss = desk.colleague("supervisor", email="gull.testwood@example.org")
    boss.open("/desk/audit")
    rows = [[boss.words(cell) for cell in row] for row in boss.all("tr")]
    assert ["Server", "Erased on its scheduled date"] in [row[2:4] for row in rows]


def test_housekeeping_keeps_unreviewed_cases_and_the_desk_lists_them(app, desk, clock):
    unseen = desk.case()
    closed = desk.case(status=Status.CLOSED.value, close_reason=CloseReason.SPAM.value)
    log.record(AuditAct.CLOSED_SPAM, on=TODAY, case_id=closed.id)
    db.session.commit()
    clock.shift(days=91)

    output = app.test_cli_runner().invoke(args=["housekeeping", "run"]).output

    assert "0 cases erased." in output
    assert "1 cases not erased because they have not been reviewed" in output
    assert left() == 2
    again = desk.colleague("attorney", email="gull.testwood@example.org")
    again.open()
    unseen_ones = "has not been reviewed. It stays until someone reviews and closes it: "
    assert unseen_ones + unseen.reference in again.text
    closed_ones = "so no conflict record would remain. Open it once: "
    assert closed_ones + closed.reference in again.words(again.root)

    again.open_case(closed)
    app.test_cli_runner().invoke(args=["housekeeping", "run"])

    assert left() == 1
    assert closed.reference not in again.open().text


@pytest.mark.parametrize("state", ["held back", "broken", "closed to me, opened by a colleague"])
def test_a_restricted_case_can_be_held_and_erased(app, desk, case, state):
    id_ = case.id
    if state == "held back":
        case.conflict = "conflict"
    elif state == "broken":
        case.card = case.card[:-1]
    else:
        desk.open_case(case)
        desk = desk_of(app, "attorney", team=new_team(), email="gull.testwood@example.org")
        desk.join_team(case.team_id)

    desk.open_case(case)
    assert "Retention" in desk.text
    desk.send(case, "hold", text="A court asked.")
    desk.open_case(case)
    assert "On legal hold since 24 November 2026" in desk.text
    assert not list(desk.all("form", action=at(case, "erase")))
    second = desk_of(app, "attorney", team=new_team(), email="heron.testwood@example.org")
    second.join_team(case.team_id)
    for who in (desk, second):
        who.send(case, "lift")
    desk.open_case(case)
    assert [*desk.all("form", action=at(case, "erase"))] != []

    assert desk.send(case, "erase", why="ordered") == 303, desk.words(desk.root)

    assert left() == 0
    assert "erased_ordered" in acts_logged(id_)


def test_a_locked_case_without_stub_offers_a_hold_and_no_erasing(app, desk, case):
    waiting = desk_of(app, "attorney", team=new_team(), email="gull.testwood@example.org")
    waiting.join_team(case.team_id)

    waiting.open_case(case)

    assert "You cannot open this case yet." in waiting.text
    assert [*waiting.all("form", action=at(case, "hold"))] != []
    assert not list(waiting.all("form", action=at(case, "erase")))


def test_overdue_and_withdrawn_held_cases_are_listed(desk, clock):
    worked = [desk.case(looked_on=TODAY) for _ in range(7)]
    held = desk.case(held_since=TODAY, erase_asked_on=TODAY)
    kept = desk.case(status="closed", close_reason="accepted_transferred")
    for looked_on in (TODAY, None):
        desk.case(looked_on=looked_on, held_since=TODAY)
    clock.shift(days=91)

    again = desk.colleague("attorney", email="gull.testwood@example.org")
    again.open()

    words = again.words(again.root)
    assert "7 open cases are past their erase date." in words
    assert sum(case.reference in words.partition("…")[0] for case in worked) == 5
    assert "has not been reviewed" not in words
    assert f"on legal hold. Lift the hold as soon as you may: {held.reference}." in words
    assert list(again.all("a", href=at(held, "lift")))
    assert f"than the one who decided erase it: {kept.reference}." in words


def test_a_case_withdrawn_under_a_hold_is_in_no_list_and_opens_for_nobody_else(desk):
    case = desk.case(
        held_since=TODAY,
        erase_asked_on=TODAY,
        status="closed",
        close_reason="withdrawn",
        closed_on=TODAY,
        erase_on=TODAY + timedelta(90),
    )
    reference, name = case.reference, "Lumo Test-Wrenfold"
    caseworker = desk.colleague("caseworker", email="gull.testwood@example.org")
    apart = "The applicant withdrew this request on 24 November 2026."

    for who in (caseworker, desk):
        for page in ("/desk/", "/desk/closed", "/desk/work", "/desk/diary"):
            who.open(page)
            alert = "as soon as you may" in who.text
            assert name not in who.text, page
            assert (reference in who.text) == (alert and who is desk), page
        who.post("/desk/search", q="Wrenfold")
        assert name not in who.text
        who.open_case(case)
        assert apart in who.text
    assert name in desk.text
    assert not list(desk.all("nav", aria_label="Case pages"))
    assert "Reopen this case" not in desk.text
    assert "Log a call" not in desk.text
    for page in ("", "/messages", "/notes", "/contact", "/timeline"):
        caseworker.open(f"/desk/cases/{reference}{page}")
        assert name not in caseworker.text, page
    desk.open(f"/desk/cases/{reference}/messages")
    assert "Message the applicant" not in desk.text
    for act in ("reopen", "messages", "notes", "assign", "contact"):
        fields = {"text": "Again.", "language": "en", "kind": "plan"}
        assert desk.send(case, act, **fields) in (409, 422), act
    assert (case.status, case.assignee_id) == ("closed", None)
    desk.open(at(case, "lift"))
    assert "This erases the case within a minute." in desk.text


def test_an_applicant_under_a_hold_is_told_the_truth_and_locked_away(app, someone):
    someone.apply()
    code = text_of(someone.text, "return-code")
    with writing_in(app):
        change_rows(Case, held_since=TODAY)
    elsewhere = come_back(app, code)
    elsewhere.open("/en/mailbox/delete")
    assert "The law says we must keep your answers for some time." in elsewhere.text
    assert "We will delete your answers and all messages." not in elsewhere.text
    only = "Only the people on our team who decide when we may delete them can open them."
    assert only in elsewhere.text

    elsewhere.post("/en/mailbox/delete", {})

    assert elsewhere.path == "/en/set-aside"
    assert "Your answers are locked away" in elsewhere.text
    assert only in elsewhere.text
    with app.app_context():
        assert left() == 1
    assert come_back(app, code).page.status_code == 422
    assert someone.open("/en/sent").status_code == 410


def test_the_mailbox_shows_the_day_of_erasure_as_it_is_now(app, someone):
    someone.apply()
    assert "We plan to delete your answers on Monday 22 February 2027, but not" in someone.text
    elsewhere = come_back(app, text_of(someone.text, "return-code"))
    assert "22 February 2027" in elsewhere.text

    with writing_in(app):
        change_rows(Case, erase_on=TODAY + timedelta(days=365))

    assert "24 November 2027" in elsewhere.open("/en/mailbox").text


def test_every_reason_has_words_in_the_log():
    assert {f"erased_{reason}" for reason in EraseReason} <= set(AuditAct)


def at(case, act):
    return f"/desk/cases/{case.reference}/{act}"


def left():
    return db.session.query(Case).count()


@pytest.fixture
def case(desk):
    return desk.case(due_on=TODAY + timedelta(60))
