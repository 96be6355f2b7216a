"""Each act is logged with member and case, without times that are not needed, and shortened."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from intake.actions.upkeep.jobs import shorten_audit
from intake.audit import chain as alarms
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.audit.chain import ENTRIES, chain, has_hash, verify, verify_some
from intake.audit.log import traces_of
from intake.audit.models import AuditEntry, AuditHead
from intake.extensions import db
from tests.cases.making import NOW, TODAY, new_team
from tests.support.rows import change_rows

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def test_the_history_of_a_case_is_in_order(database, db_session):
    log.record(AuditAct.CASE_OPENED, on=TUESDAY, member_id="ben", case_id="one", at=hour(16))
    log.record(AuditAct.CASE_OPENED, on=TUESDAY, member_id="ana", case_id="one", at=hour(9))
    log.record(AuditAct.CASE_RECEIVED, on=TUESDAY, case_id="one")
    log.record(AuditAct.CODE_RENEWED, on=MONDAY, case_id="one")
    log.record(AuditAct.CASE_RECEIVED, on=MONDAY, case_id="another")

    acts = [(entry.act, entry.member_id) for entry in log.history_of("one")]

    assert acts == [
        ("code_renewed", None),
        ("case_received", None),
        ("case_opened", "ana"),
        ("case_opened", "ben"),
    ]


def test_an_entry_is_rolled_back_with_its_act(database, db_session):
    log.record(AuditAct.CASE_RECEIVED, on=TUESDAY, case_id="one")

    db.session.rollback()

    assert log.history_of("one") == []


def test_the_time_of_an_applicants_act_cannot_be_stored(database, db_session):
    with pytest.raises(IntegrityError):
        log.record(AuditAct.CASE_RECEIVED, on=TUESDAY, case_id="one", at=hour(9))


def test_an_entry_waits_to_be_chained(database, db_session):
    log.record(AuditAct.SIGNED_IN, on=TUESDAY, member_id="ana", at=hour(9))

    (entry,) = log.unchained(at_most=2)
    assert (entry.seq, entry.previous, entry.hash) == (None, None, None)


def test_only_data_that_an_act_ended_is_known(database, db_session):
    log.record(AuditAct.PASSWORD_CHANGED, on=TUESDAY, member_id="ana", ended=b"sealed before")
    log.record(AuditAct.SIGNED_IN, on=TUESDAY, member_id="ana")

    assert log.has_ended(b"sealed before")
    assert not log.has_ended(b"sealed now")
    assert not log.has_ended(b"")


def test_removing_the_entry_of_ended_data_breaks_the_chain(database, db_session):
    log.record(AuditAct.PASSWORD_CHANGED, on=TUESDAY, member_id="ana", ended=b"sealed before")
    chain(hour(9))
    assert verify(at_most=10).broken is None

    change_rows(AuditEntry, ended=None)

    broken = verify(at_most=10).broken
    assert broken is not None
    assert broken.why == "changed"


def hour(hour):
    return datetime(2026, 11, 24, hour, tzinfo=UTC)


LONG_AGO, LAST_MONTH = date(2024, 10, 31), date(2026, 10, 5)


def test_old_entries_are_removed_and_the_rest_verifies(database, db_session):
    old = chained(
        (AuditAct.SIGNED_IN, LONG_AGO),
        (AuditAct.CASE_OPENED, LONG_AGO),
        (AuditAct.SIGNED_IN, LAST_MONTH),
    )

    done = shorten_audit(today=TODAY)
    chain(NOW)

    assert done.removed == 2
    verified = verify(at_most=100)
    assert (verified.upto.seq, verified.broken, verified.at_end) == (4, None, True)
    assert acts() == ["signed_in", "log_shortened"]
    assert alarmed() == ()
    assert [has_hash(entry_hash) for entry_hash in old] == [False, True, True]


@pytest.mark.parametrize("on, removed", [(date(2024, 10, 31), 1), (date(2024, 11, 1), 0)])
def test_entries_are_kept_for_two_years_and_the_current_month(database, db_session, on, removed):
    chained((AuditAct.SIGNED_IN, on))

    assert shorten_audit(today=TODAY).removed == removed
    assert alarmed() == ()


def test_removal_in_batches_is_idempotent(database, db_session, monkeypatch):
    monkeypatch.setattr(alarms, "REMOVED_AT_ONCE", 2)
    chained(*[(AuditAct.SIGNED_IN, LONG_AGO)] * 3, (AuditAct.SIGNED_IN, LAST_MONTH))

    turns = [shorten_audit(today=TODAY) for _ in range(4)]

    assert [(turn.removed, turn.more) for turn in turns] == [
        (2, True),
        (1, False),
        (0, False),
        (0, False),
    ]
    assert alarmed() == ()


def test_the_history_of_an_existing_case_is_chained_again(database, db_session):
    case = new_team().case()
    log.record(AuditAct.ANSWERS_ADDED, on=LONG_AGO, case_id=case.id)
    chained((AuditAct.CASE_RECEIVED, LONG_AGO), (AuditAct.SIGNED_IN, LAST_MONTH))

    shorten_audit(today=TODAY)
    chain(NOW)

    assert traces_of(case.id).revision == 1
    assert acts() == ["signed_in", "answers_added", "log_shortened"]
    assert verify(at_most=100).broken is None
    assert shorten_audit(today=TODAY).removed == 0
    assert alarmed() == ()


def test_ended_data_of_members_is_kept_and_of_erased_cases_removed(database, db_session):
    log.record(AuditAct.PASSWORD_CHANGED, on=LONG_AGO, member_id="ana", ended=b"her old password")
    log.record(
        AuditAct.DATE_MISSED, on=LONG_AGO, member_id="ana", case_id="erased", ended=b"a date"
    )
    log.record(AuditAct.CODE_RENEWED, on=LONG_AGO, ended=b"the code of a draft")
    chained((AuditAct.SIGNED_IN, LAST_MONTH))

    shorten_audit(today=TODAY)
    chain(NOW)

    assert acts() == ["signed_in", "password_changed", "log_shortened"]
    assert log.has_ended(b"her old password")
    assert alarmed() == ()


def test_changed_old_entries_are_not_removed(database, db_session):
    chained(
        (AuditAct.SIGNED_IN, LONG_AGO),
        (AuditAct.CASE_OPENED, LONG_AGO),
        (AuditAct.SIGNED_IN, LAST_MONTH),
    )
    change_rows(ENTRIES, ENTRIES.c.seq == 1, act="case_opened")

    with pytest.raises(alarms.ChangedEntries):
        shorten_audit(today=TODAY)

    assert len(acts()) == 3
    assert alarmed() == ("broken",)


@pytest.mark.parametrize("taken", [2, 3], ids=["the beginning too far on", "and one more"])
def test_removing_more_entries_is_detected(database, db_session, taken):
    chained(*[(AuditAct.SIGNED_IN, LONG_AGO)] * 2, *[(AuditAct.CASE_OPENED, LAST_MONTH)] * 3)
    shorten_audit(today=TODAY)

    db.session.execute(delete(ENTRIES).where(ENTRIES.c.seq <= taken + 1))

    broken = verify(at_most=100).broken
    assert broken is not None
    assert (broken.seq, broken.why) == (3, "missing")
    assert alarmed() == ("broken",)


def test_moving_the_beginning_is_detected(database, db_session):
    chained(*[(AuditAct.SIGNED_IN, LONG_AGO)] * 2, *[(AuditAct.CASE_OPENED, LAST_MONTH)] * 3)
    shorten_audit(today=TODAY)

    change_rows(AuditHead, first_seq=4)

    broken = verify(at_most=100).broken
    assert broken is not None
    assert (broken.seq, broken.why) == (3, "before")
    assert alarmed() == ("broken",)


def test_inserting_an_old_entry_is_detected(database, db_session):
    chained(*[(AuditAct.SIGNED_IN, LONG_AGO)] * 2, (AuditAct.CASE_OPENED, LAST_MONTH))
    shorten_audit(today=TODAY)

    forged = {"id": "f" * 32, "act": "case_opened", "on": LONG_AGO, "seq": 1}
    db.session.execute(insert(ENTRIES).values(forged))

    broken = verify(at_most=100).broken
    assert broken is not None
    assert (broken.seq, broken.id, broken.why) == (1, "f" * 32, "before")
    assert alarmed() == ("broken",)


def chained(*acts):
    """Write these down one after the other; gives the hashes by which they are chained."""
    for act, on in acts:
        log.record(act, on=on)
        chain(NOW)
    hashes = db.session.scalars(select(ENTRIES.c.hash).order_by(ENTRIES.c.seq)).all()
    return [bytes(entry_hash) for entry_hash in hashes]


def acts():
    """Return the acts of the chain, from its beginning."""
    chained = ENTRIES.c.seq.is_not(None)
    return list(db.session.scalars(select(ENTRIES.c.act).where(chained).order_by(ENTRIES.c.seq)))


def alarmed():
    """Return the alarms after the worker's next rounds."""
    while chain(NOW):
        pass
    for _ in range(2):
        verify_some(NOW)
    return alarms.alarms(NOW)
