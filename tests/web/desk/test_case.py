"""The summary page of a case, and the acts on it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases.card import Card
from intake.extensions import db
from intake.web.desk.common.contact_rules import contact_of
from tests.cases.desk import desk_of
from tests.cases.making import TODAY

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


def test_every_answer_is_shown_in_words(desk, case):
    desk.open_case(case)

    answers = {dd.get("data-question"): desk.words(dd) for dd in desk.all("dd")}
    assert answers.keys() >= ANSWERS.keys() - PRIVATE
    assert answers["name_to_use"] == "Lumo <b>Test</b> & Wrenfold"
    assert answers["us_state"] == "Georgia"
    assert answers["nationality"] == "Ethiopia"
    assert answers["spoken_languages"] == "AmharicAnother language"
    assert "1200" in answers["income_amount"]
    assert answers["note"] == "One lineand another"
    assert answers["children_birth_dates"] == "2018I am not sure"
    assert answers["next_hearing_date"] == (
        "10 Tahsas 2019 in the Ethiopian calendarThat is 19 December 2026.“after Hidar”"
    )


PRIVATE = {"danger_now", "fear_reasons", "phone"}


def test_private_answers_have_a_page_of_their_own_and_opening_is_logged(desk, case):
    desk.open_case(case)
    shown = {dd.get("data-question") for dd in desk.all("dd")}
    assert not PRIVATE & shown
    assert "Opening these is logged." in desk.text
    assert "+1 202 555 0143" not in desk.text

    desk.open(f"/desk/cases/{case.reference}/private")

    assert {dd.get("data-question") for dd in desk.all("dd")} == PRIVATE
    assert "private_opened" in [entry.act for entry in log.history_of(case.id)]


def test_a_deadline_links_to_its_private_answer(desk):
    case = desk.case(answers={**ANSWERS, "danger_now": "yes"})

    desk.open_case(case)
    [link] = [link for link in desk.all("a") if (link.get("href") or "").endswith("#a-danger_now")]
    desk.open(link.get("href") or "")

    assert [field.get("id") for field in desk.all("dd", data_question="danger_now")] == [
        "a-danger_now"
    ]


def test_a_name_of_mixed_alphabets_is_marked(desk, case):
    desk.open_case(case)
    assert TWO_ALPHABETS not in desk.text

    card = replace(CARD, names=("\u0410nna Testfold",))
    mixed = desk.case(card=card, answers=ANSWERS)
    desk.open_case(mixed)
    assert TWO_ALPHABETS in desk.text


TWO_ALPHABETS = "This name mixes two alphabets"


def test_skipped_questions_are_listed(desk, case):
    desk.open_case(case)

    assert "No answer" in desk.text
    assert "Has a judge or immigration office denied your case?" in desk.text


def test_deadlines_show_rule_day_and_authority(desk, case):
    desk.open_case(case)

    rules = {item.get("data-rule"): desk.words(item) for item in desk.all("li")}
    assert {"R02", "R04", "R08"} <= rules.keys()
    assert "24 December 2026" in rules["R08"]
    assert "28 December 2026" in rules["R08"]
    assert "208(a)(2)" in rules["R08"]


def test_a_deadline_whose_law_an_attorney_must_confirm_is_marked(desk):
    case = desk.case(answers={**ANSWERS, "old_order": "never_left"})
    desk.open_case(case)

    rules = {item.get("data-rule"): desk.words(item) for item in desk.all("li")}
    assert "Needs attorney confirmation" in rules["R20"]
    assert "Needs attorney confirmation" not in rules["R08"]


@pytest.mark.parametrize(
    "more, alone",
    [({}, False), ({"asylum_filed": "yes", "asylum_filed_where": "court"}, True)],
)
def test_a_second_nationality_stands_by_its_deadline_or_before_all(desk, more, *, alone):
    sent = {"left_since_filing": "no", "other_nationality": "yes"}
    case = desk.case(answers=ANSWERS | sent | more)
    desk.open_case(case)

    before = desk.text.partition('<ul class="deadlines">')[0]
    assert desk.text.count("Second nationality") == 1
    assert ("Second nationality" in before) is alone


def test_deadlines_come_before_the_forms(desk, case):
    desk.open_case(case)

    page, _, asked = desk.text.partition("<main")[2].partition("<form")
    assert "data-rule" in page
    assert "data-rule" not in asked
    assert "Save follow-up date" in asked


def test_changes_of_the_result_are_shown_in_words(desk, case):
    desk.open_case(case)

    box = next(desk.all("details", id="changes"))
    moves = {desk.words(row) for row in box.iter("tr")}
    assert any("Do you have a lawyer" in move and "Likely fit" in move for move in moves), moves


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


@pytest.mark.parametrize(
    "answers, words",
    [
        ({"trusted_name": "Bo"}, "tell them nothing"),
        ({"trusted_name": "Bo", "trusted_may_know": "everything"}, "can be told everything"),
        ({"trusted_may_know": "call_back"}, "can be told only to call us back"),
    ],
)
def test_the_banner_says_what_a_trusted_person_may_be_told(answers, words, app):
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

    assert [entry.act for entry in log.history_of(case.id)] == ["case_opened"]
    assert "24 November 2026, 10:00 Opened · wren.testwood" in desk.words(desk.root)
    db.session.expire_all()
    assert case.sealed_key is None


def test_the_title_is_the_reference(desk, case):
    desk.open_case(case)

    assert desk.title == case.reference


def test_a_member_takes_a_case(desk, case):
    desk.open_case(case)

    answer = desk.post(f"/desk/cases/{case.reference}/assign", version="1")

    assert (answer.status_code, answer.location) == (303, f"/desk/cases/{case.reference}?saved=1")
    assert told(case).assignee_id == desk.member.id
    assert desk.open_case(case).status_code == 200
    assert "Assign to me" not in desk.text


def test_a_review_keeps_the_proposed_day(desk, case):
    desk.open_case(case)
    proposed = next(desk.all("input", name="on")).get("value", "")
    assert not list(desk.all("input", name="done")), "a deadline is no box to tick"

    desk.post(f"/desk/cases/{case.reference}/date", version="1", on=proposed, note="Call again")

    assert proposed == "2026-12-02"
    assert told(case).due_on.isoformat() == "2026-11-25", "the deadline comes first"
    desk.open_case(case)
    assert "2 December 2026 In 8 days Call again" in desk.words(desk.root)
    [bar] = [part for part in desk.all("div") if part.get("class") == "identity"]
    assert "Tomorrow 25 November 2026" in desk.words(bar)


def test_an_invalid_day_is_refused_and_typed_text_stays(desk, case):
    desk.open_case(case)

    answer = desk.post(
        f"/desk/cases/{case.reference}/date", version="1", on="2026-11-23", note="Call again"
    )

    assert answer.status_code == 422
    assert "Enter a date from today to two years ahead." in desk.text
    assert next(desk.all("input", name="note")).get("value") == "Call again"
    assert told(case).looked_on is None


def test_a_case_moves_and_is_closed_with_a_reason(desk):
    case = desk.case(due_on=TODAY + timedelta(60), card=CARD, answers=ANSWERS)
    desk.open_case(case)
    move = f"/desk/cases/{case.reference}/move"

    desk.post(move, version="1", to="triage", reason="")
    desk.open_case(case)
    assert desk.post(move, version="2", to="closed", reason="").status_code == 422
    assert "Choose a closing reason." in desk.text
    desk.post(move, version="2", to="closed", reason="withdrawn")

    assert (told(case).status, case.close_reason) == ("closed", "withdrawn")
    desk.open_case(case)
    assert "Closed: Withdrawn" in desk.text
    assert not list(desk.all("select", name="to"))


@pytest.mark.parametrize(
    "to, reason",
    [("placed", ""), ("closed", "declined_merits"), ("nowhere", ""), ("", "spam"), ("new", "")],
)
def test_a_move_not_offered_changes_nothing(desk, case, to, reason):
    desk.open_case(case)

    answer = desk.post(f"/desk/cases/{case.reference}/move", version="1", to=to, reason=reason)

    assert answer.status_code == 422
    assert told(case).status == "new"


@pytest.mark.parametrize(
    "form, fields",
    [
        ("assign", {}),
        ("date", {"on": "2026-12-01", "note": "Mine"}),
        ("move", {"to": "triage"}),
    ],
)
@pytest.mark.parametrize("version", ["7", "", "x", "٣"])
def test_a_case_changed_meanwhile_is_shown_again(desk, case, form, fields, version):
    desk.open_case(case)

    answer = desk.post(f"/desk/cases/{case.reference}/{form}", version=version, **fields)

    assert answer.status_code == 409
    assert "Someone else changed this case." in desk.text
    assert told(case).version == 1
    for value in fields.values():
        assert value in desk.text


def test_extra_fields_have_no_effect(desk, case):
    desk.open_case(case)

    desk.post(
        f"/desk/cases/{case.reference}/assign",
        version="1",
        assignee_id="x" * 32,
        status="closed",
        tier="P4",
        team_id="y",
        due_on="2030-01-01",
    )

    answers = told(case)
    assert answers.assignee_id == desk.member.id
    assert (answers.status, answers.tier, answers.due_on) == ("new", "P2", TODAY + timedelta(1))


@pytest.mark.parametrize("form", ["", "/assign", "/date", "/move"])
def test_another_teams_case_is_not_found(app, desk, case, form):
    supervisor = desk_of(app, "supervisor")
    supervisor.open()

    def ask(reference):
        fields = {"version": "1", "to": "triage", "on": "2026-12-01"}
        address = f"/desk/cases/{reference}{form}"
        page = supervisor.post(address, **fields) if form else supervisor.open(address)
        text = supervisor.text.replace(reference, "")
        supervisor.open()
        return page.status_code, text

    theirs, missing, odd = ask(case.reference), ask("0000-0000"), ask("../../etc")

    assert theirs[0] == missing[0] == odd[0] == 404
    assert unmasked(theirs[1]) == unmasked(missing[1])
    assert log.history_of(case.id) == []
    assert told(case).version == 1


def test_a_volunteer_finds_no_case_that_was_not_lent(desk, case):
    volunteer = desk.colleague("volunteer")

    assert volunteer.open_case(case).status_code == 404
    for form in ("assign", "move", "hand-back"):
        volunteer.open()
        address = f"/desk/cases/{case.reference}/{form}"
        assert volunteer.post(address, version="1").status_code == 404
    assert told(case).version == 1


@pytest.mark.parametrize("role", ["administrator", "reporter"])
def test_a_role_that_may_not_open_cases_finds_none(desk, case, role):
    keeper = desk.colleague(role)

    assert keeper.open_case(case).status_code == 404
    assert log.history_of(case.id) == []


def test_a_stranger_is_sent_to_sign_in(app, desk, case):
    reference = case.reference
    with app.app_context():
        answer = app.test_client().get(f"/desk/cases/{reference}")

    address = f"/desk/cases/{reference}"
    assert (answer.status_code, answer.location) == (303, f"/desk/signin?next={address}")


def test_a_case_without_a_key_says_what_to_do(desk, case):
    case.epoch = 2

    assert desk.open_case(case).status_code == 200

    assert "Ask a colleague to give you case access" in desk.text
    assert [entry.act for entry in log.history_of(case.id)] == ["case_opening_refused"]


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
    logged = {entry.act for entry in log.history_of(case.id)} - {"case_weighed_again"}
    assert sorted(logged) == acts
    assert desk.title == case.reference
    assert "Lumo" not in desk.text


def told(case):
    """Return the case as the table has it now."""
    db.session.expire_all()
    return case


def unmasked(page):
    """Return a page without its form token, which changes with each request."""
    return "".join(line for line in page.splitlines() if "csrf_token" not in line)


@pytest.fixture
def case(desk):
    return desk.case(
        due_on=TODAY + timedelta(1),
        card=CARD,
        answers=ANSWERS,
        dates={"act_by": TODAY + timedelta(1)},
    )
