"""Pages travel compressed: every byte is paid for on a prepaid phone."""

from __future__ import annotations

import gzip
import re

from flask import Flask, Response, request
from jinja2.ext import Extension

INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
BEFORE_AN_END = re.compile(r"^[ \t]+(?=\{[%#]|</)", re.MULTILINE)
LEAST_BYTES = 400
LEVEL = 6


class Unindented(Extension):
    """Pages without the indentation of their templates; what is printed into them keeps its own.

    One space stays where words may begin: Jinja takes the end of the line of a block away.
    """

    def preprocess(self, source: str, name: str | None, _filename: str | None = None) -> str:
        """The template as it is compiled."""
        if not (name or "").endswith(".html"):
            return source
        return INDENT.sub(" ", BEFORE_AN_END.sub("", source))


def set_up(app: Flask) -> None:
    """Compress pages for browsers that say they can read it."""
    app.after_request(_pack)


def _pack(response: Response) -> Response:
    if response.mimetype != "text/html" or "Content-Encoding" in response.headers:
        return response
    response.headers["Vary"] = "Accept-Encoding"
    if len(response.data) < LEAST_BYTES or not request.accept_encodings.quality("gzip"):
        return response
    response.data = gzip.compress(response.data, LEVEL, mtime=0)
    response.headers["Content-Encoding"] = "gzip"
    return response
