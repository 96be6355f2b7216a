"""A birthday that ends help: for whom it counts, and what to do before it."""

from datetime import date

import pytest

from intake.triage.rules import children
from intake.triage.rules.orders import FILE_AFTER_ORDER_DO
from tests.triage.making import deadlines_of, found, triage_of

SUNDAY = date(2026, 11, 29)
NEARLY_21 = {"children_birth_dates": ["2005-12-09"]}
SENT = {"asylum_filed": "yes", "asylum_filed_where": "immigration_office"}
REFUGEE = {"help_types": ["bring_family"], "status_granted_date": "2025-03-10"}
LONE = {"birth_date": "2008-12-05", "minor_with_parent": "no"}


def birthdays(answers):
    """The birthdays that are told to this person on a Sunday in November."""
    return deadlines_of("R12", triage_of(answers, received=SUNDAY))


@pytest.mark.parametrize(
    "answers, step",
    [
        ({"asylum_filed": "no"}, children.DERIVATIVE_DO),
        # "I asked at the border": neither day nor place of a filing is known
        (
            {"asylum_filed": "yes", "asylum_filed_date": "not_sure", "left_since_filing": "no"},
            children.DERIVATIVE_UNSURE_DO,
        ),
        ({"asylum_filed": "not_sure"}, children.DERIVATIVE_UNSURE_DO),
        (SENT | {"left_since_filing": "not_sure"}, children.DERIVATIVE_UNSURE_DO),
        (SENT | {"left_since_filing": "yes"}, children.DERIVATIVE_DO),
    ],
)
def test_a_child_is_named_in_a_form_that_may_not_be_sent_or_no_longer_counts(answers, step):
    (birthday,) = birthdays(NEARLY_21 | answers)

    assert found(birthday) == "P1 2026-12-08 2026-12-08 exact"
    assert birthday.do.text == step.you
    assert "2026" in birthday.reason.says.in_english()


@pytest.mark.parametrize("asked", ["fear_return", "bring_family"])
def test_a_parent_with_an_order_is_not_told_to_send_the_form_alone(asked):
    ordered = {"old_order": "never_left", "old_order_from": "judge", "old_order_date": "2019-03-04"}

    (birthday,) = birthdays(NEARLY_21 | ordered | {"help_types": [asked]})

    assert birthday.do.text == FILE_AFTER_ORDER_DO.you


def test_a_form_that_was_sent_fixes_the_age_of_a_child():
    assert birthdays(NEARLY_21 | SENT | {"left_since_filing": "no"}) == []


def test_help_is_not_told_as_ended_where_the_form_may_have_been_sent():
    (sure,) = birthdays(NEARLY_21 | {"asylum_filed": "no"})
    (unsure,) = birthdays(NEARLY_21 | {"asylum_filed": "not_sure"})

    assert "help end then" in sure.reason.says.in_english()
    assert "help may end then" in unsure.reason.says.in_english()


def test_a_work_permit_is_not_told_of_a_form_that_no_longer_counts():
    sent = SENT | {"asylum_filed_date": "2024-01-01"}

    assert deadlines_of("R11", triage_of(sent | {"left_since_filing": "no"}))
    assert deadlines_of("R11", triage_of(sent | {"left_since_filing": "not_sure"}))
    assert deadlines_of("R11", triage_of(sent | {"left_since_filing": "yes"})) == []


@pytest.mark.parametrize("born", ["2005-12-09", "2005-11-20"])
def test_a_refugee_sends_the_family_form_even_after_the_birthday(born):
    (birthday,) = birthdays(REFUGEE | {"children_birth_dates": [born]})

    assert "I-730" in birthday.do.text
    assert "I-589" not in birthday.do.text
    assert "even if the birthday has passed" in birthday.do.text


def test_status_that_is_only_ticked_is_weighed_both_ways():
    (birthday,) = birthdays(NEARLY_21 | {"help_types": ["bring_family", "fear_return"]})

    assert birthday.tier == "P1"
    assert {"I-730", "I-589"} <= set(birthday.do.text.replace("(", " ").replace(")", " ").split())


@pytest.mark.parametrize(
    "answers",
    [
        NEARLY_21 | {"help_types": ["fear_return"]},
        {"help_types": ["parent_harm"], "birth_date": "2008-12-20"},
        {"help_types": ["parent_harm"]},
        LONE,
    ],
)
def test_abroad_no_birthday_ends_help_that_is_given_in_the_us(answers):
    assert birthdays(answers)
    assert birthdays(answers | {"location_kind": "outside_us"}) == []


def test_a_lone_child_sends_the_form_to_the_asylum_office_before_turning_18():
    (birthday,) = birthdays(LONE | {"help_types": ["fear_return"]})

    assert found(birthday) == "P1 2026-12-04 2026-12-04 exact"
    assert "I-589" in birthday.do.text
    assert "USCIS" in birthday.do.text
    assert "1158(b)(3)(C)" in birthday.reason.authority


def test_a_lone_child_whose_form_is_with_the_asylum_office_is_not_told_to_send_it():
    office = SENT | {"left_since_filing": "no"}

    (sent,) = birthdays(LONE | office)
    (in_court,) = birthdays(LONE | office | {"asylum_filed_where": "court"})

    assert "I-589" not in sent.do.text
    assert "I-589" in in_court.do.text


def test_a_lone_child_whom_a_parent_harmed_reads_both_steps_for_one_birthday():
    texas = birthdays(LONE | {"help_types": ["parent_harm"], "us_state": "TX"})

    assert [str(dict(birthday.reason.says.values)["age"]) for birthday in texas] == [
        "18",
        "18",
        "21",
    ]
    assert {"SIJS" in birthday.do.text for birthday in texas[:2]} == {True, False}
