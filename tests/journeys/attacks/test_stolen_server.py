"""Whoever copies everything on the server finds no word that anybody typed, and opens nothing.

After whole journeys: drafts, cases, a message, notes, dates, a forgotten password, new keys, an
erasure, letters, a backup. With one member's password they open what that member may, no more.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from time_machine import Traveller

from intake import clock as time
from intake.actions.backup.all_tables import all_tables
from intake.actions.case.draft_message import put_draft
from intake.actions.keys.init_keys import Started
from intake.actions.keys.reseal_cases import reseal_some
from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.opening.case_messages import Words, write_message
from intake.actions.opening.case_notes import write_note
from intake.cases import store
from intake.extensions import db, writing
from intake.keys import store as keys
from intake.messages.models import Direction
from intake.notes.kinds import NoteKind
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.questions import Date, Dates, Email, LongText, Phone, Text
from intake.staff.models import StaffMember
from intake.staff.roles import Role
from tests.staff.house import keyring
from tests.staff.making import PASSWORD, STEP, TODAY, Begun
from tests.support.clients.applicant import SHORTEST, Applicant
from tests.support.clients.members import GULL, StaffBrowser, invite, member_id_of, text_of
from tests.support.databases.stolen_data import PLACES, Sealed, StolenData, steal_everything

CHOSEN = {
    "help_types": ["fear_return"],
    "location_kind": ["in_us"],
    "us_state": ["TX"],
    "detained_now": ["yes"],
    "asylum_filed": ["no"],
    "court_case": ["yes"],
    "has_lawyer": ["no"],
    "contact_methods": ["call", "email", "trusted_person"],
    "nationality": ["ER"],
}
NEW_PASSWORD = "seven quiet lamps by the lake"
OF_TEAM = {
    *("cases.sealed_key", "cases.rewrapped_key", "cases.card", "cases.story"),
    *("diary_entries.sealed", "messages.sealed", "message_drafts.sealed", "notes.sealed"),
    *("stubs.sealed", "desk_views.name"),
    *("stub_keys.sealed", "grants.sealed", "staff_members.wrapped_private_key"),
}
"""What a member may open: their own key, what it was granted, and the cases of the team."""


@dataclass
class Stolen:
    """A server after whole journeys, taken whole: twice, before and after it was tidied up."""

    loot: StolenData
    wren: str
    gull: str
    planted: dict[str, str]
    typed: set[str]
    logged: str
    codes: list[str]
    left: set[str]


def test_a_stolen_server_tells_nothing_and_a_password_opens_what_it_may(stolen: Stolen) -> None:
    """One journey for all of it: it takes a quarter of a minute to live through."""
    planted_words_are_nowhere(stolen)
    nothing_that_is_stored_opens_anything(stolen)
    a_members_password_opens_what_that_member_may_and_no_more(stolen)
    a_forgotten_password_and_one_that_waits_open_no_case(stolen)


def test_every_place_of_the_list_is_a_column() -> None:
    columns = {
        f"{table.name}.{column.name}"
        for table in all_tables().tables.values()
        for column in table.columns
    }

    assert set(PLACES) <= columns


def planted_words_are_nowhere(stolen: Stolen) -> None:
    kept = stolen.loot.files + stolen.logged.encode()

    assert not [name for name, word in stolen.planted.items() if word.encode() in kept]
    assert len(stolen.typed) > 8
    assert stolen.logged
    for code in stolen.codes:
        assert code.encode() not in kept
        assert code.replace(" ", "").encode() not in kept


def nothing_that_is_stored_opens_anything(stolen: Stolen) -> None:
    loot = stolen.loot

    assert names(loot.opened_with(loot.byte_strings)) == set()
    assert names(loot.backups) == {"backup", "backup.wraps"}
    assert loot.backups_opened_with(loot.byte_strings) == set()
    assert set(PLACES) - names(loot.sealed) == {"recall_moves.sealed"}, "not lived through"
    assert len(loot.byte_strings) > 500


def a_members_password_opens_what_that_member_may_and_no_more(stolen: Stolen) -> None:
    loot = stolen.loot

    opened = loot.opened_with(loot.keys_of(stolen.wren, PASSWORD))
    assert loot.backups_opened_with(loot.keys_of(stolen.wren, PASSWORD)) == set()

    cases = {one for one in loot.sealed if one.case_id}
    assert opened >= cases
    assert {one.case_id for one in cases} == stolen.left
    assert names(opened) <= OF_TEAM
    assert len([one for one in opened if one.column == "staff_members.wrapped_private_key"]) == 1


def a_forgotten_password_and_one_that_waits_open_no_case(stolen: Stolen) -> None:
    loot = stolen.loot

    assert names(loot.opened_with(loot.keys_of(stolen.gull, PASSWORD))) == set()
    waits = loot.opened_with(loot.keys_of(stolen.gull, NEW_PASSWORD))
    assert names(waits) == {"staff_members.wrapped_private_key"}


def names(things: Iterable[Sealed]) -> set[str]:
    return {one.column for one in things}


@pytest.fixture
def stolen(
    app: Flask,
    started: Started,
    clock: Traveller,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> Stolen:
    caplog.set_level(logging.DEBUG)
    house = Begun(installation=started.fingerprint, link=started.invitation_token)
    wren = StaffBrowser(app)
    wren.join(f"/desk/invitation/{house.link}")
    gull = granted(app, wren)
    planted = {name: f"{word}" for name, word in words().items()}
    people = [Applicant(app.test_client(), CHOSEN | given(planted)) for _ in range(3)]
    for someone in people:
        apply_for(someone, planted)
    references = [someone.send() for someone in people[:2]]
    codes = [code_of(someone) for someone in people]

    planted |= {
        one: f"Zanziwort{one.title()}"
        for one in ("message", "unsent", "typed", "staffnote", "view")
    }
    for reference in references:
        wren.open(f"/desk/cases/{reference}")
        assert planted["name_to_use"] in wren.text
        wren.fill(
            action=f"/desk/cases/{reference}/date",
            version=version(app, reference),
            on="2026-12-01",
            note=planted["staffnote"],
        )
        write(app, house, reference, planted)
    wren.open("/desk/")
    wren.fill(action="/desk/views/save?view=unassigned&tier=P1", name=planted["view"])
    assert planted["view"] in wren.text
    reset(app, wren, gull, clock)
    rotate(app, house, started)
    unseen = Applicant(
        app.test_client(), {**SHORTEST, "name_to_use": [planted["name_to_use"]]}
    ).apply()
    sign_in(wren, clock)
    wren.open(f"/desk/cases/{references[1]}/erase?version=9&why=asked")
    wren.fill(
        action=f"/desk/cases/{references[1]}/erase",
        version=version(app, references[1]),
        why="asked",
    )
    for args in (["housekeeping", "run"], ["outbox", "work", "--once"]):
        assert app.test_cli_runner().invoke(args=args).exit_code == 0, args
    assert list(tmp_path.rglob("*.eml")) != [], "no letter was written"
    leave_things_half_done(app, wren, started, planted)
    sign_in(wren, clock)
    made = app.test_cli_runner().invoke(args=["backup", "create", str(tmp_path / "backup")])
    assert made.exit_code == 0, made.output
    with app.app_context():
        left = {store.find(one, team_id=team()).id for one in (references[0], unseen)}
        ids = member_id_of(wren.email), member_id_of(GULL)
    return Stolen(
        loot=steal_everything(app, tmp_path),
        wren=ids[0],
        gull=ids[1],
        planted=planted,
        typed={name for name in planted if name in people[0].visited},
        logged=caplog.text,
        codes=codes,
        left=left,
    )


def words() -> dict[str, str]:
    """A word of its own for each question that takes words."""
    planted: dict[str, str] = {}
    for question in ASYLUM.questions.values():
        if isinstance(question, Phone):
            planted[question.id] = f"+1 202 555 {len(planted):04}"
        elif isinstance(question, Email):
            planted[question.id] = f"zanziwort{question.id}@example.org"
        elif isinstance(question, Text | LongText):
            planted[question.id] = f"Zanziwort{question.id.replace('_', '').title()}"
        elif isinstance(question, Date | Dates):
            prefix = question.id if isinstance(question, Date) else f"{question.id}-0"
            planted[f"{prefix}-said"] = f"Zanzitag{question.id.replace('_', '').title()}"
    return planted


def given(planted: dict[str, str]) -> dict[str, list[str]]:
    return {name: [word] for name, word in planted.items()}


def apply_for(someone: Applicant, planted: dict[str, str]) -> None:
    someone.begin()
    someone.walk()
    someone.post("/en/f/send", {"send": ["more"]})
    someone.walk()
    for name, word in planted.items():
        if name in someone.visited:
            assert word in someone.text, f"{name} did not reach the check page"


def code_of(someone: Applicant) -> str:
    if someone.path != "/en/sent":
        someone.open("/en/f/code")
    return text_of(someone.text, "return-code")


def granted(app: Flask, wren: StaffBrowser) -> StaffBrowser:
    """A colleague who joined and was given access."""
    gull = StaffBrowser(app)
    gull.join(invite(app, Role.CASEWORKER), email="")
    with app.app_context():
        page = f"/desk/team/{member_id_of(GULL)}"
    wren.open(page)
    wren.fill(action=f"{page}/access", fingerprint=text_of(wren.text, "fingerprint"))
    assert wren.path == "/desk/team", wren.text
    return gull


def write(app: Flask, house: Begun, reference: str, planted: dict[str, str]) -> None:
    with app.app_context(), writing():
        me = reader(house)
        key = case_key(store.find(reference, team_id=me.team_id), me)
        said = Words(text=planted["message"], language="en", member_id=me.member_id)
        write_message(key, Direction.OUT, said, on=TODAY)
        put_draft(key, replace(said, text=planted["unsent"]), now=time.now())
        write_note(
            key,
            next(iter(NoteKind)),
            planted["staffnote"],
            member_id=me.member_id,
            now=time.now(),
        )
        db.session.commit()


def reader(house: Begun) -> Reader:
    member = db.session.scalars(db.select(StaffMember)).all()
    wren = next(one for one in member if one.email != GULL)
    return Reader(
        member_id=wren.id,
        team_id=wren.team_id,
        roles=tuple(wren.roles),
        keyring=keyring(house, wren),
        installation=house.installation,
    )


def reset(app: Flask, wren: StaffBrowser, gull: StaffBrowser, clock: Traveller) -> None:
    """A forgotten password: a link, a new one, and no access before a colleague gives it."""
    with app.app_context():
        page = f"/desk/team/{member_id_of(GULL)}"
    wren.open(page)
    wren.fill(action=f"{page}/reset")
    link = next(
        part
        for part in wren.text.replace("<", " ").replace(">", " ").split()
        if "invitation/" in part
    )
    gull.open(urlsplit(link).path)
    gull.fill(password=NEW_PASSWORD, password_again=NEW_PASSWORD)
    clock.shift(STEP)
    gull.fill(code=gull.code())
    assert gull.path.startswith("/desk"), gull.path


def rotate(app: Flask, house: Begun, started: Started) -> None:
    """New keys for the team, opened with the sheets; one member seals the cases to them."""
    typed = "".join(f"{sheet.text}\n" for sheet in started.sheets[:2])
    done = app.test_cli_runner().invoke(args=["keys", "rotate"], input=typed)
    assert done.exit_code == 0, done.output
    with app.app_context(), writing():
        assert reseal_some(reader(house), after="")
        db.session.commit()


def leave_things_half_done(
    app: Flask, wren: StaffBrowser, started: Started, planted: dict[str, str]
) -> None:
    """A desk that was locked over a form, a password without its code, a link nobody opened."""
    wren.open("/desk/")
    wren.fill(action="/desk/lock", to="/desk/law/amendments", form=f"note={planted['typed']}")
    again = StaffBrowser(app)
    again.email = wren.email
    again.give_password()
    typed = "".join(f"{sheet.text}\n" for sheet in started.sheets[1:])
    done = app.test_cli_runner().invoke(args=["keys", "recover"], input=typed)
    assert done.exit_code == 0, done.output


def sign_in(who: StaffBrowser, clock: Traveller) -> None:
    clock.shift(STEP)
    who.give_password()
    who.fill(code=who.code())
    assert who.path in ("/desk/", "/desk/typed"), who.text


def version(app: Flask, reference: str) -> str:
    with app.app_context():
        return str(store.find(reference, team_id=team()).version)


def team() -> str:
    return keys.the_team().id
