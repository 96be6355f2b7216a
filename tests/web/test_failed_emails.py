"""Emails that were given up: the error, and the decision of a member."""

import pytest

from intake.audit.models import AuditEntry
from intake.extensions import db
from intake.keys.models import Team
from intake.outbox.models import State
from intake.web.desk.health.undelivered import PAGE
from tests.cases.desk import desk_of
from tests.outbox.making import TODAY, given_up, team
from tests.support.rows import all_rows, one_row

LETTERS = "/desk/health/letters"


def test_a_failed_email_shows_kind_recipient_day_and_error(desk):
    failed(desk, attempts=7)

    desk.open(LETTERS)

    text = " ".join(desk.words_of("main").split())
    for part in (
        "New request K7QF-2MXH",
        "To wren.testwood",
        "Waiting since 24 November 2026",
        "P1, 27 November 2026",
        "Given up after 7 attempts.",
        "The mail server rejected the email (code 550). The mailbox may not exist.",
    ):
        assert part in text
    assert "wren.testwood@example.org" not in text


def test_an_email_refused_at_once_shows_one_attempt(desk):
    letter = failed(desk, trouble="outcome_unknown").id

    desk.open(LETTERS)

    which = f"New request K7QF-2MXH {letter[:8]}"
    assert desk.address_of(f"Try again {which}") == f"{LETTERS}/{letter}/retry"
    assert desk.address_of(f"It arrived {which}") == f"{LETTERS}/{letter}/arrived"
    assert "Given up after 1 attempt." in desk.text
    assert "It may have arrived: ask before you try again." in desk.text


def test_each_error_code_has_a_sentence(desk):
    for trouble, sentence in [
        ("certificate", "certificate could not be verified"),
        ("smtp_451", "kept asking us to try later (code 451)"),
        ("quite_new", "Failed with code quite_new."),
    ]:
        failed(desk, trouble=trouble)

        desk.open(LETTERS)

        assert sentence in desk.text


@pytest.mark.parametrize(
    "act, state",
    [("retry", State.WAITING), ("arrived", State.DELIVERED), ("drop", State.DROPPED)],
)
def test_each_decision_settles_the_email_and_is_logged(desk, act, state):
    case = desk.case()
    letter = failed(desk)
    letter.reference = case.reference

    if act == "drop":
        desk.open(f"{LETTERS}/{letter.id}/drop")
        assert letter.state == State.PARKED, "it needs a confirmation"
    answer = desk.post(f"{LETTERS}/{letter.id}/{act}")

    assert (answer.status_code, answer.location) == (303, LETTERS)
    assert letter.state == state
    assert (letter.address is not None) == (act == "retry")
    entry = one_row(AuditEntry)
    assert entry.act.startswith("letter_")
    assert (entry.member_id, entry.case_id) == (desk.member.id, case.id)
    assert entry.at is not None
    desk.open(LETTERS)
    assert "No emails have failed." in desk.text


@pytest.mark.parametrize("act", ["arrived", "drop"])
def test_a_second_decision_about_an_email_is_refused(desk, act):
    letter = failed(desk)
    desk.post(f"{LETTERS}/{letter.id}/retry")
    failed(desk)

    answer = desk.post(f"{LETTERS}/{letter.id}/{act}")

    assert answer.status_code == 409
    assert "already dealt with this email" in desk.text
    assert letter.state == State.WAITING


def test_all_but_those_that_may_have_arrived_are_tried_again_at_once(desk):
    certain = [failed(desk), failed(desk, trouble="timed_out", attempts=9)]
    unknown = failed(desk, trouble="outcome_unknown")

    desk.open(LETTERS)
    assert "Try 2 emails again" in desk.text
    assert "Leaves out emails that may have arrived." in desk.text
    desk.post(f"{LETTERS}/retry")

    assert {letter.state for letter in certain} == {State.WAITING}
    assert unknown.state == State.PARKED
    acts = all_rows(AuditEntry.act)
    assert acts == ["letter_retried"] * 2


def test_a_page_shows_the_oldest_and_how_many_there_are(desk):
    for _ in range(PAGE + 3):
        failed(desk)

    desk.open(LETTERS)

    assert len(list(desk.all("section"))) == PAGE
    assert "There are 53. This page shows the oldest 50." in desk.text


def test_emails_of_another_team_are_not_found(desk):
    foreign = given_up(team(), "m1")
    failed(desk)

    desk.open(LETTERS)
    assert foreign.id not in desk.text
    for act in ("retry", "arrived", "drop"):
        assert desk.post(f"{LETTERS}/{foreign.id}/{act}").status_code == 404
    assert desk.open(f"{LETTERS}/{foreign.id}/drop").status_code == 404


def test_an_administrator_sees_the_reference_and_no_link_to_the_case(app):
    with app.app_context():
        desk = desk_of(app, "administrator")
        failed(desk)

        desk.open(LETTERS)

        assert "K7QF-2MXH" in desk.text
        assert "/desk/cases/K7QF-2MXH" not in desk.text


def failed(desk, *, trouble="smtp_550", attempts=1, reader=""):
    to = db.session.get_one(Team, desk.member.team_id)
    letter = given_up(to, reader or desk.member.id, trouble=trouble, attempts=attempts)
    assert letter.queued_on == TODAY
    return letter


@pytest.fixture
def desk(app, clock):
    with app.app_context():
        yield desk_of(app, "supervisor")
