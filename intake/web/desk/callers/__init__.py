"""Requests that members enter: for a caller, from a paper form, or many from a spreadsheet."""

from __future__ import annotations

from intake.web.desk.callers import new_request

BLUEPRINTS = (new_request.blueprint,)
