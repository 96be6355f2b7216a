"""The way through the questionnaire: forward, back, and what counts."""

from dataclasses import replace

import pytest
from hypothesis import example, given

from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.you import name_to_use
from intake.questionnaire.conditions import any_of, is_yes, unless
from intake.questionnaire.journey import (
    Draft,
    first_unseen,
    is_later,
    live_answers,
    next_page,
    page_before,
    pages_hanging_on,
    pages_to_ask,
    questions_asked,
    questions_closed,
    what_is_missing,
)
from intake.questionnaire.questions import YesNo
from intake.questionnaire.reading import read_answers
from intake.questionnaire.sections import Page
from tests.questionnaire.making import (
    ALONE_IN_TEXAS,
    SHORTEST,
    SISTER_OF_DETAINED,
    TODAY,
    any_answers,
    walked,
)


@given(any_answers())
def test_forward_and_then_back_visits_the_same_pages(answers):
    draft, forward = walked(answers, more=True)

    back: list[Page] = []
    page: Page | None = forward[-1]
    while page:
        back.insert(0, page)
        page = page_before(pages_to_ask(draft), page)

    assert back == forward == list(pages_to_ask(draft))


def test_whoever_takes_over_from_a_helper_is_asked_in_private_again():
    every_page = frozenset(page.id for page in ASYLUM.pages)
    draft = Draft(as_of=TODAY, language="en", answers=Answers(), seen=every_page)

    taken_over = draft.hand_over()

    private = {"danger_now", "needs", "fear_reasons", "abuser_status"}
    asked_again = [page for page in ASYLUM.pages if page.id not in taken_over.seen]
    questions = {question.id for page in asked_again for question in page.questions}
    assert private <= questions
    assert all(private & {question.id for question in page.questions} for page in asked_again)


UNSURE_OF_AN_ORDER = Answers({"so_far": ("court_paper", "not_sure"), "old_order_from": "judge"})
"""The tick stands for an order that is not sure, and no page asks who gave it."""


@given(any_answers())
@example(UNSURE_OF_AN_ORDER)
@example(UNSURE_OF_AN_ORDER.plus({"old_order": "came_back"}))
def test_no_answer_of_a_page_not_asked_counts(answers):
    in_private = Draft(
        as_of=TODAY, language="en", answers=answers, wants_more=True, handed_over=True
    )
    asked = {q.id for page in pages_to_ask(in_private) for q in page.questions}
    sending = {question.id for question in (*ASYLUM.at_start, *ASYLUM.at_sending)}

    given_where_asked = answers.only(questions_asked(answers, as_of=TODAY))

    live = live_answers(answers, as_of=TODAY)

    assert set(live) <= set(answers) & (asked | sending) | ASYLUM.before_ticks.keys()
    for page in pages_to_ask(in_private):
        for question in page.questions:
            counts = page.counts(question.id, given_where_asked, TODAY)
            is_live = question.id in answers and counts
            assert (question.id in live) is is_live or question.id in ASYLUM.before_ticks


def test_a_tick_that_stands_for_not_sure_opens_no_question_of_its_own():
    live = live_answers(UNSURE_OF_AN_ORDER, as_of=TODAY)

    assert live.given["old_order"] == "not_sure"
    assert "old_order_from" not in live


@given(any_answers())
def test_what_is_asked_rests_on_what_counts_alone(answers):
    live = live_answers(answers, as_of=TODAY)
    draft = Draft(as_of=TODAY, language="en", answers=answers, wants_more=True)

    assert live_answers(live, as_of=TODAY) == live
    assert pages_to_ask(replace(draft, answers=live)) == pages_to_ask(draft)


@given(any_answers(), any_answers())
def test_another_answer_closes_what_would_not_be_asked_with_it(answers, others):
    asked = questions_asked(answers, as_of=TODAY)

    for question in (asked & others.keys()) - {ASYLUM.ticks}:
        tried = answers.plus({question: others[question]})
        hanging = pages_hanging_on(question)
        closed = questions_closed(hanging, tried, asked=asked, as_of=TODAY)

        expected = asked - questions_asked(tried, as_of=TODAY)
        assert closed == expected & tried.keys(), question


ONE, TWO, THREE = (YesNo(id=id_, says="Is it so?") for id_ in ("one", "two", "three"))
NOT_ONE = Page(questions=(TWO,), topic="A word", when=unless(is_yes(ONE)))
EITHER = Page(questions=(THREE,), topic="A word", when=any_of(is_yes(ONE), is_yes(TWO)))
AFTER_TWO = Page(questions=(THREE,), topic="A word", when=is_yes(TWO))


def test_a_page_that_opens_with_an_answer_kept_for_it_keeps_others_open():
    tried = Answers({"one": "no", "two": "yes", "three": "yes"})

    closed = questions_closed((NOT_ONE, EITHER), tried, asked={"one", "three"}, as_of=TODAY)

    assert not closed


