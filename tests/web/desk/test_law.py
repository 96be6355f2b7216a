"""The law page and the recall, as staff see them."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
import time_machine

from intake import clock
from intake.actions.law import amend
from intake.actions.law.amend import reassess_batch
from intake.amendments import recalls
from intake.amendments.approved import law_book
from intake.amendments.models import AssessmentBasis, PublishedRow
from intake.audit.models import AuditEntry
from intake.cases import store
from intake.desk_state import jobs
from intake.desk_state.models import Job, JobKind
from intake.extensions import db, saving
from intake.law.book import shipped
from intake.questionnaire.asylum import ASYLUM
from intake.referrals.places import shipped as shipped_places
from intake.triage import assess
from intake.triage.rules import RULES
from intake.triage.rules.decisions import r05_appeal
from intake.web.desk.law import recall
from tests.actions.application.test_answer_later import answered
from tests.actions.law.test_reassess_open_cases import APPEAL, NO_APPEAL, settled
from tests.cases.making import TODAY
from tests.cases.signing import last_row
from tests.support.rows import all_rows, one_row

DESK_OF, SIGNS = ("attorney",), True

PROPOSED = {
    "parameter": "bia_appeal_days",
    "value": "10",
    "from_day": "2026-10-01",
    "until": "",
    "source": "An invented order of an invented court",
    "confidence": "contested",
    "alternative": "30",
    "alternative_if": "the order is stayed",
    "review_by": "2027-03-01",
}


def test_overdue_reviews_are_listed_on_top(desk, clock):
    clock.move_to("2027-02-05T15:00:00+00:00")
    later = desk.colleague("attorney")

    later.open("/desk/law")

    assert (
        "Days to appeal to the Board of Immigration Appeals: review was due"
        " 31 January 2027, 5 days ago."
    ) in later.text.replace("&#39;", "'")


def test_a_parameter_changes_when_a_second_person_approves(desk):
    assert desk.post("/desk/law/amendments", **PROPOSED).status_code == 303
    assert law_book() is shipped()
    desk.open("/desk/")
    assert "Recalculate deadlines for open cases" not in desk.text

    second = desk.colleague("supervisor")
    assert second.post(f"/desk/law/amendments/{last_row().id}/approve").status_code == 303

    second.open("/desk/law")
    row = second.words_of("tr", data_parameter="bia_appeal_days")
    for words in ("10", "Changed on this site", "Reviewed today."):
        assert words in row
    assert "Approved by gull, 24 November 2026" in second.words_of(
        "li", data_parameter="bia_appeal_days"
    )
    assert law_book().number("bia_appeal_days", on=TODAY) == 10
    acts = [(entry.act, entry.member_id) for entry in all_rows(AuditEntry)]
    assert set(acts) == {
        ("amendment_proposed", desk.member.id),
        ("amendment_approved", second.member.id),
    }
    address = f"/desk/law/amendments/{last_row().id}"
    assert desk.open(address).status_code == 404, "what is decided is no longer weighed"
    desk.open("/desk/")
    assert "The law or rules changed. Recalculate deadlines for open cases" in desk.text


def test_a_number_can_end_with_no_other_in_its_place(desk):
    """A country's protection ended years ago: its row may end in the past."""
    proposed = PROPOSED | {"parameter": "tps_sv", "ends": "1", "value": "", "until": "2025-03-31"}
    proposed |= {"alternative": ""}
    assert desk.post("/desk/law/amendments", **proposed | {"until": ""}).status_code == 422
    assert (
        desk.post("/desk/law/amendments", **proposed | {"until": "2024-01-01"}).status_code == 422
    )
    assert desk.post("/desk/law/amendments", **proposed).status_code == 303
    assert law_book().has("tps_sv", on=TODAY)
    approve(desk)

    assert not law_book().has("tps_sv", on=TODAY)
    assert law_book().has("tps_sv", on=date(2025, 3, 31))
    assert law_book().missing(on=TODAY) == ()
    desk.open("/desk/law")
    assert "Ends, and no other value takes its place." in desk.text
    desk.open("/desk/law/bench")
    assert "Without this change: Last day of TPS for El Salvador" in desk.text


