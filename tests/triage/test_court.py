"""Hearings with their papers, and the government's motions."""

from dataclasses import replace
from datetime import date

import pytest

from intake.law.book import shipped
from tests.triage.making import cases, deadlines_of, found, triage_of


def hearing(day, kind="individual"):
    return {"next_hearing_date": day, **({"hearing_kind": kind} if kind else {})}


def motion(day):
    return {"gov_motion": "yes", **({"gov_motion_date": day} if day else {})}


def _rows(triage):
    """Return the row of the hearing, and that of its papers, if any."""
    rows = deadlines_of("R04", triage)
    (court,) = [found(deadline) for deadline in rows if not deadline.counts]
    papers = [found(deadline) for deadline in rows if deadline.counts]
    return court, papers[0] if papers else None


@pytest.mark.parametrize("answer", ["yes", "not_sure"])
def test_a_court_case_without_a_date_is_asked_for_it(answer):
    (court,) = deadlines_of("R04", triage_of({"court_case": answer, "hearing_kind": "individual"}))

    assert found(court) == "P1 2026-12-01 - unknown"
    assert court.set_by == "us"
    assert "1-800-898-7180" in court.do.in_english()


@pytest.mark.parametrize("papers, answers", cases("asks.txt", "papers"))
def test_who_has_a_filing_day(answers, papers):
    rows = deadlines_of("R04", triage_of(hearing("2027-01-25") | answers))

    assert sum(deadline.counts for deadline in rows) == int(papers)
    assert sum(deadline.set_by == "paper" for deadline in rows) == 1


@pytest.mark.parametrize("attended, missed", [("yes", 0), ("no", 1), ("not_sure", 1)])
def test_a_hearing_that_has_gone_may_have_been_missed(attended, missed):
    answers = hearing("2026-11-10") | {"court_case": "yes", "hearing_attended": attended}
    triage = triage_of(answers | {"missed_why": "no_letter"})

    assert len(deadlines_of("R06a", triage)) == len(deadlines_of("R06b", triage)) == missed
    assert [found(deadline) for deadline in deadlines_of("R06a", triage)] == [
        "P1 2027-05-07 2027-05-10 earliest"
    ] * missed
    assert found(deadlines_of("R04", triage)[0]) == "P1 2026-12-01 - unknown"


def test_a_hearing_day_that_is_half_known_is_found_out_first():
    """Nobody can go to court on a day that nobody knows."""
    for said in ("2026-11", "2026-12", "2027-03"):
        court, *_ = [
            row_ for row_ in deadlines_of("R04", triage_of(hearing(said))) if row_.set_by == "paper"
        ]

        assert court.do.in_english().startswith("Call 1-800-898-7180 with your A-number.")


def test_a_half_known_hearing_that_may_have_gone_may_have_been_missed():
    triage = triage_of(hearing("2026-11") | {"missed_why": "no_letter"})

    (missed,) = deadlines_of("R06a", triage)
    assert found(missed) == "P1 2027-04-30 2027-04-30 earliest"
    assert "may be 30 April 2027" in missed.reason.says.in_english()
    assert "next_hearing_date" in missed.reason.answers
    assert len(deadlines_of("R06b", triage)) == 1
    assert deadlines_of("R06a", triage_of(hearing("2026-12"))) == []


@pytest.mark.parametrize("day", ["2026-11", "2026-12-08"])
def test_late_papers_are_brought_to_the_hearing_and_never_told_as_passed(day):
    papers = next(row for row in deadlines_of("R04", triage_of(hearing(day))) if row.counts)

    assert papers.reason.says.in_english() == (
        "Papers for the court are usually due 30 days before the hearing."
    )
    assert papers.do.in_english() == (
        "Bring the form (I-589) and your other papers to this hearing, even without a lawyer. Ask"
        " the judge to accept them. The fee is $100. You cannot ask for this fee to be waived. Take"
        " the form from uscis.gov/i-589 on the day you send it: an old edition may be sent back."
    )


