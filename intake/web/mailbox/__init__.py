"""The mailbox of applicants, opened with the return code: status, messages, later answers."""

from __future__ import annotations

from intake.web.mailbox import views

BLUEPRINTS = (views.blueprint,)
