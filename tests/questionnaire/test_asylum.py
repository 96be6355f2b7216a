"""The questionnaire asks what operators and lawyers rely on, under the names they know."""

import re
from pathlib import Path

import pytest

from intake.questionnaire.answers import Answer, Answers
from intake.questionnaire.asylum import ASYLUM, FIT
from intake.questionnaire.asylum.opened import ticks_of
from intake.questionnaire.dates import said_date
from intake.questionnaire.journey import Draft, live_answers, pages_to_ask, questions_asked
from intake.questionnaire.limits import codes_of
from intake.questionnaire.questions import (
    Choice,
    Choices,
    Country,
    Date,
    Dates,
    Email,
    Language,
    Languages,
    LongText,
    Money,
    Number,
    Phone,
    Span,
    Text,
    Tick,
    YesNo,
)
from intake.questionnaire.reading import stored_answers
from tests.questionnaire.making import TODAY
from tests.support.tables import rows
from tests.triage.making import typed

ASKED = Path(__file__).with_name("asked.txt")
CODES = {row[0]: row[1] for row in rows(ASKED, "codes")}

KINDS = {
    YesNo: (
        "detained_now court_case missed_hearing gov_motion asylum_filed fee_notice"
        " interpreter_needed minor_with_parent ok_text ok_voicemail ok_say_name ok_mail"
        " shared_phone hearing_attended appeal_sent left_since_filing arrived_alone_under_18"
        " other_nationality form_still_part clock_delay appointment appointment_attended"
        " voluntary_departure reinstated withholding_only"
    ),
    Choices: "help_types needs fear_reasons contact_methods safe_times changed so_far",
    Number: "household_size",
    Money: "income_amount",
    Text: (
        "city_or_zip3 detention_place court_city name_to_use full_name_docs other_names"
        " nationality_other spoken_other a_number do_not_tell trusted_name call_language_other"
    ),
    LongText: "note",
    Country: "nationality other_nationality_country country_now",
    Languages: "spoken_languages",
    Language: "reads_language call_language",
    Phone: "phone trusted_phone",
    Email: "email",
    Tick: "ack_not_lawyer ack_deadline",
    Dates: "children_birth_dates",
    Date: (
        "removal_soon_date fear_decision_date next_hearing_date bad_decision_date gov_motion_date"
        " asylum_filed_date fee_notice_date last_arrival_date lawful_status_ended"
        " status_granted_date birth_date check_in_date appeal_sent_date old_order_date"
        " gov_motion_due_date fee_due_date form_reply_date form_left_date appointment_date"
        " voluntary_departure_date gov_motion_ruled_date fear_review_date reinstated_date"
        " office_letter_due"
    ),
}

CORE = (
    "filling_for under_18 device location_kind us_state country_now danger_now help_types"
    " has_lawyer lawyer_scope household_size income income_amount income_period"
    " so_far detained_now detention_place court_case next_hearing_date hearing_kind court_city"
    " hearing_attended removal_soon removal_soon_date leave_told_by check_in_date fear_interview"
    " fear_decision_date fear_review fear_review_date appointment_kind appointment_date"
    " appointment_attended bad_decision bad_decision_date old_order old_order_date"
    " old_order_from reinstated reinstated_date missed_hearing withholding_only appeal_sent"
    " appeal_sent_date appeal_by appeal_reply voluntary_departure voluntary_departure_date"
    " office_letter office_letter_due missed_why gov_motion_date gov_motion_due_date"
    " gov_motion_kind gov_motion_ruled gov_motion_ruled_date asylum_filed asylum_filed_date"
    " asylum_filed_where left_since_filing form_reply form_reply_date form_whose"
    " form_still_part form_left_date clock_delay last_arrival_date birth_date"
    " minor_with_parent arrived_alone_under_18 fee_notice_date fee_notice_from fee_due_date"
    " lawful_status status_kind parole_kind lawful_status_ended changed status_granted_date"
    " name_to_use contact_methods phone ok_voicemail ok_say_name ok_text email ok_mail"
    " trusted_name trusted_phone trusted_may_know"
)


def test_every_question_is_of_the_kind_that_its_answers_need():
    kinds = {id_: kind for kind, ids in KINDS.items() for id_ in ids.split()}
    choices = dict.fromkeys(set(CODES) - set(kinds) | {"us_state"}, Choice)

    assert {id_: type(asked) for id_, asked in ASYLUM.questions.items()} == kinds | choices


