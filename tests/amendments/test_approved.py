"""Amendments: proposed, approved by a second person, in force, withdrawn."""

import json
from datetime import date
from typing import Any

import pytest

from intake.actions.law import publish
from intake.actions.law.publish import NoSuchChange
from intake.amendments import published
from intake.amendments.approved import amended, law_book, parameters_of, with_amendment
from intake.extensions import db
from intake.law.book import shipped
from intake.sealing.published import Published
from intake.words import Refused
from tests.cases.making import INSTALLATION, TODAY
from tests.cases.signing import signing_team

TEN_DAYS: dict[str, Any] = {
    "parameter_id": "bia_appeal_days",
    "value": 10,
    "alternative": 30,
    "alternative_if": "the order is stayed",
    "from_day": "2026-11-01",
    "until": None,
    "ends": False,
    "waiver": None,
    "source": "An invented order of an invented court",
    "confidence": "contested",
    "review_by": "2027-03-01",
}


def test_a_proposal_has_no_effect_by_itself(people):
    proposed(TEN_DAYS, people)

    assert law_book() is shipped()
    assert len(published.pending("amendment")) == 1


def test_an_approved_amendment_is_in_force_from_its_day(people):
    id_ = approved(TEN_DAYS, people)

    book = law_book()

    assert book.number("bia_appeal_days", on=date(2026, 10, 31)) == 30
    assert book.number("bia_appeal_days", on=date(2026, 11, 1)) == 10
    row = book.parameter("bia_appeal_days", on=TODAY)
    assert (row.source, row.checked_on, row.alternative) == (TEN_DAYS["source"], TODAY, 30)
    assert {row: change.id for row, change in amended().items()} == {row: id_}
    assert published.pending() == []


def test_after_the_end_of_an_amendment_the_shipped_value_holds(people):
    approved(TEN_DAYS | {"until": "2026-11-30"}, people)

    assert law_book().number("bia_appeal_days", on=date(2026, 12, 1)) == 30


def test_the_amendment_approved_last_prevails(people):
    approved(TEN_DAYS, people)
    approved(TEN_DAYS | {"value": 15}, people)

    assert law_book().number("bia_appeal_days", on=TODAY) == 15


def test_the_member_who_proposed_cannot_approve(people):
    team, wren, _ = people
    id_ = proposed(TEN_DAYS, people)

    with pytest.raises(Refused, match="someone else must approve"):
        publish.approve(team.acts(wren), "amendment", id_)


def test_a_withdrawn_amendment_has_no_effect(people):
    team, wren, _ = people
    id_ = approved(TEN_DAYS, people)

    publish.withdraw(team.acts(wren), "amendment", id_)
    db.session.commit()

    assert law_book() is shipped()
    ((change, by),) = published.in_force().withdrawn("amendment")
    assert by
    assert (change.id, by.member_id, by.on) == (id_, wren.id, TODAY)


def test_an_amendment_is_approved_or_withdrawn_only_once(people):
    team, wren, gull = people
    id_ = approved(TEN_DAYS, people)
    with pytest.raises(Refused, match="Someone else approved or withdrew"):
        publish.approve(team.acts(gull), "amendment", id_)

    publish.withdraw(team.acts(wren), "amendment", id_)
    db.session.commit()
    with pytest.raises(Refused, match="Someone else approved or withdrew"):
        publish.withdraw(team.acts(gull), "amendment", id_)


def test_an_unknown_amendment_is_not_found(people):
    team, wren, _ = people
    with pytest.raises(NoSuchChange):
        publish.approve(team.acts(wren), "amendment", "0" * 32)


def test_the_book_is_built_once_for_the_same_amendments(people):
    approved(TEN_DAYS, people)

    assert law_book() is law_book()


def test_a_proposal_can_be_tried_before_approval(people):
    proposed(TEN_DAYS, people)
    (amendment,) = publish.waiting(INSTALLATION, "amendment")

    assert with_amendment(shipped(), amendment).number("bia_appeal_days", on=TODAY) == 10


@pytest.mark.parametrize(
    "parameter, value", [("no_longer_asked", 10), ("bia_appeal_days", [10, 20])]
)
def test_an_amendment_unknown_to_this_release_is_left_out(parameter, value):
    content = TEN_DAYS | {"parameter_id": parameter, "value": value}

    assert list(parameters_of(Published(id="a", kind="amendment", content=content))) == []


def test_a_table_of_numbers_replaces_that_of_its_year(people):
    table = (16000, 22000, 28000, 34000, 40000, 46000, 52000, 58000)
    approved(
        {
            **TEN_DAYS,
            "parameter_id": "poverty_contiguous",
            "value": list(table),
            "alternative": None,
            "from_day": "2027-01-14",
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
            "from_day": "2027-01-01",
            "until": "2027-12-31",
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
    team, wren, _ = people
    id_ = publish.propose(team.acts(wren), "amendment", values)
    db.session.commit()
    return id_


def approved(values, people):
    team, *two = people
    return team.published("amendment", values, *two)


@pytest.fixture
def people(db_session):
    """Return a team and two of its members."""
    return two_of(signing_team())


def two_of(team):
    return team, team.member("attorney"), team.member("attorney", email="gull@example.org")


ANSWERS = {
    "help_types": ["fear_return"],
    "location_kind": "in_us",
    "court_case": "yes",
    "bad_decision": "judge",
    "bad_decision_date": "2026-11-20",
}


def test_it_applies_approved_amendments(app, tmp_path):
    with app.app_context():
        approved(TEN_DAYS, two_of(signing_team()))

    shipped = json.loads(explain(app, tmp_path).output)
    amended = json.loads(explain(app, tmp_path, "--amended").output)

    assert appeal(shipped)["act_by"] == "2026-12-18"
    assert appeal(amended)["act_by"] == "2026-11-30"
    assert appeal(amended)["alternative"]["act_by"] == "2026-12-18"


def explain(app, folder, *options):
    file = folder / "answers.json"
    file.write_text(json.dumps(ANSWERS), "utf-8")
    return app.test_cli_runner().invoke(
        args=["explain", str(file), "--today", "2026-11-24", *options]
    )


def appeal(output):
    deadlines = output["triage"]["deadlines"]
    return next(deadline for deadline in deadlines if deadline["rule"] == "R05")
