from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from intake.extensions import db
from intake.staff import login_throttle
from intake.staff.login_throttle import (
    MOST,
    MOST_OF_NETWORK,
    MOST_OVERALL,
    WINDOW,
    TooManyTries,
)
from intake.staff.models import SignInTry
from tests.staff.making import NOW
from tests.support.databases.writing import writing_in
from tests.support.rows import count_rows

Db = scoped_session[Session]
WREN, GULL = b"w" * 32, b"g" * 32
BUSY, OTHER = b"b" * 32, b"o" * 32
MINUTE = timedelta(minutes=1)


def test_after_several_tries_the_next_one_waits(db_session):
    for minute in range(MOST):
        take(minute * MINUTE)

    with pytest.raises(TooManyTries) as refusal:
        take(MOST * MINUTE)

    assert refusal.value.wait == WINDOW - MOST * MINUTE


def test_the_wait_is_counted_from_the_earliest_whatever_came_in_first(db_session):
    """The clocks of two machines differ."""
    for minute in (4, 0, 3, 1, 2):
        take(minute * MINUTE)

    with pytest.raises(TooManyTries) as refusal:
        take(MOST * MINUTE)

    assert refusal.value.wait == WINDOW - MOST * MINUTE


def test_one_network_is_refused_before_it_uses_up_the_limit_of_all(db_session):
    for number in range(MOST_OF_NETWORK):
        login_throttle.take(number.to_bytes(32), "password", now=NOW, network=BUSY)
    for number in range(100, 105):
        with pytest.raises(TooManyTries):
            login_throttle.take(number.to_bytes(32), "password", now=NOW, network=BUSY)

    tries = select(func.count()).select_from(SignInTry).where(SignInTry.kind == "password")
    assert db_session.scalar(tries) == MOST_OF_NETWORK < MOST_OVERALL
    take(network=OTHER)
    login_throttle.take(GULL, "password", now=NOW, network=BUSY, known=True)
    login_throttle.take(number.to_bytes(32), "password", now=NOW + WINDOW, network=BUSY)


def test_the_wait_ends_also_for_who_keeps_trying(db_session):
    for _ in range(MOST):
        take()
    for second in range(20):
        with pytest.raises(TooManyTries):
            take(timedelta(seconds=second))

    take(WINDOW)


def test_a_refusal_that_is_noted_counts_for_nobody_and_goes_with_the_others(db_session):
    for _ in range(MOST_OVERALL):
        login_throttle.note_refused(WREN, NOW)
    for _ in range(MOST):
        take()
    login_throttle.take(GULL, "password", now=NOW)
    noted = select(SignInTry.who, SignInTry.at).where(SignInTry.kind == "refused")
    assert {(who, at) for who, at in db_session.execute(noted)} == {(WREN, NOW)}

    login_throttle.forget(WREN)

    assert not db_session.execute(noted).all()


def test_nobody_waits_until_it_is_as_late_as_it_was_before_a_clock_was_set_back(
    db_session,
):
    ahead = NOW + timedelta(days=365)
    for _ in range(MOST_OVERALL):
        db.session.add(SignInTry(who=WREN, kind="password", at=ahead))
    db.session.flush()

    take()
    login_throttle.take(GULL, "password", now=NOW)


def test_the_clocks_of_two_machines_may_differ(db_session):
    for _ in range(MOST):
        take(WINDOW)

    with pytest.raises(TooManyTries):
        take()


def test_others_and_the_other_step_do_not_wait(db_session):
    for _ in range(MOST):
        take()

    login_throttle.take(GULL, "password", now=NOW)
    login_throttle.take(WREN, "code", now=NOW)


def test_many_tries_at_many_accounts_make_all_wait_but_known_browsers(db_session):
    db_session.add_all(
        SignInTry(who=number.to_bytes(32), kind="password", at=NOW)
        for number in range(MOST_OVERALL)
    )

    with pytest.raises(TooManyTries) as refusal:
        take(MINUTE)
    assert refusal.value.wait == WINDOW - MINUTE
    take(MINUTE, known=True)
    login_throttle.take(GULL, "code", now=NOW + MINUTE)
    login_throttle.take(GULL, "password", now=NOW + WINDOW)


def test_a_known_browser_waits_for_its_own_tries(db_session):
    for _ in range(MOST):
        take(known=True)

    with pytest.raises(TooManyTries):
        take(known=True)


def test_processes_that_count_at_one_moment_count_together(doorless_app):
    refused = []

    def attempt():
        with writing_in(doorless_app):
            try:
                take()
            except TooManyTries:
                refused.append(1)

    with ThreadPoolExecutor(4 * MOST) as pool:
        for _ in range(4 * MOST):
            pool.submit(attempt)

    with doorless_app.app_context():
        assert count_rows(SignInTry) == MOST
    assert len(refused) == 3 * MOST


def test_who_came_in_starts_from_nothing(db_session):
    for _ in range(MOST):
        take()

    login_throttle.forget(WREN)

    take()


def test_old_tries_are_not_kept(db_session):
    take()

    login_throttle.take(GULL, "code", now=NOW + WINDOW)

    assert count_rows(SignInTry) == 1


def take(later=timedelta(), **more):
    """Take a try of a password of one member."""
    login_throttle.take(WREN, "password", now=NOW + later, **more)
