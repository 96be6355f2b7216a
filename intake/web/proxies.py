"""Browsers that read pages on another company's server: told plainly, and served all the same."""

from __future__ import annotations

from flask import Flask, request

SAY_SO = ("Opera Mini", "OPiOS", "Puffin/", "UCWEB", "UCMini")
"""By what such browsers name themselves."""


def set_up(app: Flask) -> None:
    """Tell the templates whether to say so."""
    app.context_processor(lambda: {"through_another": through_another()})


def through_another() -> bool:
    """Whether what is typed here passes through a company that can read it."""
    agent = request.headers.get("User-Agent", "")
    return any(name in agent for name in SAY_SO)
