"""An attacker who can write to the database swaps, truncates and changes sealed values.

None of them opens, no page answers with a server error, and the desk shows an alarm.
"""

import re
from collections.abc import Callable
from html import unescape
from itertools import product

import pytest
from flask import current_app
from sqlalchemy import Column, LargeBinary, Table, type_coerce

from intake.audit.models import AuditEntry
from intake.cases.models import Case
from intake.extensions import Model, db, writing
from intake.keys import store as keys
from intake.questionnaire.asylum import ASYLUM
from intake.sealing import return_code
from intake.sealing.seal import Pair
from intake.settings import Settings
from tests.cases.making import TODAY, InventedTeam
from tests.staff.making import STEP, begun, pinned
from tests.support.clients.applicant import ACKNOWLEDGED, Applicant, at_check
from tests.support.clients.members import StaffBrowser, text_of
from tests.support.databases.writing import writing_in
from tests.support.rows import change_rows

OF_NEW_CASES = ("cases.sealed_key",)
"""Columns of cases that no member has looked at: the first page of the queue rewraps their keys."""

OF_CASES = ("cases.card", "cases.story", "diary_entries.sealed", "cases.rewrapped_key")
OF_APPLICANTS = (
    *("requests.key_under_token", "requests.answers", "requests.receipt"),
    *("requests.key_under_code", "requests.code_under_token"),
)
OF_TYPED_FORMS = ("requests.typed_form",)
OF_STAFF = (
    *("grants.sealed", "signing_grants.sealed"),
    *("staff_members.wrapped_private_key", "staff_sessions.locked_keys"),
)
OF_TEAMS = (
    *("epochs.hpke_public", "epochs.sign_public", "epochs.vouch_public", "epochs.signature"),
)

REQUESTS: Table = Model.metadata.tables["requests"]

BROKEN = "This case cannot be opened."
DAMAGED = "Its data was altered or damaged"
PUT_BACK = "An older version of its data was put back"
ALARM = "Some encrypted data cannot be opened."

Damage = Callable[[list[bytes]], list[bytes]]
DAMAGES: dict[str, Damage] = {
    "swapped": lambda values: [*values[1:], values[0]],
    "cut": lambda values: [value[:-1] for value in values],
    "emptied": lambda values: [b"" for _ in values],
    "changed": lambda values: [v[:-20] + bytes([v[-20] ^ 1]) + v[-19:] for v in values],
}


def test_a_damaged_case_does_not_open_and_raises_an_alarm(app, wren):
    references = cases_in(app)
    show_damages(app, wren, references, OF_NEW_CASES)
    for reference in references[:2]:
        assert "Lumo" in case(wren, reference)
    assert ALARM not in queue(wren)

    show_damages(app, wren, references, OF_CASES)


def show_damages(app, wren, references, columns):
    """Damage each column in each way: the cases must not open, and the queue must say so."""
    for column, damage in product(columns, DAMAGES):
        with Damaged(app, column, DAMAGES[damage]):
            pages = [case(wren, reference) for reference in references]
            queue_page, results = queue(wren), search_for(wren, "Lumo")
        broken = [page for page in pages if BROKEN in page]
        assert all(DAMAGED in page for page in broken), (column, damage)
        assert len(broken) >= 2, (column, damage)
        assert not any("Lumo Test" in page for page in broken), (column, damage)
        assert ALARM in queue_page, (column, damage)
        assert "Searched" in results, (column, damage)
        forget_alarms(app)


def test_damaged_keys_of_staff_open_nothing_without_a_server_error(app, wren):
    addresses = ("/desk/", "/desk/team", f"/desk/cases/{cases_in(app)[0]}", "/desk/search")

    for column, damage in product(OF_STAFF, ("cut", "emptied", "changed")):
        with Damaged(app, column, DAMAGES[damage]):
            for address in addresses:
                wren.open(address)
                assert wren.status < 500, (column, damage, address)


def test_signing_in_with_damaged_keys_is_refused_and_raises_an_alarm(app, wren, clock):
    for column in OF_STAFF[:3]:
        again = StaffBrowser(app)
        again.email, again.secret = wren.email, wren.secret
        clock.shift(STEP)
        with Damaged(app, column, DAMAGES["changed"]):
            again.give_password()
            if again.status == 200:
                again.give_code()
            assert again.status == 409, column
            again.open("/desk/")
            assert again.path == "/desk/signin", column
        assert ALARM in queue(wren), column
        forget_alarms(app)


