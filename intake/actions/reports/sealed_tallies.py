"""Add to the sealed tallies of a team, and open them.

They are sealed under the key of the team's stubs, which outlives its other keys.
"""

from __future__ import annotations

import json
import logging
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from intake.actions.opening.case_keys import Reader
from intake.actions.opening.not_opened import NoKeyForCase
from intake.actions.opening.stub_keys import StubKeyLost, stub_key_of, stub_key_to_write
from intake.reports import tallies
from intake.reports.measures import Cell, Dimension, Event, Measure
from intake.reports.models import SealedTally
from intake.sealing.contexts import Context
from intake.sealing.opening import SealDamaged, open_under
from intake.sealing.seal import seal_under

log = logging.getLogger(__name__)


def add_sealed(reader: Reader, counts: Mapping[Cell, int], *, invented: bool) -> None:
    """Add counts by facts of cards, if the reader holds the team's key. The caller commits.

    A damaged or lost key or tally is logged and stops no act: what cannot be added is missing from
    the tables by language, state and source, which say how much is missing.
    """
    if not reader.holds_team_key:
        return
    by_month: dict[date, Counter[Cell]] = defaultdict(Counter)
    for cell, count in counts.items():
        by_month[cell.event.month][cell] += count
    try:
        key = stub_key_to_write(reader)
        for row in tallies.sealed_for_change(reader.team_id, list(by_month), invented=invented):
            before = _counts_in(row, key, reader) if row.sealed else Counter()
            row.sealed = _sealed(row, key, reader, before + by_month[row.month])
    except (NoKeyForCase, SealDamaged, StubKeyLost) as failure:
        _log_failure("tally not written", failure, reader)


def open_tallies(reader: Reader, first: date, until: date, *, invented: bool) -> Counter[Cell]:
    """Return the sealed tallies from *first* up to and without *until*; none without the key.

    A damaged month is logged, and missing from them.
    """
    counts: Counter[Cell] = Counter()
    try:
        key = stub_key_of(reader)
    except (NoKeyForCase, SealDamaged, StubKeyLost) as failure:
        _log_failure("tally not opened", failure, reader)
        return counts
    if key is None:
        return counts
    for row in tallies.sealed_between(reader.team_id, first, until, invented=invented):
        try:
            counts += _counts_in(row, key, reader)
        except SealDamaged as failure:
            _log_failure("tally not opened", failure, reader)
    return counts


def tally_place(team_id: str, month: date, *, invented: bool, installation: str) -> Context:
    """Return the context of the sealed tally of a month."""
    row = f"{team_id} {month.isoformat()} {int(invented)}"
    return Context(installation=installation, request="", kind="tally", row=row)


def _log_failure(event: str, failure: Exception, reader: Reader) -> None:
    fields = {"code": getattr(failure, "code", ""), "member_id": reader.member_id}
    log.error(event, extra=fields, exc_info=failure)


def _place(row: SealedTally, reader: Reader) -> Context:
    return tally_place(
        row.team_id, row.month, invented=row.invented, installation=reader.installation
    )


def _counts_in(row: SealedTally, key: bytes, reader: Reader) -> Counter[Cell]:
    stored = json.loads(open_under(key, row.sealed, context=_place(row, reader)))
    counts: Counter[Cell] = Counter()
    for measure, detail, dimension, value, count in stored:
        event = Event(month=row.month, measure=Measure(measure), detail=detail)
        counts[Cell(event=event, dimension=Dimension(dimension), value=value)] = count
    return counts


def _sealed(row: SealedTally, key: bytes, reader: Reader, counts: Counter[Cell]) -> bytes:
    cells = [
        [cell.event.measure, cell.event.detail, cell.dimension, cell.value, count]
        for cell, count in counts.items()
    ]
    content = json.dumps(sorted(cells), ensure_ascii=False).encode()
    return seal_under(key, content, context=_place(row, reader))
