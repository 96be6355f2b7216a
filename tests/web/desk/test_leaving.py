"""A member who stops working: no list loses their open cases."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from intake.actions.accounts.change_password import reset_password
from intake.actions.accounts.change_roles import change_roles, disable_staff
from intake.actions.lending import LONGEST
from intake.actions.mail.mornings import Morning, tell_no_owner
from intake.actions.people.plan_work import let_lost_cases_go
from intake.audit import log
from intake.cases import loans, walls
from intake.cases.models import P0Alarm
from intake.cases.tasks import TaskKind, add_task
from intake.diary import entries
from intake.extensions import db, new_id
from intake.outbox.models import OutboxEmail
from intake.sealing.tokens import new_token
from intake.staff.models import StaffMember
from intake.staff.store import Role
from tests.cases.desk import references
from tests.cases.making import CARD, TODAY
from tests.staff.making import moment
from tests.support.rows import acts_logged, all_rows

DESK_OF = ("supervisor", "administrator")
"""The member manages the team."""


def deactivated(desk, owner, _case):
    disable_staff(owner, moment(), by=desk.member)


def deactivated_by_an_operator(_desk, owner, _case):
    disable_staff(owner, moment())


def without_the_role(desk, owner, _case):
    roles = [Role.VOLUNTEER]
    change_roles(owner.id, roles, moment(), by=desk.member)


def reset(desk, owner, _case):
    reset_password(owner.id, new_token(), moment(), by=desk.member)


def away_without_an_end(_desk, owner, _case):
    owner.away_from = TODAY - timedelta(90)


def left_in_the_table_alone(_desk, owner, _case):
    owner.disabled_on = TODAY
    let_lost_cases_go(today=TODAY)


def other_role_in_the_table_alone(_desk, owner, _case):
    owner.roles = ["volunteer"]
    let_lost_cases_go(today=TODAY)


def closed_meanwhile_and_reopened(desk, owner, case):
    case.status, case.closed_on = "closed", TODAY
    disable_staff(owner, moment(), by=desk.member)
    case.status, case.closed_on = "triage", None


def lent_to_a_volunteer(desk, owner, case):
    volunteer = desk.team.member("volunteer", email="kite@example.org")
    until = TODAY + LONGEST
    loans.lend(case_id=case.id, member_id=volunteer.id, until=until, sealed=b"")
    disable_staff(owner, moment(), by=desk.member)


def alone_behind_a_wall(_desk, owner, case):
    walls.put_up(case, {owner.id: b"w", "recovery": b"r"}, on=TODAY)
    disable_staff(owner, moment())


@pytest.mark.parametrize(
    "stops",
    [
        deactivated,
        deactivated_by_an_operator,
        without_the_role,
        reset,
        away_without_an_end,
        left_in_the_table_alone,
        other_role_in_the_table_alone,
        closed_meanwhile_and_reopened,
        lent_to_a_volunteer,
        alone_behind_a_wall,
    ],
)
def test_no_open_case_without_a_working_owner_is_missing_from_unassigned_and_the_alert(
    desk, gull, settings, stops
):
    case = owned(desk, gull)
    desk.open("/desk/?view=unassigned")
    assert case.reference not in desk.text
    desk.open("/desk/work")
    assert "unassigned" not in desk.text

    stops(desk, gull, case)

    desk.open("/desk/?view=unassigned")
    assert references(desk) == [case.reference]
    desk.open("/desk/work")
    assert "1 unassigned case is waiting." in desk.text
    assert tell_no_owner(settings, Morning(TODAY, TODAY)) == 1
    letters = all_rows(OutboxEmail, OutboxEmail.letter == "no_owner")
    assert desk.member.email in [letter.address for letter in letters]


def test_a_case_of_an_id_that_no_member_has_is_unassigned_within_the_hour(desk, gull, settings):
    case = owned(desk, gull)
    db.session.commit()
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("PRAGMA defer_foreign_keys = ON"))
    else:
        db.session.execute(text("ALTER TABLE cases DROP CONSTRAINT fk_cases_assignee_id"))
    case.assignee_id = new_id()
    db.session.flush()

    assert tell_no_owner(settings, Morning(TODAY, TODAY)) == 1
    assert let_lost_cases_go(today=TODAY) == 1

    assert case.assignee_id is None
    assert acts_logged(case.id) == ["case_let_go"]


def test_a_stand_in_sees_the_cases_of_a_member_who_is_away_without_an_end(desk, gull):
    case = owned(desk, gull)
    gull.away_from, gull.stand_in_id = TODAY - timedelta(90), desk.member.id

    desk.open("/desk/work")

    assert case.reference in desk.text
    assert "unassigned" not in desk.text


def test_the_walled_case_of_the_last_member_inside_is_named_to_who_may_put_up_walls(desk, gull):
    case = owned(desk, gull)
    alone_behind_a_wall(desk, gull, case)
    tern = desk.colleague(email="tern@example.org")

    desk.open("/desk/")
    assert f"by flask keys open-wall: {case.reference}" in desk.text
    tern.open("/desk/?view=unassigned")
    assert case.reference not in tern.text


def test_the_page_proposes_an_owner_by_language_and_load(desk, gull):
    tern = desk.team.member(email="tern@example.org")
    kite = desk.team.member(email="kite@example.org")
    for member in (tern, kite):
        member.languages, member.cases_a_week = ["es"], 10
    tern.joined_on = TODAY - timedelta(9)
    tern.name, kite.name = "Tern Testwood", "Kite Testwood"
    spanish = replace(CARD, call_language="es", name_to_use="Lumo Test-Wrenfold")
    cases = [owned(desk, gull, card=spanish, due_on=TODAY + timedelta(days)) for days in (1, 2, 3)]
    cases.append(owned(desk, gull, card=replace(CARD, call_language="prs"), act_by=None, tier="P4"))
    add_call(cases[0])

    desk.open(f"/desk/team/{gull.id}/disable")

    (heading,) = [desk.words(part) for part in desk.all("h1")]
    assert heading == "Deactivate gull: who takes their 4 open cases?"
    rows = [desk.words(row) for row in desk.all("tr") if row.get("data-reference")]
    assert rows[0].startswith(
        f"25 November 2026 One-year deadline {cases[0].reference} Lumo Test-Wrenfold"
    )
    assert "Call booked: 26 November 2026" in rows[0]
    assert rows[3].startswith(f"No day known {cases[3].reference}")
    assert "Tern Testwood · Spanish · 0 of 10 new cases this week" in rows[0]
    assert chosen(desk) == [tern.id, kite.id, tern.id, desk.member.id]


def test_cases_are_handed_over_as_the_page_says_and_the_others_become_unassigned(desk, gull):
    tern = desk.team.member(email="tern@example.org")
    reporter = desk.team.member("reporter", email="reporter@example.org")
    given, left, forged, closed = (owned(desk, gull) for _ in range(4))
    closed.status, closed.closed_on = "closed", TODAY
    desk.post(
        f"/desk/team/{gull.id}/disable",
        **{
            f"owner-{given.reference}": tern.id,
            f"owner-{left.reference}": "",
            f"owner-{forged.reference}": reporter.id,
        },
    )

    assert db.session.get_one(StaffMember, gull.id).disabled_on == TODAY
    owners = [case.assignee_id for case in (given, left, forged, closed)]
    assert owners == [tern.id, None, None, None]
    acts = [sorted(acts_logged(case.id)) for case in (given, left, forged)]
    assert acts == [[act, "row_sealed"] for act in ("case_handed_over", *["case_let_go"] * 2)]
    by = {entry.member_id for entry in log.history_of(left.id)}
    assert by == {desk.member.id}


def test_an_administrator_who_opens_no_case_sees_no_name(gull, desk):
    case = owned(desk, gull)
    admin = desk.colleague("administrator", email="admin@example.org")

    admin.open(f"/desk/team/{gull.id}/disable")

    assert case.reference in admin.text
    assert CARD.name_to_use not in admin.text
    assert chosen(admin) == [desk.member.id]
    desk.open(f"/desk/team/{gull.id}/disable")
    assert CARD.name_to_use in desk.text
    desk.post("/desk/preferences", more="hide_names")
    desk.open(f"/desk/team/{gull.id}/disable")
    assert CARD.name_to_use not in desk.text


def test_the_alarm_of_a_p0_case_rings_again_when_who_took_it_on_leaves(desk, gull):
    case = owned(desk, gull, tier="P0", assignee_id=None)
    db.session.add(P0Alarm(case_id=case.id, step=1, taken_by=gull.id))

    disable_staff(gull, moment(), by=desk.member)

    alarm = db.session.get_one(P0Alarm, case.id)
    assert (alarm.taken_by, alarm.step) == (None, 0)
    assert alarm.next_at is not None


def test_a_task_of_who_leaves_goes_with_its_case(desk, gull):
    case = owned(desk, gull)
    add_task(case, TaskKind.REPLACED_DATE, on=TODAY, by_id=gull.id, for_id=gull.id)
    owners = {case.reference: desk.member.id}

    disable_staff(gull, moment(), by=desk.member, owners=owners)

    desk.open("/desk/work")
    assert "A near date was corrected away" in desk.text


def test_a_task_of_one_who_is_away_waits_for_whoever_may_assign(desk, gull):
    case = owned(desk, gull)
    add_task(case, TaskKind.TELL, on=TODAY, by_id=gull.id, for_id=gull.id)
    desk.open("/desk/work")
    assert case.reference not in desk.text

    gull.away_from = TODAY - timedelta(90)

    desk.open("/desk/work")
    assert "Nobody has told them yet" in desk.text
    assert case.reference in desk.text


def test_other_ways_to_stop_say_what_becomes_of_the_cases(desk, gull):
    owned(desk, gull)
    owned(desk, gull)
    desk.open(f"/desk/team/{gull.id}")
    assert "they lose the team's keys, and their open cases become unassigned." in desk.text
    assert "stops working, and their open cases become unassigned." in desk.text

    desk.post(f"/desk/team/{gull.id}/reset")

    assert "2 open cases of theirs are unassigned now." in desk.text


def owned(desk, owner, **changed):
    """Add a case of the member that is due today."""
    owned_by: dict[str, Any] = {"assignee_id": owner.id, "received_on": TODAY - timedelta(8)}
    return desk.case(**{**owned_by, **changed})


def add_call(case):
    """Add a booked call to the diary, of which only the clear part is read."""
    on = TODAY + timedelta(2)
    entries.add(case.id, entries.NewEntry(id=new_id(), kind="call", on=on, sealed=b""))


def chosen(desk):
    """Return the chosen value of each select of the page."""
    return [option.get("value") for option in desk.all("option") if "selected" in option.attrib]


@pytest.fixture
def gull(desk):
    """Return a caseworker of the team."""
    return desk.team.member(email="gull@example.org")
