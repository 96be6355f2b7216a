"""Each act is logged with its member and its case, and with no time that is not needed."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from intake.audit import log, search
from intake.audit.acts import AuditAct
from intake.audit.chain import chain
from intake.audit.models import AuditEntry
from intake.audit.verify import verify
from intake.extensions import db

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

    (entry,) = search.unchained(at_most=2)
    assert (entry.seq, entry.previous, entry.hash) == (None, None, None)


def test_only_data_that_an_act_ended_is_known(database, db_session):
    log.record(AuditAct.PASSWORD_CHANGED, on=TUESDAY, member_id="ana", ended=b"sealed before")
    log.record(AuditAct.SIGNED_IN, on=TUESDAY, member_id="ana")

    assert log.has_ended(b"sealed before")
    assert not log.has_ended(b"sealed now")
    assert not log.has_ended(b"")


def test_removing_the_entry_of_ended_data_breaks_the_chain(database, db_session):
    log.record(AuditAct.PASSWORD_CHANGED, on=TUESDAY, member_id="ana", ended=b"sealed before")
    chain(now=hour(9))
    assert verify(at_most=10).broken is None

    db.session.execute(update(AuditEntry).values(ended=None))

    broken = verify(at_most=10).broken
    assert broken is not None
    assert broken.why == "changed"


def hour(hour):
    return datetime(2026, 11, 24, hour, tzinfo=UTC)
