"""Entries of the audit log by member, act, case and day, and as a file."""

import csv
from datetime import timedelta
from io import StringIO

from intake import clock as time
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.audit.chain import chain as chain_entries
from intake.extensions import db
from intake.web.desk.log.csv_file import csv_response
from tests.cases.making import TODAY

DESK_OF = ("supervisor",)


def test_a_filter_shows_only_matching_entries(desk):
    case = desk.case()
    write_four(desk.member, case.id)
    me = desk.member.id
    for query, numbers in (
        ("act=signed_in", ["3"]),
        ("act=list_shown", ["4"]),
        (f"who={me}", ["4", "3"]),
        (f"since={TODAY}", ["4", "3", "2"]),
        (f"until={TODAY - timedelta(days=1)}", ["1"]),
        (f"who={me}&act=signed_in&since={TODAY}", ["3"]),
        (f"case={case.reference.lower()}", ["2"]),
        (f"case={case.id[:8]}", ["2"]),
    ):
        desk.open(f"/desk/audit?{query}")
        assert [desk.words(row[0]) for row in list(desk.all("tr"))[1:]] == numbers, query


def test_a_filter_with_a_mistake_shows_no_entry_and_says_so(desk):
    write_four(desk.member, "none")
    for query, says in (
        ("case=AAAA-AAA", "No case has this reference."),
        ("act=nothing", "Choose an action from the list."),
        ("who=nobody", "Choose a member from the list."),
        (f"who={'0' * 32}", "Choose a member from the list."),
        ("until=yesterday", "Enter a day."),
    ):
        desk.open(f"/desk/audit?{query}")
        assert says in desk.text
        assert list(desk.all("tr")) == []


def test_only_a_filter_without_mistakes_gets_into_an_address(desk):
    for typed in ("Zubayda Example-Kestrel", "Kestrelbright"):
        answer = desk.post("/desk/audit", case=typed)
        assert answer.status_code == 422
        assert "No case has this reference." in answer.text

    answer = desk.post("/desk/audit", act="signed_in")
    assert answer.headers["Location"] == "/desk/audit?act=signed_in"


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


def test_no_cell_is_a_formula_and_arabic_names_stay(app):
    for letter in ["=", "+", "-", "@", "\t", "\r"]:
        cells = [f"{letter}cmd|' /C calc'!A0", "لومو، “Test”", 'a"b\nc']

        with app.test_request_context():
            text = csv_response("x", ["a", "b", "c"], [cells]).get_data(as_text=True)

        (_, row) = csv.reader(StringIO(text, newline=""))
        assert row == [f"'{cells[0]}", *cells[1:]]


def write_four(member, case_id):
    """Write and chain an old entry, one about a case, and two of the member."""
    own = {"on": TODAY, "member_id": member.id, "at": time.now()}
    for act, values in (
        (AuditAct.KEYS_RECOVERED, {"on": TODAY - timedelta(days=9)}),
        (AuditAct.CASE_RECEIVED, {"on": TODAY, "case_id": case_id}),
        (AuditAct.SIGNED_IN, own),
        (AuditAct.LIST_SHOWN, {**own, "count": 21}),
    ):
        log.record(act, **values)
        chain()


def chain():
    chain_entries(now=time.now())
    db.session.commit()
