from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from intake.extensions import db
from intake.sessions import store
from intake.sessions.models import HalfwaySession, StaffSession, TypedForm
from intake.sessions.store import AHEAD, AT_MOST, EXTEND_EVERY, FRESH, HALFWAY, IDLE, REMEMBERED
from tests.staff.making import NOW, member, team
from tests.support.rows import all_rows, count_rows

Db = scoped_session[Session]
ONE, TWO, THREE = b"1" * 32, b"2" * 32, b"3" * 32
HALF, OTHER_HALF = b"h" * 32, b"i" * 32
SECOND = timedelta(seconds=1)


def test_a_session_is_found_by_its_token_alone(db_session, wren):
    session = begin(wren, ONE)

    assert store.find(ONE, NOW) is session
    assert store.find(TWO, NOW) is None


def test_it_ends_after_fifteen_minutes_without_a_sign_of_life(db_session, wren):
    begin(wren, ONE)

    assert store.find(ONE, NOW + IDLE - SECOND)
    assert store.find(ONE, NOW + IDLE) is None


def test_it_lasts_ten_hours_at_most_however_busy_somebody_is(db_session, wren):
    session = begin(wren, ONE)

    at = NOW
    while at + EXTEND_EVERY + SECOND < NOW + AT_MOST:
        at += EXTEND_EVERY + SECOND
        assert store.is_due_for_extension(session, at)
        store.extend(session, at)
    db_session.flush()

    assert store.find(ONE, NOW + AT_MOST - SECOND)
    assert store.find(ONE, NOW + AT_MOST) is None


def test_it_is_over_where_the_clock_was_set_back(db_session, wren):
    session = begin(wren, ONE, at=NOW + AHEAD)
    assert store.find(ONE, NOW) is session
    assert store.living_of(wren, NOW) == [session]

    before = NOW - SECOND
    assert store.find(ONE, before) is None
    assert store.living_of(wren, before) == []
    store.discard_ended(before)

    db_session.refresh(session)
    assert session.locked_keys == b""


def test_a_sign_of_life_is_written_every_five_minutes_at_most(db_session, wren):
    session = begin(wren, ONE)

    assert not store.is_due_for_extension(session, NOW + EXTEND_EVERY)
    assert store.is_due_for_extension(session, NOW + EXTEND_EVERY + SECOND)


def test_ending_one_leaves_the_others(db_session, wren):
    begin(wren, ONE)
    begin(wren, TWO)

    store.end(ONE)

    assert store.find(ONE, NOW) is None
    assert store.find(TWO, NOW)


def test_ending_one_leaves_what_others_typed_and_began(db_session, wren):
    for token in (ONE, TWO):
        typed(wren, token)
    halfway(wren)

    store.end(ONE)
    assert [form.token_hash for form in all_rows(TypedForm)] == [TWO]
    assert store.find_halfway(HALF, NOW)

    store.end(HALF)
    assert store.find_halfway(HALF, NOW) is None


def test_where_a_member_is_signed_in_the_newest_first(db_session, wren):
    gull = member(team("Other"), "gull@example.org").id
    begin(gull, HALF)
    first, second = begin(wren, ONE), begin(wren, TWO, at=NOW + SECOND)
    db_session.flush()

    assert store.living_of(wren, NOW + SECOND) == [second, first]
    assert store.living_of(wren, NOW + IDLE) == [second]
    assert store.living_of(wren, NOW + SECOND + IDLE) == []
    for session in (first, second):
        store.extend(session, NOW + AT_MOST - SECOND)
    db_session.flush()
    assert store.living_of(wren, NOW + AT_MOST) == [second]


def test_how_long_it_lives_on_is_told(db_session, wren):
    session = begin(wren, ONE)
    assert store.ends_at(session) == NOW + IDLE

    store.extend(session, NOW + AT_MOST - SECOND)
    assert store.ends_at(session) == NOW + AT_MOST


def test_all_others_of_a_member_end(db_session, wren):
    gull = member(team("Other"), "gull@example.org").id
    begin(wren, ONE)
    begin(wren, TWO)
    begin(gull, THREE)
    halfway(wren)
    halfway(gull, OTHER_HALF)

    store.end_others(wren, but=ONE)

    assert store.find(ONE, NOW)
    assert store.find(TWO, NOW) is None
    assert store.find(THREE, NOW)
    assert store.find_halfway(HALF, NOW) is None
    assert store.find_halfway(OTHER_HALF, NOW)


def test_each_browser_is_known_as_its_own(db_session, wren):
    first, two = begin(wren, ONE), begin(wren, TWO)
    half, other_half = halfway(wren), halfway(wren, OTHER_HALF)

    assert [store.remembered(token, NOW) for token in (ONE, TWO, HALF)] == [first, two, None]
    halves = [store.find_halfway(token, NOW) for token in (HALF, OTHER_HALF, ONE)]
    assert halves == [half, other_half, None]


