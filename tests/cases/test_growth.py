"""Reads of a team's cases piece by piece find each piece by an index, at any size."""

from collections.abc import Callable
from typing import Any

import pytest

from intake.actions.queue.agenda import cases_to_settle
from intake.actions.upkeep import rotate_secret
from intake.audit import log
from intake.cases import batches, erasing, packs, store
from intake.cases.models import CardPack
from intake.extensions import Model, db, insert_rows
from intake.outbox.undelivered import orphaned_references
from tests.cases.making import TODAY, new_team
from tests.support.databases.plans import plans_of

AFTER = "8" * 32
READS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "packs with their cases": (
        "ix_cases_cards",
        lambda team_id: packs.states_after(team_id, "", at_most=9),
    ),
    "the versions of a range": (
        "ix_cases_cards",
        lambda team_id: packs.versions_between(team_id, "1", AFTER),
    ),
    "the number in a range": (
        "ix_cases_cards",
        lambda team_id: packs.count_between(team_id, "1", AFTER),
    ),
    "single cards": (
        "ix_cases_cards",
        lambda team_id: packs.cards_after(team_id, AFTER, at_most=9),
    ),
    "open cases for a job": (
        "ix_cases_cards",
        lambda team_id: batches.open_after(team_id, AFTER, at_most=9),
    ),
    "a case to check": (
        "ix_cases_unchecked",
        lambda team_id: store.without_check(team_id, after=AFTER, epochs=[1], at_most=8),
    ),
    "what was replaced": ("ix_audit_entries_ended_since", lambda _team_id: log.ended_since(TODAY)),
}
"""Reads by what they read: the index that each uses, and the act."""


@pytest.mark.parametrize("read", READS)
def test_a_piece_is_found_by_an_index_and_not_sorted(team, db_session, read):
    index, act = READS[read]
    insert_rows(CardPack, [_pack(team.id)])

    plans = plans_of(db_session, lambda: act(team.id))

    plan = plans[-1]
    index = index if db.engine.dialect.name == "sqlite" else "Index"  # it has no statistics here
    assert any(index in line for line in plan), plan
    assert not any("TEMP B-TREE FOR ORDER" in line or line.startswith("Sort") for line in plan)


UPKEEP: dict[str, tuple[tuple[str, ...], Callable[[], Any]]] = {
    "cases to erase": (
        ("ix_cases_erase_on", "ix_cases_taken_back"),
        lambda: erasing.due_for_erasure(today=TODAY, at_most=9, after=""),
    ),
    "letters of erased cases": (("ix_outbox_reference",), orphaned_references),
    "codes that were ended": (
        ("ix_audit_entries_ended",),
        lambda: log.ended_among([b"1", b"2"]),
    ),
    "days that came near": (
        ("ix_diary_entries_early",),
        lambda: cases_to_settle("1" * 32, hidden=(), today=TODAY),
    ),
    "addresses for reminders": (
        ("ix_cases_reminded",),
        lambda: list(rotate_secret.batches(column_of("cases.reminder_address"))),
    ),
    "addresses of letters": (
        ("ix_outbox_addressed",),
        lambda: list(rotate_secret.batches(column_of("outbox.address"))),
    ),
}
"""Reads of housekeeping and of each list in passing: the index of each query, and the act."""


@pytest.mark.parametrize("read", UPKEEP)
def test_upkeep_reads_by_an_index(team, db_session, read):
    indexes, act = UPKEEP[read]

    plans = plans_of(db_session, act)

    assert len(plans) == len(indexes)
    for plan, index in zip(plans, indexes, strict=True):
        name = index if db.engine.dialect.name == "sqlite" else "Index"
        assert any(name in line for line in plan), plan


def column_of(name):
    table, _, column = name.partition(".")
    return Model.metadata.tables[table].columns[column]


def _pack(team_id):
    ids = {"id": "1", "team_id": team_id, "after_id": "", "until_id": packs.END}
    return ids | {"epoch": 1, "sealed": b"sealed"}


@pytest.fixture
def team(db_session):
    team = new_team()
    for _ in range(3):
        team.case()
    return team
