"""``flask housekeeping run``: for a timer, once an hour; ``make run`` does it by itself."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import click
from flask import Flask
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from intake import clock
from intake.actions.upkeep import check_integrity as integrity
from intake.actions.upkeep.erase_due import Erased, erase_due
from intake.actions.upkeep.revoke_restored_codes import codes_put_back, end_code_again
from intake.actions.upkeep.scheduled_jobs import Kept, housekeep, tiers_to_raise
from intake.actions.upkeep.shorten_audit import Shortened, shorten_audit
from intake.audit.shorten import DoesNotHold
from intake.cli import app_context
from intake.cli.renewing import how_they_stand, renew
from intake.extensions import db, purge_deleted, writing
from intake.storage_faults import StorageFault, fault_code
from intake.upkeep.runs import HOUSEKEEPING, record_run

log = logging.getLogger("intake.housekeeping")
EVERY_SECONDS = 3600


@click.group()
def command() -> None:
    """What time does to things."""


@command.command()
@with_appcontext
def run() -> None:
    """Discard drafts out of time, end sessions that ran out, raise tiers whose day has come, and
    erase closed cases whose day has come, but for those that nobody has looked at. End return codes
    again that were ended and that somebody put back. Remove what is older than two years from the
    log.

    After a change of SECRET_KEY: put what is kept at rest under the new one. Once a night: check
    the file of SQLite for damage.
    """
    problems = check_integrity()
    done = list(turns())
    click.echo(
        f"{sum(one.drafts_discarded for one in done)} drafts discarded, "
        f"{sum(one.sessions_ended for one in done)} sessions ended, "
        f"{sum(one.tiers_raised for one in done)} tiers raised."
    )
    gone = list(erasures())
    click.echo(f"{sum(one.erased for one in gone)} cases erased.")
    if refused := sum(one.refused for one in gone):
        click.echo(f"{refused} cases not erased, because nobody has looked at them: see the desk.")
    if ended := end_codes():
        click.echo(f"{ended} return codes were put back by somebody, and ended again: see the log.")
    click.echo(f"{_shorten()} entries of the log removed.")
    click.echo(f"{renew()} values at rest put under the SECRET_KEY of now. {how_they_stand()}")
    record_end()
    if problems:
        raise click.ClickException(StorageFault.DAMAGED.sentence)


def keep_house(app: Flask, *, stop: threading.Event) -> None:
    """Do everything once an hour until told to stop, and check the database at start.

    While the database is away, log it and wait.
    """
    is_start = True
    while not stop.is_set():
        try:
            with app.app_context():
                check_integrity(always=is_start)
                is_start = False
                for kept in turns():
                    log.info("kept house", extra={"count": kept.tiers_raised})
                for gone in erasures():
                    log.info("erased cases", extra={"count": gone.erased})
                if ended := end_codes():
                    log.error("codes were put back", extra={"count": ended})
                log.info("shortened the log", extra={"count": _shorten()})
                renew()
                record_end()
        except SQLAlchemyError as fault:
            log.error("the database cannot be used", extra={"code": fault_code(fault)})
        except Exception:
            log.exception("housekeeping failed, and is tried again in an hour")
        stop.wait(EVERY_SECONDS)


def check_integrity(*, always: bool = False) -> int:
    """Check the file of SQLite where it is due, record it, and return the number of problems."""
    now = clock.now()
    if not integrity.is_due(now=now, zone=app_context.settings().time_zone, always=always):
        return 0
    if problems := integrity.count_problems():
        log.error("the database is damaged", extra={"code": "damaged", "count": problems})
    with writing():
        integrity.record_integrity(problems, now=now)
        db.session.commit()
    return problems


def record_end() -> None:
    """Record that everything was done, for the Health page to tell."""
    with writing():
        record_run(HOUSEKEEPING, now=clock.now())
        db.session.commit()


def erasures() -> Iterator[Erased]:
    """One transaction after the other, each short; then nothing erased is left on the disk."""
    today, after = app_context.today(), ""
    while True:
        with writing():
            gone = erase_due(today=today, after=after)
            db.session.commit()
        yield gone
        if not (after := gone.last):
            break
    purge_deleted()


def end_codes() -> int:
    """How many codes were ended and stood in their rows again; each in a transaction of its own."""
    today, ended = app_context.today(), 0
    for request_id in sorted(codes_put_back()):
        with writing():
            ended += end_code_again(request_id, today=today)
            db.session.commit()
    return ended


def _shorten() -> int:
    """How many entries of the log are gone; none where the log does not hold, which is told."""
    try:
        return sum(one.removed for one in shortenings())
    except DoesNotHold:
        log.error("the log does not hold, nothing of it was removed")
        return 0


def shortenings() -> Iterator[Shortened]:
    """One transaction after the other, each short."""
    today, more = app_context.today(), True
    while more:
        with writing():
            done = shorten_audit(today=today)
            db.session.commit()
        more = done.more
        yield done


def turns() -> Iterator[Kept]:
    """One transaction after the other, each short, until nothing is left to do."""
    today, more = app_context.today(), True
    while more:
        tiers = tiers_to_raise(today=today)
        with writing():
            kept = housekeep(tiers, today=today, now=clock.now())
            db.session.commit()
        more = kept.more
        yield kept