def test_a_question_added_to_the_first_questionnaire_says_since_when():
    """Else cases of before, in which nobody was asked, would count as not sure."""
    assert sum(question.since == 1 for question in ASYLUM.questions.values()) == 91
    assert ASYLUM.version == 2


@pytest.mark.parametrize("question, codes", CODES.items())
def test_options_have_the_codes_that_rules_and_forms_use(question, codes):
    asked = ASYLUM.questions[question]

    assert isinstance(asked, Choice | Choices)
    assert tuple(codes_of(asked)) == tuple(codes.split())


def test_some_codes_stand_beside_no_other():
    alone = {
        asked.id: asked.alone for asked in ASYLUM.questions.values() if isinstance(asked, Choices)
    }

    assert alone == {
        "help_types": (),
        "needs": ("none", "rather_not_say"),
        "fear_reasons": ("rather_not_say",),
        "contact_methods": (),
        "safe_times": ("any",),
        "changed": ("none",),
        "so_far": ("none",),
    }


def test_yes_no_kinds_take_yes_no_and_not_sure():
    for asked in ASYLUM.questions.values():
        if isinstance(asked, YesNo):
            assert set(codes_of(asked)) == {"yes", "no", "not_sure"}


def test_only_five_things_must_be_answered():
    required = {id_ for id_, asked in ASYLUM.questions.items() if asked.required}

    assert required == {
        *("name_to_use", "help_types", "contact_methods", "ack_not_lawyer", "ack_deadline")
    }


def test_fit_is_asked_first_then_days_then_how_to_reach_the_person():
    asked = [question.id for page in ASYLUM.core for question in page.questions]

    assert asked == CORE.split()


def test_the_last_thing_asked_is_the_note():
    assert ASYLUM.pages[-1].id == "note"


def test_what_is_coming_what_is_past_and_births_have_their_own_limits():
    spans = {id_: q.span for id_, q in ASYLUM.questions.items() if isinstance(q, Date | Dates)}
    coming = {id_ for id_, span in spans.items() if span is Span.COMING}
    births = {id_ for id_, span in spans.items() if span is Span.BIRTH}

    assert coming == {
        *("next_hearing_date", "removal_soon_date", "check_in_date"),
        *("gov_motion_due_date", "fee_due_date", "appointment_date", "office_letter_due"),
        "voluntary_departure_date",
    }
    assert births == {"birth_date", "children_birth_dates"}


def test_words_are_limited_as_promised():
    limits = {id_: q.longest for id_, q in ASYLUM.questions.items() if isinstance(q, Text)}
    note = ASYLUM.questions["note"]

    assert {limits[id_] for id_ in ("city_or_zip3", "detention_place", "court_city")} == {80}
    assert {limits[id_] for id_ in ("name_to_use", "full_name_docs", "other_names")} == {200}
    assert isinstance(note, LongText)
    assert note.longest == 500


def test_a_page_asks_one_thing_or_names_what_it_asks():
    several = {page.id for page in ASYLUM.pages if len(page.questions) > len(page.parts) + 1}

    assert several == {
        *("filling_for", "household_size", "next_hearing_date", "bad_decision"),
        *("removal_soon_date", "appointment_kind", "appeal_sent", "asylum_filed_date"),
        *("gov_motion_date", "fee_notice_date", "nationality", "spoken_languages"),
        "minor_with_parent",
    }
    assert {page.id for page in ASYLUM.pages if page.heading} == several


def test_at_most_six_pages_come_before_the_early_answer():
    assert [page.id for page in ASYLUM.core][: len(FIT)] == list(FIT)
    assert len(FIT) <= 6


def said(section):
    """Return the rows of a section of the table: a question, and answers."""
    table = rows(ASKED, section)
    return [(question, dict(stored_answers(typed(text)))) for question, text in table]


IN_US: dict[str, Answer] = {"location_kind": "in_us"}


@pytest.mark.parametrize("opens, answers", said("opens"))
def test_an_answer_opens_its_follow_ups_and_silence_does_not(answers, opens):
    assert opens in asked_with(answers)
    assert opens not in asked_with({})


@pytest.mark.parametrize("closes, answers", said("closes"))
def test_some_answers_make_a_question_needless(answers, closes):
    assert closes not in asked_with(IN_US | answers)
    assert closes in asked_with(IN_US)


