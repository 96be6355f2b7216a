"""Each figure of a report is what opening every case would count, and no case is opened for it."""

import logging
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from intake.actions.backup.restore_backup import settle_in
from intake.actions.case.change_status import reopen_case
from intake.actions.case.dates.replaced_dates import Outcome
from intake.actions.case.dates.update_date import (
    Report,
    confirm_outcome,
    record_outcome,
    reopen_date,
)
from intake.actions.case.decide_case import Choice, Decision, decide_case
from intake.actions.case.erase_case import (
    EraseReason,
    erase_batch,
    erase_case,
)
from intake.actions.case.open_case import open_case
from intake.actions.case.set_follow_up import BookedCall, NextDate, book_call, set_follow_up
from intake.actions.opening.case_messages import Words
from intake.actions.queue.change_many import close_many, reopen_many
from intake.actions.reports.count_case import count_case
from intake.actions.reports.figures import funder_figures, team_figures
from intake.actions.upkeep.jobs import erase_due, erase_withdrawn
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import store
from intake.cases.card import Card
from intake.cases.pipeline import CloseReason, Status
from intake.diary import entries
from intake.extensions import db
from intake.reports.models import SealedTally, Tally
from intake.reports.tallies import STEPS, Dimension, Measure, step_of
from tests.cases.making import NOW, TODAY, actor, opened_case, tell
from tests.support.rows import change_rows

FIRST, UNTIL = date(2026, 1, 1), date(2027, 1, 1)
PLACES = (
    ("GA", "fa-AF", "friend"),
    ("NY", "es", "court"),
    ("GA", "en", ""),
    ("TX", "ti", "online"),
)
FAR = TODAY + timedelta(90)


def test_every_figure_equals_a_recount_by_opening_each_case(team, reader):
    cases = office(team)
    for case in cases[:9]:
        opened_case(case, reader)
    for case in cases[:7]:
        review(case, reader)
    for case, choice in zip(cases, CHOICES, strict=False):
        decide(case, reader, *choice)
    db.session.commit()  # seals each row into its card, which an opening compares

    figures = team_figures(reader, FIRST, UNTIL)

    assert counts_of(figures) == recount(cases, reader)


def test_reading_again_counts_nothing_again(team, reader):
    [case, *_] = office(team)
    for day in (TODAY, TODAY + timedelta(3)):
        open_case(case.reference, reader, today=day, now=NOW)
        review(case, reader, today=day)
    book_call(actor(reader, case, NOW), case.reference, CALL)

    figures = team_figures(reader, FIRST, UNTIL)

    assert figures.of(Measure.LOOKS) == 1
    assert figures.of(Measure.REQUESTS, Dimension.STATE, "GA") == 1


def test_an_erased_case_stays_counted(team, reader):
    read, unread, withdrawn = (team.case(card=card(*PLACES[0]), due_on=FAR) for _ in range(3))
    opened_case(read, reader)
    duplicate = team.case(card=card(*PLACES[1]), due_on=FAR, act_by=None)
    decide(duplicate, reader, Choice.CLOSE, CloseReason.DUPLICATE)
    for case in (withdrawn, duplicate):
        withdraw(case)

    for case in (read, unread):
        erase_case(actor(reader, case, NOW), case.reference, EraseReason.ASKED)
    erase_withdrawn(today=TODAY)

    figures = team_figures(reader, FIRST, UNTIL)
    assert figures.of(Measure.REQUESTS) == 4
    assert figures.of(Measure.REQUESTS, Dimension.STATE, "GA") == 1
    closings = {"erased": 2, "withdrawn": 1, "duplicate": 1}
    assert figures.details[Measure.CLOSINGS, Dimension.ALL, ""] == closings


def test_an_import_that_is_taken_back_leaves_no_count(team, reader):
    erase_batch([team.case()], today=TODAY, is_mistake=True)

    assert team_figures(reader, FIRST, UNTIL).of(Measure.REQUESTS) == 0


def test_an_import_of_a_published_quarter_stays_counted(team, reader):
    cases = [team.case(received_on=date(2026, 9, day)) for day in range(10, 30)]
    before = funder_figures(team.id, 2026, today=TODAY)

    erase_batch(cases, today=TODAY, is_mistake=True)

    after = funder_figures(team.id, 2026, today=TODAY)
    assert before.requests.total.quarters == after.requests.total.quarters == (None, None, 20)


@pytest.mark.parametrize("act, count", [("entered_by_import", 0), ("entered_by_phone", 1)])
def test_a_restore_does_not_count_an_import_that_was_taken_back(team, reader, act, count):
    case = team.case(sealed_key=None)
    log.record(AuditAct(act), on=TODAY, member_id=reader.member_id, case_id=case.id)

    _, erased = settle_in(secret="a-secret-of-another-machine-012345678", today=TODAY)

    assert erased == 1
    assert team_figures(reader, FIRST, UNTIL).of(Measure.REQUESTS) == count


