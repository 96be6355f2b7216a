"""The changes that would move a case's result are found once a day and kept sealed with it."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from intake.actions.assessment.assess import what_would_change
from intake.actions.conflicts.duplicates import kept_content
from intake.actions.opening.case_keys import case_key
from intake.conflicts.stubs import kept_duplicates
from intake.extensions import db
from intake.web.desk.common import rows as changes
from tests.web.desk.test_law import change_the_law

DESK_OF, SIGNS = ("attorney",), True

ANSWERS = {"help_types": ["fear_return"], "location_kind": "in_us", "danger_now": "no"}


def test_a_case_opened_again_keeps_what_would_change_it(desk, found_on):
    case = opened_once(desk)
    shown = changes_shown(desk)

    desk.open_case(case)

    assert len(found_on) == 1
    assert changes_shown(desk) == shown != []
    kept = kept_duplicates.sealed_of(case.id) or b""
    assert b"location_kind" not in kept
    content = kept_content(case_key(case, desk.reader)) or {}
    assert "location_kind" in str(content["changes"])


def test_it_is_found_anew_on_another_day_and_by_other_law(desk, found_on, clock):
    case = opened_once(desk)

    change_the_law(desk)
    desk.open_case(case)
    assert len(found_on) == 2

    clock.shift(minutes=1)
    desk.open_case(case)
    assert len(found_on) == 2, "the time of day does not matter"
    clock.shift(hours=14)
    desk.colleague("attorney", email="teal@example.org").open_case(case)
    assert len(set(found_on)) == 2


def test_it_is_found_anew_for_other_answers(desk, found_on):
    case = opened_once(desk)
    before = changes_shown(desk)
    key = case_key(case, desk.reader)
    story = key.open_json("story", case.story)
    story["answers"] |= {"danger_now": "yes"}
    case.story = key.seal_json("story", story)

    desk.open_case(case)

    assert len(found_on) == 2
    assert changes_shown(desk) != before


def test_a_page_that_can_keep_nothing_waits_for_no_writer(desk, monkeypatch):
    case = opened_once(desk)
    kept_duplicates.forget([case.id])
    db.session.commit()
    opened: Any = SimpleNamespace(case=case)
    found_now = changes.CaseChanges(basis="of today", changes=(), is_kept=False)
    monkeypatch.delattr(changes, "saving")

    changes.keep_changes(found_now, opened, desk.reader)

    assert kept_duplicates.sealed_of(case.id) is None


def opened_once(desk):
    """Add a case, and open its page."""
    case = desk.case(answers=ANSWERS)
    desk.open_case(case)
    return case


def changes_shown(desk):
    """Return the rows of the list of what would change the result."""
    return [
        desk.words(row) for part in desk.all("details", id="changes") for row in part.iter("tr")
    ]


@pytest.fixture
def found_on(monkeypatch):
    """Return the days for which changes were found."""
    days = list[date]()

    def note(*arguments, today, **others):
        days.append(today)
        return what_would_change(*arguments, today=today, **others)

    monkeypatch.setattr(changes, "what_would_change", note)
    return days
