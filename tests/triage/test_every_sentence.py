"""Each sentence that a rule can say is whole in each voice, whatever the answers."""

import re
from datetime import date
from typing import Any

import pytest

from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.questions import Choice, Choices, Date, YesNo
from tests.triage.making import EVERYTHING, triage_of
from tests.triage.test_vignettes import VIGNETTES

DAYS = ("2019-03-04", "2026-05", "2026-11-02", "2026-11", "2026-11-24", "2026-12-03", "2027-06-01")
BASES: list[dict[str, Any]] = [
    {},
    EVERYTHING,
    {"court_case": "yes", "bad_decision": "judge", "bad_decision_date": "2026-11-10"},
    {"bad_decision": "asylum_office", "bad_decision_date": "2026-11-20"},
    {"help_types": ["fear_return", "harmed_in_us"], "last_arrival_date": "2024-03-03"},
    {"help_types": ["parent_harm", "bring_family"], "birth_date": "2009-01-05"},
    {"asylum_filed": "yes", "asylum_filed_where": "court", "fee_notice": "yes"},
    {"fear_interview": "not_passed", "fear_decision_date": "2026-11-20", "bad_decision": "judge"},
    {"old_order": "came_back", "old_order_from": "border_or_ice", "nationality": "VE"},
]


def other_answers():
    """Yield each answer that differs from the base: question id and stored form."""
    for id_, question in ASYLUM.questions.items():
        if isinstance(question, Choice | YesNo):
            yield from ((id_, option.code) for option in question.options)
        elif isinstance(question, Choices):
            yield from ((id_, [option.code]) for option in question.options)
        elif isinstance(question, Date):
            yield from ((id_, day) for day in (*DAYS, "not_sure"))


@pytest.mark.parametrize("base", BASES, ids=lambda base: "-".join(list(base)[:2]) or "quiet")
def test_every_statement_and_every_step_is_a_whole_sentence(base):
    for id_, answer in other_answers():
        if _may_be(id_, answer):
            for deadline in triage_of(base | {id_: answer}).deadlines:
                check(deadline)


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda vignette: vignette["name"][:60])
def test_vignettes_are_told_in_whole_sentences(vignette):
    received = date.fromisoformat(vignette["received"])
    for deadline in triage_of(vignette["answers"], received=received, quiet=False).deadlines:
        check(deadline)


ACTS = re.compile(r"(?:^|[.:;,] )(?:Or )?(?:Send|File|Pay|Go|Leave|Appeal)\b", re.IGNORECASE)


def check(deadline):
    """Fail unless statement, step and alternative are whole in each voice.

    What only asks says nowhere to send, file, pay or go.
    """
    if deadline.asks:
        for voice in (deadline.do, deadline.do.for_helper()):
            assert not ACTS.search(voice.in_english()), (deadline.rule, voice.in_english())
    alternative = deadline.alternative.says if deadline.alternative else deadline.do
    for sentence in (deadline.reason.says, deadline.do, alternative):
        for voice in (sentence, sentence.for_helper(), sentence.for_staff()):
            assert_whole(voice, deadline.rule)


def assert_whole(sentence, rule):
    text = sentence.in_english()
    assert text[0].isupper(), (rule, text)
    assert text.endswith("."), (rule, text)
    assert not {"None", "XX", "%("} & {part for part in ("None", "XX", "%(") if part in text}, rule
    assert len(text) > len("Go to it."), (rule, text)


def _may_be(id_, answer):
    """Return true for a day on which such a thing can have been, seen from Thanksgiving week."""
    question = ASYLUM.questions[id_]
    if not isinstance(question, Date):
        return True
    coming = answer in ("2026-12-03", "2027-06-01")
    span = question.span.value
    return not (span in ("past", "birth") and coming) and not (
        span == "coming" and answer == "2019-03-04"
    )
