"""The columns with the keys of a request and its case: erasing them erases the case.

What a person said is sealed under the key of their case. That key is kept only *wrapped*: under
the session's token, under the return code, sealed to the team, wrapped anew at the first look.
Beside these stand the two things that the token alone opens: the code, and what the sent page
shows. Deleting all of them is the erasure; the rows that follow are bytes that nothing opens.
A backup keeps these columns apart, and for a shorter time than the rest.

A keeper marks such a column where it declares it: ``mapped_column(LargeBinary, info=WRAP)``. And
it marks what a wrap is of no use without, so that both are of one moment when newer wraps meet
older rows. With the key under the return code goes ``code_auth``, by which a code finds its row;
with what is under the session's token ``token_hash`` and ``session_until``; with the key of the
case into which a request was merged ``joined_to``; with the key that was wrapped anew
``rewrapped_epoch``. A sealed key of a case needs its ``epoch``, which never changes; what is under
the key of a case needs that key alone, which never changes either.

The column of a walled case holds several wraps of its key: the id of each recipient before what is
sealed to them. Beside the named members that is the recovery key, so that two sheets can take a
wall down.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Column, MetaData

from intake.sealing.seal import Context, measured, unmeasured

WRAP: dict[str, bool] = {"wrap": True}
"""The mark on a column."""

JOINED = "wrap:joined"
"""The kind of the key of a case under the key of another request, which was merged into it."""

RECOVERY = "recovery"
"""Stands for the recovery key where others are named by the id of a member."""


def wraps(tables: MetaData) -> tuple[Column[Any], ...]:
    """Return every marked column of these tables, by table and name. Each may be empty in a row."""
    marked = [
        column
        for table in tables.tables.values()
        for column in table.columns
        if "wrap" in column.info
    ]
    return tuple(sorted(marked, key=lambda column: (column.table.name, column.name)))


def walled_place(case_id: str, request_id: str, whose: str, installation: str) -> Context:
    """Return the context of a walled case's key, sealed to one member or to the recovery key."""
    return Context(installation, "wrap:walled-case", request=request_id, row=f"{case_id} {whose}")


def card_pack_place(team_id: str, pack_id: str, epoch: int, installation: str) -> Context:
    """Return the context of a pack of cards, under the team's key of an epoch."""
    return Context(installation, "card-pack", row=f"{team_id} {pack_id}", version=epoch)


def lent_place(
    case_id: str, request_id: str, whose: str, until: date, installation: str
) -> Context:
    """Return the context of a case key that is lent to one member up to the day *until*."""
    return Context(
        installation,
        "wrap:lent-case",
        request=request_id,
        row=f"{case_id} {whose} {until.isoformat()}",
    )


def wraps_to_bytes(by_recipient: Mapping[str, bytes]) -> bytes:
    """Return the wraps by recipient, as the column holds them. An empty wrap opens nothing."""
    parts = ((whose.encode(), by_recipient[whose]) for whose in sorted(by_recipient))
    return measured(*(part for pair in parts for part in pair))


def wraps_from_bytes(kept: bytes) -> dict[str, bytes]:
    """Return the wraps that :func:`wraps_to_bytes` wrote. Raise ``ValueError`` for other bytes."""
    parts = unmeasured(kept)
    return {whose.decode(): sealed for whose, sealed in zip(parts[::2], parts[1::2], strict=True)}
