"""Two members at one case: each sees the other, and no change is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from intake.actions.conflicts.find_duplicates import Duplicates, find_duplicates
from intake.cases.models import Case
from intake.extensions import db
from intake.sessions.models import StaffSession
from intake.web.desk.case.related import duplicates
from tests.cases.desk import Desk, desk_of
from tests.cases.making import TODAY

pytestmark = pytest.mark.usefixtures("clock")


def test_the_page_names_other_members_who_have_the_case_open(
    desk: Desk, gull: Desk, case: Case
) -> None:
    desk.open_case(case)
    assert "is viewing this" not in desk.text

    gull.open_case(case)

    assert "wren.testwood\u2069 is viewing this." in gull.text
    assert "gull\u2069 is viewing this." in asked(desk, case)


def test_a_member_who_left_the_page_is_no_longer_named(
    desk: Desk, gull: Desk, case: Case, clock: time_machine.Traveller
) -> None:
    desk.open_case(case)

    clock.shift(timedelta(minutes=3))
    gull.open_case(case)

    assert "is viewing this" not in gull.text


def test_an_open_page_lists_changes_made_since_it_was_shown(
    desk: Desk, gull: Desk, case: Case
) -> None:
    desk.open_case(case)
    gull.open_case(case)
    gull.post(f"/desk/cases/{case.reference}/assign", version=shown_version(gull))

    lines = asked(desk, case)

    assert "Changed since you opened it: Assigned to self, \u2068gull\u2069, 24 November" in lines
    assert lines.count("Changed since") == 1


def test_a_late_form_shows_both_changes_and_loses_neither(
    desk: Desk, gull: Desk, case: Case
) -> None:
    desk.open_case(case)
    gull.open_case(case)
    gull.post(f"/desk/cases/{case.reference}/assign", version=shown_version(gull))
    keep = f"/desk/cases/{case.reference}/date"
    day = str(TODAY + timedelta(5))

    answer = desk.post(keep, version=shown_version(desk), on=day, note="Call the shelter")

    assert answer.status_code == 409
    assert "Changed since you opened it" in desk.text
    assert any("Assigned to self · gull" in desk.words(item) for item in desk.all("li"))
    assert next(desk.all("input", name="note")).get("value") == "Call the shelter"
    desk.post(keep, version=shown_version(desk), on=day, note="Call the shelter")
    db.session.expire_all()
    row = db.session.get_one(Case, case.id)
    assert (row.assignee_id, str(row.due_on)) == (gull.member.id, day)


def test_a_change_made_while_the_page_was_put_together_is_not_taken_for_seen(
    desk: Desk, gull: Desk, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search for duplicates is kept, which reads the case again after its answers were read."""

    def assign_meanwhile(*args: Any, **options: Any) -> Duplicates:
        with db.engine.begin() as other:
            changed = {"assignee_id": gull.member.id, "version": Case.version + 1}
            other.execute(update(Case).where(Case.id == case.id).values(changed))
        return find_duplicates(*args, **options)

    monkeypatch.setattr(duplicates, "find_duplicates", assign_meanwhile)
    desk.open_case(case)
    monkeypatch.undo()

    assert "version=1" in str(next(desk.all("p", id="looking")).get("data-url"))
    answer = desk.post(f"/desk/cases/{case.reference}/assign", version=shown_version(desk))

    assert answer.status_code == 409
    db.session.expire_all()
    assert db.session.get_one(Case, case.id).assignee_id == gull.member.id


def test_polling_does_not_extend_the_session(
    desk: Desk, case: Case, clock: time_machine.Traveller
) -> None:
    desk.open_case(case)
    seen = last_seen()

    clock.shift(timedelta(minutes=10))
    asked(desk, case)
    assert last_seen() == seen

    clock.shift(timedelta(minutes=6))
    assert desk.open(f"/desk/cases/{case.reference}/looking").status_code == 303


def test_polling_another_teams_case_is_not_found(app: Flask, desk: Desk) -> None:
    theirs = desk_of(app, "caseworker", email="other@example.org").team.case()
    db.session.commit()

    assert desk.open(f"/desk/cases/{theirs.reference}/looking").status_code == 404


def asked(desk: Desk, case: Case) -> str:
    """Return the answer to the script of the open page."""
    version = shown_version(desk)
    with desk.client.application.app_context():
        address = f"/desk/cases/{case.reference}/looking?version={version}"
        return desk.client.get(address).get_data(as_text=True)


def shown_version(desk: Desk) -> str:
    """Return the version of the case in the page."""
    return next(desk.all("input", name="version")).get("value", "")


def last_seen() -> object:
    """Return the time of the last write to the session."""
    db.session.expire_all()
    return db.session.query(StaffSession.last_seen_at).scalar()


@pytest.fixture
def gull(app: Flask, desk: Desk) -> Desk:
    return desk_of(app, "caseworker", team=desk.team, email="gull@example.org")


@pytest.fixture
def case(desk: Desk) -> Case:
    case = desk.team.case(act_by=None)
    db.session.commit()
    return case
