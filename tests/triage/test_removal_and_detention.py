"""A date to leave, a check-in, a locked door, a fear interview; children, and safety."""

from datetime import date

import pytest

from tests.triage.making import cases, deadlines_of, found, triage_of


def leaving(day, kind="leave_or_flight"):
    return {"removal_soon": kind, **({"removal_soon_date": day} if day else {})}


def not_passed(day):
    return {"fear_interview": "not_passed", **({"fear_decision_date": day} if day else {})}


@pytest.mark.parametrize(
    "answers",
    [
        {"removal_soon": "no"},
        {"detained_now": "no"},
        {"filling_for": "self", "detained_now": "no"},
        {"fear_interview": "passed"},
        {"fear_interview": "no"},
        {},
    ],
)
def test_what_can(answers):
    triage = triage_of(answers)

    assert triage.deadlines == ()
    assert triage.tier == "P4"
    assert triage.act_by is None
    assert triage.look_by == triage.due_on == date(2026, 12, 23)


def test_who_is_detained_is_looked_at_on_the_next_staffed_day():
    triage = triage_of({"detained_now": "yes"}, received=date(2026, 11, 26))

    assert triage.act_by == date(2026, 11, 26)
    assert triage.look_by == triage.due_on == date(2026, 11, 27)


AFFIRMED = {"bad_decision": "judge", "bad_decision_date": "2026-11-23"}


@pytest.mark.parametrize(
    "answers, expected",
    [
        (not_passed("2026-11-18") | AFFIRMED, ["P1 2026-11-30 2026-11-30 exact"]),
        (
            not_passed("2026-11-08") | AFFIRMED | {"bad_decision_date": "2026-11-15"},
            ["P1 2026-11-22 2026-11-22 passed"],
        ),
        (
            not_passed("2026-11-18") | {"bad_decision": "judge"},
            ["P1 2026-12-01 - unknown"],
        ),
        (not_passed("2026-09-23") | AFFIRMED, []),
        (not_passed("2026-09-24") | AFFIRMED, ["P1 2026-11-30 2026-11-30 exact"]),
    ],
)
def test_after_a_judge_agreed_the_asylum_office_is_asked_again(answers, expected):
    triage = triage_of(answers)

    assert [found(deadline) for deadline in deadlines_of("R03c", triage)] == expected
    assert bool(deadlines_of("R05", triage)) is not bool(expected)
    assert bool(deadlines_of("R06c", triage)) is not bool(expected)


@pytest.mark.parametrize(
    "state, says",
    [("NY", "possible"), ("TX", "denies"), ("CA", "unsettled"), ("", "unsettled")],
)
def test_bond_goes_by_the_circuit(state, says):
    answers = {"detained_now": "yes"} | ({"us_state": state} if state else {})
    (detained,) = deadlines_of("R02", triage_of(answers))

    assert says in detained.do.for_staff().in_english()


def test_a_detention_rests_only_on_the_answers_that_say_it():
    (detained,) = deadlines_of("R02", triage_of({"detained_now": "yes", "filling_for": "self"}))

    assert detained.reason.answers == ("detained_now",)


def test_a_removal_rises_to_today_a_week_before():
    triage = triage_of(leaving("2027-01-20"))

    assert triage.tier == "P1"
    assert [(step.from_day, step.tier) for step in triage.steps] == [(date(2027, 1, 12), "P0")]


def test_a_review_that_an_old_order_may_make_longer_is_not_told_as_over():
    answers = not_passed("2026-11-16") | {"old_order": "not_sure"}
    (review,) = deadlines_of("R03a", triage_of(answers))

    assert "The judge may have to decide by 26 November 2026." in review.reason.says.in_english()


@pytest.mark.parametrize(
    "tick, rule", [("fear_interview", "R03b"), ("judge_decided", "R05"), ("old_order", "R20")]
)
def test_a_tick_with_nothing_said_of_it_is_asked_about(tick, rule):
    (asked,) = deadlines_of(rule, triage_of({"so_far": [tick]}, quiet=False))

    assert found(asked) in ("P1 2026-12-01 - unknown", "P2 2026-11-27 - unknown")
    assert asked.asks


