from dataclasses import replace
from itertools import combinations, permutations

import pytest

from intake.sealing.opening import open_under
from intake.sealing.seal import Recipient, SealBroken
from intake.sealing.sheets import (
    PAIRS,
    OneSheetTwice,
    Sheet,
    kept_under_pairs,
    new_sheets,
    pair_name,
    pair_place,
    pair_secret,
    self_signature,
    trusted_recovery,
)
from intake.sealing.teams import BrokenChain, PrivateKeys, fingerprint, new_private_keys

HERE = "here"

Three = tuple[Sheet, Sheet, Sheet]


def test_each_pair_of_sheets_opens_in_either_order(keys, sheets, copies):
    for first, second in permutations(sheets, 2):
        assert opened(copies, first, second) == keys

    assert sorted(copies) == list(PAIRS)


def test_one_sheet_opens_nothing(sheets, copies):
    for sheet in sheets:
        with pytest.raises(OneSheetTwice):
            opened(copies, sheet, sheet)
        for alone in (sheet.secret, sheet.secret * 2, sheet.secret + bytes(32)):
            for pair in PAIRS:
                with pytest.raises(SealBroken):
                    open_under(alone, copies[pair], place(pair))


def test_one_sheet_posing_as_another_opens_nothing(sheets, copies):
    for sheet in sheets:
        for name in set("ABC") - {sheet.name}:
            with pytest.raises(SealBroken):
                opened(copies, sheet, replace(sheet, name=name))


def test_two_sheets_do_not_open_the_copy_of_another_pair(sheets, copies):
    for first, second in combinations(sheets, 2):
        for pair in set(PAIRS) - {pair_name(first, second)}:
            with pytest.raises(SealBroken):
                open_under(pair_secret(first, second), copies[pair], place(pair))


def test_a_sheet_of_another_installation_does_not_help(sheets, copies):
    theirs = new_sheets()

    for own, foreign in ((sheets[0], theirs[1]), (sheets[1], theirs[0]), theirs[:2]):
        with pytest.raises(SealBroken):
            opened(copies, own, foreign)


def test_copies_swapped_between_pairs_do_not_open(sheets, copies):
    swapped = {"AB": copies["AC"], "AC": copies["BC"], "BC": copies["AB"]}

    for first, second in combinations(sheets, 2):
        with pytest.raises(SealBroken):
            opened(swapped, first, second)


def test_the_pin_vouches_for_the_key_that_team_keys_are_sealed_to(keys):
    public, signature = keys.public_halves(), self_signature(keys)

    trusted = trusted_recovery(public, signature, fingerprint(public.sign_public))

    assert trusted == Recipient(whose="recovery", public_key=public.hpke_public)


def test_another_recovery_key_beside_the_pinned_one_is_not_trusted(keys):
    public, signature = keys.public_halves(), self_signature(keys)
    pin = fingerprint(public.sign_public)
    theirs = new_private_keys()
    planted = replace(public, hpke_public=theirs.public_halves().hpke_public)

    for claimed, claimed_signer in (
        (planted, signature),
        (planted, self_signature(theirs)),
        (theirs.public_halves(), self_signature(theirs)),
        (public, signature[:-1]),
    ):
        with pytest.raises(BrokenChain):
            trusted_recovery(claimed, claimed_signer, pin)


@pytest.fixture
def keys():
    return new_private_keys()


@pytest.fixture
def sheets():
    return new_sheets()


@pytest.fixture
def copies(keys, sheets):
    return kept_under_pairs(keys, sheets, HERE)


def opened(copies, first, second):
    pair = pair_name(first, second)
    return PrivateKeys.from_bytes(open_under(pair_secret(first, second), copies[pair], place(pair)))


def place(pair):
    return pair_place(pair, HERE)
