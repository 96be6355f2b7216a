"""Renew a member's calendar feed in passing, when a page lists their work or dates."""

from __future__ import annotations

import logging

from intake import clock
from intake.actions.feeds.renew_feed import due_dates, save_dates, seal_dates
from intake.actions.queue.agenda import Agenda
from intake.cases.views import Queue
from intake.diary import feeds
from intake.extensions import db, writing
from intake.sealing.envelope import SealBroken
from intake.web.access import signed_in, tolerating_write_faults
from intake.web.desk.common.reader import current_reader

log = logging.getLogger(__name__)


def renew_feed_in_passing(queue: Queue) -> None:
    """Seal the dates of the member's feed anew, if they changed or are an hour old."""
    member, now = signed_in().member, clock.now()
    if (feed := feeds.of_member(member.id)) is None:
        return
    agenda = Agenda(team_id=queue.team_id, owner_id=member.id, hidden=queue.hidden, lent=queue.lent)
    if (dates := due_dates(feed, agenda, today=queue.today, now=now)) is None:
        return
    try:
        sealed = seal_dates(feed, member, dates, current_reader(), now=now)
    except SealBroken as failure:
        fields = {"code": failure.code, "member_id": member.id}
        log.error("calendar feed not renewed", extra=fields, exc_info=failure)
        return
    with tolerating_write_faults("calendar feed not renewed"), writing():
        save_dates(feed.id, sealed, dates, now=now)
        db.session.commit()
