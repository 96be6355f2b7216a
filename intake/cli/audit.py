"""``flask audit``: verify the hash chain of the audit log."""

import click
from flask.cli import AppGroup

from intake.audit.chain import beginning, has_hash, verify, waiting
from intake.extensions import reading_at_one_moment

command = AppGroup("audit", help="Verify the audit log's hash chain.")

BATCH = 5000
"""Entries verified by one query."""

HEAD_BYTES = 32

WHY = {
    "missing": "is missing",
    "changed": "was changed after it was chained",
    "cut_off": "is not the end of the chain",
    "before": "comes before the first remaining entry",
}

RESTORED = (
    "Your saved head hash is not in this chain. If this database was restored from a backup, check "
    "a hash that you saved before that backup was made."
)
REBUILT = f"{RESTORED} If not, the chain was rebuilt."
REBUILT_OR_OLD = (
    f"{RESTORED} If you saved it more than two years ago, check a newer one. If neither is so, the "
    "chain was rebuilt."
)


@command.command("verify")
@click.option(
    "--kept",
    "saved_head",
    default="",
    metavar="HASH",
    help="Check that this saved head hash is in the chain.",
)
def verify_(saved_head: str) -> None:
    """Verify the whole chain; print its length and its head. Exits with 1 if it is broken.

    Save the head on another machine now and then. Someone who can write to the database can
    rebuild the whole chain, but not one that contains a head you saved. Housekeeping removes
    entries after two years; those of cases that still exist are chained again, at the end.
    """
    with reading_at_one_moment():  # the worker chains entries meanwhile
        first, verified = beginning(), verify(at_most=BATCH)
        while not verified.at_end:
            verified = verify(verified.upto, at_most=BATCH)
        if verified.broken:
            broken = verified.broken
            entry = f"Entry {broken.seq} ({broken.id})" if broken.id else f"Entry {broken.seq}"
            raise click.ClickException(f"{entry} {WHY[broken.why]}.")
        if first.seq:
            click.echo(f"Entries up to {first.seq} were removed: they were older than two years.")
        click.echo(f"{verified.upto.seq - first.seq} entries in the chain, all verified.")
        click.echo(f"{waiting()} entries waiting to be chained.")
        click.echo(f"Head: {verified.upto.hash.hex()}")
        if saved_head and not has_hash(_bytes(saved_head)):
            raise click.ClickException(REBUILT if not first.seq else REBUILT_OR_OLD)


def _bytes(typed: str) -> bytes:
    try:
        head = bytes.fromhex(typed)
    except ValueError:
        head = b""
    if len(head) != HEAD_BYTES:
        raise click.UsageError("A head hash is 64 hexadecimal characters.")
    return head
