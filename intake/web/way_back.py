"""The way back from a side page (help, safety, privacy) to the page from which it was opened."""

import re

from flask import Flask, request

from intake.web.locale import language, place

PLACE = re.compile(r"[a-z0-9/-]{1,60}", re.ASCII)
"""Addresses of this site, without the language in front."""


def set_up(app: Flask) -> None:
    """Give templates the place to name in links to side pages, and the way back from these."""
    app.context_processor(_context)


def place_before() -> str:
    """Return the place that a link to this side page named; empty for none."""
    at = request.args.get("at", "")
    return at if PLACE.fullmatch(at) else ""


def way_back() -> str | None:
    """Return the place to name in a link to a side page: this page, or the one before it."""
    if request.blueprint == "pages":
        return place_before() or None
    here = place()
    is_read = request.method in ("GET", "HEAD")
    return here if is_read and request.url_rule and PLACE.fullmatch(here) else None


def _context() -> dict[str, object]:
    at = place_before() if request.blueprint == "pages" else ""
    return {
        "way_back": way_back,
        "back_url": f"/{language()}/{at}" if at else "",
        "back_query": f"?at={at}" if at else "",
    }
