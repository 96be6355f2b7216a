"""Numbers for whoever watches the server: counts and ages, never a word, never a person."""

from __future__ import annotations

import hmac
from collections.abc import Iterator

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy import Select, func, select

from intake import clock
from intake.actions.renew_at_rest import is_unreadable
from intake.audit.alarms import alarms, waiting
from intake.cases.models import IS_OPEN, Case
from intake.extensions import db
from intake.outbox.mail_health import trouble
from intake.outbox.models import OutboxEmail
from intake.outbox.worker_heartbeat import last_beat
from intake.requests.models import Request
from intake.settings import LOOPBACK_HOSTS
from intake.web.access import anyone
from intake.web.practice import law, settings, today

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
@anyone
def show() -> ResponseReturnValue:
    """In Prometheus' text format; for this machine itself, or for the bearer of the token."""
    if not _may_read():
        abort(404)
    registry = CollectorRegistry()
    for name, says, value in _numbers():
        Gauge(name, says, registry=registry).set(value)
    letters = Gauge("intake_letters", "Letters by state.", ["state"], registry=registry)
    for state, count in _letters():
        letters.labels(state=state).set(count)
    troubles = Gauge(
        "intake_mail_trouble", "Letters concerned by each trouble.", ["code"], registry=registry
    )
    for one in trouble(settings(), now=clock.now()):
        troubles.labels(code=one.code).set(one.letters)
    audit = Gauge("intake_audit_alarm", "What is wrong with the log.", ["code"], registry=registry)
    for code in alarms(now=clock.now()):
        audit.labels(code=code).set(1)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_read() -> bool:
    """A proxy on this machine also comes from loopback, but says for whom."""
    wanted = settings().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if wanted:
        return hmac.compare_digest(given.encode(), wanted.encode())
    return request.remote_addr in LOOPBACK_HOSTS and "X-Forwarded-For" not in request.headers


def _numbers() -> Iterator[tuple[str, str, float]]:
    day, beat = today(), last_beat()
    open_cases = select(func.count()).select_from(Case).where(IS_OPEN)
    drafts = select(func.count()).select_from(Request).where(Request.case_id.is_(None))
    yield "intake_open_cases", "Cases that are not closed.", _one(open_cases)
    yield (
        "intake_late_cases",
        "Open cases due before today.",
        _one(open_cases.where(Case.due_on < day)),
    )
    yield "intake_drafts", "Requests that were not sent yet.", _one(drafts)
    yield (
        "intake_stale_parameters",
        "Numbers of law whose review is overdue.",
        float(len(law().stale(on=day))),
    )
    age = (clock.now() - beat).total_seconds() if beat else float("nan")
    yield "intake_audit_waiting", "Entries of the audit log not chained yet.", float(waiting())
    unreadable = float(is_unreadable())
    yield "intake_at_rest_unreadable", "Whether a SECRET_KEY is missing.", unreadable
    yield "intake_worker_beat_age_seconds", "Since the mail worker's last sign of life.", age


def _letters() -> list[tuple[str, int]]:
    rows = db.session.execute(select(OutboxEmail.state, func.count()).group_by(OutboxEmail.state))
    return [(str(state), count) for state, count in rows]


def _one(query: Select[int]) -> float:
    return float(db.session.scalar(query) or 0)
