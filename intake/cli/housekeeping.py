"""``flask housekeeping run``: run the scheduled jobs; ``make run`` does so once an hour."""

import logging
import threading
from collections.abc import Iterator
from datetime import date

import click
from flask import Flask
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from intake import clock
from intake.actions.mail.mornings import remind_applicants
from intake.actions.people.plan_work import let_lost_cases_go
from intake.actions.upkeep.jobs import (
    DAMAGED,
    compare_with_log,
    count_problems,
    discard_expired,
    erase_due,
    expire_code,
    find_restored_codes,
    is_due,
    is_suspended,
    note_jump,
    revoke_code,
    shorten_audit,
    truly_invented,
)
from intake.audit.chain import ChangedEntries
from intake.cases import erasing
from intake.cases.store import tiers_to_raise
from intake.cli import app_context
from intake.cli.renewing import renew, secrets_sentence
from intake.extensions import saving, wipe
from intake.frozen import record
from intake.outbox.undelivered import drop_of, orphaned_references
from intake.requests import store as requests
from intake.storage_faults import StorageFault, fault_code
from intake.upkeep.runs import CLOCK, HOUSEKEEPING, INTEGRITY, OK, WIPE, record_run

log = logging.getLogger("intake.housekeeping")
EVERY_SECONDS = 3600


@click.group()
def command() -> None:
    """Run the scheduled jobs."""


SUSPENDED = (
    "The clock jumped by three weeks or more, or the server was off. Nothing is erased for two"
    " days, no priority rises, and no applicant is reminded. Correct the clock (timedatectl). If it"
    " is right, you need not wait: flask housekeeping run --clock-is-right"
)


@command.command()
@click.option("--clock-is-right", is_flag=True, help="After a jump of the clock: it is right now.")
@with_appcontext
def run(*, clock_is_right: bool) -> None:
    """Discard expired drafts, end expired sessions, raise priorities, and erase closed cases whose
    erase date has passed and that have been reviewed. Remind applicants who asked for it of their
    dates. End the return codes of cases that were closed long enough ago, and again those that had
    been revoked and were restored in the database. Remove audit log entries older than two years.

    After a change of SECRET_KEY: encrypt stored values with the new one. Once a night: check the
    SQLite file for damage.
    """
    problems = check_integrity()
    if clock_jumped(clock_is_right=clock_is_right):
        raise click.ClickException(SUSPENDED)
    for result in run_jobs():
        if result.sentence:
            click.echo(result.sentence)
    click.echo(secrets_sentence())
    if problems:
        raise click.ClickException(StorageFault.DAMAGED.sentence)


def repeat_housekeeping(app: Flask, *, stop: threading.Event) -> None:
    """Run every job once an hour until *stop* is set, and check the database at start.

    While the database cannot be used, log it and wait.
    """
    is_start = True
    while not stop.is_set():
        try:
            with app.app_context():
                check_integrity(always=is_start)
                is_start = False
                if clock_jumped():
                    log.error("the clock jumped; housekeeping waits for two days")
                    stop.wait(EVERY_SECONDS)
                    continue
                for result in run_jobs():
                    log.log(result.level, result.event, extra={"count": result.count})
        except SQLAlchemyError as fault:
            log.error("the database cannot be used", extra={"code": fault_code(fault)})
        except Exception:
            log.exception("housekeeping failed; next try in an hour")
        stop.wait(EVERY_SECONDS)


@record
class JobResult:
    """The result of a job: its event and count for the log, and a sentence for the operator.

    The sentence is empty where there is nothing to report.
    """

    event: str
    count: int
    sentence: str
    level: int = logging.INFO


def run_jobs() -> Iterator[JobResult]:
    """Run every job that erases, ends, reminds or renews, and yield the results; record the end.

    Each job writes in short transactions.
    """
    today = app_context.today()
    for job in (discard, unassign, remind, expire_codes, erase, end_restored_codes, shorten):
        yield from job(today)
    count = renew()
    sentence = f"{count} stored values moved to the current SECRET_KEY."
    yield JobResult("stored values encrypted anew", count, sentence)
    is_wiped = is_due(WIPE, now=clock.now(), zone=app_context.settings().time_zone) and wipe()
    with saving():
        if is_wiped:
            record_run(WIPE, now=clock.now())
        record_run(HOUSEKEEPING, now=clock.now())


