"""The mailbox of applicants, for the return code or the session that sent: plan and messages."""

from intake.web.mailbox import calls, come_back, own_dates, views

BLUEPRINTS = (
    come_back.blueprint,
    views.blueprint,
    calls.blueprint,
    own_dates.blueprint,
)
