"""New cases are checked for conflicts before somebody opens them, and their duplicates are kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.actions.case.erase_case import erase_batch
from intake.actions.conflicts import check_conflicts
from intake.actions.conflicts.check_conflicts import check_next, settle_conflicts, unread_in_check
from intake.actions.conflicts.duplicates import Duplicate, read_duplicates, store_duplicates
from intake.actions.opening.case_keys import Actor, case_key
from intake.actions.opening.case_notes import read_notes
from intake.audit import log
from intake.cases.card import Card
from intake.conflicts.models import KeptDuplicates
from intake.conflicts.traits import SameBy
from intake.extensions import db
from tests.cases.making import NOW, TODAY
from tests.support.rows import acts_logged, all_rows, one_row

PHONE = {"phone": "+1 (202) 555-0143"}
LUMO = Card(name_to_use="Lumora Testfold Wrenwick", contact=PHONE)
AGAINST_HER = Card(name_to_use="Tarviq", do_not_tell="my aunt Lumora Testfold Wrenwick")


def test_a_new_case_is_checked_and_its_result_logged(team, reader):
    case = team.case(card=LUMO, conflict=None)
    before = case_key(case, reader).key
    team.case(card=AGAINST_HER)

    assert pass_by(reader)

    assert (case.conflict, case.status) == ("conflict", "conflict_hold")
    assert (case.sealed_key, case.rewrapped_epoch) == (None, 1), "a page opens it ten times faster"
    assert case_key(case, reader).key == before
    acts = [(entry.act, entry.member_id) for entry in log.history_of(case.id)]
    assert acts == [("conflict_check_conflict", reader.member_id)]
    assert not pass_by(reader), "no case is left"


@pytest.mark.parametrize("other, raised", [(LUMO, 0), (AGAINST_HER, 1)])
def test_a_check_is_no_activity_and_refuses_older_pages_only_where_it_found_something(
    team, reader, other, raised
):
    received = TODAY - timedelta(9)
    case = team.case(card=LUMO, conflict=None, received_on=received, last_move_on=received)
    version = case.version
    team.case(card=other)

    assert pass_by(reader)

    assert (case.last_move_on, case.version - version) == (received, raised)


def test_a_case_that_does_not_open_keeps_no_other_from_its_check(team, reader):
    broken = [team.case(conflict=None, card=LUMO) for _ in range(3)]
    for case in broken:
        case.card = b"broken"
    sound = team.case(conflict=None)

    for _ in range(200):
        pass_by(reader)

    assert sound.conflict == "clear"
    assert {case.conflict for case in broken} == {None}


def test_a_check_that_could_not_read_a_card_is_logged_as_such(team, reader):
    case = team.case(conflict=None)
    team.case(card=LUMO).card = b"broken"

    assert pass_by(reader)

    assert acts_logged(case.id) == ["conflict_check_partial"]
    assert unread_in_check(case, read_notes(case_key(case, reader))) == 1


def test_a_check_that_takes_too_long_is_left_to_the_opening(team, reader, monkeypatch):
    monkeypatch.setattr(check_conflicts, "IN_PASSING", timedelta())
    monkeypatch.setattr("intake.actions.conflicts.check_conflicts.AT_ONCE", 1)
    case = team.case(conflict=None)
    team.case()

    assert not pass_by(reader)

    assert case.conflict is None
    assert reader.pack_work.new, "what was read is kept as a pack"


def test_who_holds_no_key_of_the_team_checks_nothing(team, reader):
    team.case(conflict=None)
    volunteer = replace(reader, keyring=replace(reader.keyring, team_keys={}))

    assert not pass_by(volunteer)


def test_the_check_keeps_the_duplicates_that_it_met(team, reader):
    twin, case = team.case(card=LUMO), team.case(card=LUMO, conflict=None)

    pass_by(reader)

    assert kept(case, reader) == (Duplicate(reference=twin.reference, why=(SameBy.PHONE,)),)
    assert kept(case, reader, replace(LUMO, contact={})) is None


def test_a_newer_case_of_the_same_person_has_the_older_searched_anew(team, reader):
    first = team.case(card=LUMO)
    store_duplicates(first.reference, LUMO, reader, ())
    assert kept(first, reader) == ()

    team.case(card=LUMO, conflict=None)
    pass_by(reader)

    assert kept(first, reader) is None


def test_a_case_that_was_found_for_both_is_not_searched_anew(team, reader):
    older, newer = team.case(card=LUMO), team.case(card=LUMO)
    for case, other in ((older, newer), (newer, older)):
        found = (Duplicate(reference=other.reference, why=(SameBy.PHONE,)),)
        store_duplicates(case.reference, LUMO, reader, found)

    assert kept(older, reader) is not None
    other_facts = (Duplicate(reference=older.reference, why=(SameBy.EMAIL,)),)
    store_duplicates(newer.reference, LUMO, reader, other_facts)
    assert kept(older, reader) is None


def test_kept_duplicates_go_with_their_case(team, reader):
    case = team.case(card=LUMO)
    store_duplicates(case.reference, LUMO, reader, ())

    erase_batch([case], today=TODAY)

    assert all_rows(KeptDuplicates) == []
    store_duplicates(case.reference, LUMO, reader, ())
    assert all_rows(KeptDuplicates) == []


def test_damaged_duplicates_are_searched_for_again(team, reader):
    case = team.case(card=LUMO)
    store_duplicates(case.reference, LUMO, reader, ())
    one_row(KeptDuplicates).sealed = b"\x01\x01damaged"

    assert kept(case, reader) is None


def kept(case, reader, card=LUMO):
    """Return the duplicates that are kept for a case with this card."""
    db.session.flush()
    return read_duplicates(case_key(case, reader), card)


def pass_by(reader):
    """Check one case, as a page of the queue does. Return true if one was checked."""
    db.session.flush()
    reader.pack_work.new.clear()
    done = check_next(reader, clock=lambda: NOW)
    if done is not None:
        by = Actor(reader=reader, day=TODAY, at=NOW, version=done.version)
        settle_conflicts(by, done.reference, done.check)
    return done is not None
