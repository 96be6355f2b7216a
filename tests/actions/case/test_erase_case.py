"""Erasing: by a member, by its applicant, on its day; what a legal hold does to each."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from intake.actions.application.write_to_staff import withdraw_request
from intake.actions.backup.tables import all_tables
from intake.actions.case.change_status import move_case, reopen_case
from intake.actions.case.erase_case import (
    EraseReason,
    SecondPersonErases,
    SecondPersonLifts,
    UnderHold,
    erase_case,
    hold_case,
    hold_reason,
    lift_hold,
)
from intake.actions.case.open_case import LockedCase, key_to_write, open_case
from intake.actions.case.set_follow_up import assign_to_me
from intake.actions.case.tell_decision import mark_replies_read
from intake.actions.opening.case_keys import BehindWall, NoKeyForCase, case_key
from intake.actions.opening.case_notes import write_note
from intake.actions.opening.case_stubs import look_up_stubs, save_stub
from intake.actions.upkeep.jobs import Erased, erase_due, erase_withdrawn
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import erasing, store
from intake.cases.models import Conflict
from intake.cases.pipeline import AFTER_READING, UNREAD_DAYS, CloseReason, Status
from intake.cases.store import ChangedMeanwhile, NoSuchCase, Withdrawn
from intake.conflicts import stubs
from intake.conflicts.stubs import Result
from intake.extensions import db, new_id
from intake.messages import thread
from intake.messages.models import Direction
from intake.notes import store as notes
from intake.notes.models import Note
from intake.notes.store import NoteKind
from intake.outbox import letters
from intake.outbox.models import OutboxEmail, State
from intake.requests.models import Request
from tests.actions.case.test_change_status import ASKED
from tests.cases.making import CARD, NOW, TODAY, actor, new_team, opened_case, own_request
from tests.support.databases.fixtures import ON_BOTH
from tests.support.rows import acts_logged, all_rows, count_rows

pytestmark = ON_BOTH


Db = scoped_session[Session]
FAR = TODAY + timedelta(60)
IN_MAY = date(2027, 5, 24)
STAY = {
    "teams",
    "epochs",
    "grants",
    "weighed_by",
    "staff_members",
    "audit_entries",
    "stubs",
    "stub_keys",
    "tallies",
    "sealed_tallies",
    "alembic_version",
}
"""Tables that an erased case has nothing in but its log and its stub."""


def test_an_erased_case_leaves_only_its_log_and_its_stub(team, reader):
    case = full(team, reader)

    erase(case, reader)

    assert {name for name, rows in counted().items() if rows} <= STAY
    [stub] = stubs.of_team(team.id)
    assert (stub.live, stub.case_id) == (False, None)
    assert set(acts_logged(case.id)) == {"case_opened", "erased_asked"}


def test_every_table_with_a_case_id_is_erased_with_its_case(team, reader):
    hanging = {
        table.name
        for table in all_tables().tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "cases" and key.ondelete != "CASCADE"
    }
    case = full(team, reader)
    before = counted()

    erase(case, reader)

    assert {"diary_entries", "messages", "notes"} <= hanging
    assert [name for name in hanging if not before[name]] == [], "make one for the test"
    assert [name for name in hanging if counted()[name]] == []


def test_another_case_and_its_letters_stay(team, reader):
    mine, second = full(team, reader), full(team, reader)

    erase(mine, reader)

    assert store.find(second.reference, team_id=team.id) is not None
    assert len(thread.of_case(second.id)) == len(notes.of_case(second.id)) == 1
    assert all_rows(OutboxEmail.reference) == [second.reference] * 2
    assert look_up_stubs(CARD, reader, case_id=second.id).result is Result.POSSIBLE


def test_a_letter_being_sent_is_left_to_its_worker(team, reader):
    case = full(team, reader)
    sending = select(OutboxEmail).where(OutboxEmail.origin_id.is_not(None))
    db.session.scalars(sending).one().state = State.SENDING

    erase(case, reader)

    assert counted()["outbox"] == 2


def test_erasing_an_unopened_case_writes_its_stub(team, reader):
    case = team.case(due_on=FAR)

    erase(case, reader)

    assert len(stubs.of_team(team.id)) == 1


def test_a_member_without_a_key_cannot_erase_an_unopened_case(team, reader):
    case = team.case()
    keyless = replace(reader, keyring=replace(reader.keyring, team_keys={}))

    with pytest.raises(NoKeyForCase):
        erase(case, keyless)


def test_a_damaged_case_can_be_erased(team, reader):
    case = team.case(sealed_key=b"\x01\x02 broken")

    erase(case, reader)

    assert counted()["cases"] == 0


def test_a_changed_case_and_one_of_another_team_are_not_erased(team, reader):
    theirs = new_team("Other").case()
    mine = team.case()

    with pytest.raises(ChangedMeanwhile):
        erase(mine, reader, version=7)
    with pytest.raises(NoSuchCase):
        erase(theirs, reader)


def test_an_applicant_erases_their_case_opened_or_not(team, reader):
    seen, unseen = full(team, reader), team.case()

    for case in (seen, unseen):
        assert withdraw_request(own_request(case.request_id), today=TODAY)
    db.session.expire_all()

    assert erase_withdrawn(today=TODAY) == 2
    assert counted()["cases"] == counted()["requests"] == 0
    assert len(stubs.of_team(team.id)) == 1


def test_a_closed_case_is_erased_on_its_day_and_not_before(team, reader):
    case = closed_one(team, reader)
    assert case.erase_on == TODAY + timedelta(90)

    assert due(TODAY + timedelta(89)) == (0, 0)
    assert due(TODAY + timedelta(90)) == (1, 0)
    assert due(TODAY + timedelta(90)) == (0, 0)
    assert acts_logged(case.id)[-1] == "case_erased_on_its_day"


def test_an_accepted_case_waits_past_its_day_for_a_recorded_transfer(team, reader):
    case = accepted(full(team, reader), reader)
    the_day = case.erase_on

    assert due(the_day) == due(the_day + timedelta(400)) == (0, 0)
    assert erasing.overdue_erasures(today=the_day + timedelta(1), at_most=9) == {}
    assert erasing.lacking_transfer(team.id, today=the_day - timedelta(1)) == []
    assert erasing.lacking_transfer(team.id, today=the_day) == [case.reference]

    log.record(AuditAct.HANDED_OFF_ASKED, on=TODAY, case_id=case.id)
    assert erasing.lacking_transfer(team.id, today=the_day) == []
    assert due(the_day) == (1, 0)


def test_without_a_transfer_another_member_than_who_decided_erases_an_accepted_case(
    team, reader, second
):
    case = accepted(full(team, reader), reader)
    the_day, why = case.erase_on, EraseReason.KEPT_ELSEWHERE

    for who, on, reason in [
        (reader, the_day, why),
        (reader, the_day, EraseReason.WRONG_HANDS),
        (second, TODAY, why),
    ]:
        with pytest.raises(SecondPersonErases):
            erase_case(actor(who, case, NOW, day=on), case.reference, reason)

    erase_case(actor(second, case, NOW, day=the_day), case.reference, why)
    assert counted()["cases"] == 0


def test_a_closed_case_is_overdue_only_after_its_day(team, reader):
    case = closed_one(team, reader)

    assert erasing.overdue_erasures(today=TODAY + timedelta(90), at_most=9) == {}
    assert erasing.overdue_erasures(today=TODAY + timedelta(91), at_most=9) == {case.id: False}


def read_replies(case, reader, *, today):
    mark_replies_read(actor(reader, case, NOW, day=today), case.reference, up_to=0)


def test_a_closed_case_stays_until_a_member_read_what_its_applicant_wrote(team, reader):
    case = closed_one(team, reader)
    the_day = case.erase_on
    store.record_reply(case, on=the_day - timedelta(1))

    assert due(the_day + timedelta(UNREAD_DAYS - 2)) == (0, 0)
    assert erasing.overdue_erasures(today=the_day + timedelta(1), at_most=9) == {}

    read_replies(case, reader, today=the_day + timedelta(3))
    last_day = the_day + timedelta(3) + AFTER_READING
    assert due(last_day - timedelta(1)) == (0, 0)
    assert due(last_day) == (1, 0)


def test_an_unread_reply_keeps_a_case_for_ninety_days(team, reader):
    case = closed_one(team, reader)
    wrote_on = case.erase_on - timedelta(1)
    store.record_reply(case, on=wrote_on)

    assert due(wrote_on + timedelta(UNREAD_DAYS - 1)) == (0, 0)
    assert due(wrote_on + timedelta(UNREAD_DAYS)) == (1, 0)


def test_a_reply_that_a_conflict_hides_keeps_no_case(team, reader):
    case = closed_one(team, reader)
    case.conflict = Conflict.CONFLICT.value
    store.record_reply(case, on=TODAY)
    the_day = case.erase_on

    assert erasing.overdue_erasures(today=the_day + timedelta(1), at_most=9) == {case.id: False}
    assert due(the_day) == (1, 0)


def test_reading_a_reply_long_before_the_day_does_not_move_it(team, reader):
    case = closed_one(team, reader)
    the_day = case.erase_on
    store.record_reply(case, on=TODAY)

    read_replies(case, reader, today=TODAY)

    assert case.erase_on == the_day


def test_a_reply_that_comes_while_housekeeping_runs_is_not_erased(team, reader, monkeypatch):
    case = closed_one(team, reader)
    store.record_reply(case, on=IN_MAY - timedelta(1))
    monkeypatch.setattr(erasing, "due_for_erasure", lambda **_: [case.id])

    assert due(IN_MAY) == (0, 0)


def test_an_unread_reply_keeps_no_case_that_its_applicant_withdrew(team, reader):
    case = closed_one(team, reader)
    store.record_reply(case, on=TODAY)
    assert withdraw_request(own_request(case.request_id), today=TODAY)
    db.session.expire_all()

    assert due(IN_MAY) == (1, 0)
    assert counted()["cases"] == 0


def test_a_hold_that_one_update_took_away_holds_still(team, reader):
    case = team.case(due_on=FAR)
    closed(case, reader)
    held(case, reader)
    case.held_since, case.erase_on = None, TODAY

    assert due(IN_MAY) == (0, 0)

    assert case.held_since == TODAY
    assert {"seal_broken", "row_false"} <= set(acts_logged(case.id))


def test_a_case_is_kept_as_long_as_the_reason_in_the_log_says(team, reader):
    case = team.case(status="closed", close_reason="spam", erase_on=TODAY)
    save_stub(case.id, CARD, reader)
    log.record(AuditAct.CLOSED_DECLINED_MERITS, on=TODAY, case_id=case.id)

    assert due(IN_MAY) == (0, 0)
    assert due(date(2027, 11, 24)) == (1, 0)


def test_an_open_case_is_not_erased_and_is_listed_as_overdue(team, reader):
    seen, unseen = team.case(looked_on=TODAY), team.case()

    assert due(IN_MAY) == (0, 0)
    overdue = erasing.past_erasure(team.id, today=IN_MAY)
    assert overdue == {seen.reference: True, unseen.reference: False}
    assert erasing.past_erasure(team.id, today=TODAY) == {}


def test_a_closed_case_without_a_stub_is_not_erased(team):
    case = team.case(status=Status.CLOSED.value, close_reason=CloseReason.SPAM.value)
    log.record(AuditAct.CLOSED_SPAM, on=TODAY, case_id=case.id)

    assert due(IN_MAY) == (0, 1)
    assert store.find(case.reference, team_id=team.id) is case


def test_a_hold_overrides_the_day_the_staff_and_the_applicant(team, reader):
    case = closed_one(team, reader)
    held(case, reader)

    assert due(IN_MAY) == (0, 0)
    with pytest.raises(UnderHold):
        erase(case, reader)
    assert not withdraw_request(own_request(case.request_id), today=TODAY)
    db.session.expire_all()

    assert erase_withdrawn(today=TODAY) == 0
    request = request_of(case)
    wraps = (
        request.key_under_token,
        request.key_under_code,
        request.code_under_token,
        request.code_auth,
    )
    assert wraps == (None,) * 4
    assert case.erase_asked_on == TODAY
    assert due(IN_MAY) == (0, 0)
    assert erasing.held_though_withdrawn(team.id) == [case.reference]


def test_a_withdrawn_case_is_erased_once_a_second_member_lifts_its_hold(team, reader, second):
    case = team.case(replied_on=TODAY, call_asked_on=TODAY, assignee_id=reader.member_id)
    held(case, reader)
    withdraw_request(own_request(case.request_id), today=TODAY)
    db.session.expire_all()
    assert (case.status, case.close_reason, case.closed_on) == ("closed", "withdrawn", TODAY)
    assert (case.replied_on, case.call_asked_on) == (None, None)

    assert not lift(case, reader)
    with pytest.raises(SecondPersonLifts):
        lift(case, reader)
    assert erase_withdrawn(today=TODAY) == 0
    assert lift(case, second)

    assert erase_withdrawn(today=TODAY) == 1
    assert counted()["cases"] == counted()["requests"] == 0
    assert set(acts_logged(case.id)) == {
        *("hold_set", "case_taken_back", "closed_withdrawn", "hold_lift_asked"),
        *("hold_lifted", "case_erased_by_applicant"),
    }


def test_nobody_works_on_a_withdrawn_case_and_only_who_decides_about_holds_opens_it(team, reader):
    case, gull = team.case(), team.reader(team.member("caseworker", email="gull@example.org"))
    held(case, reader)
    withdraw_request(own_request(case.request_id), today=TODAY)
    db.session.expire_all()

    for who in (reader, gull):
        by = actor(who, case, NOW)
        for act in (
            lambda by=by: assign_to_me(by, case.reference),
            lambda by=by: reopen_case(by, case.reference, "Again."),
            lambda by=by: key_to_write(by, case.reference),
            lambda by=by: erase_case(by, case.reference, EraseReason.ASKED),
        ):
            with pytest.raises(Withdrawn):
                act()
    with pytest.raises(BehindWall):
        case_key(case, gull)
    with pytest.raises(BehindWall):
        hold_case(actor(gull, case, NOW), case.reference, "Me too.")
    opened_case(case, reader)
    assert isinstance(open_case(case.reference, gull, today=TODAY, now=NOW), LockedCase)


def test_a_hold_has_a_reason_and_a_colleague_may_keep_it(team, reader, second):
    case = closed_one(team, reader)
    held(case, reader)
    assert reason_of(case, second) == "A court asked."
    assert not any(b"court" in sealed for sealed in all_rows(Note.sealed))

    lift(case, reader)
    hold_case(actor(second, case, NOW + timedelta(minutes=1)), case.reference, "The trial goes on.")
    assert not lift(case, second), "it has to be asked for anew"

    assert case.held_since == TODAY
    assert reason_of(case, reader) == "The trial goes on."


def test_the_only_member_who_may_lift_a_hold_does_so_on_another_day(team, reader):
    case = closed_one(team, reader)
    held(case, reader)

    assert not lift(case, reader)
    with pytest.raises(SecondPersonLifts):
        lift(case, reader)
    assert lift(case, reader, day=TODAY + timedelta(1))
    assert due(IN_MAY) == (1, 0)


def reason_of(case, reader):
    reason = hold_reason(case, reader)
    return reason and reason.text


def lift(case, reader, *, day=TODAY):
    return lift_hold(actor(reader, case, NOW + timedelta(1), day=day), case.reference)


def full(team, reader):
    """A case that was opened, with something in every table that hangs on one."""
    case = team.case(due_on=FAR, dates={"act_by": FAR})
    open_case(case.reference, reader, today=TODAY, now=NOW)
    thread.add(id=new_id(), case_id=case.id, direction=Direction.OUT, on=TODAY, sealed=b"m")
    key = case_key(case, reader)
    write_note(actor(reader, case, NOW), key, NoteKind.PLAN, "Invented.")
    thread.save_draft(case_id=case.id, member_id=reader.member_id, sealed=b"d", at=NOW)
    to_team = letters.case_received(
        team_id=team.id,
        reference=case.reference,
        tier="P2",
        due_on=TODAY,
        language="en",
        call_language="",
        queued_on=TODAY,
        invented=False,
    )
    columns = {"letter": "case_received", "language": "en", "tier": "P2", "due_on": TODAY}
    to_reader = OutboxEmail(
        **columns,
        reference=case.reference,
        origin_id=to_team,
        reader=reader.member_id,
        queued_on=TODAY,
        state=State.WAITING,
    )
    db.session.add(to_reader)
    db.session.flush()
    return case


def erase(case, reader, *, version=0):
    erase_case(actor(reader, case, NOW, version=version), case.reference, EraseReason.ASKED)


def closed(case, reader):
    by, why = actor(reader, case, NOW), CloseReason.WITHDRAWN
    to = Status.CLOSED
    return move_case(by, case.reference, to, reason=why, retention_days=90, asked=ASKED)


def accepted(case, reader):
    case.status, why = Status.PLACED.value, CloseReason.ACCEPTED_TRANSFERRED
    by = actor(reader, case, NOW)
    return move_case(by, case.reference, Status.CLOSED, reason=why, retention_days=90)


def closed_one(team, reader):
    return closed(full(team, reader), reader)


def held(case, reader):
    hold_case(actor(reader, case, NOW), case.reference, "A court asked.")


def due(today):
    done: Erased = erase_due(today=today, after="")
    return done.erased, done.refused


def request_of(case):
    request = db.session.get(Request, case.request_id)
    assert request is not None
    return request


def counted():
    db.session.flush()
    return {name: count_rows(table) for name, table in all_tables().tables.items()}


@pytest.fixture
def reader(team):
    return team.reader(team.member("attorney"))


@pytest.fixture
def second(team):
    return team.reader(team.member("supervisor", email="heron@example.org"))
