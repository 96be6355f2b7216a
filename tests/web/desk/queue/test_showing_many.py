"""Many cards shown at once leave a line in the log; a session used elsewhere is asked who it is."""

from datetime import timedelta

from intake.audit.models import AuditEntry
from intake.cases.models import Case, Loan
from intake.extensions import db
from intake.web.desk.queue import bulk_actions
from tests.cases.making import TODAY
from tests.support.rows import all_rows

HOUR = timedelta(hours=1)
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}
ANOTHER_BROWSER = {"HTTP_USER_AGENT": "Another/1.0"}


def test_a_long_page_of_the_queue_leaves_one_line_an_hour_and_a_short_one_none(desk, clock):
    many(desk, 20)
    desk.open()
    assert traces() == []
    desk.case()

    desk.open()
    desk.open("/desk/?view=all")
    assert traces() == ["list_shown_21"]

    for _ in range(6):
        clock.shift(minutes=10)
        desk.open()
    assert traces() == ["list_shown_21"] * 2


def test_each_print_and_search_of_many_leaves_a_line_with_the_count(desk):
    references = many(desk, 22)

    for shown in (references[:20], references[:21], references):
        assert desk.post("/desk/many/print", case=shown).status_code == 200
    desk.post("/desk/search", q="Lumo")

    assert traces() == ["list_printed_21", "list_printed_22", "search_shown_22"]


def test_a_volunteer_sees_twenty_at_a_time_and_is_refused_a_longer_print(desk):
    references = many(desk, 21)
    volunteer = desk.colleague("volunteer")
    lend_all(volunteer)

    volunteer.open()
    shown = [reference for reference in references if reference in volunteer.text]
    printed = volunteer.post("/desk/many/print", case=references[:20])
    refused = volunteer.post("/desk/many/print", case=references)

    assert (len(shown), printed.status_code, refused.status_code) == (20, 200, 403)
    assert "Volunteers may print up to 20 cases at once." in volunteer.text
    assert traces() == []


def test_a_print_of_very_many_asks_for_the_second_factor(desk, clock, monkeypatch):
    monkeypatch.setattr(bulk_actions, "MANY", 2)
    references = many(desk, 3)
    clock.shift(minutes=11)

    asked = desk.post("/desk/many/print", case=references)

    assert asked.location.startswith("/desk/signin/again")
    assert desk.post("/desk/many/print", case=references[:2]).status_code == 200


def test_a_session_in_another_network_and_browser_gives_the_second_factor_first(
    desk,
):
    assert desk.open().status_code == 200

    for changed in (ELSEWHERE, ANOTHER_BROWSER):
        assert desk.client.get("/desk/", environ_overrides=changed).status_code == 200
    stolen = desk.client.get("/desk/", environ_overrides=ELSEWHERE | ANOTHER_BROWSER)

    assert stolen.location.startswith("/desk/signin/again")
    assert desk.open().status_code == 200, "where it began it goes on"


def many(desk, count):
    """Add so many cases; return their references."""
    return [desk.case().reference for _ in range(count)]


def lend_all(volunteer):
    """Lend every case to this volunteer, without its key: only rows of the queue are shown."""
    db.session.add_all(
        Loan(case_id=case_id, member_id=volunteer.member.id, until=TODAY)
        for case_id in all_rows(Case.id)
    )


def traces():
    """Return the entries of the log about many cards shown."""
    shown = AuditEntry.act.like("%\\_shown\\_%", escape="\\")
    printed = AuditEntry.act.like("%\\_printed\\_%", escape="\\")
    return sorted(all_rows(AuditEntry.act, shown | printed))
