"""The Health page: what needs someone now, then every check with its result."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.health.check import Check, State
from intake.staff.roles import Act, may
from intake.web.access import signed_in, staff
from intake.web.app_context import settings, today
from intake.web.desk.common.history import day_and_time
from intake.web.desk.health.words import STATE, advice_on, finding_of, title_of
from intake.web.health_checks import current_health, recent_health
from intake.words import N_

blueprint = Blueprint("health_page", __name__)

CHIPS = MappingProxyType({State.BAD: "late", State.SOON: "soon", State.GOOD: "yes"})
"""The chip of each state, the worst state first. Each chip has a shape and a word of its own."""

PLACES: Mapping[str, tuple[str, Act, str]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("audit_chain", "audit_waiting", "seals", "case_rows"),
            ("audit.show", Act.SEE_AUDIT, N_("Audit log")),
        ),
        "law": ("law.show", Act.SEE_LAW, N_("Law")),
        "referrals": ("places.show", Act.SEE_LAW, N_("Referral contacts")),
        **dict.fromkeys(("members", "keys"), ("team.show", Act.SEE_TEAM, N_("Team"))),
        "intake_notice": ("intake_notice.show", Act.SET_INTAKE, N_("What applicants read first")),
        "email_failed": ("undelivered.show", Act.SETTLE_LETTERS, N_("Failed emails")),
        "erasures": ("queue.show", Act.SEE_QUEUE, N_("Queue")),
    }
)
"""Desk page about a check: its endpoint, the act that it needs, its name."""


@blueprint.get("/desk/health")
@staff(Act.SEE_HEALTH)
def show() -> ResponseReturnValue:
    """Run every check and show the results."""
    health = current_health()
    worst_first = [check for state in CHIPS for check in health.checks if check.state is state]
    rows = [_row(check) for check in worst_first]
    return render_template(
        "desk/health/health.html",
        member=signed_in().member,
        rows=rows,
        urgent=[row for row in rows if row["kind"] == State.BAD],
        good=sum(row["kind"] == State.GOOD for row in rows),
        checked=_clock(health.at),
    )


@blueprint.app_template_global()
def trouble_count() -> int:
    """Return the number of urgent checks for the link to the page, at most a minute old."""
    return recent_health().needs_someone


def _row(check: Check) -> dict[str, str]:
    """Return one check in words.

    ``when`` is empty for a fact of this moment, ``url`` if the desk has no page about it.
    """
    endpoint, act, place = PLACES.get(check.code, ("", Act.SEE_HEALTH, ""))
    is_linked = endpoint and may(signed_in().member.roles, act)
    return {
        "code": check.code,
        "title": title_of(check),
        "state": gettext(STATE[check.state]),
        "kind": check.state,
        "chip": CHIPS[check.state],
        "finding": finding_of(check),
        "advice": advice_on(check),
        "when": _clock(check.at) if check.at else "",
        "url": url_for(endpoint) if is_linked else "",
        "place": gettext(place) if is_linked else "",
    }


def _clock(at: datetime) -> str:
    """Return the time if *at* is today, else day and time."""
    zone = settings().time_zone
    local = at.astimezone(zone)
    return f"{local:%H:%M}" if local.date() == today() else day_and_time(at, zone)