def test_whoever_waits_outside_the_us_goes_to_the_port_of_entry():
    abroad = hearing("2026-12-15", "master") | {"location_kind": "outside_us"}
    court = next(row for row in deadlines_of("R04", triage_of(abroad)) if not row.counts)

    assert court.do.in_english() == (
        "Be at the port of entry at the hour on the court paper, and bring that paper. If you"
        " cannot cross, write to the court before that day. To check the day, call 1-800-898-7180."
        " Your A-number is on any immigration paper. If you have none, write to us."
    )


def test_everybody_in_court_is_told_of_the_change_of_address():
    (address,) = deadlines_of("R23", triage_of({"court_case": "yes"}))

    assert (address.act_by, address.tier, address.set_by) == (None, "P4", "law")
    assert "5 days" in address.reason.says.in_english()
    assert deadlines_of("R23", triage_of({"court_case": "not_sure"})) == []


@pytest.mark.parametrize(
    "received, tier, act_by",
    [
        ("2026-12-24", "P1", "2026-12-24"),
        ("2026-12-25", "P1", "2026-12-25"),
        ("2026-12-28", "P1", "2026-12-28"),
        ("2026-12-29", "P1", "2027-01-22"),
        ("2027-01-17", "P1", "2027-01-22"),
        ("2027-01-18", "P0", "2027-01-22"),
        ("2027-01-25", "P0", "2027-01-25"),
    ],
)
def test_after_the_papers_are_late_the_hearing_itself_counts(received, tier, act_by):
    triage = triage_of(hearing("2027-01-25"), received=date.fromisoformat(received))

    assert triage.act_by == date.fromisoformat(act_by)
    assert {deadline.tier for deadline in deadlines_of("R04", triage)} == {tier}


@pytest.mark.parametrize(
    "received, act_by",
    [
        # the papers are due on a day from 2 to 6 December, a Sunday
        ("2026-12-01", "2026-12-02"),
        ("2026-12-02", "2026-12-02"),
        ("2026-12-03", "2026-12-03"),
        ("2026-12-07", "2026-12-07"),
        # they are late whichever day was meant: the hearing itself counts
        ("2026-12-08", "2026-12-31"),
    ],
)
def test_papers_that_may_be_late_or_not_are_due_at_once(received, act_by):
    early_in_january = {"calendar": "hijri", "said": "1448-07-24"}
    answers = {"next_hearing_date": early_in_january, "hearing_kind": "individual"}
    triage = triage_of(answers, received=date.fromisoformat(received))

    assert triage.act_by == date.fromisoformat(act_by)


def test_a_final_hearing_is_planned_for_two_months_before_its_papers():
    papers, court = deadlines_of("R04", triage_of(hearing("2027-05-24")))
    short, _ = deadlines_of("R04", triage_of(hearing("2027-05-24", "master")))
    detained = hearing("2027-05-24") | {"detained_now": "yes"}
    (in_detention,) = deadlines_of("R04", triage_of(detained))

    assert papers.plan_by == date(2027, 2, 22)
    assert court.plan_by == court.act_by
    assert short.plan_by == short.act_by
    assert in_detention.plan_by == date(2027, 3, 22)


def test_time_raises_a_hearing_step_by_step():
    triage = triage_of(hearing("2027-01-25"))

    assert [(step.from_day.isoformat(), step.tier) for step in triage.steps] == [
        ("2026-11-26", "P2"),
        ("2026-12-14", "P1"),
        ("2027-01-18", "P0"),
    ]


@pytest.mark.parametrize(
    "kind, part",
    [
        ("individual", "Your final hearing (“individual hearing”) is on 1 March 2027"),
        ("master", "Your short hearing (“master calendar hearing”) is on 1 March 2027"),
        ("bond", "bond hearing is on 1 March 2027"),
        ("not_sure", "We do not know what kind it is"),
        (None, "We do not know what kind it is"),
    ],
)
def test_the_sentence_names_the_kind_and_the_day_of_the_hearing(kind, part):
    rows = deadlines_of("R04", triage_of(hearing("2027-03-01", kind)))

    assert any(part in court.reason.says.in_english() for court in rows)


