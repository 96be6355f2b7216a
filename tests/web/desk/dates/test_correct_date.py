"""A member corrects a date of the answers on the desk: preview, save, undo, and a second look."""

from datetime import date

import pytest

from intake.cases.models import Case
from intake.extensions import db
from tests.actions.law.test_reassess_open_cases import settled
from tests.cases.making import TODAY

PAST = "2025-09-01"
"""A decision whose appeal was due long ago: the near deadline falls away."""
FIELDS = {
    "question": "bad_decision_date",
    "on": "2026-10-28",
    "seen": "paper",
    "why": "Zanziwort read it to us.",
}


def test_the_page_lists_the_dates_of_the_answers(desk, case):
    desk.open_case(case)
    (link,) = (a for a in desk.all("a") if "Correct or add a date" in desk.words(a))
    desk.open(link.get("href", ""))

    rows = {row.get("data-question"): desk.words(row) for row in desk.all("li")}

    assert "20 November 2026" in rows["bad_decision_date"]
    assert "Correct this date" in rows["bad_decision_date"]
    assert "Add this date" in rows["next_hearing_date"]


def test_a_preview_names_what_changes_with_its_authority(desk, case):
    correct(desk, case, do="preview")

    (part,) = desk.all("section", aria_labelledby="effect")
    words = desk.words(part)
    assert "P2 SoonP0 Now" in words
    assert "18 December 202627 November 2026" in words
    assert "8 CFR" in words
    assert "Zanziwort" not in words
    assert now(case).tier == "P2"


def test_a_preview_tells_what_is_over_and_that_the_applicant_cannot_read_it(desk, case):
    correct(desk, case, do="preview", on=PAST)

    (part,) = desk.all("section", aria_labelledby="effect")
    words = desk.words(part)
    assert "Already passed 1 October 2025" in words
    assert "no return code and will not see the new date" in words
    assert [cell.get("data-l") for cell in part.iter("td")][:2] == ["Now", "After"]


def test_a_preview_marks_a_new_day_that_has_gone_since_the_request_came(desk, case):
    case.received_on = date(2026, 11, 2)
    db.session.commit()

    correct(desk, case, do="preview", on="2026-10-19")

    (part,) = desk.all("section", aria_labelledby="effect")
    assert "Act by Passed 18 November 2026" in desk.words(part)


def test_a_saved_date_is_shown_with_the_first_answer_and_can_be_undone(desk, case):
    assert correct(desk, case, do="save").status_code == 303

    desk.open(f"/desk/cases/{case.reference}?saved=1")
    assert now(case).tier == "P0"
    assert "Answer corrected" in desk.text
    (answer,) = (row for row in desk.all("div") if answers(row, "bad_decision_date"))
    assert "First answered: 20 November 2026, corrected by wren" in desk.words(answer)
    assert "(A paper)" in desk.words(answer)

    (undo,) = (form for form in desk.all("form") if form.get("action", "").endswith("/undo"))
    assert desk.post(undo.get("action", ""), version=str(now(case).version)).status_code == 303

    desk.open_case(case)
    assert now(case).tier == "P2"
    assert "First answered" not in desk.text


@pytest.mark.parametrize(
    "fields, says",
    [
        ({"on": ""}, "Enter the new date, or check the box if it is not known."),
        ({"on": "2026-13-40"}, "Enter the new date, or check the box if it is not known."),
        ({"on": "2030-01-01"}, "It cannot be later than today"),
        ({"on": "9999-12-31"}, "It cannot be later than today"),
        ({"on": "1850-01-01"}, "Check the year. Enter a date after 1 January 1900."),
        ({"on": "0001-01-01"}, "Check the year. Enter a date after 1 January 1900."),
        ({"unknown": "1"}, "Enter a date or check the box, not both."),
        ({"seen": "a dream"}, "Choose where the new date comes from."),
        ({"why": " "}, "Enter a short reason."),
        ({"why": "x" * 201}, "Use 200 characters or fewer."),
        ({"question": "name_to_use"}, "Choose the date to correct."),
        ({"question": "status_granted_date"}, "no longer asks for it"),
        ({"on": "2026-11-20"}, "The case has this date already"),
    ],
)
@pytest.mark.parametrize("do", ["preview", "save"])
def test_what_cannot_be_saved_is_explained(desk, case, fields, says, do):
    answer = correct(desk, case, do=do, **fields)

    assert answer.status_code == 422
    assert says in desk.text
    assert now(case).version == 1


def test_a_page_from_before_another_change_is_refused(desk, case):
    assert correct(desk, case, do="save", version="0").status_code == 409

    assert now(case).tier == "P2"
    assert "Someone else changed this case" in desk.text


def test_a_near_deadline_waits_in_the_work_of_a_second_member(desk, case):
    supervisor = desk.colleague("supervisor", email="jay@example.org")
    correct(desk, case, do="preview", on=PAST)
    assert "Stays open until a second person has looked" in desk.text
    correct(desk, case, do="save", on=PAST)

    desk.open_case(case)
    assert "A correction replaced this date." in desk.text
    assert not list(desk.all("button", value="keep"))
    supervisor.open("/desk/work")
    assert "A near date was corrected away" in supervisor.text
    supervisor.open_case(case)
    forms = [form.get("action", "") for form in supervisor.all("form")]
    (url,) = (address for address in forms if address.endswith("/replaced"))
    version = str(now(case).version)
    assert supervisor.post(url, version=version, do="").status_code == 422
    version = str(now(case).version)
    assert supervisor.post(url, version=version, do="confirm").status_code == 303

    supervisor.open_case(case)
    assert "A correction replaced this date." not in supervisor.text
    supervisor.open("/desk/work")
    assert "A near date was corrected away" not in supervisor.text


def test_the_owner_sees_a_correction_of_a_colleague(desk, case):
    owner = desk.colleague("caseworker", email="jay@example.org")
    case.assignee_id = owner.member.id
    db.session.commit()
    correct(desk, case, do="save", on=PAST)

    owner.open("/desk/work")

    assert "A near date was corrected away" in owner.text


def test_a_confirmation_can_be_taken_back(desk, case):
    desk.open_case(case)
    addresses = [form.get("action", "") for form in desk.all("form")]
    url = next(address for address in addresses if "/dates/" in address)
    for seen in ("court", "told"):
        desk.open_case(case)
        assert desk.post(url, version=str(now(case).version), seen=seen).status_code == 303

    desk.open(f"/desk/cases/{case.reference}?saved=1")
    assert "Confirmation of a date taken back" in desk.text
    assert "Undo confirmation" not in desk.text


def test_a_corrected_date_cannot_be_sent_in_a_closed_case(desk, case):
    case.status, case.closed_on = "closed", TODAY
    db.session.commit()

    assert correct(desk, case, do="save").status_code in (409, 422)


def answers(row, question):
    return any(part.get("data-question") == question for part in row.findall("dd"))


def correct(desk, case, **fields):
    desk.open(f"/desk/cases/{case.reference}/dates/correct")
    posted = {"version": str(now(case).version)} | FIELDS | fields
    return desk.post(f"/desk/cases/{case.reference}/dates/correct", **posted)


def now(case):
    db.session.rollback()
    return db.session.get_one(Case, case.id, populate_existing=True)


@pytest.fixture
def case(desk):
    case = settled(desk.team)
    db.session.commit()
    return case
