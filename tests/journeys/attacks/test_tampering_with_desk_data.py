"""An attacker damages data of the desk: notes, messages, drafts, lists, invitations, emails."""

from itertools import product

import pytest

from intake import clock as time
from intake.actions.keys.init_keys import init_keys
from intake.audit.models import AuditEntry
from intake.cases import store
from intake.extensions import db
from intake.keys import store as keys
from intake.staff.store import Role
from tests.journeys.attacks.test_older_versions import recall_cases
from tests.journeys.attacks.test_tampering import (
    ALARM,
    BROKEN,
    DAMAGES,
    OF_APPLICANTS,
    OF_CASES,
    OF_NEW_CASES,
    OF_STAFF,
    OF_TYPED_FORMS,
    Damaged,
    cases_in,
    forget_alarms,
    queue,
)
from tests.staff.making import STEP, TODAY, pinned
from tests.support.clients.applicant import Applicant
from tests.support.clients.members import StaffBrowser, invite
from tests.support.databases.stolen_data import PLACES

OF_WORK = ("notes.sealed", "messages.sealed")
OF_DRAFTS = ("message_drafts.sealed",)
OF_STUBS = ("stub_keys.sealed",)
OF_LISTS = ("desk_views.name",)
OF_BROWSERS = ("halfway_sessions.locked_key", "typed_forms.sealed")
OF_SHEETS = ("recovery_sheets.sealed", "epochs.sealed_to_recovery")
OF_LINKS = ("first_invitations.wrapped_team_keys",)
OF_WAITING_SHEETS = ("first_invitations.wrapped_sheets", "pending_sheets.sealed")
AT_REST = ("staff_members.email", "staff_members.totp_secret", "invitations.email")
OF_MOVES = ("recall_moves.sealed",)
ELSEWHERE = (
    *("stubs.sealed", "passkeys.wrapped_device"),
    *("card_packs.sealed", "kept_duplicates.sealed", "sealed_tallies.sealed"),
    *("case_links.sealed", "requests.joined_key", "imported_names.sealed"),
    *("calendar_feeds.wrapped_private", "calendar_feeds.sealed", "stub_keys.roll"),
)
"""Columns that ``tests/web/desk/test_conflict.py``, ``tests/web/signin/test_passkey_device.py``,
``tests/actions/opening/test_card_packs.py``, ``tests/actions/conflicts/test_check_in_passing.py``,
``tests/actions/case/test_link_cases.py``, ``tests/journeys/applicants/test_one_mailbox.py``,
``tests/web/desk/test_calendar.py``, ``tests/web/desk/test_names.py``,
``tests/actions/reports/test_count_case.py`` and
``tests/actions/opening/test_sealed_rows.py`` damage."""

WORDS = ("Zanzinote", "Zanzimessage", "Zanzidraft")
UNREADABLE = "Some addresses on this server cannot be read"


def test_every_sealed_column_is_damaged_in_some_test():
    of_people = (
        *OF_CASES,
        *OF_NEW_CASES,
        *OF_APPLICANTS,
        *OF_TYPED_FORMS,
        *OF_STAFF,
        *OF_WORK,
        *OF_DRAFTS,
        *OF_STUBS,
        *OF_MOVES,
    )
    of_keys = (*OF_LISTS, *OF_BROWSERS, *OF_SHEETS, *OF_LINKS, *OF_WAITING_SHEETS)

    assert {*of_people, *of_keys, *ELSEWHERE} == set(PLACES)


def test_damaged_notes_and_messages_do_not_open_and_raise_an_alarm(app, wren):
    worked = [worked_on(app, wren) for _ in range(2)]
    assert all(word in pages_of(wren, worked[0]) for word in WORDS)
    assert ALARM not in queue(wren)

    for column, damage in product(OF_WORK, DAMAGES):
        with Damaged(app, column, DAMAGES[damage]):
            for reference in worked:
                assert BROKEN in pages_of(wren, reference), (column, damage)
            assert ALARM in queue(wren), (column, damage)
        forget_alarms(app)
    assert all(word in pages_of(wren, worked[1]) for word in WORDS)
    assert ALARM not in queue(wren)


