"""Opening a case: what is seen, what changes, what is written down."""

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.actions.case.open_case import LockedCase, OpenedCase, open_case
from intake.actions.opening.case_keys import NoKeyForCase
from intake.actions.opening.search_cards import read_cards
from intake.audit import log
from intake.cases.store import NoSuchCase
from intake.sealing.seal import SealDamaged
from tests.cases.making import CARD, NOW, TODAY, new_team
from tests.support.rows import acts_logged

SEALED_CARD = replace(CARD, early=0, act_by=TODAY.isoformat())
ANSWERS = {
    "name_to_use": "Lumo Test-Wrenfold",
    "help_types": ["fear_return"],
    "last_arrival_date": {"calendar": "solar_hijri", "said": "1404-09", "words": "after Yalda"},
}


def test_a_case_opens_with_all_answers(team, reader):
    case = team.case(answers=ANSWERS, dates={"act_by": TODAY + timedelta(9)})

    opened = see(case, reader)

    assert opened.card == SEALED_CARD
    assert opened.answers.to_json() == ANSWERS
    assert opened.as_of == TODAY
    assert [(row.on, row.rule, row.kind) for row in opened.diary] == [
        (TODAY + timedelta(9), "R08", "act_by")
    ]


def test_each_opening_is_logged(team, reader):
    case = team.case()

    see(case, reader)
    see(case, reader)

    entries = log.history_of(case.id)
    assert [(entry.act, entry.member_id, entry.at) for entry in entries] == [
        ("case_opened", reader.member_id, NOW)
    ] * 2


def test_opening_a_case_changes_no_date(team, reader):
    case = team.case(due_on=TODAY)

    see(case, reader)

    assert (case.due_on, case.looked_on, case.version) == (TODAY, None, 1)


def test_the_first_opening_replaces_the_wrap_of_the_key(team, reader):
    case = team.case()
    assert len(case.sealed_key or b"") > 1000

    see(case, reader)

    assert case.sealed_key is None
    assert len(case.rewrapped_key or b"") < 100
    assert case.rewrapped_epoch == 1
    again = case.rewrapped_key
    see(case, reader)
    assert case.rewrapped_key == again
    card = read_cards([case], reader)[case.id]
    assert card == replace(SEALED_CARD, row=card.row)


def test_a_wrapped_key_opens_only_in_its_own_row(team, reader):
    mine, second = team.case(), team.case()
    see(mine, reader)
    see(second, reader)

    mine.rewrapped_key = second.rewrapped_key

    assert isinstance(look(mine, reader), LockedCase)


def test_a_case_of_another_team_is_not_found(team):
    stranger = new_team()
    theirs = stranger.reader(stranger.member(email="gull@example.org"))
    case = team.case()

    with pytest.raises(NoSuchCase):
        look(case, theirs)
    assert log.history_of(case.id) == []


def test_opening_without_a_key_is_refused_and_logged(team):
    member = team.member()
    keyless = team.reader(member)
    case = team.case(epoch=2)

    locked = look(case, keyless)

    assert locked == LockedCase(case=case, version=case.version, failure=NoKeyForCase)
    assert acts_logged(case.id) == ["case_opening_refused"]


def test_a_story_from_another_case_does_not_open(team, reader):
    case, second = team.case(), team.case()
    case.story = second.story

    assert look(case, reader) == LockedCase(case=case, version=case.version, failure=SealDamaged)
    assert case.sealed_key is not None


def look(case, reader):
    return open_case(case.reference, reader, today=TODAY, now=NOW)


def see(case, reader):
    opened = look(case, reader)
    assert isinstance(opened, OpenedCase)
    return opened
