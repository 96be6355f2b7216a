"""Compare the clear rows of all cases with their cards, some at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from intake.actions.opening.card_packs import OpenPack, read_batch
from intake.actions.opening.case_keys import Reader, day_of
from intake.cases import packs
from intake.cases.clear_row import false_in
from intake.diary import entries

AT_ONCE = 500
"""Cards in one batch."""

NO_DATES = (0, None)

WORTH_SAVING = 64
"""Cards that were read singly from which on a pack is made of them; fewer are left to a search."""


def sweep_rows(
    reader: Reader, after: str, *, clock: Callable[[], datetime], works_for: timedelta
) -> str:
    """Compare the next cases after the one with the id *after*; return the last id, or nothing at
    the end.

    The ids of those whose rows say less than their cards, or whose cards are damaged, wait to be
    corrected in ``reader.pack_work``, and packs of cards read singly to be saved. Reads only.
    """
    until = clock() + works_for
    while True:
        batch = read_batch(reader, after, at_most=AT_ONCE)
        for pack in batch.packs:
            _compare(pack, reader)
        reader.pack_work.false_rows += [
            card.id
            for card in batch.unopened
            if (card.rewrapped_epoch or card.epoch) in reader.epochs
        ]
        after = "" if batch.is_end else batch.last
        if not after or clock() >= until:
            break
    work = reader.pack_work
    work.new = [pack for pack in work.new if len(pack.index.columns.ids) >= WORTH_SAVING]
    work.rewraps = work.rewraps if len(work.rewraps) >= WORTH_SAVING else []
    return after


def _compare(pack: OpenPack, reader: Reader) -> None:
    index, sealed = pack.index, pack.index.rows
    with_row = [at for at in pack.only(range(len(sealed))) if sealed[at]]
    ids = [index.columns.ids[at] for at in with_row]
    clear, open_dates = packs.clear_rows(ids), entries.count_open(ids)
    for at, case_id in zip(with_row, ids, strict=True):
        row, rises = sealed[at] or ({}, ())
        if case_id in clear and false_in(
            clear[case_id],
            row,
            rises,
            today=day_of(reader),
            open_dates=open_dates.get(case_id, NO_DATES)[0],
            first=open_dates.get(case_id, NO_DATES)[1],
        ):
            reader.pack_work.false_rows.append(case_id)
