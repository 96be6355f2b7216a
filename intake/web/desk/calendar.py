"""A member's dates in their own calendar program: an address, and what it answers.

The dates behind the address are sealed anew in passing, when a page lists the member's work.
"""

import logging
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from intake import clock
from intake.actions.feeds import (
    NoSuchFeed,
    due_dates,
    end_feed,
    make_feed,
    read_feed,
    save_dates,
    seal_dates,
)
from intake.actions.queue.agenda import Agenda
from intake.cases.views import Queue
from intake.diary import feeds
from intake.extensions import saving
from intake.sealing.seal import SealBroken
from intake.sealing.tokens import MistypedToken, new_token, read_token, token_text
from intake.staff.store import Act
from intake.web import limits
from intake.web.access import (
    anyone,
    current_member,
    installation,
    moment,
    see_other,
    staff,
    tolerating_write_faults,
)
from intake.web.app_context import day_of, settings
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.view import current_queue

blueprint = Blueprint("calendar", __name__)
log = logging.getLogger(__name__)

WRONG_ADDRESSES = limits.Limit(30, timedelta(minutes=15))
"""Addresses that open nothing, from one network in 15 minutes; after that the answer is 429."""


@blueprint.get("/desk/account/calendar")
@staff(Act.SEE_DIARY)
def show() -> ResponseReturnValue:
    """Say what a calendar program would show, and whether there is an address."""
    return _page()


@blueprint.post("/desk/account/calendar")
@staff(Act.SEE_DIARY, fresh="Make a calendar address")
def make() -> ResponseReturnValue:
    """Make a new address, which ends the older one, and show it in this response only."""
    member, token = current_member(), new_token()
    with saving():
        make_feed(member, token, moment())
    renew_feed_in_passing(current_queue())
    path = url_for("calendar.feed", token=token_text(token))
    return _page(address=f"{settings().public_url}{path}")


@blueprint.post("/desk/account/calendar/revoke")
@staff(Act.SEE_DIARY)
def revoke() -> ResponseReturnValue:
    """Revoke the address at once."""
    with saving():
        end_feed(current_member(), moment())
    return see_other("calendar.show")


@blueprint.get("/desk/calendar/<token>.ics")
@anyone
def feed(token: str) -> ResponseReturnValue:
    """Answer a calendar program with the dates that the secret in this address opens."""
    try:
        text = read_feed(
            read_token(token),
            installation=installation(),
            zone=settings().time_zone,
            now=clock.now(),
        )
    except (MistypedToken, NoSuchFeed):
        abort(404 if limits.take(WRONG_ADDRESSES, "calendar") else 429)
    response = Response(text, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache, no-transform"
    response.add_etag()
    return response.make_conditional(request)


def renew_feed_in_passing(queue: Queue) -> None:
    """Seal the dates of the member's feed anew, if they changed or are an hour old."""
    member, now = current_member(), clock.now()
    if (feed := feeds.of_member(member.id)) is None:
        return
    agenda = Agenda(team_id=queue.team_id, owner_id=member.id, hidden=queue.hidden, lent=queue.lent)
    if (dates := due_dates(feed, agenda, today=queue.today, now=now)) is None:
        return
    try:
        sealed = seal_dates(feed, member, dates, current_reader(), now)
    except SealBroken as failure:
        fields = {"code": failure.code, "member_id": member.id}
        log.error("calendar feed not renewed", extra=fields, exc_info=failure)
        return
    with tolerating_write_faults("calendar feed not renewed"), saving():
        save_dates(feed.id, sealed, dates, now)


def _page(**more: Any) -> str:
    member = current_member()
    row = feeds.of_member(member.id)
    renewed_at = row.renewed_at if row and row.sealed else None
    return render_template(
        "desk/calendar.html",
        feed=row,
        renewed_on=day_of(renewed_at) if renewed_at else None,
        renewed_time=renewed_at.astimezone(settings().time_zone) if renewed_at else None,
        **more,
    )