def test_a_member_is_signed_out_everywhere(db_session, wren):
    gull = member(team("Other"), "gull@example.org").id
    begin(wren, ONE)
    begin(gull, TWO)
    halfway(wren)

    store.end_all_of(wren)

    assert store.find(ONE, NOW) is None
    assert store.find_halfway(HALF, NOW) is None
    assert store.find(TWO, NOW)


def test_a_password_without_a_code_is_no_session(db_session, wren):
    half = halfway(wren)

    assert store.find(HALF, NOW) is None
    assert store.find_halfway(HALF, NOW + HALFWAY - SECOND) is half
    assert store.find_halfway(HALF, NOW + HALFWAY) is None


def test_who_is_late_is_locked_out_and_only_whose_browser_it_is_stays_known(db_session, wren):
    begin(wren, ONE)

    store.discard_ended(NOW + IDLE - SECOND)
    assert store.find(ONE, NOW)
    store.discard_ended(NOW + IDLE)

    session = store.remembered(ONE, NOW + REMEMBERED - SECOND)
    assert session is not None
    db_session.refresh(session)
    assert (session.member_id, session.locked_keys) == (wren, b"")
    assert session.locked_at == NOW + IDLE
    assert store.remembered(ONE, NOW + REMEMBERED) is None


def test_who_worked_for_ten_hours_is_locked_out(db_session, wren):
    session = begin(wren, ONE)
    store.extend(session, NOW + AT_MOST)
    db_session.flush()

    store.discard_ended(NOW + AT_MOST)

    db_session.refresh(session)
    assert session.locked_keys == b""


def test_a_locked_session_has_no_keys_and_is_no_session(db_session, wren):
    begin(wren, ONE)
    begin(wren, TWO)
    db_session.flush()

    store.lock(ONE, NOW)

    assert store.find(ONE, NOW) is None
    session = store.remembered(ONE, NOW)
    assert session is not None
    assert session.locked_keys == b""
    assert [row.token_hash for row in store.living_of(wren, NOW)] == [TWO]


def test_the_second_factor_is_fresh_for_ten_minutes(db_session, wren):
    session = begin(wren, ONE)

    assert store.is_fresh(session, NOW + FRESH - SECOND)
    assert not store.is_fresh(session, NOW + FRESH)
    store.record_second_factor(session, NOW + FRESH)
    assert store.is_fresh(session, NOW + FRESH)
    session.locked_at = NOW + FRESH
    assert not store.is_fresh(session, NOW + FRESH)


@pytest.mark.parametrize(
    "network, browser, is_elsewhere",
    [("here", "b", False), ("there", "b", False), ("here", "c", False), ("there", "c", True)],
)
def test_a_session_is_elsewhere_where_both_network_and_browser_are_others(
    db_session, wren, network, browser, is_elsewhere
):
    session = begin(wren, ONE)
    assert not store.is_elsewhere(session, store.place_of(ONE, network=network, browser=browser))
    session.place = store.place_of(ONE, network="here", browser="b")

    place = store.place_of(ONE, network=network, browser=browser)

    assert store.is_elsewhere(session, place) is is_elsewhere


def test_nobody_ends_a_session_of_somebody_else(db_session, wren):
    gull = member(team("Other"), "gull@example.org").id
    session = begin(wren, ONE)
    db_session.flush()

    assert not store.end_one(session.id, member_id=gull)
    assert not store.end_one("no such session", member_id=wren)
    assert store.end_one(session.id, member_id=wren)
    assert store.find(ONE, NOW) is None


@pytest.mark.parametrize("after, left", [(SECOND, 2), (HALFWAY, 1), (REMEMBERED, 0)])
def test_rows_go_when_their_time_has_passed(db_session, wren, after, left):
    begin(wren, ONE)
    halfway(wren)

    store.discard_ended(NOW + after)

    counts = [count_rows(model) for model in (StaffSession, HalfwaySession)]
    assert sum(counts) == left


def begin(member_id, token_hash, *, at=NOW) -> StaffSession:
    return store.begin(member_id=member_id, token_hash=token_hash, locked_keys=b"k", now=at)


def halfway(member_id, token_hash=HALF):
    halfway_row = HalfwaySession(token_hash=token_hash, member_id=member_id, locked_key=b"")
    return store.begin_halfway(halfway_row, NOW)


def typed(member_id, token_hash):
    db.session.add(
        TypedForm(token_hash=token_hash, member_id=member_id, sealed=b"", until=NOW + HALFWAY)
    )


@pytest.fixture
def wren(db_session):
    return member(team()).id