def test_a_damaged_request_does_not_open_without_a_server_error(app, wren):
    people = [applicant(app) for _ in range(4)]
    codes = [code_of(someone) for someone in people]
    for someone in people[:2]:
        someone.send()

    for column, damage in product(OF_APPLICANTS, DAMAGES):
        with Damaged(app, column, DAMAGES[damage]):
            for someone, address in product(people, ("/en/f/check", "/en/sent")):
                assert someone.open(address).status_code < 500, (column, damage, address)
            if column == "requests.key_under_code":
                again = Applicant(app)
                again.open("/en/return")
                assert again.post("/en/return", {"code": codes[:1]}).status_code == 422, damage
            assert ALARM in queue(wren), (column, damage)
            forget_alarms(app)
    assert people[2].open("/en/f/check").status_code == 200
    assert people[2].send()


def test_a_damaged_typed_form_is_no_server_error_and_raises_an_alarm(app, wren):
    people = [applicant(app) for _ in range(2)]
    page = f"/en/f/{ASYLUM.numbers[ASYLUM.page_of('household_size').id]}"
    for someone in people:
        someone.open(page)
        someone.post(page, {"household_size": ["99"]})
        assert someone.status == 422

    for column, damage in product(OF_TYPED_FORMS, DAMAGES):
        with Damaged(app, column, DAMAGES[damage]):
            for someone in people:
                assert someone.open(page).status_code < 500, damage
            assert ALARM in queue(wren), damage
            forget_alarms(app)
    assert people[0].open("/en/f/check").status_code == 200


def test_a_replaced_team_key_receives_no_request_and_raises_an_alarm(app, wren):
    someone = applicant(app)

    for column in OF_TEAMS:
        with Damaged(app, column, DAMAGES["changed"]):
            someone.open("/en/f/check")
            someone.post("/en/f/send", {**ACKNOWLEDGED, "send": ["now"]})
            assert someone.status == 503, column
            assert "The team's key on this server was replaced" in unescape(queue(wren)), column

    someone.open("/en/f/check")
    assert someone.send()


def test_a_restored_older_case_does_not_open_and_raises_an_alarm(app, wren):
    someone = applicant(app)
    reference, code = someone.send(), text_of(someone.text, "return-code")
    assert BROKEN not in case(wren, reference)
    older = sealed_of(app, reference)
    answer_more(app, code)
    newer = sealed_of(app, reference)
    assert BROKEN not in case(wren, reference)
    assert ALARM not in queue(wren)

    for columns in (("card", "story"), ("card",), ("story",)):
        restore(app, reference, {name: older[name] for name in columns})
        assert PUT_BACK in case(wren, reference), columns
        assert ALARM in queue(wren), columns
        forget_alarms(app)
        restore(app, reference, newer)
    assert BROKEN not in case(wren, reference)
    assert ALARM not in queue(wren)


def test_a_restored_older_draft_does_not_open_and_raises_an_alarm(app, wren):
    someone = applicant(app)
    code = code_of(someone)
    older = row_of(app, code)
    say_more(someone)
    newer = row_of(app, code)
    assert ALARM not in queue(wren)

    for columns in (("answers",), tuple(older)):
        put(app, code, {name: older[name] for name in columns})
        assert someone.open("/en/f/check").status_code == 409, columns
        assert someone.open("/en/f/code").status_code == 200, columns
        someone.post("/en/f/send", {**ACKNOWLEDGED, "send": ["now"]})
        assert someone.status == 409, columns
        assert ALARM in queue(wren), columns
        forget_alarms(app)
    put(app, code, newer)
    assert "Nobody Test-Testfold" in someone.open("/en/f/check").text
    someone.send()
    assert ALARM not in queue(wren)

    put(app, code, newer)
    assert someone.open("/en/f/check").status_code == 409, "what was sent, to be sent again"
    assert ALARM in queue(wren)


def test_an_older_draft_restored_with_its_whole_row_shows_the_older_answers(app):
    """Only the applicant can notice it, because everything in the database was restored."""
    with app.app_context():
        pinned(app, begun().installation)
    someone = applicant(app)
    code = code_of(someone)
    older = row_of(app, code)
    say_more(someone)

    put(app, code, older)
    again = Applicant(app)
    again.enter_code(code)

    assert again.open("/en/f/check").status_code == 200
    assert "Nobody Test-Testfold" not in again.text