@pytest.mark.parametrize(
    "row, value, what",
    [
        ("tps_|er", "1999-12-31", "Last day of TPS for Eritrea"),
        ("parole_|CO", "2027-04-24", "Last day of the parole program for Colombia"),
        ("sijs_state_age_|OR", "21", "Age limit for juvenile court help in OR"),
        ("bond_hearing_circuit_|9", "1", "Bond hearing in circuit 9: 1 possible, 0 denied"),
    ],
)
def test_a_country_a_state_and_a_circuit_are_added_at_the_desk(desk, row, value, what):
    table, code = row.split("|")
    proposed = PROPOSED | {"parameter": table, "code": code, "value": value, "alternative": ""}
    proposed |= {"from_day": "1990-01-01"}
    assert desk.post("/desk/law/amendments", **proposed | {"code": "QQ"}).status_code == 422
    assert "Enter the code of a country (HT), of a state (TX) or of a circuit (5)." in desk.text
    assert desk.post("/desk/law/amendments", **proposed).status_code == 303
    approve(desk)

    added = law_book().parameter(f"{table}{code.lower()}", on=TODAY)
    assert (added.what, added.from_day) == (what, date(1990, 1, 1))
    desk.open(f"/desk/law?change={added.id}")
    assert next(desk.all("input", id="value")).get("value") == value


def test_lawyers_sign_rows_of_the_worksheet_and_a_change_drops_the_signature(desk):
    desk.open("/desk/law/worksheet")
    row = next(desk.all("div", data_parameter="bia_appeal_days"))
    assert "30 From 1 July 1996 Not signed" in desk.words(row)
    assert "Or EOIR-26A." in desk.words_of("div", data_parameter="fee_appeal")
    signed = {"row": mark_of(row), "name": "Ada Example", "bar": "12345", "state": "NY"}
    signed |= {"signed_on": "2026-11-20"}
    for field, typed in (("name", ""), ("bar", ""), ("state", "New York"), ("row", "none")):
        assert desk.post("/desk/law/worksheet", **signed | {field: typed}).status_code == 422
        assert (next(desk.all("input", name="row")).get("checked") is None) is (field == "row")
    day_to_come = signed | {"signed_on": "2026-11-25"}
    assert desk.post("/desk/law/worksheet", **day_to_come).status_code == 422
    before = len(law_book().unsigned(on=TODAY))

    assert desk.post("/desk/law/worksheet", **signed).status_code == 303

    ada = ("Ada Example, NY 12345", date(2026, 11, 20))
    assert law_book().parameter("bia_appeal_days", on=TODAY).signatures == (ada,)
    assert len(law_book().unsigned(on=TODAY)) == before - 1
    desk.open("/desk/law/worksheet")
    assert "Signed by Ada Example, NY 12345. 20 November 2026" in desk.words_of(
        "div", data_parameter="bia_appeal_days"
    )
    change_the_law(desk)
    assert law_book().parameter("bia_appeal_days", on=TODAY).signatures == ()
    assert law_book().parameter("bia_appeal_days", on=date(2026, 9, 30)).signatures


def test_a_second_lawyer_signs_beside_the_first_and_the_first_may_sign_anew(desk):
    for name, bar, day in (
        ("Ada Example", "12345", "2026-11-02"),
        ("Ben Example", "67", "2026-11-20"),
        ("Ada Example", "12345", "2026-11-21"),
    ):
        desk.open("/desk/law/worksheet")
        row = mark_of(next(desk.all("div", data_parameter="bia_appeal_days")))
        signed = {"row": row, "name": name, "bar": bar, "state": "NY", "signed_on": day}
        assert desk.post("/desk/law/worksheet", **signed).status_code == 303

    assert law_book().parameter("bia_appeal_days", on=TODAY).signatures == (
        ("Ben Example, NY 67", date(2026, 11, 20)),
        ("Ada Example, NY 12345", date(2026, 11, 21)),
    )
    desk.open("/desk/law/worksheet")
    words = desk.words_of("div", data_parameter="bia_appeal_days")
    assert "Signed by Ben Example, NY 67. 20 November 2026 Signed by Ada Example" in words


def test_the_waiver_of_a_fee_can_be_changed(desk):
    desk.open("/desk/law?change=bia_appeal_days")
    assert not list(desk.all("select", id="waiver"))
    desk.open("/desk/law?change=fee_i589")
    (chosen,) = (one for one in desk.all("option", selected="") if one.get("value") == "none")
    assert desk.words(chosen) == "No waiver."

    fee = {"parameter": "fee_i589", "value": "150", "waiver": "I-912"}
    assert desk.post("/desk/law/amendments", **PROPOSED | fee).status_code == 303
    desk.open("/desk/law")
    (part,) = desk.all("section", aria_labelledby="waiting")
    assert "150 Or I-912." in desk.words(part)
    approve(desk)

    row = law_book().parameter("fee_i589", on=date(2027, 1, 1))
    assert (row.value, row.waiver) == (150, "I-912")


