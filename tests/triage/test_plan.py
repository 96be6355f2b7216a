"""The plan: which act stands in which part, and what helps whatever the deadlines say."""

from datetime import date

import pytest

from intake.amendments.recalls import read_vignettes
from intake.law.book import shipped
from intake.triage.assess import assess
from intake.triage.plan import Part, day_of_card, plan_of
from tests.triage.making import EVERYTHING, QUIET, TODAY, answers_of, table, triage_of, typed

AFRAID = {"help_types": ["fear_return"], "has_lawyer": "no"}
ARRIVED = {"last_arrival_date": "2026-02-02"}
HEARING = {"court_case": "yes", "next_hearing_date": "2026-12-03", "hearing_kind": "master"}


@pytest.mark.parametrize("plan, card, situation", table("plans.txt"))
def test_a_plan_says_each_act_once_in_its_part(plan, card, situation):
    assert _written(plan_for(typed(situation))) == (plan, card)


@pytest.mark.parametrize("name, plan, card", table("vignette_plans.txt"))
def test_a_vignette_has_the_plan_that_a_lawyer_would_make(name, plan, card):
    vignette = next(one for one in read_vignettes() if one["name"].startswith(name))
    today, received = (date.fromisoformat(vignette[key]) for key in ("today", "received"))
    answers = answers_of(vignette["answers"], received=received)
    triage = assess(answers, shipped(), today=today, received=received)

    assert _written(plan_of(triage.deadlines, answers, today=today)) == (plan, card)


def _written(plan):
    nearest = plan.nearest
    card = f"{nearest.rule} {day_of_card(nearest)} {nearest.office.value}" if nearest else "-"
    return "; ".join(_parts(plan)), card


def _parts(plan):
    for section in plan.sections:
        if acts := [_act(act) for act in section.acts if act.rows]:
            yield f"{section.part.value}: {' '.join(acts)}"


def _act(act):
    rules = "+".join(row.rule for row in act.rows)
    return (f"({rules})" if act.asks else rules) + (f"@{act.day}" if act.day else "")


def test_a_day_under_later_is_the_card_beneath_the_heading_of_what_is_for_today():
    detained = plan_for(AFRAID | {"detained_now": "yes", "last_arrival_date": "2026-11-02"})

    assert (rules_of(detained.top), rules_of(detained.card)) == (["R02"], ["R08"])
    in_court = plan_for(AFRAID | HEARING)
    assert in_court.top is in_court.card
    assert rules_of(in_court.card) == ["R04", "R04"]
    abroad = plan_for({"location_kind": "outside_us"})
    assert (rules_of(abroad.top), abroad.card) == ([], None)


def rules_of(act):
    assert act
    return [row.rule for row in act.rows]


@pytest.mark.parametrize(
    "kind, asks",
    [("master", True), ("individual", True), ("not_sure", True), ("bond", False)],
)
def test_time_to_find_a_lawyer_is_asked_for_at_every_hearing_but_a_bond_hearing(kind, *, asks):
    plan = plan_for(AFRAID | HEARING | {"hearing_kind": kind})

    assert any("Ask the judge for time to find a lawyer" in text for text in said(plan)) is asks


def test_the_parent_of_a_detained_child_reads_they_and_is_not_sent_to_the_locator():
    plan = plan_for(AFRAID | {"filling_for": "child", "detained_now": "yes", "us_state": "TX"})

    (row,) = plan.acts[0].rows
    assert row.rule == "R02"
    assert row.reason.says.for_helper().in_english().startswith("They are")
    assert "1-800-203-7001" in said(plan)[0]
    assert not any("locator.ice.gov" in text for text in said(plan))


def test_a_day_that_has_gone_is_not_told_and_its_step_says_what_is_still_possible():
    order = {"bad_decision": "judge", "bad_decision_date": "2026-03-02", "missed_hearing": "yes"}
    gone = [act for act in plan_for(order).acts if act.gone]

    assert [row.rule for act in gone for row in act.rows] == ["R06a", "R06c"]
    assert [act.day for act in gone] == [None, None]
    assert "you can still ask the judge" in gone[0].steps[0].in_english()


