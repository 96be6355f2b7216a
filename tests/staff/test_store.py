from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm.attributes import set_committed_value

from intake.extensions import db
from intake.sealing.at_rest import Unreadable
from intake.staff import second_factor, store
from intake.staff.invitations import look_ups
from intake.staff.models import Enrolment, StaffMember
from intake.staff.second_factor import WrongCode
from intake.staff.store import MAY, Act, Role, may
from tests.staff.making import EMAIL, SECRETS, TODAY, member, team
from tests.support.tables import rows


def test_a_member_is_found_by_their_address_in_any_case(db_session):
    wren = member(team())
    member(team("Other"), "gull@example.org")

    assert store.find_by_email(EMAIL.upper(), secrets=SECRETS) is wren
    assert store.find_by_email("nobody@example.org", secrets=SECRETS) is None


def test_a_changed_secret_still_finds_who_joined_before(db_session):
    wren = member(team())
    changed = ("another-secret-0123456789-abcdefghij", *SECRETS)

    assert store.find_by_email(EMAIL, secrets=changed) is wren
    assert store.find_by_email(EMAIL, secrets=changed[:1]) is None


def test_an_address_belongs_to_one_member(db_session):
    here = team()
    member(here)

    with pytest.raises(store.AddressTaken):
        member(here, EMAIL.title())


def test_the_members_of_a_team_are_those_who_did_not_leave(db_session):
    here, there = team(), team("Other")
    wren, gull, tern = (member(here, f"{name}@example.org") for name in ("wren", "gull", "tern"))
    member(there, "heron@example.org")
    store.disable(tern, on=TODAY)

    assert set(store.members_of(here.id)) == {wren, gull}
    assert len(store.everybody()) == 4


def test_who_joined_first_stands_first(db_session):
    here = team()
    wren, gull = member(here), member(here, "gull@example.org")
    gull.joined_on = TODAY - timedelta(days=1)
    db_session.flush()

    assert store.everybody() == store.members_of(here.id) == [gull, wren]


def test_a_member_is_found_by_their_id_and_read_anew_to_be_changed(db_session):
    here = team()
    wren, gull = member(here), member(here, "gull@example.org")
    assert (store.find(wren.id), store.find(gull.id), store.find("")) == (wren, gull, None)

    here_only = {"synchronize_session": False}
    db_session.execute(update(StaffMember).values(totp_last_step=7), execution_options=here_only)
    assert wren.totp_last_step == 0

    assert store.find_for_change(wren.id) is wren
    assert wren.totp_last_step == 7
    assert store.find_for_change("") is None


def test_addresses_are_hashed_anew_under_a_changed_secret(db_session):
    here = team()
    wren, gull, tern = (member(here, f"{name}@example.org") for name in ("wren", "gull", "tern"))
    changed = ("another-secret-0123456789-abcdefghij", *SECRETS)
    store.disable(tern, on=TODAY)
    gull.email_hash = look_ups(gull.email, secrets=changed)[0]
    db_session.flush()

    assert store.rehash_addresses(secrets=changed) == 1
    assert store.rehash_addresses(secrets=changed) == 0
    db_session.flush()

    assert store.find_by_email("wren@example.org", secrets=changed[:1]) is wren
    assert store.find_by_email("gull@example.org", secrets=changed[:1]) is gull
    assert tern.email_hash is None


def test_an_address_that_does_not_read_keeps_its_hash(db_session):
    wren = member(team())
    hash_before = wren.email_hash
    set_committed_value(wren, "email", Unreadable())

    assert store.rehash_addresses(secrets=("another-secret-0123456789-abcdefghij",)) == 0
    assert wren.email_hash == hash_before


def test_a_forgotten_password_takes_the_keys_along_and_new_ones_are_chosen(db_session):
    wren = member(team())
    wren.password_check, wren.wrapped_private_key, wren.public_key = b"c" * 32, b"w", b"p"

    store.forget_password(wren)

    assert (wren.wrapped_private_key, wren.public_key) == (b"", b"")
    assert (wren.password_check != b"c" * 32, len(wren.password_check)) == (True, 32)
    chosen = Enrolment(
        password_salt=b"new salt",
        password_check=b"new check",
        public_key=b"new public",
        wrapped_private_key=b"new private",
        totp_secret=second_factor.new_secret(),
    )
    assert store.renew(wren, chosen, step=9) is wren
    names = ("password_salt", "password_check", "public_key", "wrapped_private_key", "totp_secret")
    assert [getattr(wren, name) for name in names] == [getattr(chosen, name) for name in names]
    assert wren.totp_last_step == 9


def test_of_one_step_only_the_first_use_counts(db_session):
    here = team()
    wren, gull = member(here), member(here, "gull@example.org")

    store.use_step(wren, 59_000_001)
    db_session.refresh(gull)
    assert gull.totp_last_step == 0
    assert not store.has_app(gull)
    gull.totp_last_step = 1
    assert store.has_app(gull)
    for used in (59_000_001, 59_000_000):
        with pytest.raises(WrongCode):
            store.use_step(wren, used)
    store.use_step(wren, 59_000_002)


def test_who_is_disabled_is_not_found_and_may_be_invited_anew(db_session):
    here = team()
    wren = member(here)

    store.disable(wren, on=TODAY)
    db_session.flush()

    assert store.find_by_email(EMAIL, secrets=SECRETS) is None
    assert wren.disabled_on == TODAY
    assert member(here).id != wren.id


def test_the_tables_hold_no_address_in_clear(db_session):
    member(team())

    row = db_session.execute(db.text("SELECT * FROM staff_members")).one()

    assert b"wren" not in b"".join(
        bytes(value) for value in row if isinstance(value, bytes | memoryview)
    )
    assert "wren" not in "".join(value for value in row if isinstance(value, str))


TABLE = {Act[name]: may for name, may in rows(Path(__file__).with_name("roles.txt"))}


@pytest.mark.parametrize("act", Act)
def test_each_role_may_do_what_the_table_says(act):
    assert " ".join(str(int(may([role], act))) for role in Role) == TABLE[act]


def test_every_role_stands_in_the_table():
    assert set(MAY) == set(Role)


def test_several_roles_allow_what_any_of_them_allows():
    assert may(["reporter", "volunteer"], Act.OPEN_CASE)
    assert not may(["reporter", "volunteer"], Act.ASSIGN)


def test_no_role_and_an_unknown_role_allow_nothing():
    assert not any(may(roles, act) for roles in ([], ["owner"]) for act in Act)
