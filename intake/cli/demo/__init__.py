"""``flask demo``: add invented cases, let invented members work on them, and remove them."""

import re
import secrets
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import click
from flask.cli import with_appcontext

from intake import clock
from intake.actions.application.answer_later import OwnCase, own_case_under
from intake.actions.application.submit import (
    Ready,
    ready_to_send,
    save_draft,
    start_request,
    submit,
)
from intake.actions.application.write_to_staff import write_to_staff
from intake.actions.case.change_status import move_case
from intake.actions.case.dates.replaced_dates import Outcome
from intake.actions.case.dates.update_date import Report, record_outcome
from intake.actions.case.decide_case import Choice, Decision, closes_for, decide_case
from intake.actions.case.open_case import key_to_write
from intake.actions.case.record_contact import MERITS, record_merits, record_screening
from intake.actions.case.set_follow_up import (
    BookedCall,
    NextDate,
    assign_to_me,
    book_call,
    set_follow_up,
)
from intake.actions.case.tell_decision import Telling, Told, record_telling, send_message
from intake.actions.conflicts.check_conflicts import check_conflicts, settle_conflicts
from intake.actions.opening.case_keys import Actor, Reader
from intake.actions.opening.case_messages import CallRequest, Words
from intake.actions.opening.case_notes import add_note
from intake.actions.queue.change_many import able_owners, assign_many, tag_many
from intake.actions.upkeep.jobs import erase_invented, invented_colleague
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import quarantine
from intake.cases import store as cases
from intake.cases.contact_safety import Channel
from intake.cases.models import Case
from intake.cases.pipeline import CloseReason, Status, erase_on
from intake.cases.quarantine import count_invented
from intake.cases.tags import Tag
from intake.cli import app_context
from intake.diary import entries
from intake.diary.models import Kind
from intake.extensions import db, saving
from intake.frozen import frozen
from intake.keys import store as keys
from intake.law.book import shipped
from intake.notes.store import NoteKind
from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import safety, you
from intake.questionnaire.dates import from_json, on
from intake.requests import applicant_access as own_requests
from intake.sealing.unlocking import Keyring
from intake.staff.store import Role

TABLE = tomllib.loads(Path(__file__).with_name("people.toml").read_text("utf-8"))
WORDS: dict[str, dict[str, str]] = TABLE["words"]


@frozen
class Person:
    """A row of the table. What a column means is said at its top."""

    name: str
    first: str
    form: str
    days: int
    happened: list[str]
    answers: dict[str, Any]

    def answers_at(self, received: date, chance: Random, *, turn: int) -> Answers:
        """Return the answers of this person, or of the next of the same row at each *turn*."""
        firsts = self.first.split(", ")
        first, row = firsts[turn % len(firsts)], {you.name_to_use.id: self.name} | self.answers

        def answer(written: Any) -> Answer:
            match written:
                case [int(earliest), int(latest)]:
                    return on(received + timedelta(chance.randint(earliest, latest)))
                case dict():
                    return from_json({part: str(answer(said)) for part, said in written.items()})
                case list():
                    return tuple(written)
            text = written.format(first=first, turn=turn % 10)
            return re.sub("#", lambda _: str(chance.randrange(10)), text)

        return Answers({id_: answer(it) for id_, it in (TABLE["everybody"] | row).items()})


PEOPLE = [Person(**row) for row in TABLE["person"]]


def invented_answers(chance: Random, received: date) -> Answers:
    """Return the answers of any invented person, none of whom keeps secrets from another."""
    alone = [person for person in PEOPLE if safety.do_not_tell.id not in person.answers]
    return chance.choice(alone).answers_at(received, chance, turn=chance.randrange(10))


COLLEAGUES = {
    Role.ATTORNEY: "Alba Example (test)",
    Role.SUPERVISOR: "Sorin Example (test)",
}


@click.group()
def command() -> None:
    """Add invented cases, and remove them."""


@command.command()
@click.option(
    "--cases", type=click.IntRange(min=1), default=200, show_default=True, help="How many."
)
@click.option(
    "--seed", default=1, show_default=True, help="The same seed generates the same people."
)
@click.option("--untouched", is_flag=True, help="Only receive the cases; nobody works on them.")
@with_appcontext
def load(cases: int, seed: int, *, untouched: bool) -> None:
    """Add invented cases, received over the last three weeks, and let invented staff work on them.

    The cases are marked as invented, and no email is sent about them.
    """
    settings = app_context.settings()
    if not settings.recovery_fingerprint:
        raise click.ClickException("No keys exist yet: run make run or flask keys init first.")
    if not settings.loopback:
        click.confirm(f"Add test cases to the queue of {settings.public_url}?", abort=True)
    chance = Random(seed)  # noqa: S311 - invented people, no secret
    add_cases(cases, chance, untouched=untouched)
    click.echo(f"{cases} test cases added.")