def test_a_damaged_message_draft_leaves_the_thread_readable_and_raises_an_alarm(app, wren):
    worked = [worked_on(app, wren) for _ in range(2)]

    for damage in ("cut", "emptied", "changed", "swapped"):
        with Damaged(app, *OF_DRAFTS, DAMAGES[damage]):
            pages = pages_of(wren, worked[0])
            assert ALARM in queue(wren), damage
        assert WORDS[1] in pages, damage
        assert WORDS[2] not in pages, damage
        forget_alarms(app)
    assert WORDS[2] in pages_of(wren, worked[0])


def test_a_damaged_stub_key_leaves_cases_readable_and_raises_an_alarm(app, wren):
    reference = worked_on(app, wren)

    for damage in ("cut", "emptied", "changed"):
        with Damaged(app, "stub_keys.sealed", DAMAGES[damage]):
            assert WORDS[0] in pages_of(wren, reference), damage
            assert ALARM in queue(wren), damage
        forget_alarms(app)


def test_a_list_with_a_damaged_name_shows_its_filters_and_raises_an_alarm(app, wren):
    for name in ("Zanzilist", "Zanziother"):
        queue(wren)
        wren.fill(action="/desk/views/save?view=unassigned&tier=P1", name=name)
    assert "Zanzilist" in queue(wren)
    assert ALARM not in queue(wren)

    for damage in DAMAGES:
        with Damaged(app, "desk_views.name", DAMAGES[damage]):
            page = queue(wren)
        assert "Zanzi" not in page, damage
        assert page.count("/desk/?view=unassigned&amp;tier=P1") >= 2, damage
        assert ALARM in queue(wren), damage
        forget_alarms(app)
    assert "Zanzilist" in queue(wren)
    assert ALARM not in queue(wren)


def test_a_deadline_change_with_a_damaged_reason_is_shown_and_raises_an_alarm(app, wren):
    references = cases_in(app)
    recall_cases(wren)
    assert all(reference in moves(wren) for reference in references)
    assert ALARM not in queue(wren)

    for damage in DAMAGES:
        with Damaged(app, *OF_MOVES, DAMAGES[damage]):
            page = moves(wren)
            assert ALARM in queue(wren), damage
        assert all(reference in page for reference in references), damage
        forget_alarms(app)
    moves(wren)
    assert ALARM not in queue(wren)


def test_a_broken_seal_is_logged_once_a_day(app, wren):
    queue(wren)
    wren.fill(action="/desk/views/save?view=unassigned", name="Zanzilist")

    with Damaged(app, "desk_views.name", DAMAGES["changed"]):
        for _ in range(3):
            queue(wren)

    with app.app_context():
        acts = db.session.scalars(db.select(AuditEntry.act)).all()
    assert acts.count("seal_broken") == 1


def test_signing_in_over_damaged_session_values_raises_an_alarm_and_opens_nothing(app, wren, clock):
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
                assert again.status == 200
                assert "Zanzityped" not in again.text
            else:
                again.fill(code=again.code())
                assert again.status == 409
                again.open("/desk/")
                assert again.path == "/desk/signin"
        assert ALARM in queue(wren), column
        forget_alarms(app)


