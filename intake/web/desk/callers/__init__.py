"""Requests that members enter: for a caller, from a paper form, or many from a spreadsheet."""

from intake.web.desk.callers import imports, new_request

BLUEPRINTS = (imports.blueprint, new_request.blueprint)
