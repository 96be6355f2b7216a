"""Amendments: proposed, approved by a second person, in force, withdrawn."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from intake import create_app
from intake.amendments import two_people
from intake.amendments.approved import in_force, law_book, parameters_of, with_amendment
from intake.amendments.models import Amendment
from intake.amendments.two_people import NoSuchChange
from intake.extensions import db
from intake.law.book import shipped
from intake.words import Refused
from tests.cases.making import NOW, TODAY, new_team

TEN_DAYS: dict[str, Any] = {
    "parameter_id": "bia_appeal_days",
    "value": 10,
    "alternative": 30,
    "alternative_if": "the order is stayed",
    "from_day": date(2026, 11, 1),
    "source": "An invented order of an invented court",
    "confidence": "contested",
    "review_by": date(2027, 3, 1),
}


def test_a_proposal_has_no_effect_by_itself(people):
    proposed(TEN_DAYS, people)

    assert law_book() is shipped()
    assert len(two_people.pending(Amendment)) == 1


def test_an_approved_amendment_is_in_force_from_its_day(people):
    amendment = approved(TEN_DAYS, people)

    book = law_book()

    assert book.number("bia_appeal_days", on=date(2026, 10, 31)) == 30
    assert book.number("bia_appeal_days", on=date(2026, 11, 1)) == 10
    row = book.parameter("bia_appeal_days", on=TODAY)
    assert (row.source, row.checked_on, row.alternative) == (TEN_DAYS["source"], TODAY, 30)
    assert in_force() == {row: amendment}
    assert two_people.pending(Amendment) == []


def test_an_amendment_of_a_number_that_has_another_id_since_stays_in_force(people):
    approved(TEN_DAYS | {"parameter_id": "yearly_fee_dollars", "value": 105}, people)

    row = law_book().parameter("fee_yearly", on=TODAY)
    assert (row.value, row.waiver) == (105, "none")


def test_after_the_end_of_an_amendment_the_shipped_value_holds(people):
    approved(TEN_DAYS | {"until": date(2026, 11, 30)}, people)

    assert law_book().number("bia_appeal_days", on=date(2026, 12, 1)) == 30


def test_the_amendment_approved_last_prevails(people):
    approved(TEN_DAYS, people)
    approved(TEN_DAYS | {"value": 15}, people, at=NOW + timedelta(minutes=1))

    assert law_book().number("bia_appeal_days", on=TODAY) == 15


def test_the_member_who_proposed_cannot_approve(people, db_session):
    amendment = proposed(TEN_DAYS, people)

    with pytest.raises(Refused, match="someone else must approve"):
        two_people.approve(amendment, by=people[0], on=TODAY, at=NOW)

    amendment.approved_by, amendment.approved_on, amendment.approved_at = people[0], TODAY, NOW
    with pytest.raises(IntegrityError):
        db_session.flush()


def test_a_withdrawn_amendment_has_no_effect(people):
    amendment = approved(TEN_DAYS, people)

    two_people.withdraw(amendment, by=people[0], on=TODAY)

    assert law_book() is shipped()
    assert list(two_people.withdrawn(Amendment)) == [amendment]


def test_an_amendment_is_approved_or_withdrawn_only_once(people):
    amendment = approved(TEN_DAYS, people)
    with pytest.raises(Refused, match="Someone else approved or withdrew"):
        two_people.approve(amendment, by=people[1], on=TODAY, at=NOW)

    two_people.withdraw(amendment, by=people[0], on=TODAY)
    with pytest.raises(Refused, match="Someone else approved or withdrew"):
        two_people.withdraw(amendment, by=people[1], on=TODAY)


def test_an_unknown_amendment_is_not_found(people):
    with pytest.raises(NoSuchChange):
        two_people.find_for_change(Amendment, "0" * 32)


def test_the_book_is_built_once_for_the_same_amendments(people):
    approved(TEN_DAYS, people)

    assert law_book() is law_book()


def test_a_proposal_can_be_tried_before_approval(people):
    amendment = proposed(TEN_DAYS, people)

    assert with_amendment(shipped(), amendment).number("bia_appeal_days", on=TODAY) == 10


@pytest.mark.parametrize(
    "parameter, value", [("no_longer_asked", 10), ("bia_appeal_days", [10, 20])]
)
def test_an_amendment_unknown_to_this_release_is_left_out(people, parameter, value):
    amendment = approved(TEN_DAYS, people)
    amendment.parameter_id, amendment.value = parameter, value

    assert list(parameters_of(amendment)) == []


def test_a_table_of_numbers_replaces_that_of_its_year(people):
    table = (16000, 22000, 28000, 34000, 40000, 46000, 52000, 58000)
    approved(
        {
            **TEN_DAYS,
            "parameter_id": "poverty_contiguous",
            "value": list(table),
            "alternative": None,
            "from_day": date(2027, 1, 14),
        },
        people,
    )

    row = law_book().parameter("poverty_contiguous", on=date(2027, 2, 1))

    assert row.value == table
    assert "2027" in row.what


def test_a_list_of_holidays_leaves_other_years_unchanged(people):
    approved(
        {
            **TEN_DAYS,
            "parameter_id": "federal_holidays",
            "value": ["2027-01-01", "2027-07-06"],
            "alternative": None,
            "from_day": date(2027, 1, 1),
            "until": date(2027, 12, 31),
        },
        people,
    )

    holidays = law_book().holidays

    assert {day for day in holidays if day.year == 2027} == {
        date(2027, 1, 1),
        date(2027, 7, 6),
    }
    assert date(2026, 12, 25) in holidays


def proposed(values, people):
    amendment = Amendment(**values)
    two_people.propose(amendment, by=people[0], on=TODAY)
    return amendment


def approved(values, people, *, at=NOW):
    amendment = proposed(values, people)
    two_people.approve(amendment, by=people[1], on=TODAY, at=at)
    return amendment


@pytest.fixture
def people(db_session):
    team = new_team()
    return team.member().id, team.member(email="gull@example.org").id


ANSWERS = {
    "help_types": ["fear_return"],
    "location_kind": "in_us",
    "court_case": "yes",
    "bad_decision": "judge",
    "bad_decision_date": "2026-11-20",
}


def test_it_applies_approved_amendments(app, tmp_path):
    with app.app_context():
        team = new_team()
        approved(TEN_DAYS, (team.member().id, team.member(email="gull@example.org").id))
        db.session.commit()

    shipped = json.loads(explain(app, tmp_path).output)
    amended = json.loads(explain(app, tmp_path, "--amended").output)

    assert appeal(shipped)["act_by"] == "2026-12-18"
    assert appeal(amended)["act_by"] == "2026-11-30"
    assert appeal(amended)["alternative"]["act_by"] == "2026-12-18"


def test_without_a_database_it_fails_with_a_sentence(settings, tmp_path):
    app = create_app(replace(settings, database_url="sqlite:///:memory:"))

    result = explain(app, tmp_path, "--amended")

    assert result.exit_code == 2
    assert (
        result.stderr
        == "--amended reads the database, and the database cannot be read. Check DATABASE_URL.\n"
    )
    assert explain(app, tmp_path).exit_code == 0
    with app.app_context():
        db.engine.dispose()


def explain(app, folder, *options):
    file = folder / "answers.json"
    file.write_text(json.dumps(ANSWERS), "utf-8")
    return app.test_cli_runner().invoke(
        args=["explain", str(file), "--today", "2026-11-24", *options]
    )


def appeal(output):
    deadlines = output["triage"]["deadlines"]
    return next(deadline for deadline in deadlines if deadline["rule"] == "R05")
