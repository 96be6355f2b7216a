"""A supervisor says what the team takes on now: every page says so, and nobody is refused."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from intake.actions.law.publish import CannotSign, publish_alone
from intake.amendments.intake_notices import Notice, content_of, in_force
from intake.audit.models import AuditEntry
from intake.eligibility.request import IntakeStatus
from intake.extensions import db
from intake.keys.models import Grant
from tests.cases.desk import desk_of
from tests.cases.making import TODAY
from tests.cases.signing import last_row, signing_team
from tests.support.clients.applicant import Applicant
from tests.web.apply.test_result import FITS, at_the_result, outcome_of

DESK_OF, SIGNS = ("supervisor",), True
ADDRESS = "/desk/reports/first-page"
UNTIL = TODAY + timedelta(30)


def set_notice(desk, **fields):
    return desk.post(
        ADDRESS, **{"status": "open", "until": "", "asked": "", "helped": "", **fields}
    )


def set_for(app, **fields):
    """Set a notice in a context of its own, so that each page afterwards reads it anew."""
    with app.app_context():
        set_notice(desk_of(app, "supervisor", team=signing_team()), **fields)


def test_a_pause_stands_on_the_first_page_in_every_language_until_its_day(app, clock):
    set_for(app, status="paused", until=UNTIL.isoformat())

    person = Applicant(app)
    for language in ("es", "ar", "fa-AF", "en"):
        person.open(f"/{language}/")
        before = person.text.partition(f'href="/{language}/f/start"')[0]
        assert '<div class="warn">' in before, language
        assert f'href="/{language}/other-help"' in before
    assert "We take no new cases until Thursday 24 December 2026" in before
    person.post("/other-language", {"call_language": ["ti"]})
    assert "We take no new cases until Thursday 24 December 2026" in person.text

    clock.shift(timedelta(30))
    person.open("/en/")
    assert '<div class="warn">' not in person.text


@pytest.mark.parametrize("status", ["paused", "emergencies"])
def test_whoever_is_never_declined_goes_to_a_person_and_nobody_is_refused(app, status):
    set_for(app, status=status, until=UNTIL.isoformat())

    someone = at_the_result(app.test_client(), FITS)
    assert outcome_of(someone.text) == "unlikely"
    assert "Check and send" in someone.text
    someone.open("/en/f/fit")
    assert outcome_of(someone.text) == "person", "no promise before a date is known"
    detained = at_the_result(app.test_client(), FITS | {"detained_now": ["yes"]})
    assert outcome_of(detained.text) == "person"


def test_the_odds_are_told_of_ten_and_only_of_last_year(app, clock):
    set_for(app, asked="212", helped="64")

    person = Applicant(app)
    odds = "About 3 of every 10 people who asked us last year got a lawyer here."
    assert odds in person.text
    assert "The others got a plan with their dates" in person.text
    assert odds in at_the_result(app.test_client(), FITS).text

    clock.shift(timedelta(400))
    person.open("/en/")
    assert "of every 10 people" not in person.text


def test_odds_are_rounded_and_silent_below_fifty():
    for helped, asked, told in (
        *((0, 50, 0), (2, 50, 0), (3, 50, 1), (199, 200, 10), (25, 100, 3)),
        (20, 49, None),
    ):
        notice = Notice(year=2025, asked=asked, helped=helped)
        assert notice.of_ten(today=date(2026, 12, 1)) == told
        assert notice.of_ten(today=date(2027, 1, 1)) is None


def test_what_makes_no_sense_is_refused_and_stays_in_the_form(desk):
    for fields, says in [
        ({"status": "paused"}, "Enter the day on which you take new cases again."),
        ({"status": "paused", "until": "2026-11-24"}, "Enter the day on which you take new"),
        ({"status": "closed"}, "Choose what you take on now."),
        ({"asked": "80"}, "Enter both numbers, or neither."),
        ({"asked": "49", "helped": "9"}, "With fewer than 50 people, pages tell no odds."),
        ({"asked": "60", "helped": "61"}, "More people got a lawyer than asked."),
        ({"asked": "many", "helped": "6"}, "Enter a number, or leave it empty."),
    ]:
        answer = set_notice(desk, **fields)

        assert answer.status_code in (409, 422)
        assert says in desk.text
        assert f'value="{fields.get("asked", "")}"' in desk.text
        assert in_force(today=TODAY) == Notice()


def test_the_log_names_the_notice_that_is_in_force(desk):
    set_notice(desk, status="emergencies")

    entry = db.session.query(AuditEntry).filter_by(act="intake_set").one()
    assert entry.made == last_row().id
    assert in_force(today=TODAY).status is IntakeStatus.EMERGENCIES


def test_a_notice_ends_after_two_years(desk):
    set_notice(desk, status="emergencies")

    assert in_force(today=TODAY + timedelta(730)).status is IntakeStatus.EMERGENCIES
    assert in_force(today=TODAY + timedelta(731)) == Notice()


@pytest.mark.parametrize("year, is_offered", [(2025, True), (2024, False)])
def test_the_form_offers_the_odds_of_last_year_alone(desk, year, is_offered):
    notice = Notice(year=year, asked=212, helped=64)
    publish_alone(desk.team.acts(desk.member), "notice", content_of(notice))
    db.session.commit()

    desk.open(ADDRESS)

    assert ('value="212"' in desk.text, 'value="64"' in desk.text) == (is_offered, is_offered)


def test_the_form_has_the_counts_of_last_year(desk):
    desk.open("/desk/reports")
    desk.open(desk.links["What applicants read first"])

    assert "Reports count 0 requests and 0 accepted." in desk.text


def test_who_cannot_sign_is_told_what_helps(desk):
    certificates = select(Grant).where(Grant.member_id == desk.member.id)
    for grant in db.session.scalars(certificates):
        grant.certificate = b""
    db.session.commit()
    set_notice(desk, status="emergencies")
    assert "Ask an administrator who holds the signing key to sign in once." in desk.text

    desk.team.own.clear()
    with pytest.raises(CannotSign) as refused:
        publish_alone(desk.team.acts(desk.member), "notice", content_of(Notice()))
    assert refused.value.says == "Your session cannot sign what you publish. Sign out and in again."
    assert in_force(today=TODAY) == Notice()
