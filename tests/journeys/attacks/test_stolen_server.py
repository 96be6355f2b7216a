"""A thief copies everything on the server: no typed word is readable, and nothing can be opened.

The server has drafts, cases, a message, notes, dates, a reset password, rotated keys, an erasure,
letters and a backup. With a member's password the thief opens what that member may, and no more.
"""

import logging
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import pytest

from intake import clock as time
from intake.actions.backup.tables import all_tables
from intake.actions.case.tell_decision import draft_message
from intake.actions.keys.reseal_cases import reseal_some
from intake.actions.opening.case_keys import Actor, Reader, case_key
from intake.actions.opening.case_messages import Words, write_message
from intake.actions.opening.case_notes import write_note
from intake.cases import store
from intake.extensions import db
from intake.keys import store as keys
from intake.messages.models import Direction
from intake.notes.store import NoteKind
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.questions import Date, Dates, Email, LongText, Phone, Text
from intake.staff.models import StaffMember
from intake.staff.store import Role
from tests.staff.house import keyring
from tests.staff.making import DEVICES, PASSWORD, STEP, TODAY, Begun
from tests.support.clients.applicant import SHORTEST, Applicant, come_back
from tests.support.clients.members import (
    GULL,
    StaffBrowser,
    end_wait,
    fingerprint_of,
    joined_as,
    member_id_of,
    text_of,
    typed_groups,
)
from tests.support.databases.stolen_data import PLACES, StolenData, steal_everything
from tests.support.databases.writing import writing_in

CHOSEN = {
    "help_types": ["fear_return"],
    "location_kind": ["in_us"],
    "us_state": ["TX"],
    "detained_now": ["yes"],
    "asylum_filed": ["no"],
    "court_case": ["yes"],
    "lawful_status": ["ended"],
    "has_lawyer": ["no"],
    "contact_methods": ["call", "email", "trusted_person"],
    "nationality": ["ER"],
}
NEW_PASSWORD = "seven quiet lamps by the lake"
NOT_LIVED_THROUGH = {
    *("recall_moves.sealed", "pending_sheets.sealed", "first_invitations.wrapped_sheets"),
    *("case_links.sealed", "imported_names.sealed"),
    "requests.typed_form",  # gone at the next accepted form
    "requests.joined_key",
    "passkeys.wrapped_device",
}
"""Columns that are empty at the end: the first member has joined and taken the sheets, nobody
there has a passkey, no two cases are linked or merged, and no names are imported."""
OF_TEAM = {
    *("cases.sealed_key", "cases.rewrapped_key", "cases.card", "cases.story"),
    *("diary_entries.sealed", "messages.sealed", "message_drafts.sealed", "notes.sealed"),
    *("card_packs.sealed", "kept_duplicates.sealed"),
    *("stubs.sealed", "sealed_tallies.sealed", "desk_views.name"),
    *("stub_keys.roll", "stub_keys.sealed", "grants.sealed", "staff_members.wrapped_private_key"),
    "signing_grants.sealed",
}
"""Columns that a member may open: their own key, its grants, and the cases of the team."""


@dataclass
class Stolen:
    """The copy of a server after whole journeys.

    ``planted`` has a unique word for each field, ``remaining`` the ids of cases not erased.
    """

    loot: StolenData
    wren: str
    gull: str
    planted: dict[str, str]
    typed: set[str]
    logged: str
    codes: list[str]
    remaining: set[str]


def test_a_stolen_server_reveals_nothing_and_a_password_opens_only_its_members_cases(
    stolen,
):
    """Check everything on one copy, because it takes 15 seconds to make."""
    check_that_no_planted_word_is_readable(stolen)
    check_that_stored_values_open_nothing(stolen)
    check_what_a_members_password_opens(stolen)
    check_that_a_reset_members_passwords_open_no_case(stolen)


def test_every_sealed_column_of_the_list_exists():
    columns = {
        f"{table.name}.{column.name}"
        for table in all_tables().tables.values()
        for column in table.columns
    }

    assert set(PLACES) <= columns


def check_that_no_planted_word_is_readable(stolen):
    readable = stolen.loot.files + stolen.logged.encode()

    assert not [name for name, word in stolen.planted.items() if word.encode() in readable]
    assert len(stolen.typed) > 8
    assert stolen.logged
    for code in stolen.codes:
        assert code.encode() not in readable
        assert code.replace(" ", "").encode() not in readable


