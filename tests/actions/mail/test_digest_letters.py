"""Very many new requests are told in one digest, a P0 named as such, no word of a person."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from intake.actions.mail.mornings import tell_quarantine
from intake.cases.models import Case
from intake.extensions import db
from intake.keys.models import Team
from intake.outbox.models import OutboxEmail, State
from intake.outbox.routing import Allowance
from tests.cases.making import InventedTeam
from tests.outbox.making import NOW, TODAY, letter, member, states, team
from tests.support.databases.writing import writing_in
from tests.support.rows import all_rows, change_rows, one_row
from tests.support.storm.concurrency import together


def test_letters_above_the_rate_become_one_digest_that_names_each_p0(app, server, shift):
    queue(app, "K7QF-2MX0", "K7QF-2MX1")
    shift.go_on(5)
    queue(app, "K7QF-2MX2", "K7QF-2MX3", urgent="K7QF-2MX9")
    queue(app, urgent="K7QF-2MX8")
    queue(app, urgent="K7QF-2MX7")
    shift.go_on(5)
    assert subjects(server) == ["New request"] * 4, "P0 does not wait behind the others"

    shift.go_on(15)
    assert subjects(server) == ["New request"] * 4 + ["3 new requests, and some cannot wait"]
    body = server.messages[-1].get_content().replace("\r\n", "\n")
    assert "Priority P0: cannot wait. Please review these today:\nK7QF-2MX" in body
    assert body.count("K7QF-") == 1
    assert "https://desk.example.org/desk/quarantine" in body
    assert states(app) == {State.ROUTED: 8, State.DELIVERED: 5}
    with app.app_context():
        assert set(all_rows(OutboxEmail.asked_in)) == {None}


def test_each_request_is_told_within_the_hour_and_an_hour_has_few_digests(app, server, shift):
    for batch in range(3):
        queue(app, *[f"K7QF-{batch}MX{number}" for number in range(3)])
        shift.go_on(20)
    shift.go_on(30)

    digests = [subject for subject in subjects(server) if subject != "New request"]
    assert len(digests) == 2
    assert State.HELD not in states(app)


def test_what_waits_in_quarantine_is_told_once_a_day_by_counts_alone(app, server, shift):
    put_into_quarantine(app, "P1", "P2", "P2", replied_on=TODAY, opened_on=TODAY)

    shift.go_on(5)
    shift.skip(23)
    assert subjects(server) == ["3 requests wait in quarantine"]
    body = server.messages[0].get_content().replace("\r\n", "\n")
    assert "3 requests wait in quarantine, apart from the queue" in body
    assert "By the answers so far, none has priority P0." in body
    assert "In 3 requests, the applicant wrote to us or changed an answer." in body
    assert "https://desk.example.org/desk/quarantine" in body
    assert not any(reference in body for reference in references(app))

    shift.skip(1)
    close_all(app)
    shift.skip(24)
    assert subjects(server) == ["3 requests wait in quarantine"] * 2


def test_no_email_goes_out_about_a_quarantine_that_was_cleared_before_delivery(app, server, shift):
    put_into_quarantine(app, "P2")
    with writing_in(app):
        assert tell_quarantine(app.config["SETTINGS"], NOW) == 1
    close_all(app)

    shift.go_on(5)

    assert not server.messages
    assert states(app) == {}


def test_a_digest_about_a_flood_is_the_first_email_about_the_quarantine(app, server, shift):
    put_into_quarantine(app, "P2")
    with writing_in(app):
        letter(one_row(Team), reference="K7QF-2MX0").state = State.HELD

    shift.go_on(15)
    shift.skip(23)
    assert subjects(server) == ["1 new request"]
    shift.skip(1)
    assert subjects(server) == ["1 new request", "1 request waits in quarantine"]


@pytest.mark.parametrize("hours", [0, 24])
def test_no_email_is_about_invented_requests_or_where_the_setting_says_none(
    app, server, shift, hours
):
    put_into_quarantine(app, "P1", invented=hours != 0)
    shift.worker.settings = replace(shift.worker.settings, quarantine_email_hours=hours)

    shift.skip(1)

    assert not server.messages


def test_of_four_workers_one_tells_of_the_quarantine(app):
    put_into_quarantine(app, "P1")
    settings = app.config["SETTINGS"]

    def race(_worker):
        with writing_in(app):
            return tell_quarantine(settings, NOW)

    assert sum(together(range(4), race)) == 1


def test_an_allowance_is_for_an_hour_and_none_means_no_limit():
    allowance, unlimited = Allowance(most=2), Allowance(most=0)

    assert [allowance.take(now=NOW) for _ in range(3)] == [True, True, False]
    assert allowance.take(now=NOW + timedelta(hours=1))
    assert allowance.take(now=NOW - timedelta(days=1)), "a clock set back holds nothing"
    assert all(unlimited.take(now=NOW) for _ in range(100))


def test_letters_of_a_flood_are_few_and_hold_up_no_other():
    allowance = Allowance(most=30)

    urgent = [allowance.take(now=NOW, is_urgent=True, of_flood=True) for _ in range(11)]

    assert urgent == [True] * 5 + [False] * 6
    assert allowance.take(now=NOW, of_flood=True)
    assert all(allowance.take(now=NOW, is_urgent=True) for _ in range(30))
    assert not allowance.take(now=NOW, is_urgent=True)
    assert allowance.take(now=NOW)


def queue(app, *references, urgent=""):
    """Queue a letter about a new request for each reference, to the one team."""
    with writing_in(app):
        harbor = db.session.scalar(select(Team)) or new_team()
        for reference in references:
            letter(harbor, reference=reference, tier="P2", call="mam")
        if urgent:
            letter(harbor, reference=urgent, tier="P0")


def put_into_quarantine(app, *tiers, **columns):
    """Add a case in quarantine for each tier, to the one team."""
    with writing_in(app):
        harbor = InventedTeam(db.session.scalar(select(Team)) or new_team())
        for tier in tiers:
            harbor.case(tier=tier, quarantined_on=TODAY, **columns)


def close_all(app):
    """Close every case."""
    with writing_in(app):
        change_rows(Case, status="closed")


def references(app):
    """Return the references of all cases."""
    with app.app_context():
        return all_rows(Case.reference)


def new_team():
    """Add a team with one member."""
    harbor = team()
    member(harbor, "ana@example.org")
    return harbor


def subjects(server):
    """Return the subject of each email, without the reference and day of a new request."""
    return [str(message["Subject"]).partition(" K7QF")[0] for message in server.messages]
