"""Compress pages, because people on prepaid phones pay for every byte."""

import re
import zlib

from flask import Flask, Response, request
from jinja2.ext import Extension

INDENT = re.compile(r"(?<![%#]\}\n)^[ \t]+|^[ \t]+(?=\{[%#]|</)", re.MULTILINE)
AFTER_STATEMENT = re.compile(r"^[ \t]+", re.MULTILINE)
LINE_END = re.compile(r"[ \t\n]*\n[ \t\n]*")
ENCODING, HEAD_BYTES = b'<meta charset="utf-8">', 200
"""An element that begins each page, within so many bytes."""

LEAST_BYTES = 400
LEVEL = 6

GZIP_WINDOW, MEMORY_LEVEL = 16 + 14, 7
"""Compress with 128 KiB of memory, half of the default: as many requests as are answered at once
each hold it. 16 asks for the format of gzip; a page of at most 16 KiB gets no byte longer.
"""


class Unindented(Extension):
    """Remove the indentation of templates, but not that of values printed into them.

    One space stays after a statement, because Jinja removes the line end after it and a word may
    begin there.
    """

    def preprocess(self, source: str, name: str | None, _filename: str | None = None) -> str:
        """Return the source of a template without indentation."""
        if not (name or "").endswith(".html"):
            return source
        return AFTER_STATEMENT.sub(" ", INDENT.sub("", source))


def without_empty_lines(page: str) -> str:
    """Return a page without empty lines. It must hold nothing that a person typed."""
    return LINE_END.sub("\n", page)


def set_up(app: Flask) -> None:
    """Compress pages for browsers that accept it."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    """Compress a page, and say its encoding once: as its first element, not as a header too.

    It needs no ``Vary``, because nothing may store it. A redirect goes without the page that no
    browser shows.
    """
    if response.location:
        response.data = b""
    if response.mimetype != "text/html" or "Content-Encoding" in response.headers:
        return response
    if ENCODING in response.data[:HEAD_BYTES]:
        response.headers["Content-Type"] = "text/html"
    if len(response.data) < LEAST_BYTES or not request.accept_encodings.quality("gzip"):
        return response
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP_WINDOW, MEMORY_LEVEL)
    response.data = compressor.compress(response.data) + compressor.flush()
    response.headers["Content-Encoding"] = "gzip"
    return response
