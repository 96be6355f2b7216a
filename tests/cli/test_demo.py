"""Invented cases are varied, marked, never emailed about, and removed completely."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from time_machine import Traveller

from intake.actions.application.answer_later import own_case_under
from intake.actions.application.write_to_staff import write_to_staff
from intake.actions.backup.all_tables import all_tables
from intake.actions.case.open_case import OpenedCase, open_case
from intake.actions.opening.case_keys import Reader, case_key
from intake.audit.models import AuditEntry
from intake.cases.bands import Band
from intake.cases.counts.queue_counts import band_counts, count_of, view_counts
from intake.cases.models import Case
from intake.cases.pipeline import CloseReason, Status
from intake.cases.tags import Tag
from intake.cases.views import Filters, Queue, View
from intake.cli.demo.people import invented_answers
from intake.cli.demo.stories import STORIES
from intake.cli.mail_worker import work
from intake.conflicts.models import Stub
from intake.diary.models import DiaryEntry
from intake.extensions import db
from intake.outbox.models import OutboxEmail
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.reach import phone
from intake.questionnaire.asylum.start import filling_for
from intake.questionnaire.asylum.you import name_to_use
from intake.questionnaire.languages import clear_tag
from intake.questionnaire.limits import problem_with
from intake.requests.models import Request
from intake.settings import OFFERED
from intake.staff import store as staff
from intake.staff.models import StaffMember
from intake.triage.tiers import Tier
from tests.cases.making import own_request
from tests.staff.house import colleague
from tests.staff.house import reader as reader_of
from tests.staff.making import NOW, SECRETS, TODAY, Begun, begun, joined, pinned
from tests.support.clients.applicant import Applicant
from tests.support.clients.error_pages import parse_page
from tests.support.clients.members import StaffBrowser
from tests.support.databases.fixtures import ON_EITHER
from tests.support.servers.mail_server import MailServer

pytestmark = pytest.mark.slow

A_TURN = len(STORIES)
ALL = 200
LOG = {"audit_entries", "audit_heads"}


PAGES = (
    *("/desk/work", "/desk/", "/desk/diary?span=passed", "/desk/closed", "/desk/quarantine"),
    *(f"/desk/?view={view.value}" for view in View),
    *("/desk/team", "/desk/law/places", "/desk/letters"),
    *("/desk/audit", "/desk/reports", "/desk/health"),
)
TABS = ("", "/messages", "/notes", "/timeline")
EMPTY = (
    "Nothing to show.",
    "Nothing waiting.",
    "No open date has passed.",
    "No cases match these filters.",
    "Nothing is in quarantine.",
    "No notes yet.",
    "No messages yet.",
    "No known deadlines.",
    "No dates saved yet.",
    "No entries of this type.",
    "Nothing waits for you",
    "No closed cases here.",
)
"""Sentences of pages of the desk that have nothing to show."""
LEFT_EMPTY = {"/desk/law": ["Nothing waiting."]}
"""An invented change of a number of law would decide real cases, so none waits."""
SHOWN_IN_WORK = (
    "Approvals and checks",
    "message template waits for approval",
    "change of a referral contact waits for approval",
    "due for a check",
    "New reply",
    "Asks for a call",
    "Second approval needed",
    "Conflict hold",
)


@dataclass(frozen=True)
class House:
    """An application with a team and its first member."""

    app: Flask
    begun: Begun
    member_id: str

    def demo(self, *args: str, answer: str = "") -> Result:
        """Run ``flask demo`` with these arguments; type *answer* at its prompt."""
        runner = self.app.test_cli_runner()
        return runner.invoke(args=["demo", *args], input=answer, catch_exceptions=False)

    def reader(self) -> Reader:
        """Return the first member as a reader of cases."""
        return reader_of(self.begun, db.session.get_one(StaffMember, self.member_id))

    def queue(self, view: View = View.ALL, **filters: Any) -> Queue:
        """Return the queue of the first member."""
        member = db.session.get_one(StaffMember, self.member_id)
        return Queue(
            team_id=member.team_id,
            member_id=member.id,
            view=view,
            today=TODAY,
            filters=Filters(**filters),
        )


@ON_EITHER
@pytest.mark.timeout(300)  # two hundred cases on a busy machine
def test_every_view_band_and_filter_of_the_desk_shows_something(house: House) -> None:
    result = house.demo("load", "--cases", str(ALL))

    assert result.output.startswith("200 invented cases added, ")
    with house.app.app_context():
        assert [view for view, count in view_counts(house.queue()).items() if not count] == []
        assert [band for band, count in band_counts(house.queue()).items() if not count] == []
        narrowed: list[dict[str, Any]] = [
            *({"status": status.value} for status in set(Status) - {Status.CLOSED}),
            *({"tier": tier.value} for tier in Tier),
            *({"tag": tag.value} for tag in Tag),
            *({"language": clear_tag(language)} for language in OFFERED),
            {"owner": house.member_id},
            {"since": TODAY - timedelta(3)},
            {"until": TODAY - timedelta(14)},
        ]
        assert [by for by in narrowed if not count_of(house.queue(**by))] == []
        reasons = set(db.session.scalars(select(Case.close_reason).distinct()))
        assert reasons >= {reason.value for reason in CloseReason}
        bands = band_counts(house.queue())
        late, all_open = bands[Band.LATE], sum(bands.values())
        assert all_open / 5 < late < all_open / 2


@ON_EITHER
def test_a_member_opens_them_as_any_other_case(house: House) -> None:
    house.demo("load", "--cases", str(A_TURN))

    with house.app.app_context():
        me = house.reader()
        cases = db.session.scalars(select(Case).where(Case.conflict == "clear")).all()
        opened = [open_case(case.reference, me, today=TODAY, now=NOW) for case in cases]
        db.session.commit()
        whole = [case for case in opened if isinstance(case, OpenedCase)]
        assert len(whole) == len(opened) > A_TURN / 3
        assert not any(case.lacks for case in whole)
        assert sum(len(case.messages) for case in whole) > 5
        assert sum(len(case.notes) for case in whole) > 5
        assert all(case.case.rewrapped_key for case in whole)
        assert db.session.query(Stub).count() == 0


@ON_EITHER
def test_no_page_of_the_desk_is_empty(app: Flask, wren: StaffBrowser) -> None:
    app.test_cli_runner().invoke(args=["demo", "load", "--cases", str(A_TURN * 2)])
    with app.app_context():
        by_story = {case.status: case.reference for case in db.session.query(Case)}
        read = select(AuditEntry.case_id).where(AuditEntry.act == "messages_read")
        conversed = db.session.get_one(Case, db.session.scalars(read).first()).reference
    assert len(by_story) > 5

    wren.open("/desk/")
    links = (link for nav in parse_page(wren.text).iter("nav") for link in nav.iter("a"))
    pages = dict.fromkeys((*PAGES, *(link.get("href", "") for link in links)))
    assert "/desk/law" in pages
    empty = {}
    for path in (*pages, *(f"/desk/cases/{conversed}{tab}" for tab in TABS)):
        wren.open(path)
        assert wren.page.status_code == 200, path
        if texts := [text for text in EMPTY if text in wren.text]:
            empty[path] = texts

    assert empty == LEFT_EMPTY
    wren.open("/desk/team")
    assert "Alba Example (invented)" in wren.text
    wren.open("/desk/work")
    for says in (*SHOWN_IN_WORK, "Alba Example (invented)"):
        assert says in wren.text, says


@ON_EITHER
def test_everything_there_is_marked_as_invented_and_sealed(house: House) -> None:
    house.demo("load", "--cases", str(A_TURN))

    with house.app.app_context():
        cases = db.session.query(Case).all()
        assert len({case.reference for case in cases}) == A_TURN
        assert all(case.invented for case in cases)
        assert all(case.sealed_key and len(case.story) > 256 for case in cases)


@ON_EITHER
def test_no_letter_is_queued_or_sent_about_them(
    house: House, mail_server: MailServer, clock: Traveller
) -> None:
    with house.app.app_context():
        colleague(house.begun)
    on_a_server(house.app, mail_server)

    house.demo("load", "--cases", str(A_TURN * 2), answer="y\n")
    with house.app.app_context():
        writes_again(house)
    for _ in range(8):  # each has dates at some step of the reminders
        deliver(house.app)
        clock.shift(timedelta(days=1))

    assert mail_server.envelopes == []
    with house.app.app_context():
        assert db.session.query(OutboxEmail).count() == 0
        assert db.session.query(DiaryEntry).where(DiaryEntry.reminded.is_not(None)).count() > 9


@ON_EITHER
def test_a_real_case_beside_them_is_told_as_ever(house: House, mail_server: MailServer) -> None:
    on_a_server(house.app, mail_server)
    house.demo("load", "--cases", "3", answer="y\n")

    real = a_real_case(house)
    deliver(house.app)

    assert [real in message.as_string() for message in mail_server.messages] == [True]


def test_they_go_with_all_that_hangs_on_them_and_nothing_else_does(house: House) -> None:
    real = a_real_case(house)
    with house.app.app_context():
        open_case(real, house.reader(), today=TODAY, now=NOW)
        db.session.commit()
        before = contents()
    house.demo("load", "--cases", str(A_TURN))
    with house.app.app_context():
        for case in db.session.scalars(select(Case).limit(9)).all():
            open_case(case.reference, house.reader(), today=TODAY, now=NOW)
        db.session.commit()
        assert contents() != before

    result = house.demo("remove")

    assert result.output == f"{A_TURN} invented cases removed.\n"
    with house.app.app_context():
        assert contents() == before
        acts = [entry.act for entry in db.session.query(AuditEntry)]
        assert acts.count("invented_case_erased") == A_TURN
        assert f"demo_loaded_{A_TURN}" in acts
        assert f"demo_removed_{A_TURN}" in acts


@ON_EITHER
def test_where_there_are_none_nothing_is_removed_or_written_down(house: House) -> None:
    result = house.demo("remove")

    assert result.output == "0 invented cases removed.\n"
    with house.app.app_context():
        acts = [entry.act for entry in db.session.query(AuditEntry)]
        assert [act for act in acts if act.startswith("demo")] == []


def test_a_server_is_asked_before_they_come_and_before_they_go(house: House) -> None:
    settings = house.app.config["SETTINGS"]
    house.app.config["SETTINGS"] = replace(settings, public_url="https://help.example.org")

    refused = house.demo("load", "--cases", "2", answer="n\n")
    assert refused.exit_code == 1
    assert "to the queue of https://help.example.org?" in refused.output
    assert count(house, Case) == 0
    assert house.demo("load", "--cases", "2", answer="y\n").exit_code == 0

    declined = house.demo("remove", answer="n\n")
    assert declined.exit_code == 1
    assert "Erase 2 invented cases of https://help.example.org?" in declined.output
    assert count(house, Case) == 2
    assert house.demo("remove", "--yes").exit_code == 0
    assert count(house, Case) == 0


@ON_EITHER
def test_twice_the_same_seed_are_the_same_people_beside_each_other(house: House) -> None:
    for _ in range(2):
        house.demo("load", "--cases", str(A_TURN), "--seed", "7")

    with house.app.app_context():
        clear = ("language", "received_on", "status", "tags", "close_reason")
        rows = [
            tuple(str(getattr(case, name)) for name in clear) for case in db.session.query(Case)
        ]
        assert len(rows) == 2 * A_TURN
        assert all(rows.count(row) % 2 == 0 for row in rows)
        assert len({case.reference for case in db.session.query(Case)}) == 2 * A_TURN
        assert db.session.query(Request).count() == 2 * A_TURN
        assert len(invented_colleagues()) == 3


@ON_EITHER
def test_nobody_can_sign_in_as_an_invented_colleague_or_give_them_a_case(house: House) -> None:
    house.demo("load", "--cases", "1")

    with house.app.app_context():
        for member in invented_colleagues():
            assert staff.find_by_email(member.email, secrets=SECRETS) is None
            assert (member.public_key, member.wrapped_private_key) == (b"", b"")
            assert member.disabled_on == TODAY
            assert member.id not in {member.id for member in staff.members_of(member.team_id)}


@ON_EITHER
def test_nothing_is_done_in_the_name_of_a_real_member(house: House) -> None:
    with house.app.app_context():
        before = acts_of(house.member_id)

    house.demo("load", "--cases", str(A_TURN))

    with house.app.app_context():
        assert acts_of(house.member_id) == before
        assert count_of(house.queue(View.MINE)) > 0


@ON_EITHER
def test_untouched_cases_are_new_and_nobodys(house: House) -> None:
    result = house.demo("load", "--cases", str(A_TURN), "--untouched")

    assert result.output.startswith(f"{A_TURN} invented cases added, 0 of them worked on")
    with house.app.app_context():
        assert count_of(house.queue(View.UNASSIGNED, status="new")) == A_TURN
        assert invented_colleagues() == []


@ON_EITHER
def test_without_a_member_the_colleagues_own_what_is_worked_on(app: Flask, started: object) -> None:
    result = app.test_cli_runner().invoke(args=["demo", "load", "--cases", str(A_TURN)])

    assert result.exit_code == 0
    with app.app_context():
        owners = set(db.session.scalars(select(Case.assignee_id).distinct())) - {None}
        assert owners <= {member.id for member in invented_colleagues()}
        assert len(owners) > 1


@ON_EITHER
def test_without_keys_nothing_is_made_and_it_says_so(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["demo", "load", "--cases", "1"])

    assert result.exit_code == 1
    assert "No keys exist yet" in result.output


def test_invented_people_give_answers_that_the_form_takes() -> None:
    chance, wrong = Random(5), []
    for number in range(400):
        received = TODAY - timedelta(number % 21)
        turn, story = divmod(number, A_TURN)
        answers = invented_answers(chance, received).plus(STORIES[story].answers(received, turn))
        wrong += [
            (id_, str(answer))
            for id_, answer in answers.items()
            if problem_with(ASYLUM.questions[id_], answer, today=received)
        ]

    assert wrong == []


def test_names_are_in_many_scripts_and_phones_in_many_shapes() -> None:
    chance = Random(5)
    people = [invented_answers(chance, TODAY) for _ in range(400)]

    names = "".join(person.code(name_to_use) for person in people)
    for letter in "لሉЛ鲁óışạېپ":  # Arabic, Ethiopic, Cyrillic, Chinese, Latin, Pashto, Persian
        assert letter in names, letter
    shapes = {"".join("9" if c.isdigit() else c for c in person.code(phone)) for person in people}
    assert len(shapes) > 6
    assert {person.code(filling_for) for person in people} > {"self", "child", "detained_person"}


def on_a_server(app: Flask, mail_server: MailServer) -> None:
    """Set the application up as a server with a mail server and addresses in ``NOTIFY``."""
    app.config["SETTINGS"] = replace(
        app.config["SETTINGS"],
        public_url="https://help.example.org",
        mail_server=mail_server.host,
        mail_port=mail_server.port,
        mail_use_tls=False,
        mail_default_sender="Intake <desk@example.org>",
        notify=("ops@example.org",),
    )


def deliver(app: Flask) -> None:
    work(app, stop=threading.Event(), once=True)


def writes_again(house: House) -> None:
    """Send a message as the applicant of an invented case."""
    [case, *_] = db.session.scalars(select(Case).where(Case.replied_on.is_(None))).all()
    key = case_key(case, house.reader()).key
    request = own_request(case.request_id)
    own = own_case_under(key, request, installation=house.begun.installation, to_change=True)
    write_to_staff(own, "Are you there?", today=TODAY, now=NOW)
    db.session.commit()
    db.session.refresh(case)
    assert case.replied_on == TODAY


def a_real_case(house: House) -> str:
    """Send a real request; return the reference of its case."""
    settings = house.app.config["SETTINGS"]
    house.app.config["SETTINGS"] = replace(settings, public_url="http://localhost")
    Applicant(house.app.test_client()).apply()
    house.app.config["SETTINGS"] = settings
    with house.app.app_context():
        reference = db.session.scalar(select(Case.reference).where(Case.invented.is_(False)))
        assert reference
        return reference


def contents() -> dict[str, list[Any]]:
    """Return every row of every table except the audit log."""
    db.session.rollback()
    return {
        table.name: sorted(str(row) for row in db.session.execute(table.select()))
        for table in all_tables().sorted_tables
        if table.name not in LOG
    }


def invented_colleagues() -> list[StaffMember]:
    return [member for member in staff.everybody() if member.email.startswith("invented-")]


def acts_of(member_id: str) -> int:
    entries = select(func.count()).select_from(AuditEntry).where(AuditEntry.member_id == member_id)
    return db.session.scalar(entries) or 0


def count(house: House, model: Any) -> int:
    with house.app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def house(app: Flask, clock: Traveller) -> House:
    """Return a team whose first member has joined."""
    with app.app_context():
        house = begun()
        member_id = joined(house, house.token).id
        db.session.remove()
    pinned(app, house.installation)
    return House(app, house, member_id)
