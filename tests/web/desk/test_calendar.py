"""A member's dates in their calendar program: opened by the address alone, and revocable."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import update

from intake.actions.accounts.change_roles import change_roles, disable_staff
from intake.actions.case.erase_case import erase_batch
from intake.actions.feeds import end_feed
from intake.actions.opening.case_keys import case_key
from intake.cases.pipeline import Status
from intake.clock import now
from intake.diary import feeds
from intake.diary.models import CalendarFeed, DiaryEntry, Kind, State
from intake.extensions import db, new_id
from intake.sealing.tokens import new_token, read_token, token_text
from intake.sealing.wraps import wraps_to_bytes
from intake.staff.store import Role
from tests.cases.making import CARD, TODAY
from tests.staff.making import moment
from tests.support.clients.members import text_of
from tests.support.rows import change_rows

FAR = TODAY + timedelta(60)


def test_the_feed_lists_the_members_own_dates_under_neutral_titles(desk):
    mine, far = case_of(desk), case_of(desk, card=replace(CARD, early=4))
    call = add_date(desk, mine, Kind.CALL, time="14:30")
    add_date(desk, far, Kind.ACT_BY, early=True, on=FAR)
    add_date(desk, case_of(desk, owner=None), Kind.ACT_BY)
    ours = case_of(desk)
    add_date(desk, ours, Kind.ACT_BY, on=FAR, set_by="us")

    events = events_at(desk, make(desk))

    (note,) = (title for title in events if title.startswith("Dates as of 24 November 2026, "))
    assert events.pop(note) == TODAY
    at = call.astimezone(UTC)
    expected = {
        f"Call {mine.reference}": at,
        f"Act by {far.reference}": FAR + timedelta(4),
        f"Our review {ours.reference}": FAR,
    }
    assert events == expected, "the exact day, and no case of others"
    assert "Lumo" not in desk.open(make(desk)).text


def test_the_answer_is_for_a_calendar_program_without_session_or_cookie(desk):
    path = make(desk)
    stranger = desk.client.application.test_client()

    answer = stranger.get(path)

    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache, no-transform"
    assert "Set-Cookie" not in answer.headers
    again = stranger.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_dates_are_sealed_anew_when_they_change_or_are_an_hour_old(desk, clock):
    path = make(desk)
    before = sealed_of(desk)
    desk.open("/desk/work")
    assert sealed_of(desk) == before, "nothing changed"

    case = case_of(desk)
    add_date(desk, case, Kind.NEXT_LOOK)
    desk.open("/desk/diary")
    assert f"Follow up {case.reference}" in events_at(desk, path)

    changed = sealed_of(desk)
    clock.shift(minutes=14)
    desk.open("/desk/work")
    assert sealed_of(desk) == changed
    for _ in range(4):  # a session ends after a quarter of an hour without use
        clock.shift(minutes=13)
        assert desk.open("/desk/work").status_code == 200
    assert sealed_of(desk) != changed


def test_a_feed_that_nobody_renews_says_how_old_it_is(desk, clock):
    path = make(desk)
    etag = desk.open(path).headers["ETag"]
    clock.shift(days=3)

    answer = desk.request("GET", path, headers={"If-None-Match": etag})

    assert answer.status_code == 200
    says = "Not up to date: dates as of 24 November 2026"
    calendar = Calendar.from_ical(answer.data)
    assert str(calendar["X-WR-CALDESC"]).startswith(says)
    (note,) = calendar.walk("VEVENT")
    assert str(note["SUMMARY"]).startswith(says)
    assert note.decoded("DTSTART") == TODAY + timedelta(3)


def test_a_revoked_or_replaced_address_opens_nothing_even_if_its_row_is_put_back(
    desk,
):
    first = make(desk)
    row = {c.key: getattr(feed_of(desk), c.key) for c in CalendarFeed.__mapper__.column_attrs}
    second = make(desk)
    assert desk.open(first).status_code == 404
    assert desk.open(second).status_code == 200

    assert desk.post("/desk/account/calendar/revoke").status_code == 303
    assert desk.open(second).status_code == 404
    feeds.add(CalendarFeed(**row))

    assert desk.open(first).status_code == 409
    assert desk.open("/desk/work").status_code == 200, "the pages of the member go on"


@pytest.mark.parametrize("change", ["disable", "reporter", "row"])
def test_the_feed_ends_with_the_access_of_its_member(desk, change):
    path, member, member_id = make(desk), desk.member, desk.member.id
    both = ("administrator", "supervisor")
    boss = desk.colleague(*both, email="gull.testwood@example.org")
    today, at = TODAY, now()
    if change == "disable":
        disable_staff(member, moment(at, day=today))
    elif change == "reporter":
        change_roles(member.id, [Role.REPORTER], moment(at, day=today), by=boss.member)
    else:
        change_rows(CalendarFeed, member_id=boss.member.id)

    assert desk.open(path).status_code == (409 if change == "row" else 404)
    assert (feeds.of_member(member_id) is None) or change == "row"


def close(case):
    case.status = Status.CLOSED.value


def give_away(case):
    case.assignee_id = None


def wall(case):
    case.walled_keys = wraps_to_bytes({"other": b"wrap"})


def end_date(case):
    done = update(DiaryEntry).where(DiaryEntry.case_id == case.id)
    db.session.execute(done.values(state=State.DONE.value))


@pytest.mark.parametrize("change", [close, give_away, wall, end_date])
def test_a_date_that_its_member_no_longer_sees_is_not_served(desk, change):
    case, kept = case_of(desk), case_of(desk)
    for each in (case, kept):
        add_date(desk, each, Kind.NEXT_LOOK)
    path = make(desk)
    assert f"Follow up {case.reference}" in events_at(desk, path)
    sealed = sealed_of(desk)

    change(case)

    events = events_at(desk, path)
    assert f"Follow up {case.reference}" not in events
    assert f"Follow up {kept.reference}" in events
    assert sealed_of(desk) == sealed, "before any session of the member"


def test_an_erased_case_is_sealed_in_no_feed_and_the_feed_says_that_it_waits(desk):
    case, kept = case_of(desk), case_of(desk)
    add_date(desk, case, Kind.NEXT_LOOK)
    add_date(desk, kept, Kind.NEXT_LOOK)
    path = make(desk)

    erase_batch([case], today=TODAY)

    assert feed_of(desk).sealed is None
    (says,) = events_at(desk, path)
    assert says.startswith("Dates are being renewed: sign in to the desk to see them")
    assert "24 November 2026" in says
    desk.open("/desk/diary")
    assert f"Follow up {kept.reference}" in events_at(desk, path)


def test_a_feed_renewed_after_a_case_was_closed_outlives_its_erasure(desk):
    case, kept = case_of(desk), case_of(desk)
    add_date(desk, kept, Kind.NEXT_LOOK)
    path = make(desk)

    case.status, case.closed_on = Status.CLOSED.value, TODAY - timedelta(90)
    erase_batch([case], today=TODAY)

    assert f"Follow up {kept.reference}" in events_at(desk, path)


def test_a_damaged_feed_opens_nothing(desk):
    path = make(desk)
    for column in (CalendarFeed.sealed, CalendarFeed.wrapped_private):
        before = db.session.scalar(db.select(column))
        db.session.execute(update(CalendarFeed).values({column: b"damaged"}))
        assert desk.open(path).status_code == 409
        db.session.execute(update(CalendarFeed).values({column: before}))
    assert desk.open(path).status_code == 200


def test_guesses_are_limited_and_a_true_address_is_answered_meanwhile(desk):
    path = make(desk)
    guesses = [f"/desk/calendar/{token_text(new_token())}.ics" for _ in range(30)]
    away = {"environ_base": {"REMOTE_ADDR": "203.0.113.9"}}

    answers = {desk.request("GET", guess, **away).status_code for guess in guesses}

    assert answers == {404}
    assert desk.request("GET", "/desk/calendar/short.ics", **away).status_code == 429
    assert desk.request("GET", path, **away).status_code == 200


def test_no_line_of_the_log_and_no_column_has_the_secret(desk, caplog):
    caplog.set_level(logging.DEBUG)
    path = make(desk)
    secret = path.rpartition("/")[2].removesuffix(".ics")
    desk.open(path)
    change_rows(CalendarFeed, sealed=b"damaged")
    desk.open(path)

    assert caplog.records
    assert secret not in caplog.text
    row = feed_of(desk)
    stored = [getattr(row, c.key) for c in CalendarFeed.__mapper__.column_attrs]
    assert read_token(secret) not in stored


def test_a_deadline_missed_long_ago_is_listed_and_counted_in_the_note(desk):
    case = case_of(desk)
    add_date(desk, case, Kind.ACT_BY, on=TODAY - timedelta(40))
    add_date(desk, case, Kind.NEXT_LOOK, on=TODAY)

    events = events_at(desk, make(desk))

    assert events[f"Act by {case.reference}"] == TODAY - timedelta(40)
    assert [title for title in events if "Overdue dates: 1. See the diary" in title]


def test_a_long_list_is_cut_and_says_so(desk):
    case = case_of(desk)
    for _ in range(101):
        add_date(desk, case, Kind.NEXT_LOOK, on=TODAY)

    text = desk.open(make(desk)).text

    assert text.count("BEGIN:VEVENT") == 101
    assert "Only the first 100 dates" in text.replace("\r\n ", "")
    ended = [end_feed(desk.member, moment(now())) for _ in range(2)]

    assert ended == [True, False]


def make(desk):
    """Make an address on the page and return its path."""
    desk.post("/desk/account/calendar")
    return "/desk/calendar/" + text_of(desk.text, "calendar-address").rpartition("/")[2]


def events_at(desk, path):
    """Return title to start of each event."""
    events = Calendar.from_ical(desk.open(path).text).walk("VEVENT")
    return {str(event["SUMMARY"]): event.decoded("DTSTART") for event in events}


def feed_of(desk):
    feed = feeds.of_member(desk.member.id)
    assert feed is not None
    return feed


def sealed_of(desk):
    return feed_of(desk).sealed or b""


def case_of(desk, *, owner="", **changed):
    """Return a case of the member, or of nobody."""
    owner = desk.member.id if owner == "" else owner
    return desk.case(due_on=TODAY, assignee_id=owner, looked_on=TODAY, **changed)


def add_date(
    desk,
    case,
    kind,
    *,
    on=TODAY + timedelta(2),
    time="",
    early=False,
    set_by="law",
):
    """Add a date as booking a call does; return its moment."""
    key = case_key(case, desk.reader)
    entry_id = new_id()
    sealed = key.seal_json(
        "diary", {"rule": "", "note": "Lumo", "time": time, "set_by": set_by}, row=entry_id
    )
    db.session.add(
        DiaryEntry(
            id=entry_id,
            case_id=case.id,
            on=on,
            kind=kind.value,
            state=State.OPEN.value,
            early=early,
            sealed=sealed,
        )
    )
    zone = desk.client.application.config["SETTINGS"].time_zone
    return datetime.fromisoformat(f"{on}T{time or '00:00'}").replace(tzinfo=zone)
