"""Fees: the amount where it is certain, else where to look; and how to ask for less."""

from dataclasses import replace
from datetime import date

import pytest

from intake.law.book import Confidence, LawBook, shipped
from intake.triage.facts import Facts
from intake.triage.fees import FINES, PAGES, WAIVERS, with_fee
from intake.words import say
from tests.triage.making import TODAY, answers_of, cases, deadlines_of, triage_of

EDITION = (
    " Take the form from uscis.gov/i-589 on the day you send it: an old edition may be sent back."
)
ZEROS = " Do not write only zeros: say who feeds and houses you, and add a letter."


def told(fee, *, law=None, by=None, **answers):
    facts = Facts(answers=answers_of(answers), law=law or shipped(), received=TODAY)
    return with_fee(facts, say("Send it."), fee, by=by)


def test_an_amount_that_is_certain_is_told():
    says = "Send it. The fee is $100. You cannot ask for this fee to be waived." + EDITION
    assert told("fee_i589").in_english() == says
    assert told("fee_no_notice_motion").in_english() == "Send it. There is no fee."
    assert told("fee_federal_petition").in_english() == (
        "Send it. The fee is $600. If you cannot pay, ask that court to take the papers without a"
        " fee."
    )


def test_an_amount_in_dispute_is_for_staff_alone():
    appeal = told("fee_appeal")

    assert appeal.in_english() == (
        "Send it. There is a fee. Look at justice.gov/eoir/eoir-forms today. If you cannot pay,"
        " send Form EOIR-26A too." + ZEROS
    )
    assert "1,010" not in appeal.for_helper().in_english()
    assert "Fee: $1,010, not certain." in appeal.for_staff().in_english()


@pytest.mark.parametrize(
    "by, amount",
    [(date(2026, 12, 31), "$102"), (date(2027, 1, 1), "Look at uscis.gov/i-589 today.")],
)
def test_an_amount_holds_until_its_review_and_not_for_a_later_day_to_pay(by, amount):
    assert amount in told("fee_yearly", by=by).in_english()


def test_an_amount_past_its_review_or_its_end_is_not_told():
    row = shipped().parameter("fee_i589", on=TODAY)
    for old in (replace(row, review_by=date(2026, 11, 23)), replace(row, until=date(2026, 11, 23))):
        law = LawBook(rows=(*shipped().by_id["asylum_form_edition"], old))
        assert "$" not in told("fee_i589", law=law).in_english()


@pytest.mark.parametrize("asked, answers", cases("asks.txt", "zeros"))
def test_adults_who_are_free_are_told_not_to_write_only_zeros(answers, *, asked):
    assert told("fee_motion", **answers).in_english().endswith(ZEROS) is (asked == "yes")


@pytest.mark.parametrize(
    "fee, certain, uncertain",
    [
        (
            "fee_arrest_after_absence",
            "If ICE arrests you after a missed hearing, there is a fee of $5,000.",
            "If ICE arrests you after a missed hearing, there may be a fee. Ask a lawyer.",
        ),
        (
            "fee_voluntary_departure_penalty",
            "There may be a fine of $3,000.",
            "There may be a fine. Ask a lawyer how much it is.",
        ),
    ],
)
def test_a_fine_has_no_form_and_its_amount_is_told_only_where_it_is_certain(
    fee, certain, uncertain
):
    row = shipped().parameter(fee, on=TODAY)
    for confidence, says in (("knowledge", certain), ("contested", uncertain)):
        law = LawBook(rows=(replace(row, confidence=Confidence(confidence)),))
        assert told(fee, law=law).in_english() == f"Send it. {says}"


def test_every_fee_has_a_row_and_its_words_and_every_row_a_known_waiver():
    fees = {row.id: row.waiver for row in shipped().rows if row.waiver}

    assert {*PAGES, *FINES} == set(fees)
    assert set(fees.values()) <= set(WAIVERS)


@pytest.mark.parametrize(
    "answers, fee",
    [
        ({}, "The fee is $100. You cannot ask for this fee to be waived." + EDITION),
        (
            {
                "asylum_filed": "yes",
                "asylum_filed_date": "2026-05-01",
                "left_since_filing": "no",
            },
            "",
        ),
        (
            {"withholding_only": "yes"},
            "There may be a fee. Look at uscis.gov/i-589 today." + EDITION,
        ),
    ],
)
def test_a_form_that_is_brought_late_to_a_hearing_has_its_fee(answers, fee):
    hearing = {"court_case": "yes", "hearing_kind": "individual", "next_hearing_date": "2026-12-08"}
    papers = next(row for row in deadlines_of("R04", triage_of(hearing | answers)) if row.counts)

    assert papers.do.in_english().partition("accept them.")[2].strip() == fee


def test_a_work_permit_names_its_fee_and_no_wait_that_ended():
    filed = {"asylum_filed": "yes", "asylum_filed_date": "2026-01-05"}
    (permit,) = deadlines_of("R11", triage_of(filed))

    assert permit.reason.says.in_english().startswith(
        "You may be able to apply for a work permit now. The wait may be longer for you."
    )
    assert permit.do.in_english() == (
        "First find the count of days. Case in court: call 1-800-898-7180. Case with USCIS: look in"
        " the account at my.uscis.gov. Your A-number is on any immigration paper. If you have none,"
        " write to us. Then send Form I-765, category (c)(8). The fee is $560. You cannot ask for"
        " this fee to be waived. To renew, send it 180 days before the card ends. The old card is"
        " no longer extended. There is a fee. Look at uscis.gov/i-765 today. You cannot ask for"
        " this fee to be waived."
    )


def test_after_a_delay_no_day_of_a_work_permit_is_told():
    filed = {"asylum_filed": "yes", "asylum_filed_date": "2026-01-05", "clock_delay": "yes"}
    (permit,) = deadlines_of("R11", triage_of(filed))

    assert permit.reason.says.in_english() == (
        "The wait for a work permit may be longer for you, because days of a delay do not count."
    )
    assert permit.alternative is None
