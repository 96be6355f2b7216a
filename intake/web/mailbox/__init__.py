"""The mailbox of applicants, opened with the return code: status, messages, later answers."""

from __future__ import annotations

from intake.web.mailbox import calls, come_back, own_dates, views

BLUEPRINTS = (
    come_back.blueprint,
    views.blueprint,
    calls.blueprint,
    own_dates.blueprint,
)
