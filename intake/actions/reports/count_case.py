"""Count a case in the tallies of reports, in the transaction of the act that changed it.

What is counted follows from the state of the case and from what has counted it already, so that an
act may call this at its end whatever it did.
"""

import json
import logging
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from intake.actions.opening.case_keys import Actor, NoKeyForCase, Reader
from intake.actions.opening.case_stubs import StubKeyLost, stub_key_of, stub_key_to_write
from intake.cases.card import Card
from intake.cases.models import Case, P0Alarm
from intake.cases.pipeline import ACCEPTED, CloseReason, Status
from intake.diary.models import State
from intake.extensions import db
from intake.questionnaire.asylum.reach import heard_from
from intake.reports import tallies
from intake.reports.models import SealedTally
from intake.reports.tallies import (
    MINUTES,
    ONCE,
    Cell,
    Dimension,
    Event,
    Measure,
    marked,
    month_of,
    step_of,
    unmarked,
)
from intake.sealing.opening import open_under
from intake.sealing.seal import Context, SealDamaged, seal_under
from intake.triage.deadlines import Tier

NO_DECISION = frozenset({CloseReason.SPAM, CloseReason.DUPLICATE})
"""Reasons for closing that decide nothing about a person's request."""

Place = tuple[str, bool]
"""The team of some tallies, and true for those of invented cases."""

ERASED = "erased"
"""Detail of a closing: a member erased the case while it was open."""


def count_case(by: Actor, case: Case, card: Card | None) -> None:
    """Count what has not been counted of a case. Its row is locked.

    With a *card*, and a member who holds the team's key, its language, state and source are
    counted too, sealed; not those of a walled case.
    """
    events = _events(case, today=by.day)
    if not events:
        return
    tallies.add(case.team_id, Counter(_clear_cells(case, events)), invented=case.invented)
    if card is not None and not case.walled_keys:
        add_sealed(by.reader, Counter(_sealed_cells(case, card, events)), invented=case.invented)


def count_seen(team_id: str, within: str, *, today: date, count: int = 1) -> None:
    """Count P0 cases by the staffed minutes within which a member opened them or took them on."""
    event = Event(month_of(today), Measure.P0_SEEN, within)
    tallies.add(team_id, {Cell(event, Dimension.ALL, ""): count}, invented=False)


def count_first_look(case: Case, *, today: date) -> None:
    """Count a P0 case that a member opens before the server has noticed it, at once by that."""
    is_first = case.tier == Tier.P0 and case.opened_on is None and not case.invented
    if is_first and db.session.get(P0Alarm, case.id) is None:
        count_seen(case.team_id, str(MINUTES[0]), today=today)


def count_cases(cases: Sequence[Case], *, today: date) -> None:
    """Count several cases of one team at once, by clear facts. Their rows are locked."""
    for invented in (False, True):
        counts = Counter(
            cell
            for case in cases
            if case.invented is invented
            for cell in _clear_cells(case, _events(case, today=today))
        )
        if counts:
            tallies.add(cases[0].team_id, counts, invented=invented)


def uncount_closings(cases: Sequence[Case]) -> None:
    """Take the last closing of each case out of the tallies, before it is undone."""
    for case in cases:
        if case.closed_on is None or Measure.CLOSINGS not in case.counted.split():
            continue
        case.counted = unmarked(case.counted, Measure.CLOSINGS)
        _add(case, case.closed_on, Measure.CLOSINGS, case.close_reason or "", -1)


def uncount_junk(case: Case) -> None:
    """Take the closing as junk out of the tallies, of a case whose person came back since.

    It was closed on the day of its last change: coming back is no act of a member.
    """
    if case.stage is Status.NEW and Measure.CLOSINGS in case.counted.split():
        case.counted = unmarked(case.counted, Measure.CLOSINGS)
        _add(case, case.last_move_on, Measure.CLOSINGS, CloseReason.SPAM, -1)


def erasure_counts(cases: Sequence[Case], *, today: date) -> dict[Place, Counter[Cell]]:
    """Return what to count of cases that are being erased, and their end if they were open.

    :func:`add_counts` adds it when they are erased: until the transaction ends, every act of the
    team waits for the tallies, so that nothing must be locked after them.
    """
    counts: dict[Place, Counter[Cell]] = {}
    for case in cases:
        events = _events(case, today=today)
        if not case.is_closed:
            reason = CloseReason.WITHDRAWN.value if case.erase_asked_on else ERASED
            events.append(Event(month_of(today), Measure.CLOSINGS, reason))
        place = (case.team_id, case.invented)
        counts.setdefault(place, Counter()).update(_clear_cells(case, events))
    return counts


