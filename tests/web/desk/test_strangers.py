"""Rows of other teams: every address answers, to every role, as if they did not exist. No field
that a page does not have changes anything.
"""

import re

import pytest
from flask.testing import FlaskClient

from intake import clock
from intake.audit import log
from intake.cases.models import Case
from intake.conflicts.models import ImportedNames
from intake.desk_state import bulk_acts, saved_views
from intake.diary.models import DiaryEntry
from intake.extensions import db
from intake.keys.models import Team
from intake.offices.models import Office
from intake.sessions.models import StaffSession
from intake.staff.models import Passkey, StaffMember
from intake.staff.store import Act, Role, may
from intake.web.limits import LocalCounter
from tests.cases.desk import desk_of, save_arranged
from tests.cases.making import TODAY
from tests.outbox.making import given_up
from tests.support.clients.applicant import csrf_of
from tests.support.rows import all_rows, one_row

DESK_OF = ("attorney",)

NOWHERE = {
    "reference": "0000-0000",
    **dict.fromkeys(
        (
            *("member_id", "view_id", "act_id", "entry_id", "session_id", "passkey_id"),
            *("letter_id", "import_id", "office_id", "list_id"),
        ),
        "0" * 32,
    ),
}
"""Values that name no row, by variable of an address."""

NOBODYS = frozenset({"id_", "place_id", "token", "wording", "language"})
"""Variables of no team: amendments, places, templates, and links that are secrets themselves."""

EXTRA = {
    "status": "closed",
    "close_reason": "spam",
    "assignee_id": "somebody",
    "tier": "P0",
    "team_id": "another",
    "id": "another",
    "erase_on": "2026-11-24",
    "held_since": "2026-11-24",
    "due_on": "2030-01-01",
    "conflict": "freed",
    "roles": "administrator",
    "is_admin": "yes",
}
"""Names of columns, which are no names of fields."""


@pytest.mark.parametrize("role", Role)
def test_another_teams_rows_answer_like_missing_rows(app, signed_in_as, role):
    mine = signed_in_as(role.value)
    case = somebody_elses(app)
    case_id = case.id
    theirs = {
        "reference": case.reference,
        "member_id": one_row(StaffMember.id, StaffMember.id != mine.member.id),
        **acts_of(case),
    }
    mine.open("/desk/account")
    token = csrf_of(mine.text)
    seen = [
        (rule.rule, method, *both)
        for rule in desk_addresses(app)
        for method in sorted({"GET", "POST"} & (rule.methods or set()))
        if (both := compared(mine, rule, method, theirs=theirs, token=token))
    ]

    assert [row for row in seen if row[2] != row[3]] == []
    assert {status for _, _, (status, _), _ in seen} <= {303, 404, 405, 409}
    assert log.history_of(case_id) == []
    assert db.session.scalars(db.select(ImportedNames.count)).all() == [1]
    parted = {rule.rule for rule in desk_addresses(app) if rule.arguments - NOBODYS}
    assert {address for address, *_ in seen} == parted


@pytest.mark.parametrize("role", Role)
def test_acts_that_a_role_may_not_do_answer_like_missing_pages(app, signed_in_as, role):
    mine = signed_in_as(role.value)
    ours = NOWHERE | {"reference": mine.team.case().reference, "member_id": mine.member.id}
    mine.open("/desk/account")
    token = csrf_of(mine.text)
    seen = [
        (rule.rule, method, *both)
        for rule in desk_addresses(app)
        if not may([role], guard_of(app, rule))
        for method in sorted({"GET", "POST"} & (rule.methods or set()))
        if (both := compared(mine, rule, method, theirs=ours, token=token, plain=True))
    ]

    assert [row for row in seen if row[2] != row[3]] == []
    assert {status for _, _, (status, _), _ in seen} <= {404, 405}
    assert len(seen) > 5 or role in (Role.SUPERVISOR, Role.ATTORNEY, Role.CASEWORKER)


def test_unexpected_fields_change_nothing(desk, case):
    desk.open_case(case)
    before = columns(case)

    desk.send(case, "assign", **EXTRA)

    after = columns(case)
    changed = {name for name in before if before[name] != after[name]}
    assert after["assignee_id"] == desk.member.id
    assert changed <= {"assignee_id", "card", "version", "last_move_on", "waits_for"}
    assert all_rows(StaffMember.roles) == [["attorney"]]