@pytest.mark.parametrize("mandatory, answers", cases("asks.txt", "mandatory"))
def test_staff_read_of_a_bond_only_where_detention_is_not_mandatory(answers, mandatory):
    (held,) = deadlines_of("R02", triage_of({"detained_now": "yes"} | answers))

    do = held.do.for_staff().in_english()
    assert ("detention is mandatory" in do) is (mandatory == "yes")
    assert ("Bond hearing possible" in do) is (mandatory == "no")


@pytest.mark.parametrize(
    "rule, review, office",
    [("R03a", "no", "ice"), ("R03a", "waiting", "court"), ("R03c", "agreed", "uscis")],
)
def test_a_fear_review_goes_to_the_court_and_a_second_look_to_the_asylum_office(
    rule, review, office
):
    answers = {"fear_interview": "not_passed", "fear_decision_date": "2026-11-20"}
    answers |= {"fear_review": review, "fear_review_date": "2026-11-23"}

    assert deadlines_of(rule, triage_of(answers))[0].office == office


def harmed(born):
    return {"help_types": ["parent_harm"], "birth_date": born}


def child(*born, **more):
    return {"children_birth_dates": list(born), **more}


def granted(day):
    return {"help_types": ["bring_family"], "status_granted_date": day}


@pytest.mark.parametrize(
    "answers",
    [
        {"birth_date": "2010-01-01"},
        {"birth_date": "2010-01-01", "minor_with_parent": "yes"},
        {"birth_date": "2008-11-24", "minor_with_parent": "no"},
        {"minor_with_parent": "no"},
        {"danger_now": "no"},
        {"danger_now": "rather_not_say"},
        {"needs": ["trauma", "torture", "disability"]},
        {"status_granted_date": "2025-01-01"},
    ],
)
def test_what_has_none(answers):
    assert triage_of(answers).deadlines == ()


def test_who_filed_in_court_is_not_sent_to_the_account_of_the_office():
    filed = {"asylum_filed": "yes", "asylum_filed_date": "2023-01-10", "fee_notice": "no"}
    (office,) = deadlines_of("R10", triage_of(filed))
    (court,) = deadlines_of("R10", triage_of(filed | {"asylum_filed_where": "court"}))

    assert "my.uscis.gov" in office.do.text
    assert "my.uscis.gov" not in court.do.text
    assert "Nobody has to pay it until there is a written order" in court.reason.says.in_english()
    assert court.tier == office.tier


def test_neither_fee_nor_work_permit_is_told_to_whoever_has_asylum():
    filed = {"asylum_filed": "yes", "asylum_filed_date": "2023-01-10", "fee_notice": "not_sure"}
    asylee = filed | granted("2026-03-03")
    letter = {"fee_notice": "yes", "fee_notice_date": "2026-11-02"}

    assert deadlines_of("R10", triage_of(filed | {"help_types": ["bring_family"]}))
    assert deadlines_of("R11", triage_of(filed | {"help_types": ["bring_family"]}))
    assert deadlines_of("R10", triage_of(asylee)) == []
    assert deadlines_of("R11", triage_of(asylee)) == []
    assert deadlines_of("R10", triage_of(asylee | letter))


@pytest.mark.parametrize(
    "state, ages",
    [
        *((state, ["21"]) for state in ("DC", "HI", "ME", "MS", "NY", "WA")),
        *((state, ["19", "21"]) for state in ("AL", "NE")),
        *((state, ["18", "21"]) for state in ("TX", "")),
    ],
)
def test_the_courts_of_a_state_have_their_age(state, ages):
    answers = harmed("2009-06-01") | ({"us_state": state} if state else {})
    birthdays = deadlines_of("R12", triage_of(answers))

    assert [str(dict(deadline.reason.says.values)["age"]) for deadline in birthdays] == ages


