"""Read the proceedings of a case from its answers, and the clocks that each opens and closes."""

from datetime import date

import pytest

from intake.law.book import shipped
from intake.triage.facts import Facts
from intake.triage.proceedings import Place, court_of, holds, is_closed_at, is_open, is_open_at
from tests.triage.making import TODAY, answers_of, deadlines_of, triage_of
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
FRESH = {*ORDER, "not_yet_final"}
"""A judge's denial that can still be appealed."""

REVIEW = {"fear_interview": "not_passed", "fear_decision_date": "2026-11-01"}
OFFICE = {"bad_decision": "asylum_office", "next_hearing_date": "2027-01-05"}
OLD_LETTER = OFFICE | {"bad_decision_date": "2026-09-24"}
HEARING = {"court_case": "yes", "next_hearing_date": "2026-11-23"}


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


@pytest.mark.parametrize(
    "answers, places",
    [
        ({}, HERE),
        ({"location_kind": "outside_us"}, set()),
        ({"location_kind": "at_border"}, set()),
        ({"lawful_status": "still_valid"}, set()),
        ({"fear_interview": "waiting"}, {"fear_interview"}),
        ({"fear_interview": "not_sure"}, HERE | {"fear_interview"}),
        ({"fear_interview": "not_sure", "location_kind": "outside_us"}, set()),
        ({"fear_interview": "waiting", "location_kind": "outside_us"}, {"fear_interview"}),
        ({"fear_interview": "passed"}, HERE),
        ({"fear_interview": "passed", "court_case": "not_sure"}, {"judge"}),
        ({"fear_interview": "not_passed"}, HERE | {"fear_review"}),
        ({"fear_interview": "no", "fear_decision_date": "2026-11-20"}, HERE | {"fear_review"}),
        ({"fear_interview": "passed", "fear_decision_date": "2026-11-20"}, HERE),
        ({"court_case": "yes"}, {"judge"}),
        ({"court_case": "not_sure"}, HERE | {"judge"}),
        ({"next_hearing_date": "2027-01-05"}, HERE | {"judge"}),
        ({"asylum_filed_where": "immigration_office"}, HERE | {"asylum_office"}),
        ({"asylum_filed": "yes"}, HERE | {"asylum_office"}),
        ({"old_order": "never_left"}, {"old_order"}),
        ({"old_order": "came_back"}, HERE | {"old_order"}),
        ({"old_order": "not_sure"}, HERE | {"old_order"}),
        ({"old_order": "no"}, HERE),
        ({"old_order": "no", "old_order_date": "2020-01-01"}, HERE | {"old_order"}),
        ({"help_types": ["court_or_order"]}, HERE | {"order_spoken_of"}),
        ({"help_types": ["court_or_order"], "court_case": "yes"}, {"judge"}),
        ({"under_18": "yes", "minor_with_parent": "not_sure"}, HERE | {"child_alone"}),
        ({"under_18": "yes", "minor_with_parent": "yes"}, HERE),
        ({"under_18": "when_i_came"}, HERE),
        ({"needs": ["child_alone"], "minor_with_parent": "yes"}, HERE | {"child_alone"}),
        ({"birth_date": "2010-01-01", "minor_with_parent": "no"}, HERE | {"child_alone"}),
        ({"birth_date": "2010-01-01", "minor_with_parent": "yes"}, HERE),
        (
            {"birth_date": "2010-01-01", "minor_with_parent": "yes", "detained_now": "yes"},
            HERE | {"child_alone"},
        ),
        ({"birth_date": "2008-11-24", "minor_with_parent": "no"}, HERE),
        ({"birth_date": "2008-11-25", "minor_with_parent": "no"}, HERE | {"child_alone"}),
        ({"birth_date": "1990", "arrived_alone_under_18": "yes"}, HERE),
        (
            {"bad_decision": "asylum_office", "office_letter": "intent_to_end"},
            HERE | {"asylum_office", "asylum_may_end"},
        ),
        ({"withholding_only": "yes"}, HERE | {"withholding_only"}),
        ({"withholding_only": "not_sure"}, HERE | {"maybe_withholding_only"}),
        ({"reinstated": "yes"}, HERE | {"old_order"}),
        (
            {"help_types": ["court_or_order"], "court_case": "not_sure"},
            HERE | {"judge", "order_spoken_of"},
        ),
    ],
)
def test_a_single_fact_places_the_case(answers, places):
    assert triage_of(answers).places == places


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
    "changed, places",
    [
        ({"bad_decision_date": "2026-11-10"}, {"fear_review", "fear_affirmed"}),
        ({"bad_decision_date": "2026-11-01"}, {"fear_review", "fear_affirmed"}),
        ({"bad_decision_date": "2026-10-31"}, {"fear_review", *FRESH}),
        ({"bad_decision_date": "not_sure"}, {"fear_review", "fear_affirmed"}),
        ({"fear_decision_date": "not_sure"}, {"fear_review", "fear_affirmed"}),
        ({"fear_decision_date": "2026-07-01"}, {"fear_review", *FRESH}),
        ({"bad_decision": "not_sure"}, {*HERE, "fear_review"}),
        ({"fear_review": "agreed"}, {"fear_review", "fear_affirmed"}),
        ({"fear_review": "no"}, {"fear_review"}),
        ({"fear_review": "waiting"}, {"fear_review"}),
        ({"fear_review": "vacated"}, {"judge", *FRESH}),
        ({"fear_review": "not_sure"}, {"fear_review", "fear_affirmed"}),
        ({"bad_decision": "appeals_board"}, {"fear_review", "board_denied"}),
    ],
)
def test_a_judges_denial_after_a_failed_interview_is_about_that_interview(changed, places):
    answers = REVIEW | {"bad_decision": "judge", "bad_decision_date": "2026-11-10"} | changed

    assert triage_of(answers).places == places


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


