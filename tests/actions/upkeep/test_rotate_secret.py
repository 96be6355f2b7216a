"""After a change of the secret: everything under the new one, the old one forgotten."""

from dataclasses import replace

import pytest
from flask import current_app

from intake import clock
from intake.actions.upkeep import rotate_secret
from intake.cli import renewing
from intake.extensions import db
from intake.outbox.models import OutboxEmail
from intake.sealing import at_rest
from intake.sealing.at_rest import SecretAge, UnderUnknownKey, Unreadable
from intake.sealing.signing import set_row_mac, verify_row_mac
from intake.staff import second_factor
from intake.staff import store as staff
from intake.staff.invitations import look_ups
from intake.staff.models import StaffMember
from tests.cases.making import TODAY, new_team
from tests.support.rows import all_rows, change_rows

OLD, NEW, OTHERS = "old secret " * 4, "new secret " * 4, "a secret of another door " * 2
ANA, BEN = "ana@example.org", "ben@example.org"


def test_every_column_at_rest_is_renewed():
    names = {f"{column.table.name}.{column.name}" for column in rotate_secret.columns()}

    assert names >= {
        "staff_members.email",
        "staff_members.totp_secret",
        "invitations.email",
        "enrolments.email",
        "enrolments.totp_secret",
        "staff_members.sworn",
        "recovery_codes.sworn",
        "passkeys.sworn",
        "calendar_feeds.sworn",
        "invitations.sworn",
        "staff_sessions.sworn",
        "outbox.address",
    }


def test_after_the_rotation_the_old_secret_is_not_needed(values_at_rest, bound):
    bound(NEW, OLD)
    before = rotate_secret.count()

    renewed = renewing.renew()
    again = renewing.renew()

    bound(NEW)
    assert before == {SecretAge.OLDER: 7}
    assert (renewed, again) == (7, 0)
    assert rotate_secret.count() == {SecretAge.CURRENT: 7}
    assert {member.email for member in staff.everybody()} == {ANA, BEN}
    assert db.session.query(OutboxEmail).one().address == "letter@example.org"
    member = staff.find_by_email(ANA, secrets=(NEW,))
    assert member is not None
    assert member.totp_secret == SECRET
    assert verify_row_mac(member)


def test_an_interrupted_rotation_continues(values_at_rest, bound, monkeypatch):
    monkeypatch.setattr(rotate_secret, "AT_ONCE", 1)
    bound(NEW, OLD)
    first = next(
        batch
        for column in rotate_secret.columns()
        for batch in rotate_secret.batches(column)
        if batch.older
    )
    rotate_secret.encrypt_anew(first)
    db.session.commit()

    assert rotate_secret.count() == {SecretAge.CURRENT: 1, SecretAge.OLDER: 6}
    assert renewing.renew() == 6


def test_a_value_changed_meanwhile_is_kept(values_at_rest, bound):
    bound(NEW, OLD)
    column = OutboxEmail.metadata.tables["outbox"].columns["address"]
    (batch,) = rotate_secret.batches(column)
    change_rows(OutboxEmail, address=None)

    rotate_secret.encrypt_anew(batch)

    assert all_rows(OutboxEmail.address) == [None]


def test_an_unreadable_value_is_counted_and_kept(values_at_rest, bound):
    bound(NEW, OTHERS)

    assert renewing.renew() == 0
    assert rotate_secret.count() == {SecretAge.UNKNOWN: 7}
    assert rotate_secret.is_unreadable()
    assert "7 stored values use an unknown SECRET_KEY" in renewing.secrets_sentence()
    bound(NEW, OLD)
    assert renewing.renew() == 7
    assert not rotate_secret.is_unreadable()


def test_an_unreadable_value_is_shown_and_never_used(values_at_rest, bound):
    bound(NEW)

    member = staff.everybody()[0]

    assert isinstance(member.email, Unreadable)
    assert str(member.email) == "(?)"
    with pytest.raises(UnderUnknownKey):
        look_ups(member.email, secrets=(NEW,))
    with pytest.raises(UnderUnknownKey):
        second_factor.code_at(member.totp_secret, clock.now())
    with pytest.raises(UnderUnknownKey):
        change_rows(StaffMember, email=member.email)


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def values_at_rest(database, db_session, bound):
    """Two members and a letter, under the old secret."""
    bound(OLD)
    team = new_team()
    for email in (ANA, BEN):
        member = team.member(email=email)
        member.totp_secret = SECRET
        set_row_mac(member)
        member.email_hash = look_ups(email, secrets=(OLD,))[0]
    db.session.add(
        OutboxEmail(
            letter="case_received",
            language="en",
            address="letter@example.org",
            reference="K7QF-2MXH",
            tier="P2",
            due_on=TODAY,
            queued_on=TODAY,
            state="waiting",
        )
    )
    db.session.commit()
    db.session.expunge_all()


@pytest.fixture
def bound(settings):
    """Gives the process its secrets, as a start with another configuration would."""
    before = at_rest._Secrets.ciphers

    def bind(secret, *fallbacks):
        at_rest.bind(secret, fallbacks)
        db.session.expunge_all()
        changed = replace(settings, secret_key=secret, secret_key_fallbacks=fallbacks)
        current_app.config["SETTINGS"] = changed

    yield bind
    at_rest._Secrets.ciphers = before
