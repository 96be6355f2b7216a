from datetime import timedelta
from itertools import combinations

import pytest
from sqlalchemy import LargeBinary

from intake.actions.keys.init_keys import KeysExist, init_keys
from intake.extensions import Model, db
from intake.keys import store
from intake.keys.models import Epoch, FirstInvitation
from intake.sealing.opening import open_sealed, open_under
from intake.sealing.seal import Context, SealBroken, seal_to
from intake.sealing.sheets import pair_name, pair_place, pair_secret, read_sheet
from intake.sealing.teams import (
    PrivateKeys,
    TeamPrivate,
    first_invitation_place,
    first_sheets_place,
    recovery_place,
)
from intake.sealing.tokens import read_token, token_hash
from tests.cases.making import NOW, TODAY
from tests.support.databases.fixtures import ON_BOTH
from tests.support.rows import all_rows, one_row

CARD = Context("here", "wrap:case-key", request="r1", row="c1")


def test_a_team_stands_that_chains_to_the_new_pin(started):
    team = store.recipient_of(store.the_team().id, started.fingerprint)

    assert store.the_team().name == "Invented Legal Aid"
    assert team.epoch == 1


def test_the_first_invitation_opens_what_is_sealed_to_the_team(started):
    token = read_token(started.invitation_token)
    team = store.recipient_of(store.the_team().id, started.fingerprint)
    sealed = seal_to(team.recipient, b"a case key", CARD)

    invitation = store.first_invitation(token_hash(token), NOW)

    assert invitation is not None
    keys = opened_with(token, invitation, started)
    assert open_sealed(sealed, keys.hpke_private, CARD) == b"a case key"


def test_the_first_invitation_lasts_72_hours(started):
    hashed = token_hash(read_token(started.invitation_token))

    assert store.first_invitation(hashed, NOW + timedelta(hours=71, minutes=59))
    assert store.first_invitation(hashed, NOW + timedelta(hours=72)) is None


def test_any_two_printed_sheets_open_the_team_keys(started):
    epoch = one_row(Epoch)
    token = read_token(started.invitation_token)
    invitation = one_row(FirstInvitation)
    place = recovery_place(epoch.team_id, 1, started.fingerprint)

    for first_sheet, second_sheet in combinations(started.sheets, 2):
        recovery = recovered(read_sheet(first_sheet.text), read_sheet(second_sheet.text), started)
        sealed_copy = open_sealed(epoch.sealed_to_recovery, recovery.hpke_private, place)

        assert TeamPrivate.from_bytes(sealed_copy) == opened_with(token, invitation, started)


def test_with_all_that_is_stored_nothing_opens(started):
    """A stolen database: every stored value is tried as a key on every sealed one."""
    stored = everything_stored()
    sealed = [value for value in stored if value[:1] == b"\x01" and len(value) > 100]
    invitation = one_row(FirstInvitation)
    places = [
        first_invitation_place(invitation.team_id, 1, started.fingerprint),
        first_sheets_place(invitation.team_id, started.fingerprint),
        first_sheets_place(invitation.team_id, started.fingerprint),
        recovery_place(invitation.team_id, 1, started.fingerprint),
        *(pair_place(pair, started.fingerprint) for pair in ("AB", "AC", "BC")),
    ]

    assert len(sealed) == 6
    for thing in sealed:
        for key in (
            *stored,
            *(first_sheet + second_sheet for first_sheet in stored for second_sheet in stored),
        ):
            for place in places:
                with pytest.raises(SealBroken):
                    open_under(key[:64], thing, place)
                with pytest.raises(SealBroken):
                    open_sealed(thing, key, place)


def test_no_secret_is_stored_as_it_is(started):
    token = read_token(started.invitation_token)
    invitation = one_row(FirstInvitation)
    team, recovery = (
        opened_with(token, invitation, started),
        recovered(started.sheets[0], started.sheets[1], started),
    )

    stored = b"".join(everything_stored())

    for secret in (
        token,
        started.invitation_token.encode(),
        *(sheet.secret for sheet in started.sheets),
        *(keys.hpke_private[1:33] for keys in (team, recovery)),
        *(keys.sign_private[1:] for keys in (team, recovery)),
        team.vouch_private[1:],
    ):
        assert secret not in stored


@ON_BOTH
def test_keys_are_made_once(started):
    with pytest.raises(KeysExist):
        init_keys(team_name="Another", today=TODAY, now=NOW)


def test_what_is_taken_away_does_not_show_itself(started):
    shown = repr(started)

    assert started.invitation_token not in shown
    assert not any(sheet.letters in shown for sheet in started.sheets)


@pytest.fixture
def started(doorless_app):
    started = init_keys(team_name="Invented Legal Aid", today=TODAY, now=NOW)
    db.session.commit()
    return started


def opened_with(token, invitation, started):
    place = first_invitation_place(invitation.team_id, 1, started.fingerprint)
    return TeamPrivate.from_bytes(open_under(token, invitation.wrapped_team_keys, place))


def recovered(first_sheet, second_sheet, started):
    pair = pair_name(first_sheet, second_sheet)
    sealed_copy = store.recovery_sheet(pair)
    assert sealed_copy is not None
    place = pair_place(pair, started.fingerprint)
    return PrivateKeys.from_bytes(
        open_under(pair_secret(first_sheet, second_sheet), sealed_copy.sealed, place)
    )


def everything_stored():
    """Every value of every binary column of every table."""
    return [
        value
        for table in Model.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
        for value in all_rows(column)
        if value is not None
    ]