def test_another_number_of_days_moves_the_papers():
    row_ = shipped().parameter("individual_filing_days", on=date(2026, 11, 24))
    law = shipped().amended([replace(row_, value=15)])

    _, papers = _rows(triage_of(hearing("2027-01-25"), law=law))

    assert papers == "P3 2027-01-08 2027-01-11 exact"


def test_a_motion_is_urgent_though_a_judge_gives_more_days():
    days = shipped().parameter("motion_answer_days", on=date(2026, 11, 24))
    law = shipped().amended([replace(days, value=30)])

    (asked,) = deadlines_of("R09", triage_of(motion("2026-11-20"), law=law))

    assert found(asked) == "P1 2026-12-18 2026-12-21 exact"


def test_a_day_on_the_paper_comes_before_the_usual_one():
    answers = motion("2026-11-10") | {"gov_motion_due_date": "2026-12-18"}
    (motion_,) = deadlines_of("R09", triage_of(answers))

    assert found(motion_) == "P1 2026-12-18 2026-12-18 exact"
    assert (motion_.set_by, motion_.alternative) == ("paper", None)


def test_a_no_beside_the_day_of_a_motion_is_weighed_as_a_motion():
    triage = triage_of({"gov_motion": "no", "gov_motion_date": "2026-11-20"})

    assert found(deadlines_of("R09", triage)[0]) == "P1 2026-11-30 2026-11-30 exact"
    assert triage.contradictions == (("gov_motion", "gov_motion_date"),)


def test_no_motion_no_answer():
    assert triage_of({"gov_motion": "no"}).deadlines == ()


@pytest.mark.parametrize(
    "kind, steps",
    [
        ("dismiss", ["Say in court:", "Write this to the judge by 30 November 2026,"]),
        ("pretermit", ["If the government", "Write this to the judge by 30 November 2026,"]),
        ("third_country", ["If the government", "Write this to the judge by 30 November 2026,"]),
        ("not_sure", ["Say in court:", "If the government", "Write this to the judge by 30"]),
    ],
)
def test_what_to_say_and_to_write_goes_by_the_kind_of_the_motion(kind, steps):
    answers = motion("2026-11-20") | {"gov_motion_kind": kind}
    (answer,) = deadlines_of("R09", triage_of(answers))

    said = answer.do.in_english()
    places = [said.find(step) for step in steps]
    assert places == sorted(places)
    assert places[0] == 0
    assert ("Say in court" in said, "If the government" in said) == (
        "Say in court:" in steps,
        "If the government" in steps,
    )


def test_whoever_filed_does_not_offer_to_file():
    filed = {"asylum_filed": "yes", "asylum_filed_where": "court", "left_since_filing": "no"}
    (answer,) = deadlines_of("R09", triage_of(motion("2026-11-20") | filed))

    assert "I want a hearing about my I-589." in answer.do.in_english()


def test_where_a_ruling_is_not_known_the_court_line_is_asked():
    since = motion("2026-11-10") | hearing("2026-11-20") | {"gov_motion_ruled": "not_sure"}
    (asked,) = deadlines_of("R09", triage_of(since))

    assert asked.asks
    assert "may have decided about the government’s request on 20 November 2026" in (
        asked.reason.says.in_english()
    )
    assert asked.do.in_english().startswith("Call 1-800-898-7180")


@pytest.mark.parametrize("asks, answers", cases("asks.txt", "motion"))
def test_a_motion_that_nobody_is_sure_of_is_only_looked_for(answers, *, asks):
    (found_,) = deadlines_of("R09", triage_of(answers))

    assert found_.asks is (asks == "yes")
    assert ("Look in the mail" in found_.do.in_english()) is (asks == "yes")
