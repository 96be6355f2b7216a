"""Reading the cards of a page, whatever lies in the table."""

import logging
from dataclasses import replace

from intake.actions.opening.search_cards import read_cards, search_batch
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.conflicts.search_terms import read_search
from tests.cases.making import CARD, TODAY, new_team

SEALED_CARD = replace(CARD, early=0, act_by=TODAY.isoformat())
"""The card of a case that is due today."""


def test_each_row_shows_its_own_card(team, reader):
    cases = [team.case(), team.case()]

    assert read_cards(cases, reader) == {case.id: SEALED_CARD for case in cases}


def test_reading_a_card_is_not_logged_as_an_opening(team, reader):
    case = team.case()

    read_cards([case], reader)

    assert case.sealed_key is not None
    assert log.history_of(case.id) == []


def test_a_card_that_does_not_open_is_left_out_and_logged_by_its_id(team, reader, caplog):
    sound, broken, swapped = team.case(), team.case(), team.case()
    broken.card = broken.card[:-1] + bytes([broken.card[-1] ^ 1])
    swapped.card = sound.card

    with caplog.at_level(logging.WARNING):
        cards = read_cards([sound, broken, swapped], reader)

    assert list(cards) == [sound.id]
    assert {vars(record)["case_id"] for record in caplog.records} == {broken.id, swapped.id}
    assert CARD.name_to_use not in caplog.text


def test_a_restored_older_card_is_left_out_of_every_list(team, reader):
    sound, older = team.case(), team.case()
    log.record(AuditAct.CASE_WEIGHED_AGAIN, on=TODAY, case_id=older.id, ended=older.card)

    assert list(read_cards([sound, older], reader)) == [sound.id]
    batch = search_batch(read_search("Lumo"), reader, after="")
    assert (batch.matches, batch.read, batch.unopened) == ((sound.id,), 1, 1)


def test_another_teams_key_opens_nothing(team, reader):
    stranger = new_team()
    case = team.case()
    theirs = stranger.reader(stranger.member(email="gull@example.org"))

    assert read_cards([case], theirs) == {}