def test_no_act_on_a_case_sets_a_column_from_a_field(app):
    """The plain client is used: an error may link to a field that no page has."""
    app.test_client_class = FlaskClient
    acts = [
        rule.rule
        for rule in desk_addresses(app)
        if "POST" in (rule.methods or ()) and rule.arguments == {"reference"}
    ]
    fields = EXTRA | {"held_since": "2031-01-01"}
    assert len(acts) > 10

    with app.app_context():
        desk = desk_of(app, "attorney", "supervisor")
        case = desk.case()
        desk.open_case(case)
        for act in acts:
            version = str(columns(case)["version"])
            desk.post(act.replace("<reference>", case.reference), version=version, **fields)
            after = columns(case)
            assert [name for name in fields if str(after.get(name)) == fields[name]] == [], act


def compared(
    mine,
    rule,
    method,
    *,
    theirs,
    token,
    plain=False,
):
    """Return status and page of an address for a row of another team, and for a missing row.

    Return ``None`` for an address without variables; if *plain*, compare it with a missing page.
    """
    assert rule.arguments <= {*NOWHERE, *NOBODYS}, f"{rule.rule} has a part that no test knows"
    if rule.arguments & NOBODYS or not (rule.arguments or plain):
        return None
    answers = []
    mine.client.application.extensions["session_limits"] = LocalCounter()
    for values in (theirs, NOWHERE):
        address = mine.client.application.url_map.bind("localhost").build(
            rule.endpoint, {name: values[name] for name in rule.arguments}
        )
        if not rule.arguments and values is NOWHERE:
            address = "/desk/there-is-no-such-page"
        data = {"csrf_token": token, "version": "1", **EXTRA} if method == "POST" else None
        answer = mine.client.open(address, method=method, data=data)
        page = re.sub('name="csrf_token" value="[^"]+"', "", answer.text)
        for name in rule.arguments:
            page = page.replace(values[name], name)
        answers.append((answer.status_code, page if answer.status_code != 303 else ""))
    return answers[0], answers[1]


def acts_of(case):
    """Add rows of every kind for a member of that team, and return their ids by variable name."""
    theirs = db.select(StaffMember).where(StaffMember.team_id == case.team_id)
    member = db.session.scalars(theirs).one()
    view = saved_views.add(id="5" * 32, member_id=member.id, query="", epoch=1, name=b"")
    passkey = Passkey(
        member_id=member.id, credential_id=b"theirs", public_key=b"", sign_count=0, added_on=TODAY
    )
    db.session.add(passkey)
    act = bulk_acts.add("tag", member_id=member.id, now=clock.now(), before=[], left_out=0)
    letter = given_up(db.session.get_one(Team, case.team_id), member.id)
    office = Office(team_id=case.team_id, name="Harbor North", states=["OH"], languages=[])
    day, whose = TODAY, {"team_id": case.team_id, "member_id": member.id}
    names = ImportedNames(imported_on=day, discard_on=day, count=1, sealed=b"", **whose)
    db.session.add_all([office, names])
    save_arranged()
    dates, sessions = db.select(DiaryEntry.id), db.select(StaffSession.id)
    return {
        "view_id": view.id,
        "act_id": act.id,
        "passkey_id": passkey.id,
        "letter_id": letter.id,
        "import_id": act.id,
        "office_id": office.id,
        "list_id": names.id,
        "entry_id": db.session.scalars(dates.where(DiaryEntry.case_id == case.id)).one(),
        "session_id": db.session.scalars(sessions.where(StaffSession.member_id == member.id)).one(),
    }


def guard_of(app, rule):
    """Return the act that an address needs; for a page without one, an act of every role."""
    guard = getattr(app.view_functions[rule.endpoint], "guard", None)
    return guard if isinstance(guard, Act) else Act.OWN_ACCOUNT


def desk_addresses(app):
    return (rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/desk/"))


def somebody_elses(app):
    """Return a case of another team that has a member."""
    other_desk = desk_of(app, "attorney", email="gull.testwood@example.org")
    return other_desk.case(dates={"act_by": TODAY})


def columns(case):
    rows = db.session.execute(db.select(Case.__table__).where(Case.id == case.id))
    return dict(rows.mappings().one())
