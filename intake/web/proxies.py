"""Warn people whose browser loads pages through a server of its vendor."""

from flask import Flask, request

USER_AGENTS = ("Opera Mini", "OPiOS", "Puffin/", "UCWEB", "UCMini")
"""Names of such browsers in ``User-Agent``."""


def set_up(app: Flask) -> None:
    """Give templates ``through_another``, which is true for such a browser."""
    app.context_processor(lambda: {"through_another": through_another()})


def through_another() -> bool:
    """Return true if typed text passes through a company that can read it."""
    agent = request.headers.get("User-Agent", "")
    return any(name in agent for name in USER_AGENTS)
