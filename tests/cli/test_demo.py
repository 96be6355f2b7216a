"""Invented cases come through the ordinary path, are marked, never emailed about, and removed."""

from collections import Counter
from dataclasses import dataclass, replace
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select

from intake.actions.backup.tables import all_tables
from intake.actions.case.open_case import OpenedCase, open_case
from intake.audit.models import AuditEntry
from intake.cases.models import Case
from intake.cli.demo import PEOPLE
from intake.cli.housekeeping import unassign
from intake.cli.mail_worker import work
from intake.diary.models import DiaryEntry
from intake.extensions import db
from intake.outbox.models import OutboxEmail
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.limits import problem_with
from intake.requests.models import Request
from intake.staff import store as staff
from intake.staff.models import StaffMember
from tests.staff.house import colleague
from tests.staff.house import reader as reader_of
from tests.staff.making import NOW, SECRETS, TODAY, Begun, begun, joined, pinned
from tests.support.clients.applicant import Applicant
from tests.support.databases.fixtures import ON_BOTH
from tests.support.rows import all_rows

pytestmark = pytest.mark.slow

STATUSES = {
    *("new", "conflict_hold", "triage", "info_needed", "call_booked", "screened", "merits_review"),
    *("accepted_waitlist", "seeking_counsel", "placed", "closed"),
}
SCRIPTS = "óğЛЄلمېምኣ示उနউნՕਉ"
"""A letter of each script and alphabet in which the people of the table write their names."""
A_TURN = 36
LOG = {"audit_entries", "audit_heads"}


@dataclass(frozen=True)
class House:
    """An application with a team and its first member."""

    app: Flask
    begun: Begun
    member_id: str

    def demo(self, *args, answer=""):
        """Run ``flask demo`` with these arguments; type *answer* at its prompt."""
        runner = self.app.test_cli_runner()
        return runner.invoke(args=["demo", *args], input=answer, catch_exceptions=False)

    def reader(self):
        """Return the first member as a reader of cases."""
        return reader_of(self.begun, db.session.get_one(StaffMember, self.member_id))


@pytest.mark.timeout(300)  # two hundred cases on a busy machine
def test_two_hundred_cases_look_as_in_a_well_kept_office(house):
    result = house.demo("load", "--cases", "200")

    assert result.output == "200 test cases added.\n"
    with house.app.app_context():
        cases = db.session.query(Case).all()
        assert len({case.reference for case in cases}) == 200
        assert all(case.invented and case.sealed_key and len(case.story) > 256 for case in cases)
        assert {case.status for case in cases} == STATUSES
        in_work = [case for case in cases if case.status != "closed"]
        assert {case.tier for case in in_work} == {"P0", "P1", "P2", "P3", "P4"}
        late = [case for case in in_work if case.due_on < TODAY]
        assert 0 < len(late) < len(in_work) / 10
        assert 0 < len([case for case in cases if case.quarantined_on]) < 10
        assert {case.language for case in cases} == {"ar", "es", "other"}
        assert {house.member_id, None} < {case.assignee_id for case in cases}


@ON_BOTH
def test_a_member_opens_them_and_they_go_with_all_that_hangs_on_them(house):
    """Nothing else changes, and nothing is done in the name of a real member."""
    real = a_real_case(house)
    with house.app.app_context():
        open_case(real, house.reader(), today=TODAY, now=NOW)
        db.session.commit()
        before, acts_before = contents(), acts_of(house.member_id)

    house.demo("load", "--cases", str(A_TURN))

    with house.app.app_context():
        assert acts_of(house.member_id) == acts_before
        cases = all_rows(Case, Case.invented, Case.conflict == "clear")
        references = [case.reference for case in cases]
        opened = [open_case(each, house.reader(), today=TODAY, now=NOW) for each in references]
        db.session.commit()
        whole = [case for case in opened if isinstance(case, OpenedCase) and not case.lacks]
        assert len(whole) == len(opened) > A_TURN / 2
        assert sum(len(case.messages) for case in whole) > 5
        assert sum(len(case.notes) for case in whole) > 5
        list(unassign(TODAY))

    result = house.demo("remove")

    assert result.output == f"{A_TURN} test cases removed.\n"
    with house.app.app_context():
        assert contents() == before
        acts = Counter(entry.act for entry in db.session.query(AuditEntry))
        assert acts["invented_case_erased"] == A_TURN
        assert acts[f"demo_loaded_{A_TURN}"] == acts[f"demo_removed_{A_TURN}"] == 1


