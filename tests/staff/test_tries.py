from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from intake.staff import tries
from intake.staff.models import SignInTry
from intake.staff.tries import MOST, WINDOW, TooManyTries
from tests.staff.making import NOW

Db = scoped_session[Session]
WREN, GULL = b"w" * 32, b"g" * 32
MINUTE = timedelta(minutes=1)


def test_after_several_tries_the_next_one_waits(db_session: Db) -> None:
    for minute in range(MOST):
        tries.take(WREN, "password", now=NOW + minute * MINUTE)

    with pytest.raises(TooManyTries) as told:
        tries.take(WREN, "password", now=NOW + MOST * MINUTE)

    assert told.value.wait == WINDOW - MOST * MINUTE


def test_the_wait_ends_also_for_who_keeps_trying(db_session: Db) -> None:
    for _ in range(MOST):
        tries.take(WREN, "password", now=NOW)
    for second in range(20):
        with pytest.raises(TooManyTries):
            tries.take(WREN, "password", now=NOW + timedelta(seconds=second))

    tries.take(WREN, "password", now=NOW + WINDOW)


def test_others_and_the_other_step_do_not_wait(db_session: Db) -> None:
    for _ in range(MOST):
        tries.take(WREN, "password", now=NOW)

    tries.take(GULL, "password", now=NOW)
    tries.take(WREN, "code", now=NOW)


def test_who_came_in_starts_from_nothing(db_session: Db) -> None:
    for _ in range(MOST):
        tries.take(WREN, "password", now=NOW)

    tries.forget(WREN)

    tries.take(WREN, "password", now=NOW)


def test_old_tries_are_not_kept(db_session: Db) -> None:
    tries.take(WREN, "password", now=NOW)

    tries.take(GULL, "code", now=NOW + WINDOW)

    assert db_session.scalar(select(func.count()).select_from(SignInTry)) == 1
