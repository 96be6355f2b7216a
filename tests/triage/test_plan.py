"""The plan: which act stands in which part, for people in the situations that matter most."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from intake.triage import findings, rules
from intake.triage import plan as plan_module
from intake.triage.plan import MOST_ACTS, Act, Part, Plan, Section, last_safe_day, plan_of
from intake.words import Phrase
from tests.triage.making import EVERYTHING, QUIET, TODAY, answers_of, triage_of

AFRAID = {"help_types": ["fear_return"], "has_lawyer": "no"}
ARRIVED = {"last_arrival_date": "2026-02-02"}


def test_a_hearing_next_week_means_calls_today_and_going_even_without_a_lawyer():
    hearing = {"court_case": "yes", "next_hearing_date": "2026-12-01", "hearing_kind": "master"}
    plan = plan_for(AFRAID | ARRIVED | hearing)

    assert parts_of(plan) == [Part.TODAY, Part.WEEK, Part.HEARING, Part.LATER]
    assert "1-800-898-7180" in first(plan, Part.TODAY)
    before = section(plan, Part.HEARING)
    assert before.day == date(2026, 12, 1)
    assert "even without a lawyer" in first(plan, Part.HEARING)
    assert "Bring the court notice and every paper." in first(plan, Part.HEARING)
    assert any("Please give me more time" in text for text in says(before))
    assert [act.by for act in section(plan, Part.LATER).acts] == [date(2027, 2, 1)]


def test_papers_whose_usual_day_has_gone_are_brought_to_the_hearing():
    hearing = {"court_case": "yes", "next_hearing_date": "2026-12-15", "hearing_kind": "individual"}
    before = section(plan_for(AFRAID | hearing), Part.HEARING)

    papers = before.acts[1]
    assert papers.passed
    assert papers.by is None
    assert papers.why
    assert "usual day for papers was" in papers.why.in_english()
    assert "ask the judge to accept them" in papers.do.in_english()


def test_papers_due_this_week_stand_in_this_week():
    hearing = {"court_case": "yes", "next_hearing_date": "2026-12-28", "hearing_kind": "individual"}
    plan = plan_for(AFRAID | hearing)

    assert any("Send the papers to the court" in text for text in says(section(plan, Part.WEEK)))
    assert "Go to court" in first(plan, Part.HEARING)


def test_papers_due_on_the_last_day_of_the_week_stand_in_this_week():
    answers = {"court_case": "yes", "next_hearing_date": "2026-12-31", "hearing_kind": "individual"}
    plan = plan_for(AFRAID | answers)

    assert any("Send the papers to the court" in text for text in says(section(plan, Part.WEEK)))


def test_a_hearing_says_what_staying_away_means():
    hearing = {"court_case": "yes", "next_hearing_date": "2026-12-28", "hearing_kind": "master"}

    act = section(plan_for(AFRAID | hearing), Part.HEARING).acts[0]

    assert act.why
    assert "the judge can order you to leave" in act.why.in_english()


@pytest.mark.parametrize(
    ("kind", "asks"),
    [("master", True), ("individual", True), ("not_sure", True), ("bond", False)],
)
def test_time_to_find_a_lawyer_is_asked_for_at_every_hearing_but_a_bond_hearing(kind, *, asks):
    hearing = {"court_case": "yes", "next_hearing_date": "2026-12-28", "hearing_kind": kind}

    acts = every_act(plan_for(AFRAID | hearing))

    assert (
        any("Ask the judge for time to find a lawyer" in act.do.in_english() for act in acts)
        is asks
    )


def test_a_hearing_that_has_gone_has_no_part_of_its_own():
    gone = {"court_case": "yes", "next_hearing_date": "2026-11-20", "hearing_kind": "master"}

    assert Part.HEARING not in parts_of(plan_for(AFRAID | gone))


def test_a_hearing_of_this_month_is_found_out_today():
    half_known = {"court_case": "yes", "next_hearing_date": "2026-11", "hearing_kind": "individual"}
    plan = plan_for(AFRAID | half_known)

    act = section(plan, Part.TODAY).acts[0]
    assert "Find the court date today" in act.do.in_english()
    assert act.by is None
    assert act.why
    assert "the judge can order you to leave" in act.why.in_english()


def test_a_half_known_hearing_of_next_year_does_not_come_before_what_presses():
    half_known = {"court_case": "yes", "next_hearing_date": "2027-03"}
    plan = plan_for(AFRAID | half_known | {"detained_now": "yes"})

    today = section(plan, Part.TODAY)
    assert [act.rule for act in today.acts[:2]] == ["R02", "R04"]


@pytest.mark.parametrize(
    ("rule", "answers"),
    [
        ("R05", {"bad_decision": "judge", "bad_decision_date": "2026-10"}),
        ("R04", {"next_hearing_date": "2026-11"}),
        ("R08", {"help_types": ["fear_return"], "last_arrival_date": "2025-11"}),
        ("R10", {"asylum_filed": "yes", "fee_notice": "yes", "fee_notice_date": "2026-10"}),
    ],
)
def test_a_day_that_may_have_passed_is_for_today_and_nobody_is_told_that_law_set_it(rule, answers):
    row = next(row for row in triage_of(answers).deadlines if row.rule == rule and not row.passed)
    acts = section(plan_for(AFRAID | answers), Part.TODAY).acts

    assert (row.act_by, row.latest_lawful_day) == (TODAY, None)
    assert last_safe_day(row) is None
    assert rule in {act.rule for act in acts}


def test_what_says_today_stands_today_although_its_last_day_is_later():
    order = {"bad_decision": "judge", "bad_decision_date": "2026-03-02", "missed_hearing": "yes"}
    plan = plan_for(AFRAID | order)

    late = next(act for act in every_act(plan) if act.rule == "R06a")
    assert late.do.today
    assert late in section(plan, Part.TODAY).acts or late in plan.more


def test_only_where_nothing_presses_is_it_enough_to_keep_new_papers():
    pressing = plan_for(AFRAID | {"last_arrival_date": "2025-11-29"})
    calm = plan_for(AFRAID | {"asylum_filed": "yes", "asylum_filed_date": "2026-09-01"})

    assert not any("Keep every paper" in act.do.in_english() for act in every_act(pressing))
    assert any("Keep every paper" in act.do.in_english() for act in every_act(calm))


def test_the_parent_of_a_detained_child_calls_today_and_reads_they():
    child = {"filling_for": "child", "detained_now": "yes", "us_state": "TX"}
    plan = plan_for(AFRAID | child)

    today = section(plan, Part.TODAY)
    assert today.acts[0].rule == "R02"
    assert "1-800-203-7001" in first(plan, Part.TODAY)
    assert not any("locator.ice.gov" in act.do.in_english() for act in every_act(plan))
    assert today.acts[0].why
    assert today.acts[0].why.for_helper().in_english().startswith("They are")
    assert not any("photo" in text for text in says(today))


def test_a_failed_fear_interview_means_asking_for_a_judge_today():
    failed = {"detained_now": "yes", "fear_interview": "not_passed"}
    plan = plan_for(AFRAID | failed | {"fear_decision_date": "2026-11-23"})

    today = section(plan, Part.TODAY)
    assert [act.rule for act in today.acts[:2]] == ["R02", "R03a"]
    assert "for a judge to review" in today.acts[1].do.in_english()
    assert all(act.by is None for act in today.acts)


def test_a_missed_hearing_is_told_with_what_is_still_possible():
    missed = {"court_case": "yes", "missed_hearing": "yes", "missed_why": "no_letter"}
    order = {"bad_decision": "judge", "bad_decision_date": "2026-03-02"}
    plan = plan_for(AFRAID | missed | order)

    acts = {act.rule: act for act in every_act(plan)}
    assert acts["R06a"].passed
    assert acts["R06a"].by is None
    assert "you can still ask the judge" in acts["R06a"].do.in_english()
    assert "Send a motion to reopen" in acts["R06b"].do.in_english()
    assert Part.HEARING not in parts_of(plan)


def test_a_year_that_ends_soon_has_its_day_and_the_form():
    plan = plan_for(AFRAID | {"last_arrival_date": "2025-11-29"})

    form = section(plan, Part.TODAY).acts[0]
    assert (form.rule, form.by) == ("R08", date(2026, 11, 27))
    assert "asylum form (I-589)" in form.do.in_english()


def test_a_year_that_ends_later_stands_under_later():
    plan = plan_for(AFRAID | {"last_arrival_date": "2025-12-25"})

    assert [act.by for act in section(plan, Part.LATER).acts] == [date(2026, 12, 24)]


def test_where_nothing_is_urgent_there_is_something_calm_to_do():
    filed = {"asylum_filed": "yes", "asylum_filed_date": "2026-09-01"}
    plan = plan_for(AFRAID | filed | {"asylum_filed_where": "immigration_office"})

    assert Part.TODAY not in parts_of(plan)
    assert any("Keep every paper" in text for text in says(section(plan, Part.WEEK)))
    assert not any(act.passed for act in every_act(plan))


@pytest.mark.parametrize(("device", "takes_photos"), [("mine", True), ("shared", False)])
def test_papers_are_not_photographed_with_a_phone_that_others_use(device, *, takes_photos):
    plan = plan_for(AFRAID | ARRIVED | {"device": device})

    texts = [text for part in plan.sections for text in says(part)]
    assert any("Take a photo" in text for text in texts) is takes_photos
    assert any("in one safe place" in text for text in texts) is not takes_photos


@pytest.mark.parametrize(
    ("scope", "shows"), [("whole_case", True), ("one_part", True), ("stopped_answering", False)]
)
def test_who_has_a_lawyer_at_work_shows_them_the_plan(scope, *, shows):
    plan = plan_for(AFRAID | ARRIVED | {"has_lawyer": "yes", "lawyer_scope": scope})

    week = [text for part in plan.sections if part.part is Part.WEEK for text in says(part)]
    assert any("Show this plan to your lawyer." in text for text in week) is shows
    assert not any("free legal groups" in text for text in week)


def test_abroad_the_plan_names_unhcr_and_nothing_of_the_us():
    abroad = {"location_kind": "outside_us", "country_now": "MX", "needs": ["pregnant"]}
    plan = plan_for(AFRAID | abroad | {"danger_now": "yes"})

    texts = " ".join(act.do.in_english() for act in every_act(plan))
    assert "help.unhcr.org" in texts
    assert "A US embassy cannot give you asylum." in texts
    for american in ("911", "211", "1-800", "ICE", "USCIS", "locator"):
        assert american not in texts


def test_a_day_of_ours_is_never_told():
    triage = triage_of(EVERYTHING | {"old_order": "not_sure"}, quiet=False)

    ours = [row for row in triage.deadlines if row.set_by == "us"]
    assert ours
    assert all(last_safe_day(row) is None for row in ours)


def test_the_presumed_end_of_an_excuse_is_no_deadline():
    ended = {"lawful_status": "ended", "lawful_status_ended": "2026-10-01"}
    plan = plan_for(AFRAID | {"last_arrival_date": "2024-05-01"} | ended)

    year = next(act for act in every_act(plan) if act.rule == "R08")
    assert year.by is None
    assert year.why
    assert "Sooner is safer" in year.why.in_english()


@pytest.mark.parametrize("given", [EVERYTHING, dict.fromkeys(QUIET, "not_sure"), {}])
def test_a_part_holds_at_most_three_acts_and_none_is_lost(given):
    answers = {key: value for key, value in given.items() if key not in NOT_UNSURE}
    answers = given if given is EVERYTHING else answers
    triage = triage_of(answers, quiet=False)
    plan = plan_of(triage.deadlines, answers_of(answers), today=TODAY)

    assert all(1 <= len(section.acts) <= MOST_ACTS for section in plan.sections)
    told = {act.do for act in every_act(plan)}
    danger = {row.do for row in triage.deadlines if row.rule == "R15" and row.tier == "P0"}
    assert {row.do for row in triage.deadlines} - danger <= told
    assert len(told) == len(every_act(plan))


def test_a_sentence_is_marked_for_today_where_its_english_says_so():
    phrases = list(_phrases())

    assert len(phrases) > 100
    assert [phrase for phrase in phrases if phrase.today != ("today" in phrase.you.lower())] == []


def _phrases() -> Iterator[Phrase]:
    files = pkgutil.iter_modules(rules.__path__, f"{rules.__name__}.")
    for module in (findings, plan_module, *(importlib.import_module(file.name) for file in files)):
        yield from (value for value in vars(module).values() if isinstance(value, Phrase))


NOT_UNSURE = {"filling_for", "location_kind", "help_types", "missed_why"}
"""Questions that cannot be answered with *not sure* alone."""


def plan_for(given: dict[str, Any]) -> Plan:
    triage = triage_of(given)
    return plan_of(triage.deadlines, answers_of(QUIET | given), today=TODAY)


def parts_of(plan: Plan) -> list[Part]:
    return [section.part for section in plan.sections]


def section(plan: Plan, part: Part) -> Section:
    return next(section for section in plan.sections if section.part is part)


def first(plan: Plan, part: Part) -> str:
    return says(section(plan, part))[0]


def says(section: Section) -> list[str]:
    return [act.do.in_english() for act in section.acts]


def every_act(plan: Plan) -> list[Act]:
    return [*(act for section in plan.sections for act in section.acts), *plan.more]
