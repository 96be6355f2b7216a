"""The columns with the keys of a request and its case: erasing them erases the case.

What a person said is sealed under the key of their case. That key is kept only *wrapped*: under
the session's token, under the return code, sealed to the team, wrapped anew at the first look.
Beside these stand the two things that the token alone opens: the code, and what the sent page
shows. Deleting all of them is the erasure; the rows that follow are bytes that nothing opens.
A backup keeps these columns apart, and for a shorter time than the rest.

A keeper marks such a column where it declares it: ``mapped_column(LargeBinary, info=WRAP)``. And
it marks what a wrap is of no use without, so that both are of one moment when newer wraps meet
older rows. With the key under the return code go ``locator``, ``code_salt`` and ``code_auth``, by
which a code finds its row and is tried; with what is under the session's token ``token_hash`` and
``session_until``; with the key that was wrapped anew ``rewrapped_epoch``. A sealed key of a case
needs its ``epoch``, which never changes; what is under the key of a case needs that key alone,
which never changes either.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, MetaData

WRAP: dict[str, bool] = {"wrap": True}
"""The mark on a column."""


def wraps(tables: MetaData) -> tuple[Column[Any], ...]:
    """Return every marked column of these tables, by table and name. Each may be empty in a row."""
    marked = [
        column
        for table in tables.tables.values()
        for column in table.columns
        if "wrap" in column.info
    ]
    return tuple(sorted(marked, key=lambda column: (column.table.name, column.name)))