def say_more(someone):
    """Go on to the later questions, and answer one of them."""
    someone.answers["do_not_tell"] = ["Nobody Test-Testfold"]
    someone.post("/en/f/send", {"send": ["more"]})
    someone.walk()


def row_of(app, code):
    """Return the row of a request."""
    with app.app_context():
        row = db.session.execute(db.select(REQUESTS).where(by(code))).mappings().one()
        return dict(row)


def put(app, code, values):
    with writing_in(app):
        change_rows(REQUESTS, by(code), **values)


def by(code):
    settings: Settings = current_app.config["SETTINGS"]
    read = return_code.read(code)
    salt = return_code.salt_of(read, settings.recovery_fingerprint)
    return REQUESTS.c.code_auth == return_code.halves(read, salt).auth_hash


def answer_more(app, code):
    """Return with the code and answer one more question."""
    again = Applicant(app)
    again.enter_code(code)
    number = ASYLUM.numbers["do_not_tell"]
    again.open(f"/en/mailbox/{number}")
    again.post(f"/en/mailbox/{number}", {"do_not_tell": ["Nobody Test-Testfold"]})
    assert again.path == "/en/mailbox", again.path


def sealed_of(app, reference):
    with app.app_context():
        query = db.select(Case.card, Case.story).where(Case.reference == reference)
        card, story = db.session.execute(query).one()
        return {"card": card, "story": story}


def restore(app, reference, values):
    with writing_in(app):
        change_rows(Case, Case.reference == reference, **values)


def queue(wren):
    wren.open("/desk/")
    assert wren.status == 200
    return wren.text


def case(wren, reference):
    wren.open(f"/desk/cases/{reference}")
    assert wren.status == 200, reference
    return wren.text


def search_for(wren, words):
    wren.open("/desk/search")
    wren.fill(q=words)
    assert wren.status == 200
    return wren.text


class Damaged:
    """Damage a column in every row within a context, and restore it afterwards."""

    def __init__(self, app, column, damage):
        table, _, name = column.partition(".")
        self.app, self.damage = app, damage
        self.table: Table = Model.metadata.tables[table]
        self.column: Column[bytes] = self.table.c[name]
        self.originals: dict[tuple[object, ...], bytes] = {}

    def __enter__(self):
        with self.app.app_context(), writing():
            keys = tuple(self.table.primary_key)
            raw = type_coerce(self.column, LargeBinary)
            rows = db.session.execute(db.select(*keys, raw)).all()
            self.originals = {tuple(row[:-1]): bytes(row[-1]) for row in rows if row[-1]}
            assert self.originals, f"nothing to damage in {self.column}"
            damaged = dict(
                zip(self.originals, self.damage([*self.originals.values()]), strict=True)
            )
            assert damaged != self.originals, f"nothing to swap in {self.column}"
            self._write(damaged)

    def __exit__(self, *_):
        with self.app.app_context(), writing():
            self._write(self.originals)

    def _write(self, values):
        for key, value in values.items():
            here = [
                column == part for column, part in zip(self.table.primary_key, key, strict=True)
            ]
            raw = type_coerce(value, LargeBinary)
            db.session.execute(db.update(self.table).where(*here).values({self.column: raw}))
        db.session.commit()


def cases_in(app):
    """Make four cases of the team with a date in the diary; return their references."""
    with writing_in(app):
        factory = case_factory(app)
        return [factory.case(dates={"act_by": TODAY}).reference for _ in range(4)]


def case_factory(app):
    """Return a factory of cases of the existing team."""
    team = keys.the_team()
    public = keys.epochs_of(team.id)[0].public.hpke_public
    pin = app.config["SETTINGS"].recovery_fingerprint
    return InventedTeam(row=team, pair=Pair(private=b"", public=public), installation=pin)


def forget_alarms(app):
    """Delete the alarms of broken seals from the log."""
    with writing_in(app):
        db.session.execute(db.delete(AuditEntry).where(AuditEntry.act == "seal_broken"))


def applicant(app):
    """Return an applicant at the check page."""
    return at_check(app)


def code_of(someone):
    someone.open("/en/f/code")
    code = re.search(r'id="?return-code"?[^>]*>([^<]+)<', someone.text)
    assert code, someone.path
    someone.open("/en/f/check")
    return code[1]


@pytest.fixture
def wren(app, clock):
    with app.app_context():
        house = begun()
        db.session.remove()
    pinned(app, house.installation)
    person = StaffBrowser(app)
    person.join(f"/desk/invitation/{house.link}")
    return person
