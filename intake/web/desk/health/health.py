"""The Health page: what needs someone now, then every check with its result."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.actions.health.check import State
from intake.staff.store import Act, may
from intake.web.access import current_member, staff
from intake.web.app_context import settings, today
from intake.web.desk.common.recent_action import day_and_time
from intake.web.health import current_health, recent_health

blueprint = Blueprint("health_page", __name__)

STATES = {
    State.BAD: ("late", "Act now"),
    State.SOON: ("soon", "Check soon"),
    State.GOOD: ("yes", "Good"),
}
"""The chip of each state and its words, the worst state first. Each chip has a shape of its own."""

PLACES: Mapping[str, tuple[str, Act, str]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("audit_chain", "audit_waiting", "seals", "case_rows"),
            ("audit.show", Act.SEE_AUDIT, "Audit log"),
        ),
        "law": ("law.show", Act.SEE_LAW, "Law"),
        "referrals": ("places.show", Act.SEE_LAW, "Referral contacts"),
        **dict.fromkeys(("members", "keys"), ("team.show", Act.SEE_TEAM, "Team")),
        "published": ("law.show", Act.SEE_LAW, "Law"),
        "email_failed": ("undelivered.show", Act.SETTLE_LETTERS, "Failed emails"),
        "erasures": ("queue.show", Act.SEE_QUEUE, "Queue"),
    }
)
"""Desk page about a check: its endpoint, the act that it needs, its name."""


@blueprint.get("/desk/health")
@staff(Act.SEE_HEALTH)
def show() -> ResponseReturnValue:
    """Run every check and show the results, the worst first."""
    health = current_health()
    roles = current_member().roles
    return render_template(
        "desk/health/health.html",
        results=[
            result for state in STATES for result in health.results if result.row.state is state
        ],
        states=STATES,
        places={
            code: (url_for(place), name)
            for code, (place, act, name) in PLACES.items()
            if may(roles, act)
        },
        urgent=health.needs_someone,
        checked=health.at,
        clock_time=clock_time,
    )


@blueprint.app_template_global()
def trouble_count() -> int:
    """Return the number of urgent checks for the link to the page, at most a minute old."""
    return recent_health().needs_someone


def clock_time(at: datetime) -> str:
    """Return the time if *at* is today, else day and time."""
    local = at.astimezone(settings().time_zone)
    return f"{local:%H:%M}" if local.date() == today() else day_and_time(at)
