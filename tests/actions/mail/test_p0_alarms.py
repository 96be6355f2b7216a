"""A P0 request makes noise until somebody looks: at most twice, and not past a wall."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from intake.actions.case.open_case import open_case
from intake.actions.mail.p0_alarms import sound_alarms
from intake.cases.models import Case, P0Alarm
from intake.extensions import db, delete_rows
from intake.keys.models import Grant, Team
from intake.law.book import shipped
from intake.outbox.models import OutboxEmail
from intake.reports.models import Tally
from intake.sealing.wraps import wraps_to_bytes
from intake.staff.models import StaffMember
from tests.cases.making import NOW, TODAY, InventedTeam, new_team
from tests.support.databases.fixtures import ON_BOTH
from tests.support.databases.writing import writing_in
from tests.support.rows import all_rows, change_rows
from tests.support.storm.concurrency import together

"""A Tuesday; the clock of the tests begins at 10:00 of New York, and Thursday is a holiday."""


def test_all_who_screen_are_told_after_an_hour_and_the_supervisor_after_two(app, server, shift):
    case = waiting(app)
    shift.go_on(5)
    shift.skip(1)
    assert told(server) == []

    shift.go_on(5)
    assert sorted(told(server)) == ["ana@example.org", "boss@example.org", "gull@example.org"]
    message = server.messages[0]
    assert message["Subject"] == f"P0 request {case}: nobody has opened it"
    body = message.get_content().replace("\r\n", "\n")
    assert f"https://desk.example.org/desk/cases/{case}" in body
    assert "Lumo" not in body

    shift.go_on(55)
    assert len(told(server)) == 3
    shift.go_on(5)
    assert told(server)[3:] == ["boss@example.org"]

    for _ in range(9):
        shift.skip(3)
    assert len(told(server)) == 4


@pytest.mark.parametrize(
    "change", [{"next_at": None}, {"next_at": datetime(2031, 1, 1, tzinfo=UTC)}]
)
def test_an_alarm_is_not_ended_by_its_times_alone(app, server, shift, change):
    waiting(app)
    shift.work()
    with writing_in(app):
        change_rows(P0Alarm, **change)

    shift.go_on(1)
    first_email(shift)

    assert len(told(server)) == 3


@ON_BOTH
def test_times_to_come_of_other_alarms_hold_up_no_email(app, server, shift):
    waiting(app, count=6, opened_on=TODAY)
    with writing_in(app):
        ids = all_rows(Case.id)
        db.session.add_all(
            P0Alarm(case_id=id_, step=1, told_at=datetime(2031, 1, 1, tzinfo=UTC)) for id_ in ids
        )
    waiting(app)

    first_email(shift)

    assert len(told(server)) == 3


def test_of_an_owned_case_the_owner_is_told_and_then_those_above(app, server, shift):
    with team_of(app) as team:
        stand_in = member_of("gull@example.org")
        owner = member_of("ana@example.org")
        owner.stand_in_id = stand_in.id
        team.case(tier="P0", assignee_id=owner.id)

    first_email(shift)
    assert told(server) == ["ana@example.org"]
    shift.skip(1)
    assert sorted(told(server)[1:]) == ["boss@example.org", "gull@example.org"]


def test_who_stands_in_is_told_in_place_of_an_owner_who_is_away(app, server, shift):
    with team_of(app) as team:
        stand_in, owner = member_of("gull@example.org"), member_of("ana@example.org")
        owner.stand_in_id, owner.away_from = stand_in.id, TODAY
        team.case(tier="P0", assignee_id=owner.id)

    first_email(shift)
    assert told(server) == ["gull@example.org"]


def test_the_owner_at_the_time_of_the_email_is_told(app, server, shift):
    with team_of(app) as team:
        team.case(tier="P0", assignee_id=member_of("ana@example.org").id)
    shift.go_on(5)

    change(app, assignee_id=address_id(app, "gull@example.org"))

    first_email(shift)
    assert told(server) == ["gull@example.org"]


def test_nobody_is_told_at_night_nor_on_a_holiday(app, server, shift, clock):
    clock.move_to(datetime(2026, 11, 25, 21, 30, tzinfo=UTC))  # 16:30 before Thanksgiving
    waiting(app)
    shift.go_on(60)
    shift.skip(12)
    shift.skip(24)
    assert told(server) == []

    clock.move_to(datetime(2026, 11, 27, 14, 35, tzinfo=UTC))  # Friday, 09:35
    shift.work()
    assert told(server) == []
    shift.go_on(5)
    assert len(told(server)) == 3


def test_the_setting_moves_both_steps(app, server, shift):
    shift.worker.settings = replace(shift.worker.settings, p0_alarm_hours=2)
    waiting(app)

    shift.go_on(5)
    shift.skip(2)
    assert told(server) == []
    shift.go_on(5)
    assert len(told(server)) == 3
    shift.skip(1)
    assert len(told(server)) == 3
    shift.skip(1)
    assert len(told(server)) == 4


@pytest.mark.parametrize(
    "columns",
    [
        {"opened_on": TODAY},
        {"status": "closed"},
        {"tier": "P1"},
        {"invented": True},
    ],
)
def test_nobody_is_told_of_a_case_that_needs_nobody(app, server, shift, columns):
    waiting(app, invented="invented" in columns)
    shift.go_on(5)

    change(app, **columns)

    first_email(shift)
    shift.skip(2)
    assert told(server) == []


@pytest.mark.parametrize("columns", [{"quarantined_on": TODAY}, {"conflict": None}])
def test_a_case_in_quarantine_or_unchecked_rings_too(app, server, shift, columns):
    waiting(app, **columns)

    first_email(shift)

    assert len(told(server)) == 3


def test_of_a_held_case_only_those_are_told_who_may_decide(app, server, shift):
    with team_of(app) as team:
        team.case(tier="P0", conflict="possible", assignee_id=member_of("ana@example.org").id)

    first_email(shift)
    shift.skip(1)

    assert told(server) == ["boss@example.org", "boss@example.org"]


def test_of_a_walled_case_only_those_inside_are_told(app, server, shift):
    with team_of(app) as team:
        inside = wraps_to_bytes({member_of("gull@example.org").id: b"a wrap"})
        team.case(tier="P0", sealed_key=None, walled_keys=inside)

    first_email(shift)
    shift.skip(1)

    assert told(server) == ["gull@example.org", "gull@example.org"]


def test_a_wall_keeps_an_email_back_that_already_waits(app, server, shift):
    waiting(app)
    with writing_in(app):
        assert sound(app, hours=0) == 0
        assert sound(app, hours=2) == 1
    change(app, walled_keys=wraps_to_bytes({address_id(app, "gull@example.org"): b"a wrap"}))

    shift.work()

    assert told(server) == ["gull@example.org"]


def test_members_without_a_key_are_not_told_as_long_as_one_has_it(app, server, shift):
    with team_of(app) as team:
        gull_id = member_of("gull@example.org").id
        delete_rows(Grant, Grant.member_id != gull_id)
        team.case(tier="P0", assignee_id=member_of("ana@example.org").id)

    first_email(shift)
    shift.skip(1)

    assert told(server) == ["gull@example.org", "gull@example.org"]


def test_who_wants_no_email_gets_none_while_another_can_be_told(app, server, shift):
    with team_of(app) as team:
        owner = member_of("ana@example.org")
        owner.wants_letters = False
        team.case(tier="P0", assignee_id=owner.id)

    first_email(shift)

    assert sorted(told(server)) == ["boss@example.org", "gull@example.org"]


def test_an_email_that_waits_is_dropped_once_somebody_opened_the_case(app, server, shift):
    waiting(app)
    with writing_in(app):
        sound(app, hours=0)
        assert sound(app, hours=2) == 1
    change(app, opened_on=TODAY)

    shift.work()

    assert told(server) == []
    with app.app_context():
        assert all_rows(OutboxEmail) == []


def test_an_erased_case_takes_its_alarm_with_it(app, server, shift):
    waiting(app)
    first_email(shift)

    with writing_in(app):
        db.session.execute(delete(Case))

    shift.skip(2)
    assert len(told(server)) == 3
    assert alarm_rows(app) == []


def test_a_worker_that_was_away_catches_up_with_one_email_to_each(app, server, shift):
    waiting(app)
    shift.go_on(5)

    shift.skip(5)
    assert sorted(told(server)) == ["ana@example.org", "boss@example.org", "gull@example.org"]

    shift.skip(1)
    shift.skip(1)
    assert len(told(server)) == 3


def test_above_five_in_an_hour_one_email_tells_of_all(app, server, shift):
    waiting(app, owner="ana@example.org", count=5)
    shift.go_on(10)
    waiting(app, owner="ana@example.org", count=3)
    shift.go_on(60)
    assert told(server) == ["ana@example.org"] * 5

    shift.go_on(10)
    assert told(server) == ["ana@example.org"] * 6
    message = server.messages[-1]
    assert message["Subject"] == "P0 requests: nobody has opened them"
    body = message.get_content()
    assert "https://desk.example.org/desk/work" in body
    assert not any(reference in body for reference in references(app))

    shift.go_on(30)
    assert len(told(server)) == 6
    shift.skip(1)
    assert told(server)[6:] == ["boss@example.org"], "one email of all eight"


def test_a_flood_rings_twice(app, server, shift):
    waiting(app, owner="ana@example.org", count=40, quarantined_on=TODAY)

    first_email(shift)
    for _ in range(3):
        shift.skip(2)

    assert told(server) == ["ana@example.org", "boss@example.org"]


def test_of_four_workers_one_sounds_each_alarm(app):
    waiting(app)
    with writing_in(app):
        sound(app, hours=0)

    def race(_worker):
        with writing_in(app):
            return sound(app, hours=1.2)

    assert sum(together(range(4), race)) == 1


def test_no_time_of_day_is_kept_for_longer_than_it_is_needed(app, shift):
    waiting(app)
    shift.go_on(5)
    (alarm,) = alarm_rows(app)
    assert alarm.next_at == datetime(2026, 11, 24, 16, 10, tzinfo=UTC)

    first_email(shift)
    shift.skip(1)
    shift.skip(1)
    (alarm,) = alarm_rows(app)
    assert (alarm.step, alarm.next_at, alarm.told_at) == (2, None, None)


def test_the_alarm_of_a_case_that_was_opened_in_time_is_forgotten(app, shift):
    waiting(app)
    shift.go_on(5)

    change(app, opened_on=TODAY)

    shift.go_on(5)
    assert alarm_rows(app) == []


@pytest.mark.parametrize(
    "emails, minutes, within",
    [(0, 5, "20"), (0, 35, "60"), (1, 5, "120"), (1, 45, "240")],
)
def test_the_report_counts_the_staffed_time_until_it_was_opened(
    app, shift, emails, minutes, within
):
    waiting(app)
    shift.go_on(5)
    for _ in range(emails):
        shift.skip(1)
        shift.go_on(5)

    shift.go_on(minutes)
    change(app, opened_on=TODAY)
    shift.go_on(5)
    shift.skip(1)

    assert seen(app) == {within: 1}


def test_the_report_counts_a_case_once_that_was_opened_before_the_worker_saw_it(app, shift):
    with team_of(app) as team:
        reference = team.case(tier="P0").reference
        for _ in range(2):
            reader = team.reader(member_of("ana@example.org"))
            open_case(reference, reader, today=TODAY, now=NOW)

    shift.go_on(5)

    assert seen(app) == {"10": 1}


def test_the_report_counts_a_case_once_that_waited_for_both_emails(app, shift):
    waiting(app)
    first_email(shift)
    shift.skip(2)

    change(app, opened_on=TODAY)
    shift.skip(1)

    assert seen(app) == {"longer": 1}


def told(server):
    """Return the readers of the emails about alarms, in order."""
    emails = zip(server.messages, server.envelopes, strict=True)
    return [
        reader
        for message, envelope in emails
        if str(message["Subject"]).startswith("P0 request")
        for reader in envelope.rcpt_tos
    ]


def seen(app):
    """Return how many P0 cases were opened within each step of staffed minutes."""
    with app.app_context():
        rows = select(Tally.detail, Tally.count).where(Tally.measure == "p0_seen")
        return dict(db.session.execute(rows).all())


def first_email(shift):
    """Let an hour and the minutes to which it is rounded up pass."""
    shift.go_on(5)
    shift.skip(1)
    shift.go_on(5)


def sound(app, *, hours):
    """Sound the alarms so many hours after ten o'clock."""
    now = datetime(2026, 11, 24, 15, 0, tzinfo=UTC) + timedelta(hours=hours)
    return sound_alarms(app.config["SETTINGS"], shipped().holidays, now)


def waiting(app, *, owner="", count=1, **columns):
    """Add P0 cases that nobody opened; return the reference of the last."""
    with team_of(app) as team:
        if owner:
            columns["assignee_id"] = member_of(owner).id
        for _ in range(count):
            reference = team.case(tier="P0", **columns).reference
    return reference


@contextmanager
def team_of(app):
    """Return the one team, of two caseworkers and a supervisor, and commit what is done."""
    with writing_in(app):
        row = db.session.scalar(select(Team))
        team = InventedTeam(row) if row else new_team()
        if row is None:
            team.member("caseworker", email="ana@example.org")
            team.member("caseworker", email="gull@example.org")
            team.member("supervisor", email="boss@example.org")
            team.member("volunteer", email="helper@example.org")
        yield team


def member_of(address):
    return next(row for row in all_rows(StaffMember) if row.email == address)


def address_id(app, address):
    with app.app_context():
        return member_of(address).id


def change(app, **columns):
    """Change every case."""
    with writing_in(app):
        for case in all_rows(Case):
            for name, value in columns.items():
                setattr(case, name, value)


def references(app):
    with app.app_context():
        return all_rows(Case.reference)


def alarm_rows(app):
    with app.app_context():
        return all_rows(P0Alarm)