@pytest.mark.parametrize(
    "answers, places",
    [
        ({"bad_decision": "judge"}, FRESH),
        ({"bad_decision": "judge", "bad_decision_date": "2026-10-23"}, ORDER),
        ({"bad_decision": "judge", "bad_decision_date": "2026-10"}, ORDER),
        ({"bad_decision": "judge", "bad_decision_date": "not_sure"}, ORDER),
        ({"bad_decision": "judge", "missed_hearing": "yes"}, {*ORDER, "in_absentia"}),
        ({"bad_decision": "judge", "appeal_sent": "yes"}, {*FRESH, "appeal_pending"}),
        (
            {"bad_decision": "judge", "appeal_sent": "yes", "appeal_reply": "came_back"},
            FRESH,
        ),
        ({"bad_decision": "judge", "appeal_sent": "no"}, FRESH),
        ({"bad_decision": "appeals_board"}, {"board_denied"}),
        ({"bad_decision": "appeals_board", "appeal_sent": "yes"}, {"board_denied"}),
        ({"bad_decision": "not_sure"}, HERE | {"judge_denied"}),
        ({"bad_decision": "none"}, HERE | {"judge_denied"}),
        ({"bad_decision": "asylum_office", "office_letter": "denial"}, HERE | {"asylum_office"}),
        (
            {"bad_decision": "asylum_office", "office_letter": "referral"},
            {*HERE, "asylum_office", "judge"},
        ),
    ],
)
def test_a_denial_places_the_case_by_who_denied(answers, places):
    triage = triage_of({"bad_decision_date": "2026-11-10"} | answers)

    assert triage.places == places


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


@pytest.mark.parametrize(
    "answers, places",
    [
        ({"missed_hearing": "yes"}, {"in_absentia"}),
        ({"missed_hearing": "not_sure"}, HERE | {"maybe_in_absentia"}),
        (HEARING | {"hearing_attended": "no"}, {"judge", "maybe_in_absentia"}),
        (HEARING | {"hearing_attended": "not_sure"}, {"judge", "maybe_in_absentia"}),
        (HEARING | {"hearing_attended": "yes"}, {"judge"}),
        (HEARING | {"hearing_attended": "no", "next_hearing_date": "2026-11-24"}, {"judge"}),
        (
            HEARING | {"hearing_attended": "no", "next_hearing_date": "2026-11"},
            {"judge", "maybe_in_absentia"},
        ),
        (HEARING | {"hearing_attended": "no", "next_hearing_date": "2026-12"}, {"judge"}),
    ],
)
def test_a_missed_hearing_means_an_order_in_absentia_or_perhaps_one(answers, places):
    assert triage_of(answers).places == places


CAME_BACK = {"old_order": "came_back", "court_case": "yes"}


