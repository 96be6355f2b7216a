"""Compress pages, because people on prepaid phones pay for every byte."""

from __future__ import annotations

import re
import zlib

from flask import Flask, Response, request
from jinja2.ext import Extension

INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
BEFORE_END_TAG = re.compile(r"^[ \t]+(?=\{[%#]|</)", re.MULTILINE)
LEAST_BYTES = 400
LEVEL = 6

GZIP_WINDOW, MEMORY_LEVEL = 16 + 14, 7
"""Compress with 128 KiB of memory, half of the default: as many requests as are answered at once
each hold it. 16 asks for the format of gzip; a page of at most 16 KiB gets no byte longer.
"""


class Unindented(Extension):
    """Remove the indentation of templates, but not that of values printed into them.

    One space stays where a word may begin, because Jinja removes the line end after a block.
    """

    def preprocess(self, source: str, name: str | None, _filename: str | None = None) -> str:
        """Return the source of a template without indentation."""
        if not (name or "").endswith(".html"):
            return source
        return INDENT.sub(" ", BEFORE_END_TAG.sub("", source))


def set_up(app: Flask) -> None:
    """Compress pages for browsers that accept it."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype != "text/html" or "Content-Encoding" in response.headers:
        return response
    response.headers["Vary"] = "Accept-Encoding"
    if len(response.data) < LEAST_BYTES or not request.accept_encodings.quality("gzip"):
        return response
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP_WINDOW, MEMORY_LEVEL)
    response.data = compressor.compress(response.data) + compressor.flush()
    response.headers["Content-Encoding"] = "gzip"
    return response
