"""Causes of alarms: one for every finding that is not good."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, text, update

from intake import clock, database_file
from intake.actions.health import server
from intake.actions.health.server import apart_from_database
from intake.actions.upkeep.check_certificate import CertificateCheck, record_certificate
from intake.amendments import published
from intake.amendments.models import PublishedRow
from intake.audit import log as audit
from intake.audit.acts import AuditAct
from intake.audit.chain import ENTRIES
from intake.catalogues import read_catalogue
from intake.conflicts import stubs
from intake.extensions import db, new_id, saving, writing
from intake.keys import seen_epochs
from intake.keys import store as keys
from intake.keys.models import Grant, SigningGrant
from intake.outbox import mail_health
from intake.outbox.models import WorkerHeartbeat
from intake.settings.databases import database_address
from intake.upkeep import runs
from intake.upkeep.models import UpkeepRun
from tests.cases.making import TODAY, InventedTeam
from tests.health.house import House
from tests.outbox.making import addressed, given_up, letter
from tests.support.databases.raw_rows import update_rows
from tests.support.servers.ports import hold_port

Cause = Callable[[House], object]
HUGE = 2**60
"""A number of bytes that no machine has free."""


def seen_keys_that_cannot_be_read(house: House):
    (house.var / seen_epochs.FILE).unlink(missing_ok=True)
    (house.var / seen_epochs.FILE).mkdir()


def a_damaged_page(house: House):
    damage(house, "desk_views")
    house.clock.shift(days=1)
    house.run("housekeeping", "run")


def the_clock_set_back(house: House):
    with house.app.app_context(), saving():
        later = clock.now() + timedelta(minutes=5)
        mail_health.record_heartbeat(now=later, host="node-one")


def the_clock_jumped(house: House):
    house.run("housekeeping", "run")
    house.clock.shift(days=21)
    assert "Nothing is erased for two days" in house.run("housekeeping", "run")


def a_clock_apart_from_the_databases(house: House):
    """Compare the frozen clock with the running one of PostgreSQL."""
    house.patch.setattr(server, "apart_from_database", apart_from_database)


def a_primary_that_works_alone(house: House):
    """Expect a second server: the one of the tests commits without a standby."""
    house.change(database_url=database_address("postgresql://desk@10.77.0.21,10.77.0.22/intake"))


def cases_and_no_backup(house: House):
    forget(house, runs.BACKUP)
    add_case(house)


def a_backup_of_yesterday(house: House):
    forget(house, runs.BACKUP)
    assert "restore tested" in house.run("backup", "create", str(house.var / "backup"))
    house.clock.shift(hours=26, minutes=1)


def housekeeping_that_is_late(house: House):
    house.run("housekeeping", "run")
    house.clock.shift(hours=3, minutes=1)


def housekeeping_of_yesterday(house: House):
    house.run("housekeeping", "run")
    house.clock.shift(hours=26, minutes=1)


def a_case_that_stays(house: House):
    case_id = add_case(house, status="closed", erase_on=TODAY - timedelta(days=1))
    with house.app.app_context(), saving():
        team_id = keys.the_team().id
        stubs.add(id=new_id(), team_id=team_id, case_id=case_id, sealed=b"sealed")


def a_worker_that_stopped_on_one_machine(house: House):
    with house.app.app_context(), saving():
        mail_health.record_heartbeat(now=clock.now(), host="node-two")
    house.clock.shift(minutes=3)
    house.run("outbox", "work", "--once")


def a_mail_server_that_refuses(house: House):
    house.change(mail_server="127.0.0.1", mail_port=hold_port())
    with house.app.app_context(), saving():
        addressed("wren.testwood@example.org")
    for _ in range(4):
        house.run("outbox", "work", "--once")
        house.clock.shift(minutes=2)


def emails_to_nobody(house: House):
    change(house, text("UPDATE staff_members SET disabled_on = '2026-11-24'"))
    with house.app.app_context(), saving():
        letter(keys.the_team())
    house.run("outbox", "work", "--once")
    change(house, text("UPDATE staff_members SET disabled_on = NULL"))


def a_changed_log_entry(house: House):
    house.run("outbox", "work", "--once")
    change(house, update(ENTRIES).values(act="signed_in"))
    house.clock.shift(minutes=2)
    house.run("outbox", "work", "--once")


def log_entries_that_wait(house: House):
    house.run("outbox", "work", "--once")
    house.clock.shift(minutes=6)
    record(house, AuditAct.KEYS_RECOVERED)


def an_unknown_secret(house: House):
    with house.app.app_context():
        update_rows("staff_members", email=b"of another secret")


def a_heartbeat_that_nobody_takes(house: House):
    house.change(heartbeat_url=f"http://127.0.0.1:{hold_port()}/")
    for _ in range(2):
        house.run("outbox", "work", "--once")


def a_certificate_nobody_has_checked(house: House):
    """Serve by https, for which members must sign in again, with a later code."""
    house.app.config["PREFERRED_URL_SCHEME"] = "https"
    house.change(applicants_url="https://help.example.org")
    house.clock.shift(minutes=1)


def a_certificate_that(outcome: str, *, days: int | None = None) -> Cause:
    """Return a cause: the worker has seen this outcome, and the days that are left."""

    def cause(house: House):
        a_certificate_nobody_has_checked(house)
        until = None if days is None else clock.now() + timedelta(days)
        with house.app.app_context(), saving():
            record_certificate(CertificateCheck(outcome=outcome, until=until), clock.now())

    return cause


def sheets_that_nobody_printed(house: House):
    with house.app.app_context(), saving():
        keys.add_pending_sheets("m1", b"sealed")


def a_change_that_is_not_in_force_here(house: House):
    """Set the notice as a supervisor, and take the file of this node away."""
    house.wren.open("/desk/reports/first-page")
    house.wren.post_form(status="emergencies", until="", asked="", helped="")
    (house.var / published.FILE).unlink()


def a_language_in_drafts(house: House):
    """Offer Spanish as if every sentence had a translation: a new sentence may have none yet."""
    house.patch.setattr(read_catalogue("es"), "missing", 0)
    house.change(languages=("en", "es"))


CAUSES: dict[tuple[str, str], Cause] = {
    ("tables", "other_release"): lambda house: change(
        house, text("UPDATE alembic_version SET version_num = '0001'")
    ),
    ("keys", "untrusted"): lambda house: house.change(recovery_fingerprint="another"),
    ("keys", "seen_unreadable"): seen_keys_that_cannot_be_read,
    ("space", "low"): lambda house: house.patch.setattr(server, "LOW_BYTES", HUGE),
    ("space", "nearly_full"): lambda house: house.patch.setattr(server, "NEARLY_FULL_BYTES", HUGE),
    ("memory", "low"): lambda house: house.patch.setattr(server, "LOW_MEMORY", HUGE),
    ("memory", "nearly_full"): lambda house: house.patch.setattr(server, "LEAST_MEMORY", HUGE),
    ("clock", "set_back"): the_clock_set_back,
    ("clock", "jumped"): the_clock_jumped,
    ("backup", "none_yet"): lambda house: forget(house, runs.BACKUP),
    ("backup", "never"): cases_and_no_backup,
    ("backup", "old"): a_backup_of_yesterday,
    ("housekeeping", "never"): lambda house: forget(house, runs.HOUSEKEEPING),
    ("housekeeping", "late"): housekeeping_that_is_late,
    ("housekeeping", "old"): housekeeping_of_yesterday,
    ("wipe", "never"): lambda house: forget(house, runs.WIPE),
    ("wipe", "old"): lambda house: house.clock.shift(hours=51),
    ("erasures", "unopened"): lambda house: add_case(
        house, status="closed", erase_on=TODAY - timedelta(days=1)
    ),
    ("erasures", "overdue"): a_case_that_stays,
    ("worker", "not_started"): lambda house: change(house, delete(WorkerHeartbeat)),
    ("worker", "one_silent"): a_worker_that_stopped_on_one_machine,
    ("worker", "silent"): lambda house: house.clock.shift(minutes=3),
    ("mail_server", "files"): lambda house: house.change(mail_server=""),
    ("mail_server", "files_in_public"): lambda house: house.change(
        mail_server="", public_url="http://desk.example.org", accept_any_host=True
    ),
    ("email_late", "late"): a_mail_server_that_refuses,
    ("email_readers", "nobody"): emails_to_nobody,
    ("email_failed", "refused"): lambda house: give_up(house, attempts=1),
    ("email_failed", "given_up"): lambda house: give_up(house, attempts=7),
    ("audit_chain", "broken"): a_changed_log_entry,
    ("audit_waiting", "unchained"): log_entries_that_wait,
    ("seals", "broken"): lambda house: record(house, AuditAct.SEAL_BROKEN),
    ("case_rows", "missing"): lambda house: record(house, AuditAct.ROW_MISSING),
    ("published", "broken"): lambda house: change(
        house, insert(PublishedRow).values(id="f" * 32, n=1, row=b"{}")
    ),
    ("published", "late"): a_change_that_is_not_in_force_here,
    ("secrets", "older"): lambda house: house.change(
        secret_key_fallbacks=("an older secret 0123456789-abcdefghijk",)
    ),
    ("secrets", "unreadable"): an_unknown_secret,
    ("law", "stale"): lambda house: house.clock.move_to(datetime(2035, 1, 2, 15, 0, tzinfo=UTC)),
    ("referrals", "overdue"): lambda house: house.patch.undo(),
    ("errors", "some"): lambda house: fail(house, times=1),
    ("errors", "many"): lambda house: fail(house, times=10),
    ("certificate", "not_checked"): a_certificate_nobody_has_checked,
    ("certificate", "unreachable"): a_certificate_that("unreachable"),
    ("certificate", "refused"): a_certificate_that("expired"),
    ("certificate", "expiring"): a_certificate_that(runs.OK, days=14),
    ("certificate", "expires_now"): a_certificate_that(runs.OK, days=3),
    ("heartbeat", "silent"): lambda house: house.change(
        heartbeat_url="https://watching.example.org/ping"
    ),
    ("heartbeat", "refused"): a_heartbeat_that_nobody_takes,
    ("settings", "warnings"): lambda house: house.change(help_phone=""),
    ("recovery_sheets", "not_taken"): sheets_that_nobody_printed,
    ("members", "few"): lambda house: change(house, delete(Grant).where(Grant.sealed == b"")),
    ("signing", "few"): lambda house: change(
        house, delete(SigningGrant).where(SigningGrant.sealed == b"")
    ),
    ("signing", "none"): lambda house: change(house, delete(SigningGrant)),
    ("translations", "drafts"): a_language_in_drafts,
    ("translations", "missing"): lambda house: house.change(languages=("en", "is")),
}

OF_A_FILE: dict[tuple[str, str], Cause] = {
    ("integrity", "never"): lambda house: forget(house, runs.INTEGRITY),
    ("integrity", "old"): lambda house: house.clock.shift(hours=51),
    ("integrity", "damaged"): a_damaged_page,
    ("file_modes", "open"): lambda house: file_of(house).chmod(0o644),
}
"""Findings that exist on SQLite only."""

OF_A_SERVER: dict[tuple[str, str], Cause] = {
    ("clock", "apart"): a_clock_apart_from_the_databases,
    ("standby", "alone"): a_primary_that_works_alone,
}
"""Findings that exist on PostgreSQL only."""


def change(house: House, *statements: Any):
    """Change rows as an attacker with write access to the database would."""
    with house.app.app_context(), saving():
        for statement in statements:
            db.session.execute(statement)


def forget(house: House, job: str):
    """Delete the newest run of a job."""
    change(house, delete(UpkeepRun).where(UpkeepRun.name == job))


def record(house: House, act: AuditAct):
    """Add an entry to the audit log."""
    with house.app.app_context(), saving():
        audit.record(act, on=clock.today(house.app.config["SETTINGS"].time_zone))


def add_case(house: House, **columns: Any) -> str:
    """Add a case of the team; return its id."""
    with house.app.app_context(), writing():
        case = InventedTeam(keys.the_team()).case(**columns)
        db.session.commit()
        return case.id


def give_up(house: House, *, attempts: int):
    """Add two emails that are no longer retried."""
    with house.app.app_context(), saving():
        for _ in range(2):
            given_up(keys.the_team(), "nobody", attempts=attempts)


def fail(house: House, *, times: int):
    """Request a page that fails, this number of times."""
    client = house.app.test_client()
    for _ in range(times):
        response = client.get("/en/breaks")
        assert response.status_code == 500
        response.close()  # as a server does once it has sent the answer


def file_of(house: House) -> Path:
    """Return the path of the database file."""
    with house.app.app_context():
        path = database_file.file_of(db.engine)
    assert path is not None
    return path


def damage(house: House, table: str):
    """Overwrite the first page of a table in the closed database file."""
    with house.app.app_context():
        db.session.remove()
        db.engine.dispose()
    with closing(sqlite3.connect(file_of(house))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        asked = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        (number,) = connection.execute(asked, (table,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with file_of(house).open("r+b") as file:
        file.seek((number - 1) * size)
        file.write(b"\xff" * size)
