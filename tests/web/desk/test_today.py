"""A day that passed since the request came in is told as passed on every page, letter and copy."""

import json
from datetime import UTC, datetime

import html5lib
import pytest

from tests.support.clients.applicant import SHORTEST, Applicant, come_back
from tests.web.apply.test_after_sending import code_on

pytestmark = pytest.mark.usefixtures("clock")

DENIED = {
    **SHORTEST,
    "location_kind": ["in_us"],
    "so_far": ["judge_decided", "check_in"],
    "bad_decision": ["judge"],
    "bad_decision_date-day": ["20"],
    "bad_decision_date-month": ["10"],
    "bad_decision_date-year": ["2026"],
    "check_in_date-day": ["16"],
    "check_in_date-month": ["11"],
    "check_in_date-year": ["2026"],
}
RECEIVED = datetime(2026, 11, 10, 15, tzinfo=UTC)
TODAY = datetime(2026, 11, 24, 15, tzinfo=UTC)
IN_TIME = ("by 19 November", "By Thursday 19 November", "Go to your ICE check-in")
"""What was said of the last day to appeal, and of a day at ICE, while they were to come."""


@pytest.fixture
def sent_before(app, wren, clock):
    """Return code and reference of a request whose days went between its arrival and today."""
    clock.move_to(RECEIVED)
    someone = Applicant(app, DENIED)
    reference = someone.apply()
    code = code_on(someone.text)
    told = told_in(come_back(app, code).text)
    assert {"By Thursday 19 November", "Go to your ICE check-in"} <= told
    clock.move_to(TODAY)
    return code, reference


def test_no_page_of_a_case_tells_a_day_that_has_gone_as_one_to_come(app, wren, sent_before):
    _, reference = sent_before
    pages = {"/desk/", "/desk/diary", "/desk/work"} | {
        rule.rule.replace("<reference>", reference)
        for rule in app.url_map.iter_rules()
        if rule.arguments == {"reference"} and "GET" in (rule.methods or ())
    }
    assert len(pages) > 15
    gone = set()
    for page in pages:
        wren.open(page)
        assert not told_in(wren.text), page
        gone |= {page} if "ended on 19 November 2026" in wren.text else set()
    assert gone == {f"/desk/cases/{reference}/letter"}

    wren.open(f"/desk/cases/{reference}")
    case = words_of(wren.text)
    assert "Passed BIA appeal: 30 days. Period ended 19 November 2026." in case
    assert "Late appeal with motion to accept it" in case
    assert "Passed ICE check-in" in case
    assert "Act by Appeal 19 November 2026" in case, "it stays open in the diary"


def test_no_copy_and_no_answer_tells_a_day_that_has_gone_as_one_to_come(app, wren, sent_before):
    code, reference = sent_before
    made = []
    for kind in ("paper", "json"):
        wren.open(f"/desk/cases/{reference}/hand-off")
        wren.fill(
            f"/desk/cases/{reference}/hand-off",
            to="Larkspur Aid (invented)",
            agreed="1",
            format=kind,
        )
        made.append(wren.text)
    paper, file = words_of(made[0]), json.loads(made[1])
    assert "Passed BIA appeal: 30 days. Period ended 19 November 2026." in paper
    rows = {row["rule"]: (row["act_by"], row["passed"]) for row in file["deadlines"]}
    assert (rows["R05"], rows["R16"][1]) == (("2026-11-19", True), True)
    assert rows["R02"] == ("2026-11-17", False), "a working day counts from the day received"

    mailbox = come_back(app, code)
    assert not told_in(mailbox.text)
    assert "That time ended on 19 November 2026." in mailbox.text
    assert "Add to my calendar" not in mailbox.text


def told_in(page):
    return {words for words in IN_TIME if words in words_of(page)}


def words_of(page):
    (main,) = html5lib.parse(page, namespaceHTMLElements=False).iter("main")
    return " ".join("".join(main.itertext()).split())