def test_erasing_many_locks_no_row_after_the_tallies(team):
    for _ in range(3):
        withdraw(team.case())
    db.session.flush()

    with statements() as executed:
        assert erase_due(today=TODAY, after="").erased == 3
        db.session.flush()

    first = next(i for i, sql in enumerate(executed) if sql.startswith("INSERT INTO tallies"))
    assert all(sql.startswith("INSERT INTO tallies") for sql in executed[first:])


def withdraw(case):
    """Withdraw the case as its applicant does."""
    log.record(AuditAct.CASE_TAKEN_BACK, on=TODAY, case_id=case.id)
    store.request_erasure(case, on=TODAY)


def test_a_reopened_case_is_counted_as_reopened_and_closed_again(team, reader):
    case = office(team)[4]
    decide(case, reader, Choice.DECLINE, CloseReason.DECLINED_AREA)
    reopen_case(actor(reader, case, NOW), case.reference, "New facts.")
    decide(case, reader, Choice.REFER, None)

    figures = team_figures(reader, FIRST, UNTIL)

    assert figures.of(Measure.REOPENINGS) == 1
    assert figures.details[Measure.CLOSINGS, Dimension.STATE, "GA"] == {
        "declined_area": 1,
        "referred_out": 1,
    }
    assert figures.of(Measure.DECISIONS) == 1


def test_closing_junk_and_undoing_it_leaves_no_count(team, reader):
    junk = [team.case(quarantined_on=TODAY, conflict=None) for _ in range(3)]
    references = [case.reference for case in junk]

    by = actor(reader, junk[0], NOW)
    act = close_many(by, references, retention_days=90)
    assert team_figures(reader, FIRST, UNTIL).of(Measure.CLOSINGS, detail="spam") == 3
    assert team_figures(reader, FIRST, UNTIL).of(Measure.DECISIONS) == 0
    reopen_many(by, act.id)

    figures = team_figures(reader, FIRST, UNTIL)
    assert (figures.of(Measure.CLOSINGS), figures.of(Measure.REQUESTS)) == (0, 3)


def test_met_and_missed_deadlines_are_counted_until_opened_again(team, reader):
    past = TODAY - timedelta(1)
    case = team.case(act_by=past, dates={"act_by": past, "plan_by": past})
    opened_case(case, reader)
    [entry] = [entry for entry in entries.of_case(case.id) if entry.kind == "act_by"]
    end_deadline(case, reader, entry.id, Outcome.MISSED)
    assert team_figures(reader, FIRST, UNTIL).of(Measure.DATES, detail="missed") == 1

    reopen_date(actor(reader, case, NOW), case.reference, entry.id, "It was filed in time.")
    end_deadline(case, reader, entry.id, Outcome.FILED)

    figures = team_figures(reader, FIRST, UNTIL)
    assert figures.details[Measure.DATES, Dimension.ALL, ""] == {"done": 1}


def test_clear_tallies_say_no_more_than_clear_columns(team, reader):
    for case in office(team)[1:5]:  # no P0, which two people close
        opened_case(case, reader)
        decide(case, reader, Choice.DECLINE, CloseReason.DECLINED_AREA)
    db.session.flush()

    rows = db.session.query(Tally).all()

    assert {row.dimension for row in rows} == {"all", "tier", "form"}
    assert {row.value for row in rows if row.dimension == "form"} <= {"ar", "es", "fr", "other"}
    assert {row.month.day for row in rows} == {1}
    assert {row.detail for row in rows if row.measure == "decisions"} <= {
        *map(str, STEPS),
        "longer",
    }


def test_a_reading_without_the_teams_key_is_counted_by_clear_facts(team, reader):
    case = office(team)[0]
    keyless = replace(reader, keyring=replace(reader.keyring, team_keys={}))

    count_case(actor(keyless, case, NOW), case, card(*PLACES[0]))

    figures = team_figures(reader, FIRST, UNTIL)
    assert figures.of(Measure.REQUESTS) == len(PLACES) * 4
    assert figures.values(Dimension.STATE) == []
    assert case.counted == "requests"


@pytest.mark.parametrize("what", ["tally", "key"])
def test_a_damaged_tally_is_logged_and_stops_no_act(team, reader, caplog, what):
    first, second = office(team)[:2]
    opened_case(first, reader)
    damage = {"tally": "sealed_tallies", "key": "stub_keys"}[what]
    db.session.execute(db.text(f"UPDATE {damage} SET sealed = :bytes"), {"bytes": b"\x01\x02 no"})
    db.session.expire_all()

    with caplog.at_level(logging.ERROR):
        opened_case(second, reader)
    assert "tally not written" in caplog.messages
    figures = team_figures(reader, FIRST, UNTIL)
    assert figures.of(Measure.REQUESTS) == len(PLACES) * 4
    assert figures.of(Measure.REQUESTS, Dimension.STATE, "GA") == 0


