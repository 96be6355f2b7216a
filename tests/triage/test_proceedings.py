"""Read the proceedings of a case from its answers, and the clocks that each opens and closes."""

from datetime import date

import pytest

from intake.law.book import shipped
from intake.triage.facts import Facts
from intake.triage.proceedings import Place, court_of, holds, is_closed_at, is_open, is_open_at
from tests.triage.making import TODAY, answers_of, cases, deadlines_of, triage_of
from tests.triage.test_vignettes import VIGNETTES

OPENS = {
    "fear_interview": "R03b",
    "fear_review": "R03a",
    "fear_affirmed": "R03c",
    "expedited_removal": "R13",
    "asylum_office": "",
    "child_alone": "",
    "asylum_may_end": "",
    "dismissed": "",
    "not_yet_final": "",
    "voluntary_departure": "",
    "withholding_only": "R27",
    "maybe_withholding_only": "R27",
    "motion_granted": "R05",
    "judge": "R04",
    "judge_denied": "R05",
    "appeal_pending": "R24",
    "board_denied": "R06c R07 R20 R21",
    "final_order": "R06c R20 R21",
    "in_absentia": "R06a R06b R20",
    "maybe_in_absentia": "R06a R06b",
    "old_order": "R07 R20 R21",
    "order_spoken_of": "R20",
}
"""The clocks that each place opens, as a lawyer would list them."""

CLOSES = {
    "fear_review": "R08 R13",
    "fear_affirmed": "R05 R06c",
    "child_alone": "R13",
    "asylum_may_end": "R08 R10 R11 R13",
    "withholding_only": "R08 R12 R13",
    "dismissed": "R04 R06a R06b R20",
    "not_yet_final": "R20",
    "voluntary_departure": "R20",
    "appeal_pending": "R06c R20 R21",
}

RULES = sorted({rule for rules in OPENS.values() for rule in rules.split()})

HERE = {"expedited_removal"}
"""The place of somebody in the US without status, of whom nothing else is known."""

ORDER = {"judge_denied", "final_order"}

REVIEW = {"fear_interview": "not_passed", "fear_decision_date": "2026-11-01"}
OFFICE = {"bad_decision": "asylum_office", "next_hearing_date": "2027-01-05"}
OLD_LETTER = OFFICE | {"bad_decision_date": "2026-09-24"}


@pytest.mark.parametrize("place", OPENS)
def test_a_place_alone_opens_its_clocks(place):
    assert open_at(Place(place)) == sorted(OPENS[place].split())


@pytest.mark.parametrize("closer", CLOSES)
def test_a_place_alone_closes_its_clocks(closer):
    every = [*RULES, "R08", "R10", "R11", "R12"]
    closed = [rule for rule in every if is_closed_at(rule, {closer}.__contains__)]

    assert sorted(closed) == CLOSES[closer].split()


@pytest.mark.parametrize("closer", CLOSES)
@pytest.mark.parametrize("opener", OPENS)
def test_what_a_place_closes_stays_closed_except_for_an_order_of_its_own(opener, closer):
    opened = {*OPENS[opener].split(), *OPENS[closer].split()}
    closed = {*CLOSES.get(opener, "").split(), *CLOSES[closer].split()}
    of_its_own = set(OPENS[opener].split()) if opener == "old_order" else set()
    expected = (opened - closed) | of_its_own
    assert open_at(Place(opener), Place(closer)) == sorted(expected)


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda vignette: vignette["name"][:60])
def test_a_rule_is_told_of_the_places_that_matter_to_it(vignette):
    received = date.fromisoformat(vignette["received"])
    answers = answers_of(vignette["answers"], received=received)

    def facts():
        return Facts(answers=answers, law=shipped(), received=received)

    assert [rule for rule in RULES if is_open(facts(), rule)] == open_at(
        *(place for place in Place if holds(facts(), place))
    )


def test_nothing_known_opens_no_clock():
    assert open_at() == []


@pytest.mark.parametrize("places, answers", cases("proceedings.txt", "a single fact"))
def test_a_single_fact_places_the_case(answers, places):
    assert triage_of(answers).places == set(places.split())


@pytest.mark.parametrize(
    "decided, places",
    [("2026-09-24", {"judge"}), ("2026-09-25", {"judge", "fear_review"})],
)
def test_a_review_is_over_for_a_free_person_in_court_after_sixty_days(decided, places):
    answers = REVIEW | {"court_case": "yes", "fear_decision_date": decided}

    assert triage_of(answers).places == places
    for detained in ({"detained_now": "yes"}, {"filling_for": "detained_person"}):
        assert "fear_review" in triage_of(answers | detained).places


