"""Read the form of a step of signing in before the product does."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from werkzeug import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

STEPS = re.compile(r"/desk/signin(/again)?")
"""The pages that count a try of a password or a code."""

LARGEST = 16 * 1024
"""Bytes of such a form."""


class TooLarge(Exception):
    """The form is larger than any step of signing in."""


def posted_fields(environ: WSGIEnvironment) -> MultiDict[str, str]:
    """Return the fields of a form; the product reads these and nothing else of the body.

    Raise :class:`TooLarge`.
    """
    request = Request(environ)
    request.max_content_length = request.max_form_memory_size = LARGEST
    try:
        fields = request.form
    except RequestEntityTooLarge:
        raise TooLarge from None
    body = urlencode(list(fields.items(multi=True))).encode()
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))
    environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    return MultiDict(fields)
