"""The same with what the desk itself keeps: notes, messages, drafts, lists, links, addresses."""

from __future__ import annotations

from itertools import product

import pytest
from flask import Flask
from time_machine import Traveller

from intake.actions.keys.init_keys import Started
from intake.audit.models import AuditEntry
from intake.cases import store
from intake.extensions import db
from intake.keys import store as keys
from intake.staff.roles import Role
from tests.journeys.attacks.test_older_versions import weigh_all_again
from tests.journeys.attacks.test_tampering import (
    ALARM,
    BROKEN,
    DAMAGES,
    OF_APPLICANTS,
    OF_CASES,
    OF_STAFF,
    Damaged,
    cases_in,
    forget_alarms,
    queue,
)
from tests.staff.making import STEP
from tests.support.clients.applicant import Applicant
from tests.support.clients.members import StaffBrowser, invite
from tests.support.databases.fixtures import ON_EITHER
from tests.support.databases.stolen_data import PLACES

pytestmark = ON_EITHER

OF_WORK = ("notes.sealed", "messages.sealed")
OF_DRAFTS = ("message_drafts.sealed",)
OF_STUBS = ("stub_keys.sealed",)
OF_LISTS = ("desk_views.name",)
OF_BROWSERS = ("halfway_sessions.locked_key", "typed_forms.sealed")
OF_SHEETS = ("recovery_sheets.sealed", "epochs.sealed_to_recovery")
OF_LINKS = ("first_invitations.wrapped_team_keys",)
AT_REST = ("staff_members.email", "staff_members.totp_secret", "invitations.email")
OF_MOVES = ("recall_moves.sealed",)
ELSEWHERE = ("stubs.sealed",)
"""Tried in ``tests/web/desk/test_conflict.py``."""

WORDS = ("Zanzinote", "Zanzimessage", "Zanzidraft")
UNREADABLE = "Some addresses on this server cannot be read"


def test_every_sealed_column_is_damaged_in_some_test() -> None:
    tried = (*OF_CASES, *OF_APPLICANTS, *OF_STAFF, *OF_WORK, *OF_DRAFTS, *OF_STUBS, *OF_MOVES)

    assert {*tried, *OF_LISTS, *OF_BROWSERS, *OF_SHEETS, *OF_LINKS, *ELSEWHERE} == set(PLACES)


def test_damaged_words_of_the_desk_do_not_open_and_raise_an_alarm(
    app: Flask, wren: StaffBrowser
) -> None:
    worked = [worked_on(app, wren) for _ in range(2)]
    assert all(word in said_in(wren, worked[0]) for word in WORDS)
    assert ALARM not in queue(wren)

    for column, damage in product(OF_WORK, DAMAGES):
        with Damaged(app, column, DAMAGES[damage]):
            for reference in worked:
                assert BROKEN in said_in(wren, reference), (column, damage)
            assert ALARM in queue(wren), (column, damage)
        forget_alarms(app)
    assert all(word in said_in(wren, worked[1]) for word in WORDS)
    assert ALARM not in queue(wren)


def test_a_damaged_draft_keeps_nobody_from_the_thread_and_raises_an_alarm(
    app: Flask, wren: StaffBrowser
) -> None:
    worked = [worked_on(app, wren) for _ in range(2)]

    for damage in ("cut", "emptied", "changed", "swapped"):
        with Damaged(app, *OF_DRAFTS, DAMAGES[damage]):
            told = said_in(wren, worked[0])
            assert ALARM in queue(wren), damage
        assert WORDS[1] in told, damage
        assert WORDS[2] not in told, damage
        forget_alarms(app)
    assert WORDS[2] in said_in(wren, worked[0])


def test_a_damaged_key_of_traces_keeps_nobody_from_a_case_and_raises_an_alarm(
    app: Flask, wren: StaffBrowser
) -> None:
    reference = worked_on(app, wren)

    for damage in ("cut", "emptied", "changed"):
        with Damaged(app, "stub_keys.sealed", DAMAGES[damage]):
            assert WORDS[0] in said_in(wren, reference), damage
            assert ALARM in queue(wren), damage
        forget_alarms(app)


def test_a_damaged_name_of_a_list_is_what_its_filters_say_and_raises_an_alarm(
    app: Flask, wren: StaffBrowser
) -> None:
    for name in ("Zanzilist", "Zanziother"):
        queue(wren)
        wren.fill(action="/desk/views/save?view=unassigned&tier=P1", name=name)
    assert "Zanzilist" in queue(wren)
    assert ALARM not in queue(wren)

    for damage in DAMAGES:
        with Damaged(app, "desk_views.name", DAMAGES[damage]):
            told = queue(wren)
        assert "Zanzi" not in told, damage
        assert told.count("/desk/?view=unassigned&amp;tier=P1") >= 2, damage
        assert ALARM in queue(wren), damage
        forget_alarms(app)
    assert "Zanzilist" in queue(wren)
    assert ALARM not in queue(wren)


def test_a_damaged_reason_of_a_move_hides_no_move_and_raises_an_alarm(
    app: Flask, wren: StaffBrowser
) -> None:
    references = cases_in(app)
    weigh_all_again(wren)
    assert all(reference in moves(wren) for reference in references)
    assert ALARM not in queue(wren)

    for damage in DAMAGES:
        with Damaged(app, *OF_MOVES, DAMAGES[damage]):
            told = moves(wren)
            assert ALARM in queue(wren), damage
        assert all(reference in told for reference in references), damage
        forget_alarms(app)
    moves(wren)
    assert ALARM not in queue(wren)


