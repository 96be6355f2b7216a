"""Packs of cards make a search quick, and never find too much or too little."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import delete, select

from intake.actions.case.erase_case import erase_batch
from intake.actions.keys.reseal_cases import PACKS_AT_ONCE
from intake.actions.opening import card_packs
from intake.actions.opening.card_packs import (
    read_batch,
    reseal_packs,
    save_new_packs,
    save_rewraps,
    seal_new_packs,
)
from intake.actions.opening.case_keys import case_key
from intake.actions.opening.search_cards import search_batch
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import packs, store, walls
from intake.cases.card import Card
from intake.cases.models import CardPack, Case
from intake.conflicts.phonetic_index import sound_keys_of
from intake.conflicts.search_terms import read_search
from intake.extensions import db
from intake.keys.models import Epoch
from intake.sealing.opening import open_under
from intake.sealing.seal import new_pair
from intake.sealing.wraps import card_pack_place
from tests.cases.making import TODAY
from tests.support.rows import all_rows, change_rows

LUMO = Card(name_to_use="Lumo Wrenfold")


def test_a_second_search_opens_the_pack_and_no_card(team, reader):
    case = team.case(card=LUMO)
    make_packs(reader)
    change_rows(Case, card=b"")

    batch = search_batch(read_search("Lumo"), reader, after="")

    assert (batch.matches, batch.read, batch.unopened) == ((case.id,), 1, 0)


def test_a_changed_card_is_found_by_its_new_name_alone(team, reader):
    case, _ = team.case(card=LUMO), team.case(card=LUMO)
    make_packs(reader)

    card = Card(name_to_use="Habtom Brambletest", sound_keys=sound_keys_of(["Habtom"]))
    store.reseal(case, card=case_key(case, reader).seal_json("card", card.to_json()), story=b"")

    assert found("Habtom", reader) == [case.id]
    assert case.id not in found("Lumo", reader)


def test_a_case_that_arrived_after_the_pack_is_found(team, reader):
    team.case()
    make_packs(reader)

    assert found("Wrenfold", reader) != [(case := team.case(card=LUMO)).id]
    assert case.id in found("Wrenfold", reader)


def test_a_case_that_comes_in_while_others_are_read_hides_none(team, reader, monkeypatch):
    cases = {team.case(card=LUMO).id for _ in range(7)}
    monkeypatch.setattr(packs, "count_between", lambda *_: 3)  # four came in since
    monkeypatch.setattr(card_packs, "PACK", 2)

    assert {*found("Lumo", reader)} == cases


def test_an_erased_case_leaves_its_pack_without_a_key(team, reader):
    case, second = team.case(card=LUMO), team.case(card=LUMO)
    make_packs(reader)

    erase_batch([case], today=TODAY)

    assert all_rows(CardPack) == []
    assert found("Lumo", reader) == [second.id]


def test_a_pack_that_an_older_release_left_standing_is_made_again(team, reader):
    case, second = team.case(card=LUMO), team.case(card=LUMO)
    make_packs(reader)

    store.erase(case.id)

    assert found("Lumo", reader) == [second.id]
    assert save(reader) == 1
    assert case.id.encode() not in contents(reader)[0]


def test_a_walled_case_leaves_its_pack_and_enters_no_other(team, reader):
    case, second = team.case(card=LUMO), team.case(card=LUMO)
    make_packs(reader)

    packs.drop_holding(case.id, team_id=team.id)
    walls.put_up(case, {reader.member_id: b"sealed"}, on=TODAY)

    assert found("Lumo", reader) == [second.id]
    make_packs(reader)
    (content,) = contents(reader)
    assert second.id.encode() in content
    assert case.id.encode() not in content


def test_a_pack_is_not_saved_with_a_case_that_was_erased_meanwhile(team, reader):
    case = team.case(card=LUMO)
    team.case()
    read_batch(reader, "", at_most=9)

    erase_batch([case], today=TODAY)

    assert save(reader) == 0
    assert all_rows(CardPack) == []


@pytest.mark.parametrize("sealed", [b"", b"\x01\x01torn", b"other"])
def test_a_damaged_pack_hides_nobody_and_is_made_again(team, reader, sealed):
    case = team.case(card=LUMO)
    make_packs(reader)
    change_rows(CardPack, sealed=sealed)

    assert found("Lumo", reader) == [case.id]
    make_packs(reader)
    assert contents(reader)


def test_packs_that_exchanged_their_ranges_hide_nobody(team, reader, monkeypatch):
    monkeypatch.setattr(card_packs, "PACK", 2)
    cases = [team.case(card=LUMO) for _ in range(4)]
    make_packs(reader)
    first, second = db.session.scalars(select(CardPack).order_by(CardPack.after_id))
    middle = first.until_id
    first.after_id, first.until_id = middle, second.until_id
    second.after_id, second.until_id = "", middle
    db.session.flush()

    assert found("Lumo", reader) == sorted(case.id for case in cases)


def test_a_restored_older_card_is_not_read_from_its_pack(team, reader):
    today = replace(reader, today=TODAY)
    sound, older = team.case(card=LUMO), team.case(card=LUMO)
    make_packs(today)
    log.record(AuditAct.CASE_WEIGHED_AGAIN, on=TODAY, case_id=older.id, ended=older.card)

    batch = search_batch(read_search("Lumo"), replace(reader, today=TODAY), after="")

    assert (batch.matches, batch.read, batch.unopened) == ((sound.id,), 1, 1)


def test_a_month_old_pack_is_dated_anew_and_still_notices_a_restored_card(team, reader):
    case = team.case(card=LUMO)
    make_packs(replace(reader, today=TODAY))
    later = replace(reader, today=TODAY + timedelta(days=31))

    make_packs(later)

    (content,) = contents(reader)
    assert b'"made_on": "2026-12-25"' in content
    log.record(AuditAct.CASE_WEIGHED_AGAIN, on=later.today, case_id=case.id, ended=case.card)
    assert found("Lumo", replace(reader, today=later.today)) == []


def test_a_member_without_the_teams_key_reads_no_pack(team, reader):
    team.case(card=LUMO)
    make_packs(reader)
    volunteer = replace(reader, keyring=replace(reader.keyring, team_keys={}))

    batch = search_batch(read_search("Lumo"), volunteer, after="")

    assert (batch.matches, batch.read, batch.unopened) == ((), 0, 1)
    assert volunteer.pack_work.new == []


def test_a_new_epoch_takes_the_packs_over(team, reader):
    case = team.case(card=LUMO)
    make_packs(reader)
    both = {**reader.keyring.team_keys, (team.id, 2): new_pair().private}
    after = replace(reader, keyring=replace(reader.keyring, team_keys=both))

    assert reseal_packs(after, at_most=PACKS_AT_ONCE) == 1
    db.session.flush()

    only_new = {(team.id, 2): both[team.id, 2]}
    newcomer = replace(reader, keyring=replace(reader.keyring, team_keys=only_new))
    assert found("Lumo", newcomer) == [case.id]
    assert packs.drop_older(team.id, than=2) == 0
    assert packs.drop_older(team.id, than=3) == 1


def test_a_member_with_older_keys_alone_saves_no_pack(team, reader):
    team.case(card=LUMO)
    db.session.add(
        Epoch(
            team_id=team.id,
            number=2,
            hpke_public=b"",
            sign_public=b"",
            vouch_public=b"",
            signature=b"",
            sealed_to_recovery=b"",
        )
    )

    read_batch(reader, "", at_most=9)

    assert save(reader) == 0


def test_cards_that_nobody_opened_get_a_faster_wrap_where_they_are_read(team, reader):
    restored, case = team.case(card=LUMO), team.case(card=LUMO)
    wrap = restored.sealed_key or b""
    log.record(AuditAct.WALL_PUT_UP, on=TODAY, case_id=restored.id, ended=wrap)
    log.record(AuditAct.WALL_TAKEN_DOWN, on=TODAY, case_id=restored.id)

    read_batch(reader, "", at_most=9)
    save_rewraps(reader)

    db.session.expire_all()
    assert restored.sealed_key == wrap, "a new wrap would hide that this one was put back"
    assert (case.sealed_key, case.rewrapped_epoch, case.version) == (None, 1, 1)
    assert case_key(case, reader).open_json("card", case.card)
    assert found("Lumo", reader) == sorted([case.id, restored.id])
    assert reader.pack_work.rewraps == []


def test_a_wrap_is_not_replaced_where_a_wall_took_it_away_meanwhile(team, reader):
    case = team.case(card=LUMO)
    read_batch(reader, "", at_most=9)

    walls.put_up(case, {reader.member_id: b"sealed"}, on=TODAY)
    db.session.flush()
    save_rewraps(reader)

    db.session.expire_all()
    assert (case.rewrapped_key, case.sealed_key) == (None, None)


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_to_cases_each_is_read_once(team, reader, monkeypatch, seed):
    monkeypatch.setattr(card_packs, "PACK", 4)
    monkeypatch.setattr(card_packs, "LEFTOVER", 2)
    chance, standing = Random(seed), dict[str, Case]()
    for _ in range(8):
        for _ in range(chance.randrange(5)):
            case = team.case(card=LUMO)
            standing[case.id] = case
        if standing and chance.random() < 0.5:
            erase_batch([standing.pop(chance.choice(sorted(standing)))], today=TODAY)
        if standing and chance.random() < 0.5:
            store.touch(standing[chance.choice(sorted(standing))], on=TODAY)
        if chance.random() < 0.3:
            db.session.execute(delete(CardPack).where(CardPack.id > "8"))
        db.session.flush()

        assert read_all(reader, at_most=chance.randrange(1, 9)) == sorted(standing)
        if chance.random() < 0.7:
            save(reader)


def read_all(reader, *, at_most):
    """Return the ids of all cards, read in batches."""
    ids, after, is_end = list[str](), "", False
    while not is_end:
        batch = read_batch(reader, after, at_most=at_most)
        after, is_end = batch.last, batch.is_end
        for pack in batch.packs:
            columns = pack.index.columns.ids
            ids += [columns[at] for at in pack.only(range(len(columns)))]
    return sorted(ids)


def found(words, reader):
    """Return the ids of the cases that a search finds."""
    return sorted(search_batch(read_search(words), reader, after="").matches)


def make_packs(reader):
    """Read all cards and save the packs that this makes."""
    reader.pack_work.ended.clear()
    read_batch(reader, "", at_most=1000)
    assert save(reader)


def save(reader):
    """Seal and store what reading has indexed; return the number of packs."""
    return save_new_packs(seal_new_packs(reader), reader)


def contents(reader):
    """Return the opened contents of all packs."""
    key = reader.keyring.team_keys[reader.team_id, 1]
    team_id, installation = reader.team_id, reader.installation
    return [
        open_under(
            key, pack.sealed, card_pack_place(team_id, pack.id, 1, installation=installation)
        )
        for pack in all_rows(CardPack)
    ]
