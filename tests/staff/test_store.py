from __future__ import annotations

import pytest
from sqlalchemy.orm import Session, scoped_session

from intake.extensions import db
from intake.staff import store
from intake.staff.second_factor import WrongCode
from tests.staff.making import EMAIL, SECRETS, TODAY, member, team

Db = scoped_session[Session]


def test_a_member_is_found_by_their_address_in_any_case(db_session: Db) -> None:
    wren = member(team())
    member(team("Other"), "gull@example.org")

    assert store.find_by_email(EMAIL.upper(), secrets=SECRETS) is wren
    assert store.find_by_email("nobody@example.org", secrets=SECRETS) is None


def test_a_changed_secret_still_finds_who_joined_before(db_session: Db) -> None:
    wren = member(team())
    changed = ("another-secret-0123456789-abcdefghij", *SECRETS)

    assert store.find_by_email(EMAIL, secrets=changed) is wren
    assert store.find_by_email(EMAIL, secrets=changed[:1]) is None


def test_an_address_belongs_to_one_member(db_session: Db) -> None:
    here = team()
    member(here)

    with pytest.raises(store.AddressTaken):
        member(here, EMAIL.title())


def test_letters_go_to_the_members_of_the_team_who_want_them(db_session: Db) -> None:
    here, there = team(), team("Other")
    wren, gull, tern = (member(here, f"{name}@example.org") for name in ("wren", "gull", "tern"))
    member(there, "heron@example.org")
    gull.wants_letters = False
    store.disable(tern, on=TODAY)

    assert store.addresses_of(here.id) == [(wren.id, "wren@example.org")]
    assert set(store.members_of(here.id)) == {wren, gull}
    assert len(store.everybody()) == 4


def test_of_one_step_only_the_first_use_counts(db_session: Db) -> None:
    wren = member(team())

    store.use_step(wren, 59_000_001)
    for used in (59_000_001, 59_000_000):
        with pytest.raises(WrongCode):
            store.use_step(wren, used)
    store.use_step(wren, 59_000_002)


def test_who_is_disabled_is_not_found_and_may_be_invited_anew(db_session: Db) -> None:
    here = team()
    wren = member(here)

    store.disable(wren, on=TODAY)
    db_session.flush()

    assert store.find_by_email(EMAIL, secrets=SECRETS) is None
    assert wren.disabled_on == TODAY
    assert member(here).id != wren.id


def test_the_tables_hold_no_address_in_clear(db_session: Db) -> None:
    member(team())

    row = db_session.execute(db.text("SELECT * FROM staff_members")).one()

    assert b"wren" not in b"".join(bytes(one) for one in row if isinstance(one, bytes | memoryview))
    assert "wren" not in "".join(one for one in row if isinstance(one, str))