def test_no_letter_is_sent_about_them_and_one_about_a_real_case_beside_them(
    house, mail_server, clock
):
    with house.app.app_context():
        colleague(house.begun)
    house.app.config["SETTINGS"] = replace(
        house.app.config["SETTINGS"],
        public_url="https://help.example.org",
        mail_server=mail_server.host,
        mail_port=mail_server.port,
        mail_use_tls=False,
        mail_default_sender="Intake <desk@example.org>",
        notify=("ops@example.org",),
    )

    house.demo("load", "--cases", str(A_TURN), answer="y\n")
    for _ in range(8):  # each has dates at some step of the reminders
        work(house.app, stop=lambda: False, once=True)
        clock.shift(days=1)

    assert mail_server.envelopes == []
    with house.app.app_context():
        assert db.session.query(OutboxEmail).count() == 0
        assert db.session.query(DiaryEntry).where(DiaryEntry.reminded.is_not(None)).count() > 9
    real = a_real_case(house)
    work(house.app, stop=lambda: False, once=True)
    assert {real in message.as_string() for message in mail_server.messages} == {True}


def test_a_server_is_asked_before_they_come_and_before_they_go(house):
    settings = house.app.config["SETTINGS"]
    house.app.config["SETTINGS"] = replace(settings, public_url="https://help.example.org")

    refused = house.demo("load", "--cases", "2", answer="n\n")
    assert refused.exit_code == 1
    assert "to the queue of https://help.example.org?" in refused.output
    assert house.demo("remove").output == "0 test cases removed.\n"
    assert house.demo("load", "--cases", "2", answer="y\n").exit_code == 0

    declined = house.demo("remove", answer="n\n")
    assert declined.exit_code == 1
    assert "Erase 2 test cases of https://help.example.org?" in declined.output
    assert "2 test cases removed." in house.demo("remove", "--yes").output


def test_twice_the_same_seed_are_the_same_people_and_nobody_can_be_their_colleague(
    house,
):
    for _ in range(2):
        house.demo("load", "--cases", str(A_TURN), "--seed", "7")

    with house.app.app_context():
        clear = ("language", "received_on", "status", "tags", "close_reason")
        rows = Counter(
            tuple(str(getattr(case, name)) for name in clear) for case in db.session.query(Case)
        )
        assert rows.total() == db.session.query(Request).count() == 2 * A_TURN
        assert [row for row, count in rows.items() if count % 2] == []
        invented = [each for each in staff.everybody() if each.email.startswith("invented-")]
        assert sorted(str(member.name) for member in invented) == [
            "Alba Example (test)",
            "Sorin Example (test)",
        ]
        for member in invented:
            assert staff.find_by_email(member.email, secrets=SECRETS) is None
            assert (member.public_key, member.wrapped_private_key) == (b"", b"")
            assert member.disabled_on == TODAY


def test_untouched_cases_are_new_and_nobodys(house):
    house.demo("load", "--cases", "7", "--untouched")

    with house.app.app_context():
        cases = db.session.query(Case).all()
        assert {(case.status, case.assignee_id) for case in cases} == {("new", None)}
        assert {member.id for member in staff.everybody()} == {house.member_id}


def test_without_keys_nothing_is_made_and_it_says_so(app):
    result = app.test_cli_runner().invoke(args=["demo", "load", "--cases", "1"])

    assert result.exit_code == 1
    assert "No keys exist yet" in result.output


def test_invented_people_give_answers_that_the_form_takes_in_every_script():
    chance, wrong, names = Random(5), [], ""
    for number in range(400):
        turn, row = divmod(number, len(PEOPLE))
        answers = PEOPLE[row].answers_at(TODAY, chance, turn=turn)
        names += str(answers["name_to_use"])
        wrong += [
            (id_, str(answer))
            for id_, answer in answers.items()
            if problem_with(ASYLUM.questions[id_], answer, today=TODAY)
        ]

    assert wrong == []
    for letter in SCRIPTS:
        assert letter in names, letter


def a_real_case(house):
    """Send a real request; return the reference of its case."""
    settings = house.app.config["SETTINGS"]
    house.app.config["SETTINGS"] = replace(settings, public_url="http://localhost")
    Applicant(house.app.test_client()).apply()
    house.app.config["SETTINGS"] = settings
    with house.app.app_context():
        reference = db.session.scalar(select(Case.reference).where(Case.invented.is_(False)))
        assert reference
        return reference


def contents():
    """Return every row of every table except the audit log."""
    db.session.rollback()
    return {
        table.name: sorted(str(row) for row in db.session.execute(table.select()))
        for table in all_tables().sorted_tables
        if table.name not in LOG
    }


def acts_of(member_id):
    entries = select(func.count()).select_from(AuditEntry).where(AuditEntry.member_id == member_id)
    return db.session.scalar(entries) or 0


@pytest.fixture
def house(app, clock):
    """Return a team whose first member has joined."""
    with app.app_context():
        house = begun()
        member_id = joined(house, house.token).id
        db.session.remove()
    pinned(app, house.installation)
    return House(app, house, member_id)