@command.command()
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@with_appcontext
def remove(*, yes: bool) -> None:
    """Erase every invented case. Real cases are not changed."""
    settings, count, today = app_context.settings(), count_invented(), app_context.today()
    if count and not (yes or settings.loopback):
        click.confirm(f"Erase {count} test cases of {settings.public_url}?", abort=True)
    removed, erased = 0, 1
    while erased:
        with saving():
            erased = erase_invented(settings.recovery_fingerprint, today=today)
            removed += erased
            if removed and not erased:
                log.record(AuditAct.DEMO_REMOVED, on=today, count=removed)
    click.echo(f"{removed} test cases removed.")


def add_cases(cases: int, chance: Random, *, untouched: bool = False) -> None:
    """Send invented cases, and let happen what the table says, unless they stay *untouched*.

    Each has a transaction of its own, because a running server waits for its end on SQLite.
    """
    team_id, today, case_keys = keys.the_team().id, app_context.today(), dict[str, bytes]()
    with saving():
        colleagues = [] if untouched else _colleagues(team_id, case_keys)
        log.record(AuditAct.DEMO_LOADED, on=today, count=cases)
    member_ids = [*able_owners(team_id)]
    languages = app_context.settings().languages
    for number in range(cases):
        turn, position = divmod(number, len(PEOPLE))
        person, received = PEOPLE[position], today - timedelta(PEOPLE[position].days)
        answers = person.answers_at(received, chance, turn=turn)
        language = person.form if person.form in languages else languages[0]
        with saving():
            ready = send(answers, language=language, received=received)
            case_keys[ready.case_id] = ready.opened.key
            for days, act in enumerate(person.happened if colleagues else ()):
                scene = Scene(
                    ready=ready,
                    who=colleagues[turn % len(colleagues)],
                    member_ids=member_ids,
                    turn=turn,
                    today=min(received + timedelta(days), today),
                )
                scene.happen(act)
        db.session.expunge_all()


def _colleagues(team_id: str, case_keys: dict[str, bytes]) -> list[Reader]:
    """Return the invented colleagues, who hold the keys of the cases sent here and no other."""
    today, installation = app_context.today(), app_context.settings().recovery_fingerprint
    members = [
        invented_colleague(role, name, team_id=team_id, today=today)
        for role, name in COLLEAGUES.items()
    ]
    return [
        Reader(
            member_id=member.id,
            team_id=team_id,
            roles=tuple(member.roles),
            keyring=Keyring(member_id=member.id, team_keys={}),
            installation=installation,
            case_keys=case_keys,
        )
        for member in members
    ]


def send(answers: Answers, *, language: str, received: date) -> Ready:
    """Send the answers as an invented case. The caller commits."""
    settings, token, now = app_context.settings(), secrets.token_bytes(32), clock.now()
    installation = settings.recovery_fingerprint
    opened = start_request(
        token,
        language=language,
        today=received,
        now=now,
        installation=installation,
        invented=True,
    )
    draft = replace(opened.draft, answers=answers)
    saved = save_draft(opened, draft, today=received, now=now)
    own_requests.add(saved.request)
    ready = ready_to_send(
        saved,
        law=shipped(),
        practice=app_context.practice(),
        retention_days=settings.retention_days,
        received=received,
        invented=True,
    )
    submit(ready, token, now=now)
    return ready


NOTE, REASON = WORDS["en"]["note"], WORDS["en"]["reason"]


