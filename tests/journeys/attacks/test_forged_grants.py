"""An attacker with SQL grants a member a team key of their own making.

Anybody can seal to a member's public key. Were such a key taken, the member's next search would
seal the cards of all cases under it.
"""

import pytest

from intake.cases.models import CardPack
from intake.extensions import db
from intake.keys import store as keys
from intake.keys.models import Grant
from intake.sealing.seal import Recipient, measured, seal_to
from intake.sealing.teams import SignedEpoch, new_team_keys
from intake.sealing.unlocking import grant_place
from intake.staff.models import StaffMember
from tests.staff.making import pinned
from tests.support.clients.applicant import Applicant
from tests.support.clients.members import StaffBrowser
from tests.support.databases.writing import writing_in
from tests.support.rows import all_rows, one_row


@pytest.mark.parametrize("signs_in", [True, False])
def test_no_card_is_sealed_under_a_key_that_an_attacker_granted(app, started, clock, signs_in):
    pinned(app, started.fingerprint)
    wren = StaffBrowser(app)
    wren.join(f"/desk/invitation/{started.invitation_token}")
    Applicant(app.test_client()).apply()
    grant_own_key(app, started.fingerprint)

    if signs_in:
        wren.press_sign_out()
        wren.sign_in(clock)
    wren.open("/desk/search")
    wren.page.close()

    with app.app_context():
        assert 2 not in {pack.epoch for pack in all_rows(CardPack)}
        db.session.rollback()


@pytest.mark.parametrize("sealed", [b"no key", b"\0\0\0\3cut" * 3, measured(b"a", b"", b"")])
def test_what_is_no_key_ends_no_page(app, started, sealed):
    pinned(app, started.fingerprint)
    wren = StaffBrowser(app)
    wren.join(f"/desk/invitation/{started.invitation_token}")
    grant_own_key(app, started.fingerprint, sealed)

    wren.open("/desk/")

    assert wren.status == 200


def grant_own_key(app, installation, key=b""):
    """Add an epoch that nobody signed, and grant its key, or this, to the first member."""
    own, number = new_team_keys(), 2
    with writing_in(app):
        member = one_row(StaffMember)
        epoch = SignedEpoch(
            team_id=member.team_id, number=number, public=own.public_halves(), signature=bytes(65)
        )
        keys.add_epoch(epoch, sealed_to_recovery=b"x")
        place = grant_place(member.team_id, number, member.id, installation)
        recipient = Recipient(whose=member.id, public_key=member.public_key)
        sealed = seal_to(recipient, key or own.for_reader(vouches=True).to_bytes(), place)
        of_member = {"member_id": member.id, "team_id": member.team_id, "epoch": number}
        db.session.add(Grant(**of_member, sealed=sealed))