def check_that_stored_values_open_nothing(stolen):
    loot = stolen.loot

    assert names(loot.opened_with(loot.byte_strings)) == set()
    assert names(loot.backups) == {"backup", "backup.wraps"}
    assert loot.backups_opened_with(loot.byte_strings) == set()
    assert set(PLACES) - names(loot.sealed) == NOT_LIVED_THROUGH, "no row of this column"
    assert len(loot.byte_strings) > 500


def check_what_a_members_password_opens(stolen):
    loot = stolen.loot

    with_sheet = loot.keys_of(stolen.wren, PASSWORD, DEVICES[stolen.wren])
    opened = loot.opened_with(with_sheet)
    assert loot.opened_with(loot.keys_of(stolen.wren, PASSWORD)) == set()
    assert loot.backups_opened_with(with_sheet) == set()

    of_cases = {sealed for sealed in loot.sealed if sealed.case_id}
    assert opened >= of_cases
    assert {sealed.case_id for sealed in of_cases} == stolen.remaining
    assert names(opened) <= OF_TEAM
    member_keys = [each for each in opened if each.column == "staff_members.wrapped_private_key"]
    assert len(member_keys) == 1


def check_that_a_reset_members_passwords_open_no_case(stolen):
    loot = stolen.loot

    assert names(loot.opened_with(loot.keys_of(stolen.gull, PASSWORD))) == set()
    waits = loot.opened_with(loot.keys_of(stolen.gull, NEW_PASSWORD, DEVICES[stolen.gull]))
    assert names(waits) == {"staff_members.wrapped_private_key"}


def names(values):
    """Return the columns of sealed values."""
    return {sealed.column for sealed in values}


