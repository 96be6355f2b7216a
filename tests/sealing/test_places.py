"""The context of each key: a seal opens in its own alone, so no context may ever change."""

import pytest

from intake.sealing.contexts import Context
from intake.sealing.sheets import pair_place
from intake.sealing.signing import stub_key_place, stub_place
from intake.sealing.teams import first_invitation_place, recovery_place
from intake.sealing.tokens import feed_key_place, feed_place
from intake.sealing.unlocking import grant_place, member_key_place, session_keys_place
from intake.sealing.wraps import card_pack_place

PIN = "a fingerprint"


@pytest.mark.parametrize(
    "place_of, of, kind, row, version",
    [
        (recovery_place, ("t", 3), "wrap:team-recovery", "t", 3),
        (first_invitation_place, ("t", 3), "wrap:first-invitation", "t", 3),
        (grant_place, ("t", 3, "m"), "wrap:team-key", "t m", 3),
        (member_key_place, ("m",), "wrap:member-key", "m", 2),
        (session_keys_place, ("m",), "wrap:session-keys", "m", 1),
        (pair_place, ("AB",), "wrap:recovery-keys", "AB", 1),
        (stub_key_place, ("t", 3), "wrap:stub-key", "t", 3),
        (stub_place, ("s",), "stub", "s", 1),
        (feed_key_place, ("f",), "wrap:feed-key", "f", 1),
        (feed_place, ("f",), "feed", "f", 1),
        (card_pack_place, ("t", "p", 3), "card-pack", "t p", 3),
    ],
)
def test_keys_that_belong_to_no_request_lie_here(place_of, of, kind, row, version):
    place = place_of(*of, installation=PIN)

    assert place == Context(installation=PIN, request="", kind=kind, row=row, version=version)