def test_a_page_that_closes_closes_those_that_hang_on_it():
    tried, asked = Answers({"one": "yes", "two": "yes", "three": "yes"}), {"one", "two", "three"}

    assert questions_closed((AFTER_TWO,), tried, asked=asked, as_of=TODAY) == set()
    closed = questions_closed((NOT_ONE, AFTER_TWO), tried, asked=asked, as_of=TODAY)
    assert closed == {"two", "three"}


@given(any_answers())
def test_whoever_walks_to_the_end_has_met_every_page_once(answers):
    draft, visited = walked(answers)

    assert len({page.id for page in visited}) == len(visited)
    assert first_unseen(draft) is None
    assert not draft.wants_more
    assert all(page in ASYLUM.core for page in visited)


def test_the_shortest_way_is_nine_pages():
    answers = read_answers(SHORTEST, today=TODAY)

    _, visited = walked(answers)

    assert [page.id for page in visited] == [
        *("filling_for", "location_kind", "danger_now", "help_types", "has_lawyer"),
        *("household_size", "so_far", "name_to_use", "contact_methods"),
    ]


@pytest.mark.parametrize(
    "answers, asked_early",
    [
        ({}, set()),
        ({"under_18": "no"}, set()),
        ({"under_18": "when_i_came"}, {"minor_with_parent"}),
        ({"under_18": "yes"}, {"birth_date", "minor_with_parent"}),
    ],
)
def test_a_child_is_asked_for_the_birthday_before_the_result(answers, asked_early):
    draft, visited = walked(read_answers({**SHORTEST, **answers}, today=TODAY))
    more = replace(draft, wants_more=True)

    at_first = {page.id for page in visited}
    assert at_first & {"birth_date", "minor_with_parent"} == asked_early
    assert "birth_date" in {page.id for page in pages_to_ask(more)}
    assert is_later(draft, ASYLUM.page_of("birth_date")) is ("birth_date" not in at_first)


def test_money_is_never_asked_of_the_family_of_a_detained_person():
    answers = {**SHORTEST, "filling_for": "detained_person"}

    _, visited = walked(read_answers(answers, today=TODAY), more=True)

    assert "household_size" not in {page.id for page in visited}


def test_somebody_alone_in_texas_meets_all_they_can_answer():
    answers = read_answers(ALONE_IN_TEXAS, today=TODAY)

    draft, visited = walked(answers, more=True)

    assert unasked(answers, visited) == set()
    assert what_is_missing(draft) == ()
    assert "asylum_filed_date" not in {page.id for page in visited}


def test_the_sister_of_somebody_locked_up_meets_all_she_can_answer():
    answers = read_answers(SISTER_OF_DETAINED, today=TODAY)

    _, visited = walked(answers, more=True)

    assert unasked(answers, visited) == set()
    assert {"last_arrival_date", "removal_soon"}.isdisjoint(page.id for page in visited)


def test_the_one_who_skips_all_but_one_thing_is_told_what_is_missing():
    draft, _ = walked({"so_far": ("none",)})

    missing = [question.id for question in what_is_missing(draft)]

    assert missing == ["help_types", "name_to_use", "contact_methods"]


def test_an_answer_that_opens_pages_leads_to_them_first_and_then_back_where_one_was():
    answers = read_answers(SHORTEST, today=TODAY)
    draft, _ = walked(answers)
    happened = ASYLUM.page_of("so_far")

    changed = draft.keep(happened, {"so_far": ("court_paper",)})
    opened = next_page(changed, after=happened)

    assert opened is ASYLUM.page_of("next_hearing_date")
    assert page_before(pages_to_ask(changed), opened) is happened
    assert next_page(changed, after=ASYLUM.pages[-1]) is opened


def test_of_several_pages_passed_over_the_first_comes_next():
    draft, _ = walked(read_answers(SHORTEST, today=TODAY))
    passed_over = {ASYLUM.page_of(id_).id for id_ in ("location_kind", "has_lawyer")}

    unseen = replace(draft, seen=draft.seen - passed_over)

    following = next_page(unseen, after=ASYLUM.pages[-1])
    assert following is ASYLUM.page_of("location_kind")


def test_a_page_kept_again_without_an_answer_was_skipped():
    draft, _ = walked(read_answers(SHORTEST, today=TODAY))
    happened = ASYLUM.page_of("so_far")

    skipped = draft.keep(happened, {})

    assert "so_far" not in skipped.answers
    assert skipped.answers.code(name_to_use) == "Lumo Test-Wrenfold"
    assert happened.id in skipped.seen


def test_nothing_is_kept_that_the_page_did_not_ask():
    draft = Draft(as_of=TODAY, language="en")

    next_draft = draft.keep(ASYLUM.page_of("court_case"), {"court_case": "no", "danger_now": "yes"})

    assert dict(next_draft.answers) == {"court_case": "no"}


def unasked(answers, visited):
    asked = {question.id for page in visited for question in page.questions}
    beside = (*ASYLUM.at_start, *ASYLUM.at_sending)
    return set(answers) - asked - {question.id for question in beside}
