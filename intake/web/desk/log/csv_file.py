"""Files of comma-separated values that a spreadsheet opens and does not run."""

import csv
from collections.abc import Iterable
from io import StringIO
from itertools import chain

from flask import Response, stream_with_context

BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""

RUN = ("=", "+", "-", "@", "\t", "\r")
"""Letters at the beginning of a cell that make a spreadsheet take it for a formula
(https://owasp.org/www-community/attacks/CSV_Injection)."""


def csv_response(name: str, head: Iterable[str], rows: Iterable[Iterable[str | int]]) -> Response:
    """Return a response that streams the rows as a file to save."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    lines = stream_with_context(map(_line, chain([head], rows)))
    return Response(chain([BYTE_ORDER_MARK], lines), mimetype="text/csv", headers=headers)


def _line(cells: Iterable[str | int]) -> str:
    """Return the cells, with an apostrophe before each that a spreadsheet would run."""
    text = StringIO()
    harmless = (f"'{cell}" if str(cell).startswith(RUN) else cell for cell in cells)
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow(harmless)
    return text.getvalue()
