"""Keeping a next date: the only way in which a case counts as looked at."""

from datetime import date, timedelta

import pytest

from intake.actions.case.open_case import OpenedCase, open_case
from intake.actions.case.set_follow_up import NextDate, NoSuchDay, proposed_day, set_follow_up
from intake.actions.opening.case_keys import NoKeyForCase
from intake.audit import log
from intake.cases.pipeline import MoveNotAllowed
from intake.cases.store import ChangedMeanwhile
from intake.diary import entries
from intake.law.book import shipped
from intake.triage.tiers import Tier
from tests.cases.making import NOW, TODAY, actor

TOMORROW, NEXT_WEEK = TODAY + timedelta(1), TODAY + timedelta(7)


def test_a_case_without_dates_is_due_on_its_next_review(team, reader):
    case = team.case(due_on=TODAY, act_by=None)

    keep(case, reader, NextDate(on=NEXT_WEEK))

    assert (case.due_on, case.looked_on) == (NEXT_WEEK, TODAY)


@pytest.mark.parametrize("ahead", [0, 730])
def test_a_review_is_today_at_the_soonest_and_in_two_years_at_the_latest(team, reader, ahead):
    case, on = team.case(due_on=TOMORROW, act_by=None), TODAY + timedelta(ahead)

    keep(case, reader, NextDate(on=on))

    assert case.due_on == on


def test_a_legal_deadline_before_the_review_comes_first(team, reader):
    case = team.case(due_on=TODAY, act_by=TOMORROW, dates={"act_by": TOMORROW})

    keep(case, reader, NextDate(on=NEXT_WEEK))

    assert case.due_on == TOMORROW


def test_each_deleted_date_is_reported_as_missing(team, reader, db_session):
    case = team.case(act_by=TOMORROW)
    keep(case, reader, NextDate(on=NEXT_WEEK))
    added = entries.of_case(case.id)
    assert [row.kind for row in added] == ["act_by", "next_look"]

    for row in added:
        with db_session.begin_nested() as taken:
            db_session.delete(row)
            assert see(case, reader).lacks
            taken.rollback()
        assert not see(case, reader).lacks


def test_after_a_date_is_met_the_next_one_is_due(team, reader):
    case = team.case(act_by=None, due_on=TOMORROW, dates={"plan_by": TOMORROW})
    met = [row.id for row in diary(case, reader)]

    keep(case, reader, NextDate(on=NEXT_WEEK, done=met))

    assert case.due_on == NEXT_WEEK


def test_a_later_legal_date_is_added_to_the_diary_once(team, reader):
    case = team.case(act_by=TOMORROW)

    for version in (1, 2):
        keep(case, reader, NextDate(on=NEXT_WEEK), version=version)
        assert case.due_on == TOMORROW

    assert len([row for row in diary(case, reader) if row.kind == "act_by"]) == 1


def test_a_review_meets_the_day_set_before(team, reader):
    case = team.case(act_by=None)
    keep(case, reader, NextDate(on=TOMORROW))

    keep(case, reader, NextDate(on=NEXT_WEEK), version=2)

    assert case.due_on == NEXT_WEEK
    assert [(row.on, row.state) for row in diary(case, reader)] == [
        (TOMORROW, "done"),
        (NEXT_WEEK, "open"),
    ]


def test_the_note_of_a_review_is_sealed(team, reader):
    case = team.case(act_by=None)

    keep(case, reader, NextDate(on=TOMORROW, note="Ask Lumo for the paper"))

    assert [row.note for row in diary(case, reader)] == ["Ask Lumo for the paper"]


def test_a_review_is_logged(team, reader):
    case = team.case()

    keep(case, reader, NextDate(on=TOMORROW))

    acts = {entry.act for entry in log.history_of(case.id)}
    assert acts == {"next_date_kept", "moved_to_triage"}
    assert case.status == "triage"


@pytest.mark.parametrize("on", [TODAY - timedelta(1), TODAY + timedelta(731), date.max])
def test_a_review_in_the_past_or_in_three_years_is_refused(team, reader, on):
    with pytest.raises(NoSuchDay):
        keep(team.case(), reader, NextDate(on=on))


def test_a_closed_case_takes_no_review(team, reader):
    case = team.case(status="closed", close_reason="withdrawn")

    with pytest.raises(MoveNotAllowed):
        keep(case, reader, NextDate(on=TOMORROW))


def test_a_changed_case_takes_no_review(team, reader):
    with pytest.raises(ChangedMeanwhile):
        keep(team.case(version=3), reader, NextDate(on=TOMORROW), version=2)


def test_a_review_needs_the_key_of_the_team(team, reader):
    with pytest.raises(NoKeyForCase):
        keep(team.case(epoch=9), reader, NextDate(on=TOMORROW))


@pytest.mark.parametrize(
    "tier, day",
    [
        (Tier.P0, TODAY),
        (Tier.P1, date(2026, 11, 27)),  # the 26th is Thanksgiving
        (Tier.P2, date(2026, 12, 2)),
        (Tier.P3, date(2026, 12, 9)),
        (Tier.P4, date(2026, 12, 23)),
    ],
)
def test_the_page_proposes_the_days_of_the_tier(tier, day):
    assert proposed_day(tier, shipped(), today=TODAY) == day


def keep(case, reader, follow_up, *, version=1):
    set_follow_up(actor(reader, case, NOW, version=version), case.reference, follow_up)


def diary(case, reader):
    return see(case, reader).diary


def see(case, reader):
    opened = open_case(case.reference, reader, today=TODAY, now=NOW)
    assert isinstance(opened, OpenedCase)
    return opened