@pytest.mark.parametrize("not_asked, answers", said("not asked"))
def test_a_question_without_its_reason_is_not_asked(answers, not_asked):
    assert not_asked not in asked_with(answers)


def test_a_skipped_place_opens_no_page_of_the_us_and_shortens_the_way():
    assert {"detained_now", "asylum_filed", "last_arrival_date", "lawful_status"}.isdisjoint(
        asked_with({"help_types": ("fear_return",)})
    )


@pytest.mark.parametrize("counts, answers", said("without ticks"))
def test_answers_from_before_there_were_ticks_still_count(answers, counts):
    live = live_answers(Answers().plus(answers), as_of=TODAY)

    assert counts in live
    assert dict(live) == answers


@pytest.mark.parametrize("ticks, answers", said("shown as ticks"))
def test_answers_from_before_there_were_ticks_are_shown_as_ticks(answers, ticks):
    assert ticks_of(Answers().plus(answers)) == tuple(ticks.split())


def test_ticks_count_as_the_answers_that_rules_read():
    ticked = Answers().plus({"so_far": ("court_paper", "check_in")})
    unsure = Answers().plus({"so_far": ("not_sure",), "court_case": "no"})

    live = live_answers(ticked, as_of=TODAY)
    assert (live["court_case"], live["removal_soon"], live["fee_notice"]) == (
        "yes",
        "check_in",
        "no",
    )
    live = live_answers(unsure, as_of=TODAY)
    assert (live["court_case"], live["fee_notice"]) == ("no", "not_sure")
    assert "bad_decision" not in live, "its page is asked, and was skipped"


def test_titles_of_pages_tell_an_onlooker_nothing():
    telling = re.compile("asyl|immigra|lawyer|court|fear|afraid|hurt|danger|refuge|judge", re.I)

    assert [page.topic for page in ASYLUM.pages if telling.search(page.topic)] == []
    assert all(0 < len(page.topic) <= 20 for page in ASYLUM.pages)


LONGER_IN_ENGLISH = (
    "Has anyone given you a date to leave the US,",
    "Have you had an interview with an officer",
    "I understand that this form does not make you",
    "Has the government asked the judge to send",
    "The government asked the judge to deny my case",
)
"""Sentences of up to twenty words that an editor preferred to two short ones."""


def test_sentences_are_short_and_words_are_kind():
    unkind = re.compile("illegal|alien|victim|claim|credible|prove|fail|reject", re.I)

    for text in texts():
        assert not unkind.search(text.replace("credible fear", "")), text  # its name on paper
        for sentence in re.split(r"(?<=[.?!])\s+", text):
            assert len(sentence.split()) <= 15 or sentence.startswith(LONGER_IN_ENGLISH), sentence


def test_questions_ask_and_messages_say_what_to_do():
    for asked in ASYLUM.questions.values():
        assert asked.says.endswith("." if isinstance(asked, Tick) else "?"), asked.id
        assert not asked.required or asked.required.endswith("."), asked.id


def asked_with(answers):
    """Return the questions that count with these answers, on pages that are asked."""
    given = Answers().plus(answers)
    draft = Draft(as_of=TODAY, language="en", answers=given, wants_more=True)
    pages = {q.id for page in pages_to_ask(draft) for q in page.questions}
    return pages & questions_asked(given, as_of=TODAY)


def texts():
    for page in ASYLUM.pages:
        yield from (page.heading, page.topic)
    for asked in ASYLUM.questions.values():
        yield from (asked.says, asked.hint, asked.why, asked.required)
        for option in getattr(asked, "options", ()):
            yield from (option.says, option.hint)


@pytest.mark.parametrize(
    "told",
    [
        {"removal_soon": "leave_or_flight"},
        {"so_far": ("date_to_leave",)},
        {"so_far": ("date_to_leave", "judge_decided"), "bad_decision": "judge"},
        {"so_far": ("date_to_leave", "judge_decided"), "bad_decision": "appeals_board"},
    ],
)
def test_who_agreed_to_leave_has_answered_about_voluntary_departure(told):
    day = {"removal_soon_date": said_date("2026-12-04")}

    agreed, ordered = (
        live_answers(Answers().plus(told | day | {"leave_told_by": code}), as_of=TODAY)
        for code in ("voluntary", "ice")
    )

    assert agreed["voluntary_departure"] == "yes"
    assert agreed["voluntary_departure_date"] == day["removal_soon_date"]
    assert "voluntary_departure" not in ordered
