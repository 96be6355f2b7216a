"""Two requests of one person are merged: both return codes open one mailbox."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from intake.actions import links
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases.models import Case
from intake.extensions import db
from intake.questionnaire.asylum import ASYLUM
from intake.requests.models import Request
from tests.journeys.applicants.test_restored_codes import (
    code_of,
    hand_over,
    housekeeping,
    read,
    try_code,
)
from tests.journeys.attacks.test_tampering import ALARM, DAMAGES, Damaged
from tests.staff.making import TODAY
from tests.support.clients.applicant import Applicant, come_back, with_a_helper
from tests.support.databases.fixtures import ON_BOTH
from tests.support.rows import all_rows, one_row

pytestmark = pytest.mark.usefixtures("clock")

TOGETHER = "Your two requests are handled together. Both codes open this page."
WROTE = "I got a hearing date, Zanziwort."


@ON_BOTH
def test_both_codes_open_the_mailbox_of_the_case_that_stays(app, wren, pair):
    kept, duplicate = pair
    assert merge(wren, duplicate, kept) == 200

    for code in (kept.code, duplicate.code):
        person = come_back(app, code)
        assert person.path == "/en/mailbox"
        assert TOGETHER in person.text
        assert f">{kept.reference}<" in person.text
        assert duplicate.reference not in person.text
        assert "closed your request" not in person.text


@ON_BOTH
def test_what_is_written_with_either_code_waits_in_the_case_that_stays(app, wren, pair):
    kept, duplicate = pair
    merge(wren, duplicate, kept)
    assign(wren, kept)

    come_back(app, duplicate.code).post("/en/mailbox/write", {"text": [WROTE]})

    assert re.search(rf"New reply.*{kept.reference}", read(wren, "/desk/work"), re.DOTALL)
    assert WROTE in read(wren, f"/desk/cases/{kept.reference}/messages")
    assert WROTE in come_back(app, kept.code).text


def test_a_new_date_given_with_the_code_of_the_duplicate_is_a_deadline_of_the_case_that_stays(
    app, wren, pair
):
    kept, duplicate = pair
    merge(wren, duplicate, kept)
    hearing = {"day": ["14"], "month": ["12"], "year": ["2026"]}
    person = come_back(app, duplicate.code)

    for question, fields in (
        ("so_far", {"so_far": ["court_paper"]}),
        (
            "next_hearing_date",
            {f"next_hearing_date-{part}": value for part, value in hearing.items()},
        ),
    ):
        address = f"/en/mailbox/{ASYLUM.numbers[ASYLUM.page_of(question).id]}"
        person.open(address)
        person.post(address, fields)
        assert person.path == "/en/mailbox"

    assert "14 December 2026" in read(wren, f"/desk/cases/{kept.reference}")


def test_messages_of_the_team_reach_both_codes_and_none_can_be_lost_in_the_duplicate(
    app, wren, clock, pair
):
    kept, duplicate = pair
    merge(wren, duplicate, kept)

    refused = write(wren, duplicate, "Nobody reads this.")
    assert refused == 409
    assert "open the mailbox of the other case" in wren.text
    assert write(wren, kept, "We found your hearing, Zanziwort.") == 200
    clock.shift(minutes=1)

    for code in (kept.code, duplicate.code):
        assert "We found your hearing, Zanziwort." in come_back(app, code).text


@ON_BOTH
def test_what_was_not_read_before_the_merge_waits_once_for_both_codes(app, wren, clock, pair):
    kept, duplicate = pair
    write(wren, duplicate, "We call you on Friday, Zanziwort.")
    clock.shift(minutes=1)
    merge(wren, duplicate, kept)
    reopen(wren, duplicate)
    merge(wren, duplicate, kept)

    for code in (duplicate.code, kept.code):
        assert come_back(app, code).text.count("We call you on Friday, Zanziwort.") == 1


@ON_BOTH
@pytest.mark.parametrize("pair", [with_a_helper], indirect=True)
def test_handing_over_ends_both_codes_and_the_new_one_opens_the_mailbox(app, wren, pair):
    kept, duplicate = pair
    merge(wren, duplicate, kept)
    helper = come_back(app, duplicate.code)

    hand_over(helper)

    for sent in pair:
        assert try_code(app, sent.code)[0] == "/en/return"
    person = come_back(app, code_of(helper))
    assert f">{kept.reference}<" in person.text
    assert "no return code" not in read(wren, f"/desk/cases/{kept.reference}/contact")


def test_no_code_opens_another_request_before_a_member_says_that_one_person_holds_both(
    app, wren, pair
):
    kept, duplicate = pair

    assert merge(wren, duplicate, kept, one_holder="") == 422
    assert "this person alone holds both return codes" in wren.text
    link(wren, duplicate, kept)
    assert post(wren, duplicate, "move", to="closed:duplicate") == 409
    assert "leave both cases open" in wren.text

    person = come_back(app, duplicate.code)
    assert TOGETHER not in person.text
    assert f">{duplicate.reference}<" in person.text
    person.post("/en/mailbox/write", {"text": [WROTE]})
    assert WROTE not in read(wren, f"/desk/cases/{kept.reference}/messages")
    assert WROTE in read(wren, f"/desk/cases/{duplicate.reference}/messages")


def test_reopening_takes_the_merge_back_and_the_ended_key_opens_nothing(app, wren, pair):
    kept, duplicate = pair
    merge(wren, duplicate, kept)
    with app.app_context():
        row = one_row(Request, Request.joined_key.is_not(None))
        joined = {"joined_to": row.joined_to, "joined_key": row.joined_key}
        request_id = row.id

    reopen(wren, duplicate)

    for each, other in (pair, reversed(pair)):
        person = come_back(app, each.code)
        assert f">{each.reference}<" in person.text
        assert other.reference not in person.text
        assert TOGETHER not in person.text
    with app.app_context():
        for name, value in joined.items():
            setattr(db.session.get_one(Request, request_id), name, value)
        db.session.commit()
    assert kept.reference not in come_back(app, duplicate.code).text


@pytest.mark.parametrize("damage", ["cut", "emptied", "changed"])
def test_a_damaged_key_of_the_case_that_stays_opens_nothing_and_raises_an_alarm(
    app, wren, pair, damage
):
    kept, duplicate = pair
    merge(wren, duplicate, kept)

    with Damaged(app, "requests.joined_key", DAMAGES[damage]):
        person = come_back(app, duplicate.code)
        assert person.open("/en/mailbox").status_code == 409
        assert kept.reference not in person.text
        assert ALARM in read(wren, "/desk/")

    assert TOGETHER in come_back(app, duplicate.code).text


@ON_BOTH
def test_deleting_with_one_code_deletes_both_and_says_so(app, wren, pair):
    kept, duplicate = pair
    merge(wren, duplicate, kept)
    person = come_back(app, duplicate.code)

    assert "This is for both of them" in person.open("/en/mailbox/delete").text
    person.post("/en/mailbox/delete", {})

    assert person.path == "/en/deleted"
    assert try_code(app, kept.code)[0] == "/en/return"
    housekeeping(app)
    with app.app_context():
        assert all_rows(Case.reference) == []
        assert all_rows(Request.id) == []


@ON_BOTH
def test_both_are_erased_together_and_both_codes_end_with_the_case_that_stays(
    app, wren, clock, pair
):
    kept, duplicate = pair
    merge(wren, duplicate, kept)
    clock.shift(timedelta(400))
    housekeeping(app)
    with app.app_context():
        assert len(all_rows(Case.id)) == 2

    for _ in range(2):
        with app.app_context():
            case = db.session.scalar(select(Case).where(Case.reference == kept.reference))
            if case:
                case.status, case.close_reason = "closed", "advice_only"
                case.closed_on = case.erase_on = TODAY
                log.record(AuditAct.CLOSED_ADVICE_ONLY, on=TODAY, case_id=case.id)
                db.session.commit()
        housekeeping(app)

    with app.app_context():
        assert all_rows(Case.id) == []
        assert all_rows(Request.id) == []
    assert try_code(app, duplicate.code)[0] == "/en/return"


class Sent:
    """A request that was sent, and its return code."""

    def __init__(self, app, new):
        person = new(app)
        self.reference, self.code = person.apply(), code_of(person)


def link(member, case, other):
    post(member, case, "links", other=other.reference, to="same_person")


def merge(member, case, into, *, one_holder="1"):
    holder = {"one_holder": one_holder} if one_holder else {}
    return post(member, case, "links", other=into.reference, to="merge", **holder)


def reopen(member, case):
    assert post(member, case, "reopen", text="Two people after all.") == 200


def assign(member, case):
    assert post(member, case, "assign") == 200


def write(member, case, text):
    return post(member, case, "messages", text=text, language="en")


def post(member, case, act, /, **fields):
    for page in ("links", "messages", ""):
        member.open(f"/desk/cases/{case.reference}/{page}".rstrip("/"))
    version = re.search(r'name="version" value="(\d+)"', member.text)
    assert version
    member.fill(f"/desk/cases/{case.reference}/{act}", version=version[1], **fields)
    return member.status


@pytest.fixture
def pair(app, wren, monkeypatch, request):
    """Return two requests of one person; the first is to stay open, and no deadline is near."""
    monkeypatch.setattr(links, "NEAR_DAYS", 0)
    new = getattr(request, "param", Applicant)
    pair = Sent(app, new), Sent(app, new)
    for sent in pair:
        read(wren, f"/desk/cases/{sent.reference}")
    return pair