def test_a_signature_can_be_taken_away(desk):
    desk.open("/desk/law/worksheet?all=1")
    row = next(desk.all("div", data_parameter="board_brief_days"))
    signed = {"row": mark_of(row), "name": "Ada Example", "bar": "12345", "state": "NY"}
    desk.post("/desk/law/worksheet?all=1", **signed, signed_on="2026-11-20")
    assert law_book().parameter("board_brief_days", on=TODAY).signatures

    desk.open("/desk/law/worksheet?all=1")
    desk.post("/desk/law/worksheet?all=1", row=signed["row"], drop="1")

    assert law_book() is shipped()
    colleague = desk.colleague("caseworker")
    colleague.open("/desk/law/worksheet")
    assert not list(colleague.all("button", name="drop"))
    assert colleague.post("/desk/law/worksheet", row=signed["row"], drop="1").status_code == 404


def test_a_member_cannot_approve_their_own_proposal(desk):
    desk.post("/desk/law/amendments", **PROPOSED)
    desk.open(f"/desk/law/amendments/{last_row().id}")
    assert "someone else must approve it." in desk.text
    assert not list(desk.all("form", action=f"/desk/law/amendments/{last_row().id}/approve"))

    answer = desk.post(f"/desk/law/amendments/{last_row().id}/approve")

    assert answer.status_code == 422
    assert law_book() is shipped()
    acts = [entry.act for entry in all_rows(AuditEntry)]
    assert acts == ["amendment_proposed"]


def test_an_amendment_can_be_withdrawn_before_and_after(desk):
    second = desk.colleague("attorney")
    for approve in (False, True):
        desk.open("/desk/law")
        desk.post("/desk/law/amendments", **PROPOSED)
        id_ = last_row().id
        if approve:
            second.open("/desk/law")
            second.post(f"/desk/law/amendments/{id_}/approve")
            assert law_book().number("bia_appeal_days", on=TODAY) == 10
        desk.open("/desk/law")
        assert desk.post(f"/desk/law/amendments/{id_}/withdraw").status_code == 303
        assert law_book() is shipped()

    assert desk.post(f"/desk/law/amendments/{id_}/withdraw").status_code == 409
    assert "Someone else approved or withdrew this." in desk.text
    assert desk.post(f"/desk/law/amendments/{'0' * 32}/withdraw").status_code == 404
    desk.open("/desk/law")
    assert "Withdrawn by wren.testwood, 24 November 2026" in desk.words(
        next(desk.root.iter("main"))
    )
    acts = [(entry.act, entry.member_id) for entry in all_rows(AuditEntry)]
    assert Counter(acts) == {
        ("amendment_proposed", desk.member.id): 2,
        ("amendment_approved", second.member.id): 1,
        ("amendment_withdrawn", desk.member.id): 2,
    }


def test_an_incomplete_proposal_is_shown_again_as_typed(desk):
    for field, text in [
        ("parameter", ""),
        ("parameter", "no_such_number"),
        ("value", ""),
        ("value", "ten"),
        ("value", "99999"),
        ("from_day", "soon"),
        ("until", "2026-09-30"),
        ("source", "  "),
        ("confidence", "certain"),
        ("alternative", "thirty"),
        ("alternative_if", ""),
        ("review_by", "2026-11-24"),
    ]:
        answer = desk.post("/desk/law/amendments", **{**PROPOSED, field: text})

        assert answer.status_code == 422
        assert next(iter(desk.all("p", id=f"{field}-error")), None) is not None
        assert "An invented order" in desk.text or field == "source"
        assert all_rows(PublishedRow) == []


def test_holidays_need_their_year(desk):
    days = {**PROPOSED, "parameter": "federal_holidays", "value": "2027-01-01 2027-07-06"}
    days |= {"alternative": "", "from_day": "2027-01-01"}
    assert desk.post("/desk/law/amendments", **days).status_code == 422

    days["until"] = "2027-12-31"
    assert desk.post("/desk/law/amendments", **days).status_code == 303


def test_the_form_is_offered_with_the_value_in_force(desk):
    desk.open("/desk/law?change=poverty_alaska")

    value = next(desk.all("input", id="value"))
    assert value.get("value") == "19950 27050 34150 41250 48350 55450 62550 69650"


