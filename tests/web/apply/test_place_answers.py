"""One tap in the mailbox says whether a place answered; the team sees it counted for the place."""

import re
from datetime import date, timedelta

import pytest

from intake.extensions import db
from intake.traffic import place_answers
from tests.cases.desk import desk_of
from tests.support.clients.applicant import Applicant
from tests.web.apply.test_result import FITS

ASK = re.compile(r'action="(/en/mailbox/places/[^"]+)"')


@pytest.fixture
def person(started, ready_client):
    someone = Applicant(ready_client, FITS)
    someone.apply()
    someone.open("/en/mailbox")
    return someone


def counted(app):
    with app.app_context():
        return dict(place_answers.by_place())


def test_a_tap_is_counted_for_its_place_once(app, person):
    first, second = ASK.findall(person.text)
    place_id = first.rpartition("/")[2]

    person.post(first, {"answered": ["no"]})
    assert "Thank you. We count this" in person.text
    person.post(first, {"answered": ["no"]})
    person.post(second, {"answered": ["yes"]})

    assert counted(app) == {place_id: (0, 1), second.rpartition("/")[2]: (1, 0)}
    with app.app_context():
        desk = desk_of(app, "attorney")
        desk.open("/desk/law/places")
        assert desk.text.count("Applicants within a year:") == 2
        assert "Applicants within a year: 0 answered, 1 not." in desk.text


def test_only_places_of_the_own_mailbox_are_counted(app, person):
    assert person.post("/en/mailbox/places/invented", {"answered": ["yes"]}).status_code == 404
    person.open("/en/mailbox")
    person.post(ASK.findall(person.text)[0], {"answered": ["maybe"]})

    assert counted(app) == {}


def test_counts_are_kept_for_a_year(app):
    with app.app_context():
        for month in range(1, 13):
            place_answers.add("invented", answered=True, today=date(2026, month, 9))
        db.session.commit()
        place_answers.discard_old(today=date(2027, 2, 1) + timedelta(1))
        db.session.commit()

        assert place_answers.by_place() == {"invented": (10, 0)}
