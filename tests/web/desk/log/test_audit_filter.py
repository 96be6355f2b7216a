"""Entries of the audit log by member, act, case and day, and as a file."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from intake import clock as time
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.audit.chain import chain as chain_entries
from intake.extensions import db
from intake.web.desk.log.csv_file import csv_response
from tests.cases.making import TODAY

DESK_OF = ("supervisor",)


@pytest.mark.parametrize(
    "query, numbers",
    [
        ("act=signed_in", ["3"]),
        ("act=list_shown", ["4"]),
        ("who=ME", ["4", "3"]),
        (f"since={TODAY}", ["4", "3", "2"]),
        (f"until={TODAY - timedelta(days=1)}", ["1"]),
        (f"who=ME&act=signed_in&since={TODAY}", ["3"]),
        ("case=REFERENCE", ["2"]),
        ("case=THEID", ["2"]),
    ],
)
def test_a_filter_shows_only_matching_entries(desk, query, numbers):
    case = desk.case()
    write_four(desk.member, case.id)
    for name, value in (("ME", desk.member.id), ("REFERENCE", case.reference.lower())):
        query = query.replace(name, value)

    desk.open(f"/desk/audit?{query.replace('THEID', case.id[:8])}")

    assert [desk.words(row[0]) for row in list(desk.all("tr"))[1:]] == numbers


def test_an_unknown_case_shows_no_entry_and_says_so(desk):
    write_four(desk.member, "none")

    desk.open("/desk/audit?case=AAAA-AAA")

    assert "No case has this reference." in desk.text
    assert list(desk.all("tr")) == []


def test_only_a_filter_without_mistakes_gets_into_an_address(desk):
    write_four(desk.member, "none")
    desk.open("/desk/audit?filter=1")

    for typed in ("Zubayda Example-Kestrel", "Kestrelbright"):
        answer = desk.post("/desk/audit", case=typed)
        assert answer.status_code == 422
        assert "No case has this reference." in answer.text

    answer = desk.post("/desk/audit", act="signed_in")
    assert answer.headers["Location"] == "/desk/audit?act=signed_in"


@pytest.mark.parametrize(
    "query, says",
    [
        ("act=nothing", "Choose an action from the list."),
        ("who=nobody", "Choose a member from the list."),
        (f"who={'0' * 32}", "Choose a member from the list."),
    ],
)
def test_an_unknown_act_or_member_shows_no_entry_and_says_so(desk, query, says):
    write_four(desk.member, "none")

    desk.open(f"/desk/audit?{query}")

    assert says in desk.text
    assert list(desk.all("tr")) == []


def test_what_is_no_day_shows_no_entry_and_says_so(desk):
    write_four(desk.member, "none")

    desk.open("/desk/audit?until=yesterday")

    assert "Enter a day." in desk.text
    assert list(desk.all("tr")) == []


def test_the_next_page_keeps_the_filter(desk):
    me, others = desk.member.id, "f" * 32
    for act, who, times in (
        (AuditAct.SIGNED_IN, me, 10),
        (AuditAct.KEYS_RECOVERED, me, 1),
        (AuditAct.SIGNED_IN, others, 1),
        (AuditAct.SIGNED_IN, me, 50),
    ):
        for _ in range(times):
            log.record(act, on=TODAY, member_id=who, at=time.now())
        chain()

    desk.open(f"/desk/audit?act=signed_in&who={me}")
    assert desk.links["Clear all"] == "/desk/audit"
    (onward,) = desk.all("a", rel="next")
    desk.open(onward.get("href", ""))

    assert len(list(desk.all("tr"))) - 1 == 10


def test_the_entries_of_a_filter_are_a_file_and_that_is_logged(desk):
    case = desk.case()
    write_four(desk.member, case.id)
    desk.open("/desk/audit")

    answer = desk.post("/desk/audit/export", act="case_received")

    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit-log.csv"'
    head, *rows = csv.reader(StringIO(answer.text.removeprefix("\ufeff")))
    assert head[:3] == ["Number", "Day", "Time (UTC)"]
    assert [row[0] for row in rows] == ["2"]
    assert (head[-1], rows[0][-1]) == ("Member ID", "")
    assert rows[0][4:7] == ["case_received", "Request received", case.reference]
    chain()
    desk.open("/desk/audit?act=log_exported")
    assert "Exported 1 entries of the audit log" in desk.text


def test_a_member_without_the_role_exports_nothing(signed_in_as):
    desk = signed_in_as("caseworker")
    desk.open()

    assert desk.post("/desk/audit/export").status_code == 404


@pytest.mark.parametrize("letter", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula_and_arabic_names_stay(app, letter):
    cells = [f"{letter}cmd|' /C calc'!A0", "لومو، “Test”", 'a"b\nc']

    with app.test_request_context():
        text = csv_response("x", ["a", "b", "c"], [cells]).get_data(as_text=True)

    (_, row) = csv.reader(StringIO(text, newline=""))
    assert row == [f"'{cells[0]}", *cells[1:]]


def write_four(member, case_id):
    """Write and chain an old entry, one about a case, and two of the member."""
    log.record(AuditAct.KEYS_RECOVERED, on=TODAY - timedelta(days=9))
    chain()
    log.record(AuditAct.CASE_RECEIVED, on=TODAY, case_id=case_id)
    chain()
    log.record(AuditAct.SIGNED_IN, on=TODAY, member_id=member.id, at=time.now())
    chain()
    log.record(AuditAct.LIST_SHOWN, on=TODAY, member_id=member.id, at=time.now(), count=21)
    chain()


def chain():
    chain_entries(now=time.now())
    db.session.commit()