def test_damaged_invitations_and_sheets_are_refused_with_a_sentence(app, started):
    typed = "".join(f"{sheet.text}\n" for sheet in started.sheets[:2])
    link = f"/desk/invitation/{started.invitation_token}"

    for column, damage in product(OF_SHEETS, ("cut", "emptied", "changed")):
        with Damaged(app, column, DAMAGES[damage]):
            result = app.test_cli_runner().invoke(args=["keys", "recover"], input=typed)
        assert result.exit_code == 1, (column, damage)
        assert "Error: These sheets belong to different keys" in result.output, (column, damage)
    for damage in ("cut", "emptied", "changed"):
        with Damaged(app, *OF_LINKS, DAMAGES[damage]):
            someone = StaffBrowser(app)
            someone.join(link)
            assert someone.status == 409, damage
            someone.open("/desk/")
            assert someone.path == "/desk/signin", damage
            someone.open(link)
            someone.fill(anew="1")
    wren = StaffBrowser(app)
    wren.join(link)
    assert ALARM in queue(wren)


def test_damaged_sheets_that_wait_for_a_member_are_refused_and_raise_an_alarm(app, clock):
    invitation, pending = OF_WAITING_SHEETS
    with app.app_context():
        started = init_keys(team_name="Intake", today=TODAY, now=time.now(), sheets_in_browser=True)
        db.session.commit()
    pinned(app, started.fingerprint)
    link = f"/desk/invitation/{started.invitation_token}"

    for damage in ("cut", "emptied", "changed"):
        with Damaged(app, invitation, DAMAGES[damage]):
            refused = StaffBrowser(app)
            refused.join(link)
            assert refused.status == 409, damage
            refused.open(link)
            refused.fill(anew="1")
    wren = StaffBrowser(app)
    wren.puts_off = True
    wren.join(link)
    for damage in ("cut", "emptied", "changed"):
        clock.shift(STEP)
        again = StaffBrowser(app)
        again.email, again.secret = wren.email, wren.secret
        with Damaged(app, pending, DAMAGES[damage]):
            again.give_password()
            again.fill(code=again.code())
            assert again.status == 409, damage
        assert ALARM in queue(wren), damage
        forget_alarms(app)


def test_damaged_emails_and_secrets_of_staff_are_reported_and_refused(app, wren, clock):
    invite(app, Role.CASEWORKER)

    for column, damage in product(AT_REST, ("cut", "emptied", "changed")):
        clock.shift(STEP)
        with Damaged(app, column, DAMAGES[damage]):
            for address in ("/desk/team", "/desk/team/invite", "/desk/account", "/desk/audit"):
                wren.open(address)
                assert wren.status < 500, (column, damage, address)
            assert UNREADABLE in queue(wren), (column, damage)
            if column == "staff_members.totp_secret":
                again = StaffBrowser(app)
                again.email, again.secret = wren.email, wren.secret
                again.give_password()
                assert again.status == 503, damage
                again.open("/desk/")
                assert again.path == "/desk/signin"
        assert UNREADABLE not in queue(wren), (column, damage)


def worked_on(app, wren):
    """Make a case with a note, a sent message and a draft; return its reference."""
    reference = Applicant(app).apply()
    case = f"/desk/cases/{reference}"
    for action, fields in (
        ("notes", {"kind": "call", "text": WORDS[0]}),
        ("messages", {"text": WORDS[1], "language": "en", "wording": ""}),
        ("messages/draft", {"text": WORDS[2], "language": "en", "wording": ""}),
    ):
        wren.open(case)
        with app.app_context():
            version = store.find(reference, team_id=keys.the_team().id).version
        wren.open(f"{case}/messages")
        wren.fill(action=f"{case}/{action}", version=str(version), **fields)
        assert wren.status == 200, action
    return reference


def moves(wren):
    """Return the page that lists the deadline changes of a recall."""
    wren.open("/desk/law/recall")
    assert wren.status == 200
    return wren.text


def pages_of(wren, reference):
    """Return the text of all pages of a case."""
    text = ""
    for page in ("", "/notes", "/messages"):
        wren.open(f"/desk/cases/{reference}{page}")
        assert wren.status == 200, page
        text += wren.text
    return text


@pytest.fixture
def wren(app, started, clock):
    person = StaffBrowser(app)
    person.join(f"/desk/invitation/{started.invitation_token}")
    return person
