"""``flask audit``: whether what was written down is still as it was written."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from intake.audit.alarms import waiting
from intake.audit.links import START
from intake.audit.verify import Broken, has_hash, verify
from intake.extensions import db

command = AppGroup("audit", help="The log of who did what: verify its chain.")

AT_ONCE = 5000

WHY = {
    "missing": "is missing",
    "changed": "is not as it was chained",
    "cut_off": "is not where the chain ends",
}


@command.command("verify")
@click.option("--kept", default="", metavar="HASH", help="A head you kept: is it in the chain?")
def verify_(kept: str) -> None:
    """Follow the whole chain; print how long it is and its head. Ends with 1 where it is broken.

    Keep the head elsewhere, now and then: who can write to the database can make a whole chain
    anew, but not one that has a head you kept.
    """
    last = START
    while True:
        found = verify(last, at_most=AT_ONCE)
        last = found.upto
        if found.at_end:
            break
    if found.broken:
        raise click.ClickException(_says(found.broken))
    click.echo(f"{last.seq} entries are chained, and every one holds.")
    click.echo(f"{waiting()} entries wait to be chained.")
    click.echo(f"Head: {last.hash.hex()}")
    if kept and not has_hash(_bytes(kept)):
        raise click.ClickException("The head you kept is not in this chain: it was made anew.")
    db.session.rollback()


def _says(broken: Broken) -> str:
    named = f"Entry {broken.seq} ({broken.id})" if broken.id else f"Entry {broken.seq}"
    return f"{named} {WHY[broken.why]}."


def _bytes(kept: str) -> bytes:
    try:
        return bytes.fromhex(kept)
    except ValueError:
        raise click.UsageError("A head is 64 letters from 0 to f.") from None