@pytest.mark.parametrize(
    "places, changed", cases("proceedings.txt", "a judge after a failed interview")
)
def test_a_judges_denial_after_a_failed_interview_is_about_that_interview(changed, places):
    answers = REVIEW | {"bad_decision": "judge", "bad_decision_date": "2026-11-10"} | changed

    assert triage_of(answers).places == set(places.split())


@pytest.mark.parametrize(
    "last_day, places",
    [("2026-08-30", {"fear_affirmed"}), ("2026-08-31", ORDER)],
)
def test_a_denial_follows_the_interview_for_sixty_days(last_day, places):
    answers = {
        "fear_interview": "not_passed",
        "fear_decision_date": "2026-07-01",
        "bad_decision": "judge",
        "bad_decision_date": last_day,
    }

    assert triage_of(answers).places == places | {"fear_review"}


@pytest.mark.parametrize("places, answers", cases("proceedings.txt", "who denied"))
def test_a_denial_places_the_case_by_who_denied(answers, places):
    triage = triage_of({"bad_decision_date": "2026-11-10"} | answers)

    assert triage.places == set(places.split())


def test_no_denial_and_no_date_is_no_denial():
    assert triage_of({"bad_decision": "none"}).places == HERE


@pytest.mark.parametrize(
    "answers",
    [
        OLD_LETTER | {"office_letter": "not_sure"},
        OLD_LETTER | {"office_letter": "referral", "bad_decision_date": "2026-11-20"},
    ],
)
def test_an_old_letter_of_the_asylum_office_with_a_hearing_is_a_referral(
    answers,
):
    assert not deadlines_of("R17", triage_of(answers))


@pytest.mark.parametrize(
    "answers",
    [
        OLD_LETTER | {"office_letter": "not_sure", "bad_decision_date": "2026-09-25"},
        OLD_LETTER | {"office_letter": "not_sure", "next_hearing_date": "not_sure"},
        OLD_LETTER | {"office_letter": "intent_to_deny"},
        OLD_LETTER | {"office_letter": "denial"},
        OLD_LETTER | {"office_letter": "intent_to_end"},
        OFFICE | {"office_letter": "not_sure", "bad_decision_date": "not_sure"},
    ],
)
def test_other_letters_of_the_asylum_office_are_no_referral(answers):
    assert deadlines_of("R17", triage_of(answers))


@pytest.mark.parametrize("places, answers", cases("proceedings.txt", "a missed hearing"))
def test_a_missed_hearing_means_an_order_in_absentia_or_perhaps_one(answers, places):
    assert triage_of(answers).places == set(places.split())


CAME_BACK = {"old_order": "came_back", "court_case": "yes"}


@pytest.mark.parametrize("places, answers", cases("proceedings.txt", "an old order used again"))
def test_an_old_order_that_was_used_again_leaves_withholding_alone(answers, places):
    assert triage_of(CAME_BACK | answers).places == {"old_order", "judge", *places.split()}


GRANTED = {"gov_motion": "yes", "gov_motion_kind": "dismiss", "gov_motion_ruled": "granted"}
RULED = GRANTED | {"court_case": "yes", "gov_motion_ruled_date": "2026-11-20"}


@pytest.mark.parametrize("places, answers", cases("proceedings.txt", "a motion that was granted"))
def test_a_motion_that_was_granted_places_the_case_by_its_kind(answers, places):
    found = triage_of(RULED | answers).places

    assert found - {"maybe_in_absentia"} == set(places.split())


@pytest.mark.parametrize("where, answers", cases("proceedings.txt", "in court"))
def test_a_case_is_in_court_where_its_answers_say_so(answers, where):
    facts = Facts(answers=answers_of(answers), law=shipped(), received=TODAY)

    assert court_of(facts) == where


@pytest.mark.parametrize("departs, answers", cases("proceedings.txt", "voluntary departure"))
def test_voluntary_departure_is_a_place_until_its_day_has_gone(answers, departs):
    assert ("voluntary_departure" in triage_of(answers).places) is (departs == "yes")


def open_at(*places):
    """Return the rules whose clocks run for a case at these places alone."""
    return [rule for rule in RULES if is_open_at(rule, places.__contains__)]