def discard(today: date) -> Iterator[JobResult]:
    """Discard drafts, end sessions and raise tiers, until none is due."""
    drafts, sessions, raised, ended = 0, 0, 0, requests.ENDED_AT_ONCE
    while ended == requests.ENDED_AT_ONCE:
        tiers = tiers_to_raise(today=today)
        with saving():
            discarded, ended, changed = discard_expired(tiers, today=today, now=clock.now())
        drafts, sessions, raised = drafts + discarded, sessions + ended, raised + changed
    sentence = f"{drafts} drafts discarded, {sessions} sessions ended, {raised} tiers raised."
    yield JobResult("tiers raised", raised, sentence)


def unassign(today: date) -> Iterator[JobResult]:
    """Unassign cases whose owner may own none; compare cases with their key, and with the log."""
    with saving():
        truly_invented(app_context.settings().recovery_fingerprint, today=today)
        compare_with_log(today=today)
        count = let_lost_cases_go(today=today)
    if count:
        sentence = f"{count} cases had an owner who may own none. They are unassigned now."
        yield JobResult("cases without an owner", count, sentence, level=logging.WARNING)


def remind(today: date) -> Iterator[JobResult]:
    """Queue the reminders that applicants asked for."""
    with saving():
        count = remind_applicants(today=today)
    sentence = f"{count} applicants reminded of a date." if count else ""
    yield JobResult("applicants reminded", count, sentence)


def expire_codes(today: date) -> Iterator[JobResult]:
    """End return codes of cases closed long enough ago, one a transaction."""
    count = 0
    for request_id in erasing.requests_past_code(today=today):
        with saving():
            count += expire_code(request_id, today=today)
    sentence = f"{count} return codes of closed cases ended." if count else ""
    yield JobResult("return codes expired", count, sentence)


def erase(today: date) -> Iterator[JobResult]:
    """Erase due cases, then what their letters still tell."""
    count, refused, after, more = 0, 0, "", True
    while more:
        with saving():
            batch = erase_due(today=today, after=after)
        count += batch.erased
        refused += batch.refused
        after = batch.last
        more = bool(after)
    yield JobResult("cases erased", count, f"{count} cases erased.")
    if refused:
        sentence = f"{refused} cases not erased because they have not been reviewed: see the desk."
        yield JobResult("cases not erased", refused, sentence)
    # Letters of erased cases that were being delivered when the case was erased:
    if references := orphaned_references():
        with saving():
            for reference in references:
                drop_of(reference)


def end_restored_codes(today: date) -> Iterator[JobResult]:
    """Revoke restored return codes again, one a transaction."""
    count = 0
    for request_id in sorted(find_restored_codes()):
        with saving():
            count += revoke_code(request_id, today=today)
    if count:
        sentence = f"{count} restored return codes were ended again: see the audit log."
        event = "revoked return codes had been restored"
        yield JobResult(event, count, sentence, level=logging.ERROR)


def shorten(today: date) -> Iterator[JobResult]:
    """Remove old entries of the audit log, none where its hash chain is broken."""
    count, more = 0, True
    try:
        while more:
            with saving():
                batch = shorten_audit(today=today)
            count += batch.removed
            more = batch.more
    except ChangedEntries:
        log.error("the audit log failed verification; no entry was removed")
    yield JobResult("audit log shortened", count, f"{count} audit log entries removed.")


def check_integrity(*, always: bool = False) -> int:
    """Check the SQLite file if a check is due; record and return the number of problems."""
    now = clock.now()
    if not is_due(now=now, zone=app_context.settings().time_zone, always=always):
        return 0
    if problems := count_problems():
        log.error("the database is damaged", extra={"code": "damaged", "count": problems})
    with saving():
        outcome = DAMAGED if problems else OK
        record_run(INTEGRITY, now=now, outcome=outcome, figure=problems)
    return problems


def clock_jumped(*, clock_is_right: bool = False) -> bool:
    """Return true if housekeeping must wait, and record that it ran and found the clock so."""
    now = clock.now()
    with saving():
        if clock_is_right:
            record_run(CLOCK, now=now)
        else:
            note_jump(now)
        if suspended := is_suspended(now):
            record_run(HOUSEKEEPING, now=now)
    return suspended
