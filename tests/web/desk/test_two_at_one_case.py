"""Two members at one case: the later one is told what the other changed, and nothing is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from intake.actions.conflicts.duplicates import find_duplicates
from intake.cases.models import Case
from intake.extensions import db
from intake.web.desk.case.related import duplicates
from tests.cases.making import TODAY
from tests.support.databases.fixtures import ON_BOTH


@ON_BOTH
def test_a_late_form_shows_both_changes_and_loses_neither(desk, gull, case):
    desk.open_case(case)
    gull.open_case(case)
    gull.send(case, "assign")
    keep = f"/desk/cases/{case.reference}/date"
    day = str(TODAY + timedelta(5))

    answer = desk.post(keep, version=shown_version(desk), on=day, note="Call the shelter")

    assert answer.status_code == 409
    assert "Changed since you opened it" in desk.text
    assert any("Assigned to self · gull" in desk.words(item) for item in desk.all("li"))
    assert next(desk.all("input", name="note")).get("value") == "Call the shelter"
    desk.post(keep, version=shown_version(desk), on=day, note="Call the shelter")
    row = db.session.get_one(Case, case.id)
    assert (row.assignee_id, str(row.due_on)) == (gull.member.id, day)


@ON_BOTH
def test_a_change_made_while_the_page_was_put_together_is_not_taken_for_seen(
    desk, case, monkeypatch
):
    """The search for duplicates is kept, which reads the case again after its answers were read."""

    def change_meanwhile(*args, **options):
        with db.engine.begin() as other:
            other.execute(update(Case).where(Case.id == case.id).values(version=Case.version + 1))
        return find_duplicates(*args, **options)

    monkeypatch.setattr(duplicates, "find_duplicates", change_meanwhile)
    desk.open_case(case)
    monkeypatch.undo()

    assert shown_version(desk) == "1"
    answer = desk.post(f"/desk/cases/{case.reference}/assign", version=shown_version(desk))

    assert answer.status_code == 409
    assert db.session.get_one(Case, case.id).assignee_id is None


def shown_version(desk):
    """Return the version of the case in the page."""
    return next(desk.all("input", name="version")).get("value", "")


@pytest.fixture
def gull(desk):
    return desk.colleague("caseworker")


@pytest.fixture
def case(desk):
    return desk.case(act_by=None)