@pytest.mark.parametrize(
    "answers, places",
    [
        ({}, set()),
        ({"reinstated": "yes"}, {"withholding_only"}),
        ({"fear_interview": "waiting"}, {"withholding_only", "fear_interview"}),
        ({"fear_interview": "passed"}, {"withholding_only"}),
        ({"fear_interview": "not_passed"}, {"withholding_only", "fear_review"}),
        ({"fear_interview": "passed", "withholding_only": "not_sure"}, {"withholding_only"}),
        ({"fear_interview": "passed", "withholding_only": "no"}, set()),
        ({"withholding_only": "not_sure"}, {"maybe_withholding_only"}),
    ],
)
def test_an_old_order_that_was_used_again_leaves_withholding_alone(answers, places):
    assert triage_of(CAME_BACK | answers).places == {"old_order", "judge"} | places


GRANTED = {"gov_motion": "yes", "gov_motion_kind": "dismiss", "gov_motion_ruled": "granted"}
RULED = GRANTED | {"court_case": "yes", "gov_motion_ruled_date": "2026-11-20"}
DISMISSED = {"judge", "motion_granted", "not_yet_final", "dismissed"}


@pytest.mark.parametrize(
    "answers, places",
    [
        ({}, DISMISSED | HERE),
        ({"gov_motion_ruled_date": "not_sure"}, (DISMISSED | HERE) - {"not_yet_final"}),
        ({"gov_motion_ruled_date": "2026-10-23"}, (DISMISSED | HERE) - {"not_yet_final"}),
        ({"gov_motion_kind": "pretermit"}, DISMISSED - {"dismissed"}),
        ({"gov_motion_kind": "third_country"}, DISMISSED - {"dismissed"}),
        ({"gov_motion_kind": "not_sure"}, DISMISSED - {"dismissed"}),
        ({"gov_motion_ruled": "denied"}, {"judge"}),
        ({"next_hearing_date": "2026-11-20", "hearing_attended": "no"}, DISMISSED | HERE),
        (
            {"next_hearing_date": "2026-11-24", "gov_motion_ruled_date": "2026-11-24"},
            DISMISSED | HERE,
        ),
        # a hearing to come contradicts it
        ({"next_hearing_date": "2027-01-05"}, DISMISSED - {"dismissed"}),
        # the Board decided later
        (
            {"bad_decision": "appeals_board", "bad_decision_date": "2026-11-23"},
            {"judge", "board_denied"},
        ),
    ],
)
def test_a_motion_that_was_granted_places_the_case_by_its_kind(answers, places):
    found = triage_of(RULED | answers).places

    assert found - {"maybe_in_absentia"} == places


@pytest.mark.parametrize(
    "answers, where",
    [
        ({"court_case": "yes"}, "yes"),
        ({"court_case": "no"}, "no"),
        ({"court_case": "not_sure"}, "not_sure"),
        ({"court_case": "no", "bad_decision": "judge"}, "yes"),
        ({"court_case": "no", "bad_decision": "appeals_board"}, "yes"),
        ({"court_case": "no", "bad_decision": "asylum_office"}, "no"),
        ({"court_case": "no", "appeal_sent": "yes"}, "yes"),
        ({"court_case": "no", "missed_hearing": "yes"}, "yes"),
        ({"court_case": "no", "old_order": "never_left"}, "yes"),
        ({"court_case": "no", "old_order": "came_back"}, "no"),
        (RULED, "no"),
        (RULED | {"gov_motion_ruled": "denied"}, "yes"),
    ],
)
def test_a_case_is_in_court_where_its_answers_say_so(answers, where):
    facts = Facts(answers=answers_of(answers), law=shipped(), received=TODAY)

    assert court_of(facts) == where


@pytest.mark.parametrize(
    "answers, departs",
    [
        ({"voluntary_departure": "yes", "voluntary_departure_date": "2026-11-24"}, True),
        ({"voluntary_departure": "yes", "voluntary_departure_date": "2026-11-23"}, False),
        ({"voluntary_departure": "yes", "voluntary_departure_date": "2026-11"}, True),
        ({"voluntary_departure": "yes"}, True),
        ({"voluntary_departure": "not_sure"}, False),
        ({"leave_told_by": "voluntary", "removal_soon_date": "2026-11-24"}, True),
        ({"leave_told_by": "voluntary", "removal_soon_date": "2026-11-23"}, False),
        ({"leave_told_by": "voluntary", "voluntary_departure": "no"}, False),
        ({"leave_told_by": "ice", "removal_soon_date": "2026-11-24"}, False),
    ],
)
def test_voluntary_departure_is_a_place_until_its_day_has_gone(answers, departs):
    assert ("voluntary_departure" in triage_of(answers).places) is departs


def open_at(*places):
    """Return the rules whose clocks run for a case at these places alone."""
    return [rule for rule in RULES if is_open_at(rule, places.__contains__)]