def test_the_presumed_end_of_an_excuse_is_no_deadline():
    ended = {"lawful_status": "ended", "lawful_status_ended": "2026-10-01"}
    plan = plan_for(AFRAID | {"last_arrival_date": "2024-05-01"} | ended)

    year = next(act for act in plan.acts if act.rows and act.rows[0].rule == "R08")
    assert year.day is None


@pytest.mark.parametrize(
    "device, detained, says",
    [
        ("mine", "no", "Take a photo of every paper"),
        ("shared", "no", "Keep every paper and letter"),
        ("mine", "yes", ""),
    ],
)
def test_papers_are_photographed_only_with_a_phone_of_ones_own(device, detained, says):
    given = {"device": device, "detained_now": detained, "last_arrival_date": "2025-12-02"}
    texts = said(plan_for(AFRAID | given))

    about_papers = [text for text in texts if "a photo" in text or "Keep every paper" in text]
    assert bool(about_papers) is bool(says)
    assert all(text.startswith(says) for text in about_papers)


@pytest.mark.parametrize(
    "scope, shows", [("whole_case", True), ("one_part", True), ("stopped_answering", False)]
)
def test_who_has_a_lawyer_at_work_shows_them_the_plan(scope, *, shows):
    texts = said(plan_for(AFRAID | ARRIVED | {"has_lawyer": "yes", "lawyer_scope": scope}))

    assert any("Show this plan to your lawyer." in text for text in texts) is shows
    assert not any("Write to us" in text for text in texts)


@pytest.mark.parametrize(
    "given, says",
    [
        ({"last_arrival_date": "2025-12-02"}, "Write to us with your code."),
        (HEARING, "Check the court date: call 1-800-898-7180"),
    ],
)
def test_where_no_group_is_near_the_plan_names_who_answers(given, says):
    assert any(text.startswith(says) for text in said(plan_for(AFRAID | given)))


def test_general_acts_give_way_and_stand_in_the_next_part_with_room():
    busy = {"detained_now": "yes", "fear_interview": "waiting"}
    plan = plan_for(AFRAID | busy | HEARING)

    assert [bool(act.rows) for act in plan.sections[0].acts] == [True, True, True]
    assert plan.sections[1].part is Part.WEEK
    assert "1-800-898-7180" in plan.sections[1].acts[-1].steps[0].in_english()


def test_abroad_the_plan_names_unhcr_and_nothing_of_the_us():
    abroad = {"location_kind": "outside_us", "country_now": "MX", "needs": ["pregnant"]}
    texts = " ".join(said(plan_for(AFRAID | abroad | {"danger_now": "yes"})))

    assert "help.unhcr.org" in texts
    assert "A US embassy cannot give you asylum." in texts
    for american in ("911", "211", "1-800", "ICE", "USCIS", "locator"):
        assert american not in texts


def test_a_known_day_heads_the_page_above_what_is_only_asked_for_today():
    """A court that nobody is sure of is asked for today, and the year has a month to run."""
    unsure = {"court_case": "not_sure", "last_arrival_date": "2025-12-25"}
    plan = plan_for(AFRAID | unsure)

    assert [act.asks for act in plan.acts if act.rows][:2] == [True, False]
    assert plan.top
    assert [row.rule for row in plan.top.rows] == ["R08"]


def test_no_deadline_is_lost():
    triage = triage_of(EVERYTHING, quiet=False)
    plan = plan_of(triage.deadlines, answers_of(EVERYTHING), today=TODAY)

    rows = [row for act in plan.acts for row in act.rows]
    assert sorted(row.rule for row in rows) == sorted(row.rule for row in triage.deadlines)


def plan_for(given):
    triage = triage_of(given)
    return plan_of(triage.deadlines, answers_of(QUIET | given), today=TODAY)


def said(plan):
    return [step.in_english() for act in plan.acts for step in act.steps]