def test_what_does_not_open_is_written_down_once_a_day(app: Flask, wren: StaffBrowser) -> None:
    queue(wren)
    wren.fill(action="/desk/views/save?view=unassigned", name="Zanzilist")

    with Damaged(app, "desk_views.name", DAMAGES["changed"]):
        for _ in range(3):
            queue(wren)

    with app.app_context():
        told = db.session.scalars(db.select(AuditEntry.act)).all()
    assert told.count("seal_broken") == 1


def test_who_signs_in_over_a_damaged_browser_raises_an_alarm_and_opens_nothing_by_it(
    app: Flask, wren: StaffBrowser, clock: Traveller
) -> None:
    for column in OF_BROWSERS:
        again = StaffBrowser(app)
        again.email, again.secret = wren.email, wren.secret
        clock.shift(STEP)
        again.give_password()
        if column == "typed_forms.sealed":
            again.fill(code=again.code())
            again.open("/desk/")
            again.fill(action="/desk/lock", to="/desk/law/amendments", form="note=Zanzityped")
            clock.shift(STEP)
        with Damaged(app, column, DAMAGES["changed"]):
            if column == "typed_forms.sealed":
                again.give_password()
                assert again.page.status_code == 200
                assert "Zanzityped" not in again.text
            else:
                again.fill(code=again.code())
                assert again.page.status_code == 409
                again.open("/desk/")
                assert again.path == "/desk/signin"
        assert ALARM in queue(wren), column
        forget_alarms(app)


def test_damaged_links_and_sheets_are_refused_in_words(app: Flask, started: Started) -> None:
    typed = "".join(f"{sheet.text}\n" for sheet in started.sheets[:2])
    link = f"/desk/invitation/{started.invitation_token}"

    for column, damage in product(OF_SHEETS, ("cut", "emptied", "changed")):
        with Damaged(app, column, DAMAGES[damage]):
            told = app.test_cli_runner().invoke(args=["keys", "recover"], input=typed)
        assert told.exit_code == 1, (column, damage)
        assert "Error: These sheets belong to other keys" in told.output, (column, damage)
    for damage in ("cut", "emptied", "changed"):
        with Damaged(app, *OF_LINKS, DAMAGES[damage]):
            someone = StaffBrowser(app)
            someone.join(link)
            assert someone.page.status_code == 409, damage
            someone.open("/desk/")
            assert someone.path == "/desk/signin", damage
            someone.open(link)
            someone.fill(anew="1")
    wren = StaffBrowser(app)
    wren.join(link)
    assert ALARM in queue(wren)


def test_damaged_addresses_and_secrets_of_staff_are_said_and_let_nobody_in(
    app: Flask, wren: StaffBrowser, clock: Traveller
) -> None:
    invite(app, Role.CASEWORKER)

    for column, damage in product(AT_REST, ("cut", "emptied", "changed")):
        clock.shift(STEP)
        with Damaged(app, column, DAMAGES[damage]):
            for address in ("/desk/team", "/desk/team/invite", "/desk/account", "/desk/audit"):
                wren.open(address)
                assert wren.page.status_code < 500, (column, damage, address)
            assert UNREADABLE in queue(wren), (column, damage)
            if column == "staff_members.totp_secret":
                again = StaffBrowser(app)
                again.email, again.secret = wren.email, wren.secret
                again.give_password()
                assert again.page.status_code == 503, damage
                again.open("/desk/")
                assert again.path == "/desk/signin"
        assert UNREADABLE not in queue(wren), (column, damage)


def worked_on(app: Flask, wren: StaffBrowser) -> str:
    """A case with a note, a message that was sent, and one that was not."""
    reference = Applicant(app.test_client()).apply()
    case = f"/desk/cases/{reference}"
    for action, given in (
        ("notes", {"kind": "call", "text": WORDS[0]}),
        ("messages", {"text": WORDS[1], "language": "en", "wording": ""}),
        ("messages/draft", {"text": WORDS[2], "language": "en", "wording": ""}),
    ):
        wren.open(case)
        with app.app_context():
            version = store.find(reference, team_id=keys.the_team().id).version
        wren.open(f"{case}/messages")
        wren.fill(action=f"{case}/{action}", version=str(version), **given)
        assert wren.page.status_code == 200, action
    return reference


def moves(wren: StaffBrowser) -> str:
    """Whose date moved, and why."""
    wren.open("/desk/law/recall")
    assert wren.page.status_code == 200
    return wren.text


def said_in(wren: StaffBrowser, reference: str) -> str:
    """All that a case's own pages say."""
    told = ""
    for page in ("", "/notes", "/messages"):
        wren.open(f"/desk/cases/{reference}{page}")
        assert wren.page.status_code == 200, page
        told += wren.text
    return told


@pytest.fixture
def wren(app: Flask, started: Started, clock: Traveller) -> StaffBrowser:
    person = StaffBrowser(app)
    person.join(f"/desk/invitation/{started.invitation_token}")
    return person