@pytest.fixture
def stolen(
    app,
    started,
    clock,
    caplog,
    tmp_path,
):
    caplog.set_level(logging.DEBUG)
    house = Begun(installation=started.fingerprint, link=started.invitation_token)
    wren = StaffBrowser(app)
    wren.join(f"/desk/invitation/{house.link}")
    gull = granted(app, wren)
    planted = {name: f"{word}" for name, word in words().items()}
    people = [
        Applicant(app, CHOSEN | {name: [word] for name, word in planted.items()}) for _ in range(3)
    ]
    for applicant in people:
        apply_for(applicant, planted)
    references = [applicant.send() for applicant in people[:2]]
    codes = [code_of(applicant) for applicant in people]

    planted |= {
        name: f"Zanziwort{name.title()}"
        for name in ("message", "unsent", "typed", "staffnote", "view")
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
    shortest = {**SHORTEST, "name_to_use": [planted["name_to_use"]]}
    unseen = Applicant(app, shortest).apply()
    sign_in(wren, clock)
    leaving = come_back(app, codes[1])
    leaving.open("/en/mailbox/delete")
    leaving.post("/en/mailbox/delete", {})
    assert leaving.path == "/en/deleted"
    for args in (["housekeeping", "run"], ["outbox", "work", "--once"]):
        assert app.test_cli_runner().invoke(args=args).exit_code == 0, args
    assert list(tmp_path.rglob("*.eml")) != [], "no letter was written"
    leave_unfinished_steps(app, wren, started, planted)
    sign_in(wren, clock)
    wren.open("/desk/search")
    wren.page.close()  # the sweep behind it seals the roll
    wren.fill(action="/desk/search", q=planted["name_to_use"])  # makes a pack of the cards left
    codes.append(read_calendar(wren))
    newest = Applicant(app, shortest).apply()  # no page follows that rewraps it
    backup = app.test_cli_runner().invoke(args=["backup", "create", str(tmp_path / "backup")])
    assert backup.exit_code == 0, backup.output
    with app.app_context():
        remaining = {store.find(ref, team_id=team()).id for ref in (references[0], unseen, newest)}
        ids = member_id_of(wren.email), member_id_of(GULL)
    return Stolen(
        loot=steal_everything(app, tmp_path),
        wren=ids[0],
        gull=ids[1],
        planted=planted,
        typed={name for name in planted if was_asked(people[0], name)},
        logged=caplog.text,
        codes=codes,
        remaining=remaining,
    )


def read_calendar(wren):
    """Make the address of a calendar feed, read it as a calendar program; return its secret."""
    wren.open("/desk/account/calendar")
    wren.fill(action="/desk/account/calendar")
    path = "/desk/calendar/" + text_of(wren.text, "calendar-address").rpartition("/")[2]
    text = wren.client.get(path).text
    assert "Dates as of" in text
    return path.rpartition("/")[2].removesuffix(".ics")


def words():
    """Return a unique word for each question that takes words, by form field."""
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


def apply_for(applicant, planted):
    applicant.begin()
    applicant.walk()
    applicant.post("/en/f/send", {"send": ["more"]})
    applicant.walk()
    for name, word in planted.items():
        if was_asked(applicant, name):
            assert word in applicant.text, f"{name} did not reach the check page"


def was_asked(applicant, name):
    """Return true if a page asked this question in words."""
    asked = (page for page in ASYLUM.pages if page.id in applicant.visited)
    return any(question.id == name for page in asked for question in page.questions)


def code_of(applicant):
    if applicant.path != "/en/sent":
        applicant.open("/en/f/code")
    return text_of(applicant.text, "return-code")


def granted(app, wren):
    """Return a colleague who has joined and was granted the team's keys."""
    gull = joined_as(app, Role.CASEWORKER)
    with app.app_context():
        page = f"/desk/team/{member_id_of(GULL)}"
    wren.open(page)
    wren.fill(action=f"{page}/access", **typed_groups(wren.text, fingerprint_of(app)))
    assert wren.path == "/desk/team", wren.text
    return gull


def write(app, house, reference, planted):
    with writing_in(app):
        me = reader(house)
        key = case_key(store.find(reference, team_id=me.team_id), me)
        words_of_message = Words(text=planted["message"], language="en", member_id=me.member_id)
        write_message(key, Direction.OUT, words_of_message, on=TODAY)
        by = Actor(reader=me, day=TODAY, at=time.now())
        draft_message(by, reference, replace(words_of_message, text=planted["unsent"]))
        write_note(by, key, next(iter(NoteKind)), planted["staffnote"])


def reader(house):
    members = db.session.scalars(db.select(StaffMember)).all()
    wren = next(member for member in members if member.email != GULL)
    return Reader(
        member_id=wren.id,
        team_id=wren.team_id,
        roles=tuple(wren.roles),
        keyring=keyring(house, wren),
        installation=house.installation,
    )


def reset(app, wren, gull, clock):
    """Reset a member's password; the member chooses a new one and has no access yet."""
    with app.app_context():
        page = f"/desk/team/{member_id_of(GULL)}"
    wren.open(page)
    wren.fill(action=f"{page}/reset")
    link = next(
        part
        for part in wren.text.replace("<", " ").replace(">", " ").split()
        if "invitation/" in part
    )
    end_wait(app)
    gull.open(urlsplit(link).path)
    gull.fill(password=NEW_PASSWORD, password_again=NEW_PASSWORD)
    clock.shift(STEP)
    gull.fill(code=gull.code())
    assert gull.path.startswith("/desk"), gull.path


def rotate(app, house, started):
    """Rotate the team's keys with two sheets, and reseal the cases to them."""
    typed = "".join(f"{sheet.text}\n" for sheet in started.sheets[:2])
    done = app.test_cli_runner().invoke(args=["keys", "rotate"], input=typed)
    assert done.exit_code == 0, done.output
    with writing_in(app):
        assert reseal_some(reader(house), after="")


def leave_unfinished_steps(app, wren, started, planted):
    """Lock the desk over a form, sign in halfway, and make an invitation that is not used."""
    wren.open("/desk/")
    wren.fill(action="/desk/lock", to="/desk/law/amendments", form=f"note={planted['typed']}")
    again = StaffBrowser(app)
    again.email = wren.email
    again.give_password()
    typed = "".join(f"{sheet.text}\n" for sheet in started.sheets[1:])
    done = app.test_cli_runner().invoke(args=["keys", "recover"], input=typed)
    assert done.exit_code == 0, done.output


def sign_in(member, clock):
    clock.shift(STEP)
    member.give_password()
    member.fill(code=member.code())
    assert member.path in ("/desk/", "/desk/typed"), member.text


def version(app, reference):
    with app.app_context():
        return str(store.find(reference, team_id=team()).version)


def team():
    return keys.the_team().id
