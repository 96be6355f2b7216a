"""A question that a later release adds was never asked in a case of before, until it is asked."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from intake.actions.application.answer_later import OwnCase, answer_later
from intake.actions.assessment.assess import what_would_change
from intake.actions.assessment.describe_case import draft_of
from intake.actions.case.dates.correct_answers import correct_answers
from intake.actions.case.dates.rewrite import Correction, Seen
from intake.actions.case.open_case import OpenedCase, open_case
from intake.actions.opening.case_keys import case_key
from intake.amendments.models import DeadlineChange
from intake.cases import applicant_access
from intake.extensions import db
from intake.law.book import shipped
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM, opened
from intake.questionnaire.conditions import ALWAYS
from intake.questionnaire.dates import on
from intake.questionnaire.journey import live_answers
from intake.questionnaire.questions import Date, Span
from intake.questionnaire.reading import from_content, to_content
from intake.questionnaire.sections import Page
from intake.triage import assess
from intake.triage.deadlines import Tier
from intake.triage.facts import Facts
from intake.triage.findings import of_no_date, of_unknown
from intake.triage.rules import RULES
from intake.web.desk.common import case_words
from intake.words import Phrase, Reason, say
from tests.actions.law.test_reassess_open_cases import PRACTICE, run, settled
from tests.cases.making import TODAY, actor, own_request

NOW = datetime.fromisoformat("2026-11-24T15:00:00+00:00")
TRANSFER = Date(id="transfer_date", says="When was the case moved?", span=Span.PAST, since=3)
PAGE = Page(questions=(TRANSFER,), topic="Move")
SAYS = say(Phrase("The case was moved."))


TICKS = ("court_paper", "judge_decided", "fear_interview", "asylum_form", "old_order")
OF_BEFORE = {
    "location_kind": "in_us",
    "help_types": ["fear_return"],
    "fear_interview": "not_passed",
    "bad_decision": "judge",
    "bad_decision_date": "2026-11-09",
    "appeal_sent": "yes",
    "old_order": "came_back",
    "lawful_status": "ended",
    "status_kind": "parole",
    "birth_date": "2010-01-01",
    "nationality": "VE",
}
"""Answers under which the second questionnaire asks more."""


def r25_transfer(facts):
    """An invented rule. The day not known: P1."""
    reason = Reason(rule="R16", says=SAYS, authority="", answers=facts.given(TRANSFER))
    if facts.has_day(TRANSFER):
        yield of_no_date(reason, SAYS, act_by=facts.received, tier=Tier.P0)
    elif facts.unsure_day(TRANSFER):
        yield of_unknown(facts, reason, SAYS)


def test_a_recall_finds_nothing_new_in_a_case_of_before(team, db_session, monkeypatch, reader):
    case = settled(team)
    before = (case.tier, case.due_on, case.version, rules_in(case, team))

    add_question(monkeypatch)
    recall = run(reader, shipped())

    assert recall.moved == 0
    assert db_session.scalar(select(DeadlineChange)) is None
    assert (case.tier, case.due_on, case.version, rules_in(case, team)) == before
    assert (case.tier, "R16" in before[3]) == ("P2", False)


def test_the_desk_lists_it_as_not_answered_where_it_was_asked(team, monkeypatch):
    case = settled(team)
    add_question(monkeypatch)
    opened_case = opened_by(team, case)
    of_today = replace(opened_case, answers=replace(opened_case.answers, version=3))

    assert skipped_in(opened_case) == []
    assert skipped_in(of_today) == [TRANSFER]


def test_an_answer_in_the_mailbox_counts(team, monkeypatch):
    case = settled(team)
    add_question(monkeypatch)

    answer_in_mailbox(team, case, {"transfer_date": on(date(2026, 11, 2))})

    assert (case.tier, "R16" in rules_in(case, team)) == ("P0", True)
    assert story_of(case, team)["version"] == 1


def test_a_date_that_a_member_adds_counts(team, monkeypatch, reader):
    case = settled(team)
    add_question(monkeypatch)

    correct_answers(
        actor(reader, case, NOW),
        case.reference,
        Correction(answers={"transfer_date": on(date(2026, 11, 2))}, seen=Seen.TOLD, why="A call."),
        law=shipped(),
        practice=PRACTICE,
    )

    assert (case.tier, "R16" in rules_in(case, team)) == ("P0", True)


def test_a_request_of_the_later_release_may_have_skipped_it(
    monkeypatch,
):
    add_question(monkeypatch)

    stored = to_content(Answers())

    assert stored["version"] == 3
    assert finds(from_content(stored))
    assert not finds(from_content({"answers": {}}))


def test_a_draft_that_meets_the_question_on_its_way_may_skip_it(
    monkeypatch,
):
    add_question(monkeypatch)
    draft = draft_of({"answers": {}, "as_of": "2026-11-24", "language": "en"})

    skipped = to_content(draft.keep(PAGE, {}).answers)

    assert skipped == {"answers": {}, "version": 1, "asked_since": ["transfer_date"]}
    assert finds(from_content(skipped))


@pytest.mark.parametrize("ticked", ["not_sure", "gov_motion"])
def test_nothing_of_the_second_questionnaire_counts_in_answers_to_the_first(ticked):
    """Else a case of before would gain rows by questions that nobody was asked."""
    answers = from_content({"answers": OF_BEFORE | {"so_far": [*TICKS, ticked]}})

    live = live_answers(answers, as_of=TODAY)

    questions = ASYLUM.questions.values()
    assert not [asked.id for asked in questions if asked.since > 1 and asked.id in live]
    facts = Facts(answers=live, law=shipped(), received=TODAY)
    assert not [asked.id for asked in questions if asked.since > 1 and facts.skipped(asked)]


def test_a_question_that_was_never_asked_would_change_nothing():
    """In answers to a questionnaire of before the first, every question is newer."""
    answers = Answers().plus({"help_types": ("fear_return",)})

    assert {"danger_now", "location_kind"} <= changing(answers)
    assert not {"danger_now", "location_kind"} & changing(replace(answers, version=0))


def add_question(monkeypatch):
    """Let the questionnaire and the rules be those of a later release."""
    monkeypatch.setitem(ASYLUM.questions, TRANSFER.id, TRANSFER)
    monkeypatch.setitem(ASYLUM.numbers, PAGE.id, 0)
    for name in ("core", "pages"):
        monkeypatch.setitem(ASYLUM.__dict__, name, (*getattr(ASYLUM, name), PAGE))
    monkeypatch.setitem(opened.OPENED_WHEN, TRANSFER.id, ALWAYS)
    monkeypatch.setattr(assess, "RULES", (*RULES, r25_transfer))


def changing(answers):
    found = what_would_change(answers, shipped(), today=TODAY, received=TODAY, practice=PRACTICE)
    return {change.question for change in found}


def finds(answers):
    """Return true where the invented rule finds something."""
    triage = assess.assess(answers, shipped(), today=TODAY, received=TODAY)
    return any(deadline.do == SAYS for deadline in triage.deadlines)


def opened_by(team, case):
    opened_case = open_case(case.reference, team.reader(), today=TODAY, now=NOW)
    assert isinstance(opened_case, OpenedCase)
    return opened_case


def rules_in(case, team):
    """Return the rules on the card of a case."""
    return set(opened_by(team, case).card.chips)


def skipped_in(opened_case):
    asked = case_words._asked(opened_case)
    return [
        question
        for question in PAGE.questions
        if question.id in asked and opened_case.answers.lacks(question)
    ]


def story_of(case, team):
    return dict(case_key(case, team.reader()).open_json("story", case.story))


def answer_in_mailbox(team, case, answers):
    request = own_request(case.request_id)
    own_case = applicant_access.find(request.proof, to_change=True)
    assert own_case is not None
    own = OwnCase(
        request=request,
        case=own_case,
        key=case_key(case, team.reader()).key,
        revision=0,
        request_key=b"",
        draft=draft_of(story_of(case, team)),
        installation=team.installation,
    )
    answer_later(own, PAGE, answers, law=shipped(), practice=PRACTICE, today=TODAY)
    db.session.flush()