def test_a_change_of_law_asks_for_a_recall_that_lists_whose_date_moved(desk):
    case = settled(desk.team)
    change_the_law(desk)
    desk.open("/desk/law")
    assert "The law or rules changed since open cases were last calculated." in desk.text

    desk.open("/desk/law/recall")
    assert "Recalculate 1 open case" in desk.text
    state = desk.words_of("section", aria_labelledby="state")
    assert "Days to appeal" in state
    assert "The rules changed with this release." not in state
    assert desk.post("/desk/law/recall").location == "/desk/law/recall/run"
    assert desk.open("/desk/law/recall/run").location == "/desk/law/recall"
    desk.open("/desk/law/recall")

    row = desk.words_of("tr", data_moved=case.reference)
    for words in (
        *("2 December 2026", "27 November 2026", "18 December 2026", "30 November 2026"),
        *("P2", "P1", "Appeal", "Days to appeal"),
    ):
        assert words in row
    assert "Deadlines changed in 1 case." in desk.text
    desk.open("/desk/law")
    assert "changed since open cases" not in desk.text
    desk.open(f"/desk/cases/{case.reference}")
    assert "Deadlines recalculated under current law" in desk.text


def test_what_a_recall_moved_is_listed_page_by_page(desk, monkeypatch):
    monkeypatch.setattr(recalls, "PAGE", 1)
    for _ in range(2):
        settled(desk.team)
    change_the_law(desk)
    desk.open(desk.post("/desk/law/recall").location)

    desk.open("/desk/law/recall")
    assert "1\u20131 of 2" in desk.text
    desk.open(next(desk.all("a", rel="next")).get("href", ""))
    assert "2\u20132 of 2" in desk.text
    assert not list(desk.all("a", rel="next"))


def test_a_shorter_time_is_shown_with_the_cases_it_moves_before_anybody_approves_it(desk):
    """Thirty days become ten: only a decision on or after the first day has the shorter time."""
    moving = settled(desk.team, APPEAL | {"bad_decision_date": "2026-11-20"})
    running = settled(desk.team, APPEAL | {"bad_decision_date": "2026-11-17"})
    store.set_due(running, date(2026, 11, 25), early=False)
    other = settled(desk.team, NO_APPEAL)
    store.set_due(other, date(2026, 11, 27), early=False)
    desk.post("/desk/law/amendments", **PROPOSED | {"from_day": "2026-11-18"})
    second = desk.colleague("supervisor")
    second.open("/desk/law")
    address = f"/desk/law/amendments/{last_row().id}"
    assert not list(second.all("form", action=f"{address}/approve")), "not before they looked"

    assert list(second.all("a", href=address))
    second.open(address)

    assert {row.get("data-moved") for row in second.all("tr")} == {None, moving.reference}
    row = second.words_of("tr", data_moved=moving.reference)
    for words in ("A day comes nearer", "Appeal 18 December 2026 now 30 November 2026", "P2", "P1"):
        assert words in row
    assert "3 open cases were assessed" in second.text
    second.post(f"{address}/approve")
    desk.open(desk.post("/desk/law/recall").location)
    desk.open("/desk/law/recall")
    assert {row.get("data-moved") for row in desk.all("tr")} == {None, moving.reference}
    assert [case.due_on.isoformat() for case in (moving, running, other)] == [
        "2026-11-27",
        "2026-11-25",
        "2026-11-27",
    ]


def test_many_open_cases_are_weighed_page_by_page(desk, monkeypatch):
    settled(desk.team)
    settled(desk.team)
    desk.post("/desk/law/amendments", **PROPOSED)
    monkeypatch.setattr(amend, "EFFECT_AT_ONCE", 1)
    desk.open(f"/desk/law/amendments/{last_row().id}")
    seen = []
    while following := list(desk.all("a", rel="next")):
        seen += [row.get("data-moved") for row in desk.all("tr")][1:]
        desk.open(following[0].get("href", ""))

    assert len(set(seen)) == 2


