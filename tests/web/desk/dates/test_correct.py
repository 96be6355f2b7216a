"""A member corrects an answer on the desk: preview, save, undo, and a second look."""

from datetime import date
from itertools import product

import pytest

from intake.audit import log
from intake.audit.acts import AuditAct
from tests.actions.law.test_reassess_open_cases import settled
from tests.cases.making import TODAY


def day(question, *parts):
    """Return the fields of a date."""
    names = ("year", "month", "day")
    return {f"{question}-{name}": part for name, part in zip(names, parts, strict=True)}


DECIDED = "bad_decision_date"
PAST = day(DECIDED, "2025", "9", "1")
"""A decision whose appeal was due long ago: the near deadline falls away."""
FIELDS = {
    "question": DECIDED,
    **day(DECIDED, "2026", "10", "28"),
    "seen": "paper",
    "why": "Zanziwort read it to us.",
}


def test_a_preview_names_what_changes_with_its_authority(desk, case):
    correct(desk, case, do="preview")

    words = desk.words_of("section", aria_labelledby="effect")
    assert "P2 SoonP0 Now" in words
    assert "18 December 202627 November 2026" in words
    assert "8 CFR" in words
    assert "Zanziwort" not in words
    assert case.tier == "P2"


def test_a_preview_tells_what_is_over_and_that_the_applicant_cannot_read_it(desk, case):
    correct(desk, case, do="preview", **PAST)

    words = desk.words_of("section", aria_labelledby="effect")
    assert "Already passed 1 October 2025" in words
    assert "no return code and will not see the new answer" in words


def test_a_preview_marks_a_new_day_that_has_gone_since_the_request_came(desk, case):
    case.received_on = date(2026, 11, 2)

    correct(desk, case, do="preview", **day(DECIDED, "2026", "10", "19"))

    words = desk.words_of("section", aria_labelledby="effect")
    assert "Act by Passed 18 November 2026" in words


def test_a_saved_date_is_shown_with_the_first_answer_and_can_be_undone(desk, case):
    assert correct(desk, case, do="save") == 303

    desk.open(f"/desk/cases/{case.reference}?saved=1")
    assert case.tier == "P0"
    assert "Answer corrected" in desk.text
    (answer,) = (row for row in desk.all("div") if answers(row, "bad_decision_date"))
    assert "First answered: 20 November 2026, corrected by wren" in desk.words(answer)
    assert "(A paper): Zanziwort read it to us." in desk.words(answer)

    assert desk.post(desk.action("/undo"), version=str(case.version)).status_code == 303

    desk.open_case(case)
    assert case.tier == "P2"
    assert "First answered" not in desk.text


REFUSED = [
    (day(DECIDED, "2026", "13", "40"), "This calendar has only 12 months."),
    (day(DECIDED, "2030", "1", "1"), "It cannot be later than today"),
    (day(DECIDED, "1850", "1", "1"), "Check the year. Enter a date after 1 January 1900."),
    (day(DECIDED, "1405", "3", "3"), "Is this date right?"),
    ({"seen": "a dream"}, "Choose where the new answer comes from."),
    ({"why": " "}, "Enter a short reason."),
    ({"why": "x" * 201}, "Use 200 characters or fewer."),
    ({"question": "a dream"}, "The case has this answer already"),
    ({"question": "country_now", "country_now": "MX"}, "another answer decides it"),
    (day(DECIDED, "2026", "11", "20"), "The case has this answer already"),
    ({"question": "name_to_use"}, "What should we call you?"),
]


def test_what_cannot_be_saved_is_explained(desk, case):
    for (fields, says), do in product(REFUSED, ("preview", "save")):
        assert correct(desk, case, do=do, **fields) == 422
        assert says in desk.text
    assert case.version == 1


def test_a_page_from_before_another_change_is_refused(desk, case):
    assert correct(desk, case, do="save", version="0") == 409

    assert case.tier == "P2"
    assert "Someone else changed this case" in desk.text


def test_a_near_deadline_waits_in_the_work_of_a_second_member(desk, case):
    supervisor = desk.colleague("supervisor", email="jay@example.org")
    owner = desk.colleague("caseworker", email="teal@example.org")
    case.assignee_id = owner.member.id
    correct(desk, case, do="preview", **PAST)
    assert "Stays open until a second person has looked" in desk.text
    correct(desk, case, do="save", **PAST)

    desk.open_case(case)
    assert "A correction replaced this date." in desk.text
    assert not list(desk.all("button", value="keep"))
    for who in (owner, supervisor):
        who.open("/desk/work")
        assert "A near date was corrected away" in who.text
    supervisor.open_case(case)
    url = supervisor.action("/replaced")
    for do, status in (("", 422), ("confirm", 303)):
        answer = supervisor.post(url, version=str(case.version), do=do)
        assert answer.status_code == status

    supervisor.open_case(case)
    assert "A correction replaced this date." not in supervisor.text
    supervisor.open("/desk/work")
    assert "A near date was corrected away" not in supervisor.text


def test_a_confirmation_can_be_taken_back(desk, case):
    desk.open_case(case)
    url = desk.action("/dates/")
    for seen in ("court", "told"):
        assert desk.post(url, version=str(case.version), seen=seen).status_code == 303

    desk.open(f"/desk/cases/{case.reference}?saved=1")
    assert "Confirmation of a date taken back" in desk.text
    assert "Undo confirmation" not in desk.text


def test_a_corrected_date_cannot_be_sent_in_a_closed_case(desk, case):
    case.status, case.closed_on = "closed", TODAY

    assert correct(desk, case, do="save") in (409, 422)


def test_a_doubt_is_settled_by_a_tick(desk, case):
    doubted = {"question": ["contact_methods", "phone"], "contact_methods": "call", "phone": "12"}
    assert correct(desk, case, do="preview", **doubted) == 422
    assert "Is this phone number right?" in desk.text

    assert correct(desk, case, do="save", sure="phone", **doubted) == 303


def test_a_private_answer_is_told_and_corrected_with_the_second_factor_and_an_entry(desk, clock):
    case = settled(desk.team, {"needs": ["torture"], "name_to_use": "Lumo"})
    fields = {"question": "needs", "seen": "told", "why": "Told.", "do": "preview"}

    desk.open(f"/desk/cases/{case.reference}/correct?question=needs")
    assert [box.get("value") for box in desk.all("input", checked="")] == ["torture"]
    assert log.last_day(AuditAct.PRIVATE_OPENED, case.id) == TODAY
    clock.shift(minutes=11)
    for guess in ("torture", "trauma"):
        asked = desk.post(
            f"/desk/cases/{case.reference}/correct",
            **fields,
            needs=guess,
            version=str(case.version),
        )
        assert asked.location.startswith("/desk/signin/again")


def answers(row, question):
    return any(part.get("data-question") == question for part in row.findall("dd"))


def correct(desk, case, **fields):
    return desk.send(case, "correct", **FIELDS | fields)


@pytest.fixture
def case(desk):
    return settled(desk.team)
