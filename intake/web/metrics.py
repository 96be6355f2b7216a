"""Metrics for Prometheus: counts and ages, without words and without anything about a person."""

import hmac
import logging
from collections.abc import Iterator

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, func, select
from sqlalchemy.exc import SQLAlchemyError

from intake import clock
from intake.actions.health.check import State
from intake.audit.chain import alarms
from intake.cases.models import IS_QUEUED, Case
from intake.cases.quarantine import IS_ASIDE, count_invented, count_invented_open
from intake.extensions import db
from intake.outbox.mail_health import trouble
from intake.outbox.models import OutboxEmail
from intake.requests.models import Request
from intake.settings import LOOPBACK_HOSTS
from intake.storage_faults import storage_fault
from intake.web.access import anyone
from intake.web.app_context import settings, today
from intake.web.health import current_health

log = logging.getLogger(__name__)
blueprint = Blueprint("metrics", __name__)

LABELLED = {
    "intake_health": ("0 good, 1 look soon, 2 act now.", "check"),
    "intake_letters": ("Letters by state.", "state"),
    "intake_mail_trouble": ("Letters concerned by each trouble.", "code"),
    "intake_audit_alarm": ("What is wrong with the log.", "code"),
}
"""Title and label of each number that has a label; they are named also while none is counted."""


@blueprint.get("/metrics")
@anyone
def show() -> ResponseReturnValue:
    """Return the metrics as text, to this machine or to the bearer of the token."""
    if not _may_read():
        abort(404)
    # Not every server has a Prometheus to ask it.
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

    registry = CollectorRegistry()
    labelled = {
        name: Gauge(name, title, (label,), registry=registry)
        for name, (title, label) in LABELLED.items()
    }
    for result in current_health().results:
        code, urgency = result.check.code, tuple(State).index(result.row.state)
        labelled["intake_health"].labels(code).set(urgency)
        for name, value in result.found.figures.items():
            title = f"Of the check {code}: {name.replace('_', ' ')}."
            Gauge(f"intake_{code}_{name}", title, registry=registry).set(value)
    try:
        for name, title, value in _counts():
            Gauge(name, title, registry=registry).set(value)
        for name, label, value in _labelled():
            labelled[name].labels(label).set(value)
    except SQLAlchemyError as failure:  # the results of the checks are returned all the same
        log.warning("numbers are missing", extra={"code": storage_fault(failure)})
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_read() -> bool:
    """Return true for the bearer of the token; without one, only on one's own computer.

    On a server a request from this machine may be anybody's: an onion service sends no
    ``X-Forwarded-For``.
    """
    token = settings().metrics_token
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token:
        return hmac.compare_digest(bearer.encode(), token.encode())
    is_local = request.remote_addr in LOOPBACK_HOSTS and "X-Forwarded-For" not in request.headers
    return is_local and settings().loopback


def _labelled() -> Iterator[tuple[str, str, float]]:
    states = select(OutboxEmail.state, func.count()).group_by(OutboxEmail.state)
    for state, count in db.session.execute(states):
        yield "intake_letters", str(state), count
    for problem in trouble(settings(), clock.now()):
        yield "intake_mail_trouble", problem.code, problem.letters
    for code in alarms(clock.now()):
        yield "intake_audit_alarm", code, 1


def _counts() -> Iterator[tuple[str, str, float]]:
    """Count open and late cases without the invented ones, which have a number of their own.

    They are subtracted, because an index without the mark counts the real ones fastest.
    """
    cases = select(func.count()).select_from(Case)
    queued, aside = cases.where(IS_QUEUED), cases.where(*IS_ASIDE)
    is_late, quarantined = Case.due_on < today(), _scalar(aside)
    late = _scalar(queued.where(is_late)) + _scalar(aside.where(is_late))
    late -= count_invented_open(due_before=today())
    real = _scalar(queued) + quarantined - count_invented_open()
    yield "intake_open_cases", "Cases that are not closed.", real
    yield "intake_quarantined_cases", "Open cases in quarantine.", quarantined
    yield "intake_late_cases", "Open cases due before today.", late
    yield "intake_invented_cases", "Cases made up for a demonstration.", float(count_invented())
    drafts = select(func.count()).select_from(Request).where(Request.case_id.is_(None))
    yield "intake_drafts", "Requests that were not sent yet.", _scalar(drafts)


def _scalar(query: Select[int]) -> float:
    return float(db.session.scalar(query) or 0)
