"""A staffed week with absences: each P0 request is opened in time, and the report says so."""

from datetime import date, timedelta

from intake.actions.mail import p0_alarms
from intake.actions.reports.figures import clear_counts
from intake.reports.tallies import Measure
from tests.simulation.p0_week import MONDAY, simulate_week
from tests.support.databases.fixtures import ON_EITHER

pytestmark = ON_EITHER

LAST_EMAIL_AND_A_LOOK = 180
"""Staffed minutes: two hours to the second email, and one more in which its reader looks."""

LAST_DAY = MONDAY + timedelta(7)


def test_each_p0_is_opened_in_the_week_and_the_report_counts_the_same_minutes(db_session, settings):
    week = simulate_week(settings, seed=1)

    waiting = [id_ for id_, came in week.came.items() if came < LAST_DAY and id_ not in week.opened]
    assert len(week.came) > 40
    assert waiting == []
    assert max(week.minutes()) <= LAST_EMAIL_AND_A_LOOK

    reported = seen_within(week)
    for most in (20, 30, 60, 120):
        sooner = sum(minutes <= most - 20 for minutes in week.minutes())
        assert sooner <= reported[most] <= sum(minutes <= most for minutes in week.minutes())
    assert reported[None] >= len(week.opened)


def test_without_the_second_email_some_wait_longer(db_session, settings, monkeypatch):
    monkeypatch.setattr(p0_alarms, "alarm_recipients", lambda *_case, **_on: [])

    assert max(simulate_week(settings, seed=1).minutes()) > LAST_EMAIL_AND_A_LOOK


def seen_within(week):
    """Return how many cases the report counts within so many minutes; ``None`` for all."""
    counts = clear_counts(week.team.id, date(2026, 1, 1), date(2027, 1, 1), invented=False)
    seen = [(cell.event, n) for cell, n in counts.items() if cell.event.measure is Measure.P0_SEEN]
    within = {
        most: sum(n for step, n in seen if step.detail.isdigit() and int(step.detail) <= most)
        for most in (20, 30, 60, 120)
    }
    return {**within, None: sum(n for _, n in seen)}