def test_a_release_with_other_rules_asks_for_a_recall_that_says_what_each_case_had_before(
    desk, monkeypatch
):
    case = settled(desk.team)
    db.session.get_one(AssessmentBasis, desk.team.id).rules = "the release before"
    monkeypatch.setattr(assess, "RULES", tuple(rule for rule in RULES if rule is not r05_appeal))

    desk.open("/desk/law/recall")
    state = desk.words_of("section", aria_labelledby="state")
    assert "The rules changed with this release." in state
    desk.open(desk.post("/desk/law/recall").location)
    desk.open("/desk/law/recall")

    row = desk.words_of("tr", data_moved=case.reference)
    for words in ("18 December 2026", "P2", "No longer: Appeal", "motion to reopen"):
        assert words.lower() in row.lower()
    assert "The rules changed with this release." not in desk.text


def test_a_case_moved_by_a_new_answer_is_listed_with_the_question(desk):
    case = settled(desk.team)
    answered(desk.team, case, "danger_now", {"danger_now": "yes"})

    desk.open("/desk/law/recall")

    row = desk.words_of("tr", data_moved=case.reference)
    asked = ASYLUM.questions["danger_now"].says
    for words in ("P2", "P0", "Safety or health", f"New answer: {asked}"):
        assert words in row
    assert "Open cases have not been recalculated since they were received." in desk.text


def test_a_long_recall_goes_on_in_the_session_that_began_it_until_another_takes_over(
    desk, monkeypatch
):
    gull = desk.colleague("attorney", email="gull2@example.org")
    for _ in range(4):
        settled(desk.team)
    change_the_law(desk)
    monkeypatch.setattr(recall, "WORKS_FOR", timedelta(0))
    monkeypatch.setattr(recall, "reassess_batch", partial(reassess_batch, at_most=1))
    run = "/desk/law/recall/run"

    desk.post("/desk/law/recall")
    assert gull.open(run).location == "/desk/law/recall", "the address alone does not go on"
    desk.open(run)
    desk.open(run)

    assert "2 of 4 cases." in desk.text
    assert 'class="done"' not in desk.text, "nothing to confirm"
    assert desk.words_of("h1") == "Recalculate deadlines"
    desk.open("/desk/law/recall")
    assert "Another page is working on this" not in desk.text

    gull.open("/desk/law/recall")
    assert "Another page is working on this now." in gull.text
    assert "Continue, 2 of 4" in gull.text
    gull.post("/desk/law/recall")
    assert desk.open(run).location == "/desk/law/recall", "another session has taken over"
    while gull.open(run).status_code == 200:
        pass
    assert gull.page.location == "/desk/law/recall"
    desk.open("/desk/law/recall")
    assert "Deadlines changed in 4 cases." in desk.text
    assert 'class="done"' not in desk.text
    assert desk.open(run).location == "/desk/law/recall", "what is finished begins again"
    acts = all_rows(AuditEntry.act, AuditEntry.act.startswith("recall_"))
    assert sorted(acts) == ["recall_begun", "recall_continued", "recall_finished"]


def test_two_pages_of_one_session_do_not_work_at_once(desk, monkeypatch):
    for _ in range(3):
        settled(desk.team)
    change_the_law(desk)
    monkeypatch.setattr(recall, "WORKS_FOR", timedelta(0))
    monkeypatch.setattr(recall, "reassess_batch", partial(reassess_batch, at_most=1))
    desk.post("/desk/law/recall")
    session_id = one_row(Job.session_id)
    with saving():
        turn = jobs.begin_turn(
            desk.team.id, JobKind.RECALL, session_id=session_id or "", now=clock.now()
        )
    assert turn

    desk.open("/desk/law/recall/run")
    assert "0 of 3 cases." in desk.text, "another page is at work"
    with time_machine.travel(clock.now() + jobs.DEAD_AFTER, tick=False):
        desk.open("/desk/law/recall/run")
    assert "1 of 3 cases." in desk.text, "its request died"


def test_each_place_due_for_review_is_listed(desk, monkeypatch):
    locator = next(place for place in shipped_places() if place.id == "detainee_locator")
    overdue = replace(locator, review_by=TODAY - timedelta(days=1))
    monkeypatch.setattr("intake.web.desk.law.law.referral_places", lambda: (overdue,))
    desk.open("/desk/law")
    named = desk.words_of("section", aria_labelledby="places")
    assert (
        "ICE Online Detainee Locator: reviewed 1 July 2026. Next review was due 23 November 2026."
    ) in named


def mark_of(row):
    return str(next(row.iter("input")).get("value"))


def change_the_law(desk):
    desk.post("/desk/law/amendments", **PROPOSED)
    approve(desk)


def approve(desk):
    second = desk.colleague("attorney")
    second.post(f"/desk/law/amendments/{last_row().id}/approve")
