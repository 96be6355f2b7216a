"""The audit log on the desk: entries, the state of the chain, and alarms."""

from datetime import timedelta

from intake import clock as time
from intake.actions.upkeep.jobs import shorten_audit
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.audit.chain import ENTRIES, verify_some
from intake.audit.chain import chain as chain_entries
from intake.extensions import db
from tests.cases.making import TODAY, new_team
from tests.support.rows import change_rows

DESK_OF = ("supervisor",)


def test_an_entry_names_member_act_time_and_case(desk):
    case = desk.case()
    write(AuditAct.CASE_RECEIVED, case_id=case.id)
    chain()
    write(AuditAct.KEYS_RECOVERED)
    chain()
    write(AuditAct.CASE_OPENED, case_id=case.id, member_id=desk.member.id)
    chain()
    other = new_team("Otherfold").case()
    write(AuditAct.CASE_RECEIVED, case_id=other.id)
    chain()

    desk.open("/desk/audit")

    rows = [[desk.words(cell) for cell in row] for row in desk.all("tr")][2:]
    assert other.reference not in desk.text, "it is of another team"
    assert ["2", "24 November 2026", "Server", rows[1][3], ""] == rows[1]
    assert "recovery sheets" in rows[1][3]
    assert rows[0] == [
        "3",
        "24 November 2026, 10:00",
        "wren.testwood (Supervisor)",
        "Opened",
        case.reference,
    ]
    assert rows[2][2:] == ["The applicant", "Request received", case.reference]


def test_an_erasure_by_the_server_names_neither_a_member_nor_the_applicant(desk):
    case = desk.case()
    write(AuditAct.PERSON_WROTE, case_id=case.id)
    chain()
    for act in (
        AuditAct.CASE_ERASED_ON_ITS_DAY,
        AuditAct.CASE_ERASED_BY_APPLICANT,
        AuditAct.INVENTED_CASE_ERASED,
    ):
        write(act, case_id="gone")
        chain()

    desk.open("/desk/audit")

    rows = [[desk.words(cell) for cell in row] for row in desk.all("tr")][1:]
    assert [row[2:4] for row in rows] == [
        ["Server", "Erased, because it was a test case"],
        ["Server", "Erased because the applicant withdrew it"],
        ["Server", "Erased on its scheduled date"],
        ["The applicant", "Applicant wrote"],
    ]


def test_the_chain_and_its_head_are_shown(desk):
    write(AuditAct.KEYS_RECOVERED)
    chain()
    head = db.session.execute(db.text("SELECT hash FROM audit_heads")).scalar_one()

    desk.open("/desk/audit")

    for query in ("before=x", "before=-1", "before=99999999999999", "before=٣"):
        assert desk.open(f"/desk/audit?{query}").status_code == 200
        assert "recovery sheets" in desk.text
    assert bytes(head).hex() in desk.text
    assert "The chain is intact." in desk.text
    assert "Last full verification: 24 November 2026, 10:00." in desk.text


def test_unchained_entries_are_on_top(desk):
    write(AuditAct.KEYS_RECOVERED)
    chain()
    write(AuditAct.CASE_RECEIVED, case_id="gone")

    desk.open("/desk/audit")

    first = [desk.words(cell) for cell in list(desk.all("tr"))[1]]
    assert first[0] == ""
    assert first[-1] == "Erased case gone"
    assert "Entries waiting to join the chain: 1." in desk.text


def test_pages_of_fifty_lose_and_repeat_nothing(desk):
    for _ in range(120):
        write(AuditAct.SIGNED_IN, member_id=desk.member.id)
    chain()

    numbers, address = [], "/desk/audit"
    while address:
        desk.open(address)
        numbers += [int(desk.words(row[0])) for row in list(desk.all("tr"))[1:]]
        assert len(numbers) <= 120
        address = next((a.get("href", "") for a in desk.all("a", rel="next")), "")

    assert numbers == list(range(120, 0, -1))


def test_a_broken_chain_is_shown_on_the_queue_and_in_the_log(desk):
    write(AuditAct.KEYS_RECOVERED)
    chain()
    change_rows(ENTRIES, act="signed_in")
    chain()

    assert "The audit log was altered on the server" in desk.open().text
    desk.open("/desk/audit")
    assert "The audit log failed verification" in desk.text
    assert "The chain is intact." not in desk.text


def test_a_broken_seal_is_shown_and_does_not_break_the_chain(desk):
    case = desk.case()
    case.card = b"damaged"
    desk.open_case(case)
    chain()

    assert "Some encrypted data cannot be opened." in desk.open().text
    assert desk.open("/desk/audit").status_code == 200
    assert "Some encrypted data could not be opened" in desk.text
    assert "Encrypted data failed to open" in desk.text
    assert "The chain is intact." in desk.text


def test_the_page_says_where_the_chain_begins(desk):
    for _ in range(3):
        log.record(AuditAct.KEYS_RECOVERED, on=TODAY - timedelta(days=2 * 366 + 31))
    chain()
    shorten_audit(today=TODAY)
    chain()

    desk.open("/desk/audit")

    assert (
        "Entries through number 3 were removed because they were older than two years." in desk.text
    )
    assert "The chain is intact." in desk.text


def test_old_unchained_entries_are_shown_on_the_queue(desk, clock):
    chain()
    write(AuditAct.KEYS_RECOVERED)
    before = desk.open().text

    clock.shift(minutes=6)
    after = desk.open().text

    assert "are not in the hash chain yet" not in before
    assert "are not in the hash chain yet" in after


def write(act, *, member_id=None, case_id=None):
    at = time.now() if member_id else None
    log.record(act, on=TODAY, member_id=member_id, case_id=case_id, at=at)
    db.session.flush()


def chain():
    while chain_entries(now=time.now()):
        pass
    verify_some(time.now())
    db.session.commit()