@frozen
class Scene:
    """A day of an invented case: the invented member *who* acts on it, or its applicant.

    ``member_ids`` are the real members, who are assigned cases but never act. ``turn`` is the
    number of earlier cases of the same row of the table.
    """

    ready: Ready
    who: Reader
    member_ids: Sequence[str]
    turn: int
    today: date

    @property
    def reference(self) -> str:
        """Return the reference of the case."""
        return self.ready.receipt.reference

    @property
    def case(self) -> Case:
        """Return the current row of the case."""
        return cases.find(self.reference, team_id=self.ready.team_id)

    @property
    def at(self) -> datetime:
        """Return ten o'clock of the day, but at most the current time."""
        ten = datetime.combine(self.today, time(10), app_context.settings().time_zone)
        return min(ten, clock.now())

    @property
    def actor(self) -> Actor:
        """Return the member, who acts on the case as it is."""
        return Actor(reader=self.who, day=self.today, at=self.at, version=self.case.version)

    def ahead(self, days: str) -> date:
        """Return a day so many days from the real today, and three later at each turn."""
        later = timedelta(int(days) + 3 * (self.turn % 10))
        return max(app_context.today() + later, self.today)

    def words(self, kind: str) -> Words:
        """Return a message in the language of the form, or in English."""
        language = self.ready.opened.draft.language
        language = language if language in WORDS else "en"
        return Words(text=WORDS[language][kind], language=language, member_id=self.who.member_id)

    def own_case(self) -> OwnCase:
        """Open the case as its applicant does, with the key from the return code."""
        opened = self.ready.opened
        request = own_requests.find_by_proof(opened.request.proof.shown, to_change=True)
        installation = opened.installation
        return own_case_under(opened.key, request or opened.request, installation, to_change=True)

    def happen(self, act: str) -> None:
        """Perform an act of the table: the name of a method below, then its arguments."""
        name, *words = act.split()
        getattr(self, f"_{name}")(*words)

    def _take(self) -> None:
        assign_to_me(self.actor, self.reference)

    def _give(self) -> None:
        """Assign the case to a real member, each in turn; do nothing while there is none."""
        if ids := self.member_ids:
            assign_many(self.actor, [self.reference], ids[self.turn % len(ids)])

    def _look(self, days: str) -> None:
        """Check for conflicts, take the case, and set the next review, unless the case is held.

        The check reads the cases of this load alone, because these keys do not open earlier ones.
        Those count as unread, as for any member without access to cases.
        """
        case = self.case
        if case.conflict is None:
            check, cursor = check_conflicts(case, self.who, "", clock=clock.now)
            while not check.is_end:
                check, cursor = check_conflicts(case, self.who, cursor, clock=clock.now)
            settle_conflicts(self.actor, self.reference, check)
        if case.may_be_read:
            if case.assignee_id is None:
                self._take()
            passed = [
                entry.id
                for entry in entries.open_of(self.ready.case_id)
                if entry.on < app_context.today()
            ]
            review = NextDate(on=self.ahead(days), done=passed)
            set_follow_up(self.actor, self.reference, review)

    def _tag(self, tag: str) -> None:
        tag_many(self.actor, [self.reference], Tag(tag), off=False)

    def _note(self) -> None:
        add_note(self.actor, self.reference, NoteKind.CALL, NOTE)

    def _ask(self) -> None:
        by = self.actor
        send_message(by, key_to_write(by, self.reference), self.words("question"))

    def _reply(self) -> None:
        write_to_staff(self.own_case(), self.words("reply").text, today=self.today, now=self.at)

    def _ask_for_call(self) -> None:
        write_to_staff(
            self.own_case(), "", call=CallRequest(times=("evening",)), today=self.today, now=self.at
        )

    def _book(self, days: str) -> None:
        call = BookedCall(on=self.ahead(days), time="14:30", is_sure=True)
        book_call(self.actor, self.reference, call)

    def _screen(self) -> None:
        record_screening(self.actor, self.reference, NOTE, {"spoke_with": "person"})

    def _merits(self) -> None:
        record_merits(self.actor, self.reference, REASON, dict.fromkeys(MERITS, "for"))

    def _file(self) -> None:
        deadlines = [row for row in entries.open_of(self.ready.case_id) if row.kind == Kind.ACT_BY]
        report = Report(outcome=Outcome.FILED, on=self.today, how=NOTE, proof=REASON)
        record_outcome(self.actor, self.reference, deadlines[0].id, report)

    def _move(self, to: str, reason: str = "") -> None:
        closes = CloseReason(reason) if reason else None
        kept = app_context.settings().retention_days
        asked = self._call(Told.ASKED) if closes is CloseReason.WITHDRAWN else None
        by, status = self.actor, Status(to)
        move_case(by, self.reference, status, reason=closes, retention_days=kept, asked=asked)
        self._tell()

    def _quarantine(self) -> None:
        quarantine.set_aside(self.case, on=self.today)

    def _decide(self, choice: str, reason: str = "") -> None:
        """Decide with a letter, and tell of it.

        Near a deadline a closing waits for a second member.
        """
        chosen, declined = Choice(choice), CloseReason(reason) if reason else None
        closes, kept = closes_for(chosen, declined), app_context.settings().retention_days
        decision = Decision(
            choice=chosen,
            reason=declined,
            text=REASON,
            letter=self.words("letter"),
            erase_on=erase_on(closes, closed_on=self.today, promised_days=kept) if closes else None,
        )
        by = self.actor
        decide_case(by, key_to_write(by, self.reference), decision)
        self._tell()

    def _tell(self) -> None:
        if self.case.decided:
            zone = app_context.settings().time_zone
            record_telling(self.actor, self.reference, self._call(Told.TOLD), zone=zone)

    def _call(self, outcome: Told) -> Telling:
        at = self.at.astimezone(app_context.settings().time_zone)
        return Telling(outcome=outcome, channel=Channel.CALL, at=at, text=NOTE)
