"""Files of comma-separated values that a spreadsheet opens and does not run."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from flask import Response, stream_with_context

BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""

RUN = ("=", "+", "-", "@", "\t", "\r")
"""Letters at the beginning of a cell that make a spreadsheet take it for a formula
(https://owasp.org/www-community/attacks/CSV_Injection)."""


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """Return a response that streams the rows as a file to save."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    lines = stream_with_context(_lines(head, rows))
    return Response(lines, mimetype="text/csv", headers=headers)


def _lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield BYTE_ORDER_MARK + _line(head)
    yield from map(_line, rows)


def _line(cells: Iterable[str]) -> str:
    text = StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow(map(_harmless, cells))
    return text.getvalue()


def _harmless(cell: str) -> str:
    """Return the text with an apostrophe before it if a spreadsheet would run it."""
    return f"'{cell}" if cell.startswith(RUN) else cell
