"""The summary page of a case, and the acts on it."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases.card import Card
from intake.web.desk.common.contact_rules import contact_of
from tests.cases.making import TODAY
from tests.support.rows import acts_logged

ANSWERS = {
    "filling_for": "detained_person",
    "help_types": ["fear_return", "court_or_order"],
    "location_kind": "in_us",
    "us_state": "GA",
    "detained_now": "yes",
    "asylum_filed": "no",
    "last_arrival_date": "2025-12-25",
    "court_case": "yes",
    "next_hearing_date": {"calendar": "ethiopian", "said": "2019-04-10", "words": "after Hidar"},
    "income_amount": "1200",
    "name_to_use": "Lumo <b>Test</b> & Wrenfold",
    "nationality": "ET",
    "spoken_languages": ["am", "other"],
    "danger_now": "no",
    "fear_reasons": ["politics"],
    "note": "One line\nand  another",
    "children_birth_dates": ["2018", "not_sure"],
    "contact_methods": ["call", "return_code"],
    "phone": "+1 202 555 0143",
    "ack_deadline": "yes",
}
CARD = Card(
    name_to_use="Lumo <b>Test</b> & Wrenfold",
    region="GA",
    chips=("R02", "R08", "R04"),
    contact={
        "contact_methods": ["call"],
        "ok_text": "yes",
        "safe_times": ["evening"],
        "shared_phone": "yes",
    },
    do_not_tell="Uncle Testfold",
    filling_for="detained_person",
)


PRIVATE = {"danger_now", "fear_reasons", "phone"}


def test_private_answers_have_a_page_of_their_own_and_opening_is_logged(desk, case):
    desk.open_case(case)
    shown = {dd.get("data-question") for dd in desk.all("dd")}
    assert not PRIVATE & shown
    assert "+1 202 555 0143" not in desk.text
    assert "<b>Test</b>" not in desk.text

    desk.open(f"/desk/cases/{case.reference}/private")

    assert {dd.get("data-question") for dd in desk.all("dd")} == PRIVATE
    assert "private_opened" in acts_logged(case.id)


def test_a_deadline_links_to_its_private_answer(desk):
    case = desk.case(answers={**ANSWERS, "danger_now": "yes"})

    desk.open_case(case)
    [link] = [link for link in desk.links.values() if link.endswith("#a-danger_now")]
    desk.open(link)

    assert [field.get("id") for field in desk.all("dd", data_question="danger_now")] == [
        "a-danger_now"
    ]


def test_each_part_of_a_case_opens_by_its_address(desk):
    case = desk.case(answers=ANSWERS)
    desk.open_case(case)
    folds = ["follow-up", "call", "decide", "more", "dates", "answers"]
    assert [*desk.all("details", open="")] == []

    for part in folds:
        desk.open(f"/desk/cases/{case.reference}?open={part}")
        assert [fold.get("id") for fold in desk.all("details", open="") if fold.get("id")] == [part]
    desk.open(f"/desk/cases/{case.reference}?open=R08")
    assert next(desk.all("li", id="R08")).find("details").get("open") == ""
    desk.open(f"/desk/cases/{case.reference}?open=all")
    assert {*folds} <= {fold.get("id") for fold in desk.all("details", open="")}


def test_a_name_of_mixed_alphabets_is_marked(desk, case):
    desk.open_case(case)
    assert TWO_ALPHABETS not in desk.text

    card = replace(CARD, names=("\u0410nna Testfold",))
    mixed = desk.case(card=card, answers=ANSWERS)
    desk.open_case(mixed)
    assert TWO_ALPHABETS in desk.text


TWO_ALPHABETS = "This name mixes two alphabets"


def test_a_deadline_whose_law_an_attorney_must_confirm_is_marked(desk):
    case = desk.case(answers={**ANSWERS, "old_order": "never_left"})
    desk.open_case(case)

    says = "Needs attorney confirmation"
    marked = {rule: says in desk.words_of("li", data_rule=rule) for rule in ("R20", "R08")}
    assert marked == {"R20": True, "R08": False}


def test_a_second_nationality_stands_by_its_deadline_or_before_all(desk):
    sent = {"left_since_filing": "no", "other_nationality": "yes"}
    in_court = {"asylum_filed": "yes", "asylum_filed_where": "court"}
    for more, alone in (({}, False), (in_court, True)):
        desk.open_case(desk.case(answers=ANSWERS | sent | more))

        before = desk.text.partition('<ul class="deadlines">')[0]
        assert desk.text.count("Second nationality") == 1
        assert ("Second nationality" in before) is alone


def test_the_contact_banner_comes_first(desk, case):
    desk.open_case(case)

    banner = desk.words_of("div", id="contact")
    for words in (
        *("Phone call", "Text OK", "No voicemail", "Do not say who we are", "No email"),
        *("In the evening", "Shared phone: others can see or hear it.", "Uncle Testfold"),
        *(
            "Someone in jail or detention",
            "Could the helper be the person they fear? Ask the applicant alone.",
        ),
    ):
        assert words in banner


def test_the_banner_says_what_a_trusted_person_may_be_told(app):
    for answers, words in [
        ({"trusted_name": "Bo"}, "tell them nothing"),
        ({"trusted_name": "Bo", "trusted_may_know": "everything"}, "can be told everything"),
        ({"trusted_may_know": "call_back"}, "can be told only to call us back"),
    ]:
        card = replace(CARD, contact={"contact_methods": ["trusted_person"], **answers})

        with app.test_request_context("/desk/"):
            trusted = contact_of(card)["trusted"]

        assert trusted == {
            "name": answers.get("trusted_name", ""),
            "may_know": words,
            "is_helper": True,
        }


def test_after_handing_over_the_trusted_person_is_no_helper(app):
    contact = {"contact_methods": ["trusted_person"], "trusted_name": "Bo"}
    card = replace(CARD, contact=contact, chips=("R02", "handed_over"))

    with app.test_request_context("/desk/"):
        told_of = contact_of(card)

    assert told_of["helper"] == "Started by a helper; the applicant took over."
    assert told_of["trusted"]["is_helper"] is False


def test_opening_is_logged_and_shown(desk, case):
    desk.open_case(case)

    assert acts_logged(case.id) == ["case_opened"]
    desk.open(f"/desk/cases/{case.reference}/timeline")
    assert "Opened · wren.testwood (Caseworker) · 24 November 2026, 10:00" in desk.words(desk.root)
    assert case.sealed_key is None


def test_a_member_takes_a_case(desk, case):
    assert desk.send(case, "assign") == 303
    assert desk.page.location == f"/desk/cases/{case.reference}?saved=1"
    assert case.assignee_id == desk.member.id
    assert desk.open_case(case).status_code == 200
    assert "Assign to me" not in desk.text


def test_a_review_keeps_the_proposed_day(desk, case):
    desk.open_case(case)
    proposed = next(desk.all("input", name="on")).get("value", "")
    assert not list(desk.all("input", name="done")), "a deadline is no box to tick"

    desk.send(case, "date", on=proposed, note="Call again")

    assert proposed == "2026-12-02"
    assert case.due_on.isoformat() == "2026-11-25", "the deadline comes first"
    desk.open_case(case)
    assert "Follow up 2 Dec. Call again" in desk.words(desk.root)
    assert "Tomorrow 25 November 2026" in desk.words_of("section", class_="next note")


def test_an_invalid_day_is_refused_and_typed_text_stays(desk, case):
    assert desk.send(case, "date", on="2026-11-23", note="Call again") == 422
    assert "Enter a date from today to two years ahead." in desk.text
    assert next(desk.all("input", name="note")).get("value") == "Call again"
    assert case.looked_on is None


def test_a_move_not_offered_changes_nothing(desk, case):
    for to, reason in (
        *(("placed", ""), ("closed", "declined_merits"), ("nowhere", ""), ("", "spam")),
        ("new", ""),
    ):
        assert desk.send(case, "move", to=to, reason=reason) == 422
        assert case.status == "new"


def test_a_case_changed_meanwhile_is_shown_again(desk, case):
    forms: list[tuple[str, dict[str, str]]] = [
        ("assign", {}),
        ("date", {"on": "2026-12-01", "note": "Mine"}),
        ("move", {"to": "triage"}),
    ]
    for (form, fields), version in product(forms, ("7", "", "x", "٣")):
        assert desk.send(case, form, version=version, **fields) == 409
        assert "Someone else changed this case." in desk.text
        assert case.version == 1
        assert [value for value in fields.values() if value not in desk.text] == []


def test_a_case_without_a_key_says_what_to_do(desk, case):
    case.epoch = 2

    assert desk.open_case(case).status_code == 200

    assert "Ask a colleague to give you case access" in desk.text
    assert acts_logged(case.id) == ["case_opening_refused"]


def damaged(case):
    case.story = case.story[:-1] + bytes([case.story[-1] ^ 1])


def moved(case):
    case.story = case.card


def put_back(case):
    log.record(AuditAct.CASE_WEIGHED_AGAIN, on=TODAY, case_id=case.id, ended=case.card)


@pytest.mark.parametrize(
    "tamper, sentence, acts",
    [
        (damaged, "Its data was altered or damaged", ["seal_broken"]),
        (moved, "Its data was moved to another place", ["row_moved", "seal_broken"]),
        (put_back, "An older version of its data was put back", ["row_put_back", "seal_broken"]),
    ],
)
def test_a_case_with_a_broken_seal_names_its_kind(desk, case, tamper, sentence, acts):
    tamper(case)

    assert desk.open_case(case).status_code == 200

    assert sentence in desk.text
    logged = set(acts_logged(case.id)) - {"case_weighed_again"}
    assert sorted(logged) == acts
    assert desk.title == case.reference
    assert "Lumo" not in desk.text


@pytest.fixture
def case(desk):
    return desk.case(
        due_on=TODAY + timedelta(1),
        card=CARD,
        answers=ANSWERS,
        dates={"act_by": TODAY + timedelta(1)},
    )
