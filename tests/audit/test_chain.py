"""The chain: everything gets its number in order, and nothing can be changed unseen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert

from intake.audit import chain, log
from intake.audit.acts import AuditAct
from intake.audit.chain import ENTRIES, START, Broken, hash_of, verify, verify_some
from intake.audit.models import AuditHead
from intake.extensions import db
from tests.cases.making import NOW, TODAY
from tests.support.databases.writing import writing_in
from tests.support.rows import change_rows


def test_new_entries_are_chained_in_order(database, db_session):
    write(
        (AuditAct.CASE_OPENED, "ben", 16),
        (AuditAct.CASE_OPENED, "ana", 9),
        (AuditAct.CASE_RECEIVED, None, None),
    )

    chain.chain(NOW)

    chained = log.chained(at_most=9)[::-1]
    assert [(entry.seq, entry.act, entry.member_id) for entry in chained] == [
        (1, "case_received", None),
        (2, "case_opened", "ana"),
        (3, "case_opened", "ben"),
    ]
    assert [entry.previous for entry in chained] == [START.hash, chained[0].hash, chained[1].hash]


def test_the_chain_continues_at_its_end(three, monkeypatch):
    monkeypatch.setattr(chain, "AT_ONCE", 2)
    write(*[(AuditAct.CASE_OPENED, "ana", hour) for hour in (10, 11, 12)])

    turns = [chain.chain(NOW), chain.chain(NOW)]

    assert turns == [True, False]
    verified = verify(at_most=100)
    assert (verified.upto.seq, verified.broken) == (6, None)


def test_it_is_verified_in_batches(three):
    first = verify(at_most=2)
    second = verify(first.upto, at_most=2)

    assert (first.upto.seq, first.at_end) == (2, False)
    assert (second.upto.seq, second.at_end, second.broken) == (3, True, None)


@pytest.mark.parametrize(
    "changed",
    [
        {"act": "signed_in"},
        {"member_id": "eve"},
        {"case_id": "another"},
        {"on": TODAY - timedelta(days=1)},
        {"at": NOW + timedelta(microseconds=1), "member_id": "ana"},
        {"id": "0" * 32},
        {"hash": bytes(32)},
        {"previous": b"1" * 32},
        {"case_id": None},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_changed_entry_is_found(three, changed):
    for number, id_ in enumerate(three, start=1):
        change_rows(ENTRIES, ENTRIES.c.seq == number, **changed)

        broken = verify(at_most=100).broken

        assert broken == Broken(seq=number, id=changed.get("id", id_), why="changed")
        assert alarmed() == ("broken",)
        db.session.rollback()


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_removed_entry_is_found(three, number):
    db.session.execute(delete(ENTRIES).where(ENTRIES.c.seq == number))

    broken = verify(at_most=100).broken

    assert broken is not None
    assert (broken.seq, broken.why) == (number, "missing" if number < 3 else "cut_off")
    assert alarmed() == ("broken",)


def test_an_entry_that_was_unchained_is_found(three):
    unchain = {"seq": None, "previous": None, "hash": None}
    change_rows(ENTRIES, ENTRIES.c.seq == 2, **unchain)
    chain.chain(NOW)

    broken = verify(at_most=100).broken

    assert broken == Broken(seq=2, id="", why="missing")


@pytest.mark.parametrize("known", [False, True], ids=["any hash", "a right hash"])
def test_an_entry_added_beyond_the_end_is_found_and_stays_found(three, known):
    forged = {"id": "f" * 32, "act": "case_opened", "on": TODAY, "seq": 4}
    last = chain.head_to_change().hash
    entry_hash = hash_of(forged, previous=last) if known else b"h" * 32
    db.session.execute(insert(ENTRIES).values(**forged, previous=last, hash=entry_hash))
    verified = verify(at_most=100).broken
    write((AuditAct.CASE_OPENED, "ana", 12))
    chain.chain(NOW)

    still = verify(at_most=100).broken

    assert verified is not None
    assert verified.seq == 4
    assert still is not None
    assert still.seq == (5 if known else 4)
    assert alarmed() == ("broken",)


def test_two_exchanged_entries_are_found(three):
    for from_, to in ((1, 9), (2, 1), (9, 2)):
        change_rows(ENTRIES, ENTRIES.c.seq == from_, seq=to)

    assert verify(at_most=100).broken == Broken(seq=1, id=three[1], why="changed")


def test_an_emptied_log_is_found(three):
    db.session.execute(delete(ENTRIES))

    assert verify(at_most=100).broken == Broken(seq=1, id="", why="cut_off")
    assert alarmed() == ("broken",)


def test_a_removed_head_is_found(three):
    db.session.execute(delete(AuditHead))
    write((AuditAct.CASE_OPENED, "ana", 12))
    chain.chain(NOW)

    broken = verify(at_most=100).broken

    assert broken is not None
    assert (broken.seq, broken.why) == (4, "changed")
    assert alarmed() == ("broken",)


def test_the_alarm_lasts_until_the_chain_is_right_again(three):
    change_rows(ENTRIES, ENTRIES.c.seq == 2, act="signed_in")
    while_broken = alarmed()
    change_rows(ENTRIES, ENTRIES.c.seq == 2, act="case_opened")

    assert while_broken == ("broken",)
    assert alarmed() == ()


@pytest.mark.parametrize(
    "minutes, written", [(4, ()), (6, ("unchained",)), (-4, ()), (-6, ("unchained",))]
)
def test_entries_that_wait_for_minutes_raise_an_alarm_on_any_clock(three, minutes, written):
    write((AuditAct.CASE_RECEIVED, None, None))

    assert chain.alarms(NOW + timedelta(minutes=minutes)) == written


def test_without_waiting_entries_there_is_no_alarm(three):
    assert chain.alarms(NOW + timedelta(days=1)) == ()


def test_entries_raise_an_alarm_if_no_worker_ever_ran(database, db_session):
    write((AuditAct.CASE_RECEIVED, None, None))

    assert chain.alarms(NOW) == ("unchained",)


def test_every_column_is_hashed_and_a_later_one_changes_no_old_hash():
    entry = {"id": "a", "act": "b", "member_id": "c", "case_id": "d", "on": TODAY, "at": NOW}
    whole = {**entry, "made": "e", "ended": "f", "seq": 1}
    assert whole.keys() | {"previous", "hash"} == set(ENTRIES.columns.keys())

    hashes = {hash_of(whole | {name: None}, previous=START.hash) for name in whole}

    assert len(hashes) == len(whole)
    assert hash_of(whole | {"later": None}, previous=START.hash) == hash_of(
        whole, previous=START.hash
    )


def test_concurrent_workers_number_each_entry_once(doorless_app, monkeypatch):
    monkeypatch.setattr(chain, "AT_ONCE", 3)
    with doorless_app.app_context():
        write(*[(AuditAct.CASE_OPENED, "ana", hour % 24) for hour in range(40)])
        db.session.commit()

    def chain_all(_worker):
        more = True
        while more:
            with writing_in(doorless_app):
                more = chain.chain(NOW)

    with ThreadPoolExecutor(3) as workers:
        list(workers.map(chain_all, range(3)))

    with doorless_app.app_context():
        verified = verify(at_most=100)
    assert (verified.upto.seq, verified.broken) == (40, None)


def alarmed():
    """Return the alarms after the worker's next rounds."""
    for _ in range(2):
        verify_some(NOW)
    return chain.alarms(NOW)


def write(*acts):
    for act, member, hour in acts:
        at = None if hour is None else NOW.replace(hour=hour)
        log.record(act, on=TODAY, member_id=member, case_id="one", at=at)


@pytest.fixture
def three(database, db_session):
    """The ids of three entries, chained."""
    write(*[(AuditAct.CASE_OPENED, "ana", hour) for hour in (7, 8, 9)])
    ids = [entry.id for entry in log.history_of("one")]
    chain.chain(NOW)
    db.session.commit()
    return ids
