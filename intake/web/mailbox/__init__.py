"""The mailbox of applicants, opened with the return code: status, messages, later answers."""

from __future__ import annotations

from intake.web.mailbox import calls, own_dates, views

BLUEPRINTS = (views.blueprint, calls.blueprint, own_dates.blueprint)
