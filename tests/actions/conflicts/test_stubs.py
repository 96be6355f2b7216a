"""A stub is written at the first opening, and finds the person again after everything is gone."""

from dataclasses import replace
from time import process_time

import pytest

from intake.actions.case.open_case import open_case
from intake.actions.keys.recover import open_epoch
from intake.actions.opening.case_keys import NoKeyForCase
from intake.actions.opening.case_stubs import look_up_stubs, save_stub
from intake.cases.card import Card
from intake.conflicts import stubs
from intake.conflicts.stubs import Result
from intake.conflicts.traits import Why
from intake.extensions import new_id
from intake.keys import store as keys
from intake.sealing.seal import SealBroken
from intake.sealing.tokens import new_token
from tests.cases.making import opened_case
from tests.staff.house import made_for
from tests.staff.house import reader as reader_of
from tests.staff.making import NOW, TODAY, acting
from tests.support.rows import acts_logged

CARD = Card(name_to_use="Lumo", names=("Mohammad Karimi",), birth_date="1990", a_number="088111222")
AGAIN = Card(name_to_use="محمد کریمی", birth_date={"calendar": "solar_hijri", "said": "1369"})


def test_the_first_opening_writes_the_only_stub(team, reader):
    case = team.case(card=CARD)

    for _ in range(2):
        opened_case(case, reader)

    [stub] = stubs.of_team(team.id)
    assert (stub.case_id, stub.live) == (case.id, True)


def test_an_erased_person_is_found_in_another_script(team, reader):
    save_stub("gone", CARD, reader)
    stubs.detach("gone", on=TODAY)

    matches = look_up_stubs(AGAIN, reader, case_id="new")

    assert matches.result is Result.POSSIBLE
    assert [(match.case_id, match.live, match.why) for match in matches.matches] == [
        (None, False, (Why.SAME_NAME,))
    ]


def test_a_case_is_not_in_conflict_with_itself_or_without_stubs(team, reader):
    assert look_up_stubs(CARD, reader, case_id="mine").result is Result.CLEAR
    save_stub("mine", CARD, reader)

    assert look_up_stubs(CARD, reader, case_id="mine").result is Result.CLEAR
    assert look_up_stubs(CARD, reader, case_id="other").result is Result.POSSIBLE


def test_a_stub_follows_its_card(team, reader):
    save_stub("mine", CARD, reader)
    save_stub("mine", Card(name_to_use="Habtom Tesfay"), reader)

    assert len(stubs.of_team(team.id)) == 1
    assert look_up_stubs(CARD, reader, case_id="other").result is Result.CLEAR


def test_a_stub_is_rewritten_only_if_its_card_changed(team, reader):
    save_stub("mine", CARD, reader)
    [stub] = stubs.of_team(team.id)
    first = stub.sealed

    save_stub("mine", CARD, reader)
    assert stub.sealed == first
    save_stub("mine", replace(CARD, do_not_tell="Habtom Tesfay"), reader)
    assert stub.sealed != first
    stub.sealed = first[:-1] + bytes([first[-1] ^ 1])
    save_stub("mine", CARD, reader)
    assert look_up_stubs(CARD, reader, case_id="other").result is Result.POSSIBLE
    assert Why.UNREADABLE not in look_up_stubs(CARD, reader, case_id="other").matches[0].why


def test_two_stubs_of_one_person_look_unrelated_in_the_table(team, reader):
    save_stub("one", CARD, reader)
    save_stub("two", CARD, reader)

    first, second = stubs.of_team(team.id)
    assert len(first.sealed) == len(second.sealed)
    assert first.sealed[:40] != second.sealed[:40]


def test_swapped_stubs_do_not_open_and_count_as_possible(team, reader):
    save_stub("one", CARD, reader)
    save_stub("two", Card(name_to_use="Habtom Tesfay"), reader)
    first, second = stubs.of_team(team.id)
    first.sealed, second.sealed = second.sealed, first.sealed

    matches = look_up_stubs(Card(name_to_use="Sita Gurung"), reader, case_id="new")

    assert matches.result is Result.POSSIBLE
    assert [match.why for match in matches.matches] == [(Why.UNREADABLE,)] * 2


def test_a_replaced_stub_key_raises_an_alarm_and_blocks_no_case(team, reader):
    case = team.case(card=CARD)
    save_stub("other", CARD, reader)
    keys.store_stub_key(team.id, b"\x01\x01" + b"x" * 60, epoch=1)

    opened_case(case, reader)

    acts = acts_logged(case.id)
    assert sorted(acts) == ["case_opened", "seal_broken"]
    with pytest.raises(SealBroken):
        look_up_stubs(CARD, reader, case_id="new")


def test_a_stub_key_of_a_destroyed_epoch_is_lost_and_of_a_future_one_not(team, reader):
    save_stub("other", CARD, reader)
    newest = {(team.id, 2): reader.keyring.team_keys[team.id, 1]}
    later = replace(reader, keyring=replace(reader.keyring, team_keys=newest))

    with pytest.raises(SealBroken):
        look_up_stubs(CARD, later, case_id="new")
    keys.store_stub_key(team.id, b"\x01\x01" + b"x" * 60, epoch=2)
    with pytest.raises(NoKeyForCase):
        look_up_stubs(CARD, reader, case_id="new")


def test_without_team_keys_no_stub_is_made_or_read(team, reader):
    keyless = replace(reader, keyring=replace(reader.keyring, team_keys={}))
    with pytest.raises(NoKeyForCase):
        save_stub("one", CARD, keyless)
    save_stub("one", CARD, reader)

    with pytest.raises(NoKeyForCase):
        look_up_stubs(CARD, keyless, case_id="new")


def test_older_stubs_are_found_with_the_keys_of_a_new_epoch(house, wren):
    before = reader_of(house, wren)
    save_stub("gone", CARD, before)

    after = open_epoch(acting(before), new_token())

    newest = {at: key for at, key in after.keyring.team_keys.items() if at[1] == 2}
    only_new = replace(after, keyring=replace(after.keyring, team_keys=newest))
    assert look_up_stubs(AGAIN, only_new, case_id="new").result is Result.POSSIBLE
    with pytest.raises(NoKeyForCase):
        look_up_stubs(AGAIN, before, case_id="new")


def test_a_damaged_stub_key_does_not_stop_a_new_epoch(house, wren):
    before = reader_of(house, wren)
    case = made_for(house, wren).case(card=CARD)
    keys.store_stub_key(wren.team_id, b"\x01\x01" + b"x" * 60, epoch=1)

    after = open_epoch(acting(before), new_token())

    open_case(case.reference, after, today=TODAY, now=NOW)
    assert "seal_broken" in acts_logged(case.id)


def test_thousands_of_stubs_are_compared_quickly(team, reader):
    for _ in range(500):
        save_stub(new_id(), CARD, reader)

    start = process_time()  # what other programs take of the machine is not counted
    matches = look_up_stubs(AGAIN, reader, case_id="new")
    spent = process_time() - start

    assert len(matches.matches) == 500
    assert spent < 1, f"{spent / 500 * 1e6:.0f} µs a stub"
