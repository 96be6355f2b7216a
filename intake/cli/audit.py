"""``flask audit``: whether what was written down is still as it was written."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from intake.audit.alarms import waiting
from intake.audit.verify import Broken, beginning, has_hash, verify
from intake.extensions import db

command = AppGroup("audit", help="The log of who did what: verify its chain.")

AT_ONCE = 5000
HEAD_BYTES = 32

WHY = {
    "missing": "is missing",
    "changed": "is not as it was chained",
    "cut_off": "is not where the chain ends",
    "before": "stands before the first one that is left",
}

MADE_ANEW = "The head you kept is not in this chain: it was made anew."
MADE_ANEW_OR_OLD = (
    "The head you kept is not in this chain. If you kept it more than two years ago, look for a "
    "younger one; if not, the chain was made anew."
)


@command.command("verify")
@click.option("--kept", default="", metavar="HASH", help="A head you kept: is it in the chain?")
def verify_(kept: str) -> None:
    """Follow the whole chain; print how long it is and its head. Ends with 1 where it is broken.

    Keep the head elsewhere, now and then: who can write to the database can make a whole chain
    anew, but not one that has a head you kept. Housekeeping removes entries after two years, but
    for those of cases that still stand: these are chained anew, at the end.
    """
    first, found = beginning(), verify(at_most=AT_ONCE)
    while not found.at_end:
        found = verify(found.upto, at_most=AT_ONCE)
    if found.broken:
        raise click.ClickException(_says(found.broken))
    if first.seq:
        click.echo(f"Entries up to {first.seq} were removed: they were older than two years.")
    click.echo(f"{found.upto.seq - first.seq} entries are chained, and every one holds.")
    click.echo(f"{waiting()} entries wait to be chained.")
    click.echo(f"Head: {found.upto.hash.hex()}")
    if kept and not has_hash(_bytes(kept)):
        raise click.ClickException(MADE_ANEW if not first.seq else MADE_ANEW_OR_OLD)
    db.session.rollback()


def _says(broken: Broken) -> str:
    named = f"Entry {broken.seq} ({broken.id})" if broken.id else f"Entry {broken.seq}"
    return f"{named} {WHY[broken.why]}."


def _bytes(kept: str) -> bytes:
    try:
        head = bytes.fromhex(kept)
    except ValueError:
        head = b""
    if len(head) != HEAD_BYTES:
        raise click.UsageError("A head is 64 letters from 0 to f.")
    return head
