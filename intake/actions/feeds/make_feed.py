"""Make the secret address of a member's calendar feed, and revoke it."""

from datetime import date, datetime

from intake.actions.access.unlock_keys import own_key
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.diary import feeds
from intake.diary.models import CalendarFeed
from intake.extensions import new_id
from intake.sealing.seal import new_pair, seal_under
from intake.sealing.signing import row_mac_of, set_row_mac
from intake.sealing.tokens import feed_hash, feed_key_place
from intake.staff import store as staff
from intake.staff.models import StaffMember


def make_feed(
    member: StaffMember, token: bytes, *, installation: str, today: date, now: datetime
) -> None:
    """Add the feed that *token* opens, in place of the member's older one.

    The token is stored nowhere: the server can find the feed by it, and seal dates for it.
    """
    staff.find_for_change(member.id)
    end_feed(member, today=today, now=now)
    feed = _new_feed(member.id, token, installation=installation, today=today)
    set_row_mac(feed, own_key(member))
    feeds.add(feed)
    log.record(AuditAct.CALENDAR_MADE, on=today, member_id=member.id, at=now)


def _new_feed(member_id: str, token: bytes, *, installation: str, today: date) -> CalendarFeed:
    """Return a feed with a new key pair, whose private half only the token opens."""
    pair, feed_id = new_pair(), new_id()
    place = feed_key_place(feed_id, installation=installation)
    return CalendarFeed(
        id=feed_id,
        member_id=member_id,
        address_hash=feed_hash(token),
        public_key=pair.public,
        wrapped_private=seal_under(token, pair.private, context=place),
        made_on=today,
    )


def end_feed(member: StaffMember, *, today: date, now: datetime) -> bool:
    """Delete the member's feed, so that its address opens nothing; return true if there was one.

    The audit log knows the row from then on, so that it opens nothing if it is put back.
    """
    feed = feeds.of_member(member.id)
    if feed is None:
        return False
    ended = row_mac_of(feed) or feed.id.encode()
    feeds.discard_of(member.id)
    act = AuditAct.CALENDAR_REVOKED
    log.record(act, on=today, member_id=member.id, at=now, ended=ended)
    return True
