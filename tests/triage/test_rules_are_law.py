"""Every rule cites its provision, and names only numbers and questions that exist."""

import ast
import re
from contextlib import suppress
from pathlib import Path

import pytest

import intake.eligibility
import intake.law
import intake.triage
from intake.cli.translators.declared import extract_table
from intake.eligibility.never_declined import GROUNDS
from intake.eligibility.rules import RULES as ELIGIBILITY_RULES
from intake.law.book import shipped
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.limits import codes_of
from intake.questionnaire.questions import Choice, Choices, YesNo
from intake.triage.plan import HEADLINES
from intake.triage.rules import RULES

PROVISION = re.compile(
    r"\b(INA \d|\d+ CFR \d|\d+ USC \d|\d+ FR \d|Pub\. L\."
    r"|Practice Manual|ABA Model Rule|intake policy)"
)
FORBIDDEN = re.compile(
    r"\b(illegal|alien|victim|claim|credible|prove|fail|reject)\w*\b", re.IGNORECASE
)
SOURCES = sorted(
    path
    for package in (intake.triage, intake.eligibility)
    for folder in package.__path__
    for path in Path(folder).rglob("*.py")
)
EVERY_RULE = (*RULES, *ELIGIBILITY_RULES)


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.__name__)
def test_a_rule_cites_its_provision(rule):
    assert rule.__doc__
    assert PROVISION.search(rule.__doc__)


def test_a_ground_against_a_decline_cites_its_provision():
    assert len(GROUNDS) == 8
    for provision, _, _ in GROUNDS:
        assert PROVISION.search(provision), provision


def test_every_rule_of_the_table_is_there_and_the_one_that_is_not_asked_is_not():
    numbers = {match[1] for rule in RULES if (match := re.match(r"r(\d\d)", rule.__name__))}

    assert numbers == {f"{number:02}" for number in range(1, 28) if number != 19}


def test_every_question_that_a_rule_names_is_asked():
    read = {name for name, codes in _looked_at() if codes or name in ASYLUM.questions}

    assert len(read) > 25
    assert read <= {*ASYLUM.questions, "question", "removal_soon"}


def test_every_code_that_a_rule_names_can_be_chosen():
    for name, codes in _looked_at():
        if codes and name in ASYLUM.questions:
            question = ASYLUM.questions[name]
            assert isinstance(question, Choice | Choices | YesNo), name
            assert set(codes) <= set(codes_of(question)), name


def test_every_number_that_a_rule_asks_for_is_in_the_law_book():
    asked = {
        text
        for text in _texts()
        if re.fullmatch(r"[a-z0-9_]+_(days|years|months|age)|fee_\w+", text)
        and text not in ASYLUM.questions
    }

    assert len(asked) > 40
    assert asked <= set(shipped().by_id)


def test_every_number_of_the_law_book_is_asked_for():
    asked = set(_texts()) | {"federal_holidays"}
    tables = ("poverty_", "tps_", "parole_", "sijs_state_age_", "bond_hearing_circuit_")
    fees = {row.id for row in shipped().rows if row.waiver}
    others = {id_ for id_ in shipped().by_id if id_.startswith(tables)}

    assert set(shipped().by_id) - fees - others <= asked


def test_no_rule_holds_a_number_of_its_own():
    numbers = {
        (path.name, node.value)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and type(node.value) is int
        and path.parent.name == "rules"
    }

    assert {value for _, value in numbers} <= {0, 1}


def test_sentences_use_the_words_of_people():
    headlines = {words for phrase in HEADLINES.values() for words in (phrase.you, phrase.they)}
    sentences = [sentence for sentence in _sentences() if sentence not in headlines]

    assert len(sentences) > 400
    for sentence in sentences:
        assert not FORBIDDEN.search(sentence), sentence
        assert sentence.endswith((".", ".”")), sentence
        longest = max(len(part.split()) for part in re.split(r"(?<=[.:]) ", sentence))
        assert longest <= 20, sentence


def _calls():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield node


def _looked_at():
    """Yield each question that a rule reads, with the codes that its answer is compared with."""
    for call in _calls():
        name = getattr(call.func, "attr", "")
        questions = [arg.id for arg in call.args if isinstance(arg, ast.Name)]
        codes = tuple(
            str(arg.value)
            for arg in call.args
            if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        )
        if name == "is_one_of" and questions and codes:
            yield questions[0], codes
        elif name in ("date", "dates", "said", "code", "codes") and len(questions) == 1:
            yield questions[0], ()


def _texts():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def _sentences():
    for path in SOURCES:
        if path.stem == "proceedings":  # its table has names of places
            continue
        with suppress(FileNotFoundError), path.with_suffix(".toml").open("rb") as table:
            yield from (sentence for _, _, sentence, _ in extract_table(table))
    for call in _calls():
        texts = call.args[:2] if getattr(call.func, "id", "") in ("N_", "Phrase") else ()
        for text in texts:
            if isinstance(text, ast.Constant):
                yield str(text.value)