def add_counts(counts: Mapping[Place, Mapping[Cell, int]]) -> None:
    """Add counts to the tallies of teams, in one order."""
    for (team_id, invented), cells in sorted(counts.items(), key=lambda item: item[0]):
        tallies.add(team_id, cells, invented=invented)


def count_date(case: Case, state: State, *, today: date) -> None:
    """Count a deadline that was met, missed or found not to be needed."""
    _add(case, today, Measure.DATES, state.value, 1)


def uncount_date(case: Case, state: State, *, closed_on: date) -> None:
    """Take a deadline that was closed on a day, by mistake, out of the tallies."""
    _add(case, closed_on, Measure.DATES, state.value, -1)


def _add(case: Case, on: date, measure: Measure, detail: str, count: int) -> None:
    event = Event(month_of(on), measure, detail)
    add_counts({(case.team_id, case.invented): dict.fromkeys(_clear_cells(case, [event]), count)})


def _events(case: Case, *, today: date) -> list[Event]:
    """Return what has not been counted of the case, and mark it as counted."""
    before = set(case.counted.split())
    events = [event for event in _all_events(case, today) if event.measure not in before]
    if Measure.CLOSINGS in before and not case.is_closed:
        events.append(Event(month_of(today), Measure.REOPENINGS))
        case.counted = unmarked(case.counted, Measure.CLOSINGS)
    done = {event.measure for event in events} & (ONCE | {Measure.CLOSINGS})
    if done - before:
        case.counted = marked(case.counted, done)
    if Measure.LOOKS in before:
        events = [event for event in events if event.measure is not Measure.LATE_LOOKS]
    return events


def _all_events(case: Case, today: date) -> Iterator[Event]:
    """Yield what has happened to the case by its state, whether it was counted or not."""
    yield Event(month_of(case.received_on), Measure.REQUESTS)
    is_decided = case.stage in ACCEPTED or case.closed_for not in (None, *NO_DECISION)
    days, month = step_of((today - case.received_on).days), month_of(today)
    if case.looked_on is not None or is_decided:
        yield Event(month, Measure.LOOKS, days)
        if today > case.look_by:
            yield Event(month, Measure.LATE_LOOKS)
    if is_decided:
        yield Event(month, Measure.DECISIONS, days)
    if case.stage in ACCEPTED:
        yield Event(month, Measure.ACCEPTED)
    if case.is_closed:
        closed_in = month_of(case.closed_on or today)
        yield Event(closed_in, Measure.CLOSINGS, case.close_reason or "")


def _clear_cells(case: Case, events: Sequence[Event]) -> Iterator[Cell]:
    for event in events:
        yield Cell(event, Dimension.ALL, "")
        yield Cell(event, Dimension.TIER, case.tier)
        yield Cell(event, Dimension.FORM, case.language)


def _sealed_cells(case: Case, card: Card, events: Sequence[Event]) -> Iterator[Cell]:
    facts = {
        Dimension.LANGUAGE: next(iter(card.languages(case.language)), ""),
        Dimension.STATE: card.region,
        Dimension.SOURCE: card.contact.get(heard_from.id) or "",
    }
    for event in events:
        for dimension, value in facts.items():
            yield Cell(event, dimension, value)


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


def _log_failure(event: str, failure: Exception, reader: Reader) -> None:
    fields = {"code": getattr(failure, "code", ""), "member_id": reader.member_id}
    log.error(event, extra=fields, exc_info=failure)


def _place(row: SealedTally, reader: Reader) -> Context:
    place = f"{row.team_id} {row.month.isoformat()} {int(row.invented)}"
    return Context(reader.installation, "tally", row=place)


def _counts_in(row: SealedTally, key: bytes, reader: Reader) -> Counter[Cell]:
    stored = json.loads(open_under(key, row.sealed, _place(row, reader)))
    counts: Counter[Cell] = Counter()
    for measure, detail, dimension, value, count in stored:
        event = Event(row.month, Measure(measure), detail)
        counts[Cell(event, Dimension(dimension), value)] = count
    return counts


def _sealed(row: SealedTally, key: bytes, reader: Reader, counts: Counter[Cell]) -> bytes:
    cells = [
        [cell.event.measure, cell.event.detail, cell.dimension, cell.value, count]
        for cell, count in counts.items()
    ]
    content = json.dumps(sorted(cells), ensure_ascii=False).encode()
    return seal_under(key, content, _place(row, reader))