@pytest.mark.parametrize(
    "answers, says",
    [
        (harmed("2008-12-31"), "You turn 18 on 31 December 2026. Some kinds of help end then."),
        (harmed("2009"), "You may turn 18 on 1 January 2027. Some kinds of help end then."),
        (
            harmed("2008-03-01"),
            "You turned 18 on 1 March 2026. Some kinds of help may have ended then. In some",
        ),
        (
            harmed("2005-03-01") | {"us_state": "DC"},
            "You turned 21 on 1 March 2026. Some kinds of help ended then.",
        ),
        (child("2006-03-01"), "A child turns 21 on 1 March 2027. Some kinds of help end then."),
    ],
)
def test_the_birthday_itself_is_told_and_not_the_day_before(answers, says):
    sentences = [
        deadline.reason.says.in_english() for deadline in deadlines_of("R12", triage_of(answers))
    ]

    assert any(sentence.startswith(says) for sentence in sentences)


def test_both_own_birthdays_are_shown_and_the_first_has_its_own_provision():
    state, petition = deadlines_of("R12", triage_of(harmed("2008-12-31")))

    assert (state.act_by, petition.act_by) == (date(2026, 12, 30), date(2029, 12, 28))
    assert "state law" in state.reason.authority
    assert "204.11" in petition.reason.authority


def test_a_fee_notice_is_never_part_of_what_informs_only():
    triage = triage_of(
        {"asylum_filed": "yes", "asylum_filed_date": "2026-06-27", "fee_notice": "no"}
    )

    assert len(triage.deadlines) == 1
    assert triage.act_by is None
    assert triage.tier == "P4"
    assert triage.due_on == date(2026, 12, 23)


def test_a_longer_wait_for_the_work_permit_is_shown_beside_it():
    (permit,) = deadlines_of(
        "R11", triage_of({"asylum_filed": "yes", "asylum_filed_date": "2026-07-01"})
    )

    assert permit.alternative is not None
    assert permit.alternative.act_by == date(2027, 7, 1)


def test_danger_and_health_are_told_apart():
    triage = triage_of({"danger_now": "yes", "needs": ["pregnant"]})

    danger, health = deadlines_of("R15", triage)
    assert (danger.tier, health.tier) == ("P0", "P1")
    assert danger.reason.answers == ("danger_now",)
    assert health.reason.answers == ("needs",)


ALONE = {"birth_date": "2010-01-01", "minor_with_parent": "no", "court_case": "yes"}
CAME_ALONE = {"under_18": "when_i_came", "arrived_alone_under_18": "yes", "court_case": "yes"}
SENT = {"asylum_filed": "yes", "asylum_filed_where": "immigration_office"}


@pytest.mark.parametrize("answers", [ALONE, CAME_ALONE])
def test_a_child_alone_may_file_with_the_office_unless_that_is_done(answers):
    (to_file,) = deadlines_of("R14", triage_of(answers))
    (filed,) = deadlines_of("R14", triage_of(answers | SENT | {"left_since_filing": "no"}))

    assert "to USCIS" in to_file.do.in_english()
    assert "even if there is a court case" in to_file.do.in_english()
    assert "I-589" not in filed.do.in_english()
    assert (to_file.asks, to_file.office) == (False, "none")


@pytest.mark.parametrize("asks, answers", cases("asks.txt", "child alone"))
def test_a_child_alone_is_asked_for_the_age_and_not_for_a_parent(answers, asks):
    (alone,) = deadlines_of("R14", triage_of(answers))

    assert alone.asks is (asks == "yes")
    assert ("Tell us the birth date" in alone.do.in_english()) is (asks == "yes")


def test_a_parent_who_was_skipped_is_a_parent_not_there():
    answers = {"birth_date": "2010-01-01", "location_kind": "in_us"}

    (alone,) = deadlines_of("R14", triage_of(answers, quiet=False))
    assert (alone.tier, alone.flags) == ("P1", ())
    assert alone.do.in_english().startswith("Tell us if a parent is with you. Ask")
    assert deadlines_of("R08", triage_of(answers, quiet=False)) == []


def test_withholding_alone_covers_no_child():
    answers = child("2009-01-01") | {"old_order": "came_back", "court_case": "yes"}

    assert deadlines_of("R12", triage_of(answers | {"withholding_only": "no"}))
    assert deadlines_of("R12", triage_of(answers | {"withholding_only": "yes"})) == []
