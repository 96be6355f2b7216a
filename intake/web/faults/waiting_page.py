"""The page of people who wait for their turn to begin a request, or to try a return code."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from intake.web.limits.turns import FIELD, WaitForTurn, WaitToTryCode

SECONDS = "10"
"""Seconds to wait, as the page says and ``Retry-After`` does."""


def show(failure: WaitForTurn) -> ResponseReturnValue:
    """Return the page, with the form that was posted and the turn in it.

    A person presses its button; it never sends itself.
    """
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in ("csrf_token", FIELD)
    ]
    page = render_template(
        "errors/wait.html",
        action=request.full_path.rstrip("?"),
        turn=failure.turn,
        fields=fields,
        is_code=isinstance(failure, WaitToTryCode),
    )
    return page, 429, {"Retry-After": SECONDS}