def test_a_damaged_month_hides_no_other(team, reader):
    for case in office(team):
        opened_case(case, reader)
    db.session.flush()
    read = team_figures(reader, FIRST, UNTIL).of(Measure.REQUESTS, Dimension.STATE, "GA")
    first = db.session.query(SealedTally).order_by(SealedTally.month).first()
    assert first is not None
    first.sealed = b"\x01\x02 no"

    assert 0 < team_figures(reader, FIRST, UNTIL).of(Measure.REQUESTS, Dimension.STATE, "GA") < read


def test_a_tally_of_another_month_does_not_open(team, reader):
    case = office(team)[0]
    opened_case(case, reader)
    db.session.flush()
    change_rows(SealedTally, month=date(2026, 3, 1))

    assert team_figures(reader, FIRST, UNTIL).of(Measure.REQUESTS, Dimension.STATE, "GA") == 0


CHOICES = (
    (Choice.ACCEPT, None),
    (Choice.CLOSE, CloseReason.DUPLICATE),
    (Choice.DECLINE, CloseReason.DECLINED_AREA),
    (Choice.DECLINE, CloseReason.DECLINED_CONFLICT),
    (Choice.REFER, None),
    (Choice.SEEK_COUNSEL, None),
    (Choice.CLOSE, CloseReason.WITHDRAWN),
)
CALL = BookedCall(on=TODAY + timedelta(2), time="14:30")


def card(region, language, source):
    contact = {"contact_methods": ["return_code"], "heard_from": source}
    return Card(name_to_use="Lumo", region=region, language=language, contact=contact)


def office(team):
    """Add cases received on different days, from different places, with different deadlines."""
    return [
        team.case(
            card=card(*PLACES[n % 4]),
            due_on=FAR,
            act_by=None,
            tier=f"P{n % 5}",
            received_on=TODAY - timedelta(9 * n),
            look_by=TODAY - timedelta(9 * n - 5),
            language="es" if PLACES[n % 4][1] == "es" else "other",
        )
        for n in range(len(PLACES) * 4)
    ]


def end_deadline(case, reader, entry_id, outcome):
    """Record what became of a deadline, and confirm it alone on another day."""
    report = Report(outcome=outcome, on=TODAY, how="By hand", proof="Stamped copy")
    record_outcome(actor(reader, case, NOW), case.reference, entry_id, report)
    next_day = actor(reader, case, NOW, day=TODAY + timedelta(1))
    confirm_outcome(next_day, case.reference, entry_id, has_second_factor=True)


def review(case, reader, *, today=TODAY):
    follow_up = NextDate(on=today + timedelta(14))
    set_follow_up(actor(reader, case, NOW, day=today), case.reference, follow_up)


def decide(case, reader, choice, reason):
    by = actor(reader, case, NOW)
    letter = Words(text="Dear Lumo", language="en", wording="", member_id=reader.member_id)
    decision = Decision(
        choice=choice,
        reason=reason,
        text="Because.",
        letter=None if choice is Choice.CLOSE else letter,
        erase_on=None,
    )
    assert decide_case(by, by.open(case.reference), decision)
    tell(by, case)


def counts_of(figures):
    return Counter(
        {
            (measure, detail, dimension, value): count
            for (measure, dimension, value), details in figures.details.items()
            for detail, count in details.items()
            if count and dimension is not Dimension.FORM
        }
    )


def recount(cases, reader):
    """Count by opening each case; language, state and source only of those that were read."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for case in cases:
        was_read = case.opened_on is not None
        opened = opened_case(case, reader)
        facts = {"all": "", "tier": case.tier}
        counts["p0_seen", "10", "all", ""] += was_read and case.tier == "P0"
        if was_read:
            facts["state"] = opened.card.region
            facts["language"] = opened.card.language
            facts["source"] = opened.card.contact["heard_from"]
        counts.update(
            (*event, dimension, value)
            for event in events_of(case)
            for dimension, value in facts.items()
        )
    return counts


def events_of(case):
    """Return what happened to a case, by its row."""
    days = step_of((TODAY - case.received_on).days)
    is_accepted = case.stage in (Status.ACCEPTED_WAITLIST, Status.SEEKING_COUNSEL)
    is_decided = is_accepted or case.close_reason not in (None, "duplicate", "spam")
    is_reviewed = is_decided or case.looked_on is not None
    happened = {
        ("requests", ""): True,
        ("looks", days): is_reviewed,
        ("late_looks", ""): is_reviewed and case.look_by < TODAY,
        ("decisions", days): is_decided,
        ("accepted", ""): is_accepted,
        ("closings", case.close_reason or ""): case.close_reason is not None,
    }
    return {event for event, is_true in happened.items() if is_true}


@contextmanager
def statements():
    """Collect the statements that are executed."""
    executed: list[str] = []

    def collect(_connection, _cursor, sql, *_):
        executed.append(sql)

    event.listen(db.engine, "before_cursor_execute", collect)
    try:
        yield executed
    finally:
        event.remove(db.engine, "before_cursor_execute", collect)


@pytest.fixture
def reader(team):
    return team.reader(team.member("supervisor"))
