"""Pages travel compressed: every byte is paid for on a prepaid phone."""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

LEAST_BYTES = 400
LEVEL = 6


def pack(app: Flask) -> None:
    """Compress pages for browsers that say they can read it."""
    app.after_request(_pack)


def _pack(response: Response) -> Response:
    if response.mimetype != "text/html" or "Content-Encoding" in response.headers:
        return response
    response.headers["Vary"] = "Accept-Encoding"
    if not request.accept_encodings.quality("gzip") or len(response.data) < LEAST_BYTES:
        return response
    response.data = gzip.compress(response.data, LEVEL, mtime=0)
    response.headers["Content-Encoding"] = "gzip"
    return response
