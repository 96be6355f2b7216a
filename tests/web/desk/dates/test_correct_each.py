"""Each answer of the questionnaire is corrected once: what it moves, and what stays.

``corrections.toml`` has what is posted for each question, and all that it moves.
"""

import shlex
import tomllib
from datetime import date
from pathlib import Path

import pytest

from intake.actions.case.open_case import open_story
from intake.actions.opening.case_keys import case_key
from intake.actions.opening.sealed_rows import corrector_of
from intake.diary.models import State
from intake.questionnaire.asylum import ASYLUM
from intake.web.filters import long_date
from tests.actions.law.test_reassess_open_cases import settled

TABLE = tomllib.loads(Path(__file__).with_name("corrections.toml").read_text("utf-8"))
ROWS = TABLE["corrected"]
FACTS = (
    "name_to_use names a_number birth_date nationality region city spoken_languages call_language"
    " interpreter contact do_not_tell filling_for detained fear_reasons"
)
"""Facts of the card for the queue, search, the conflict check and contact rules."""


def test_every_question_has_a_row():
    assert list(ROWS) == list(ASYLUM.questions)


def test_a_number_that_is_wrong_is_taken_away(desk):
    case = settled(desk.team, TABLE["before"], reader=desk.reader)
    told = {"question": ["phone", "ok_text"], "seen": "told", "why": "Zanziwort.", "do": "save"}

    assert desk.send(case, "correct", phone="", ok_text="no", **told) == 303
    assert "phone" not in state(desk, case)


@pytest.mark.parametrize("question", ROWS)
def test_a_corrected_answer_moves_in_its_preview_and_when_saved(desk, question):
    posted, moves = ROWS[question]
    fields = posted_fields(posted)
    asked = {name.partition("-")[0] for name in fields}
    fields |= {"question": [*asked], "seen": "told", "why": "Zanziwort."}
    case = settled(desk.team, TABLE["before"], reader=desk.reader)
    desk.open_case(case)
    before = state(desk, case)

    assert desk.send(case, "correct", do="preview", **fields) == 200
    preview = desk.words_of("section", aria_labelledby="effect")
    assert state(desk, case) == before
    assert desk.send(case, "correct", do="save", **fields) == 303

    after = state(desk, case)
    moved = [*told(before, after)]
    if "Needs reviewNeeds review" not in preview:
        moved.append("outcome")
    assert [move for move in moved if move.strip("+-") not in asked] == moves
    assert question in {move.strip("+-") for move in moved}
    for move in moves:
        name, _, day = move.rpartition(" ")
        assert "_by" not in name or long_date(date.fromisoformat(day)) in preview
        assert move != "check" or "The conflict check is made again" in preview
    assert ("No date of the case changes" in preview) is not any("_by" in move for move in moves)


def posted_fields(text):
    """Return the fields in a text such as ``needs=trauma birth_date=1990-05-04``."""
    fields: dict[str, list[str]] = {}
    for name, _, value in (field.partition("=") for field in shlex.split(text)):
        if value.count("-") == 2:
            parts = zip(("year", "month", "day"), value.split("-"), strict=True)
            fields |= {f"{name}-{part}": [number] for part, number in parts}
        else:
            fields.setdefault(name, []).append(value)
    return fields


def state(desk, case):
    """Return all that a correction may move: answers, facts, open dates, priority and check."""
    opened = open_story(case_key(case, desk.reader))
    rows = [row for row in opened.diary if row.state is State.OPEN]
    return {
        **opened.answers.to_json(),
        **{f"card {fact}": getattr(opened.card, fact) for fact in FACTS.split()},
        **{f"{row.kind} {row.rule} {row.on}": corrector_of(row.proof) for row in rows},
        case.tier: "",
        "check": case.conflict,
    }


def told(before, after):
    """Yield what came (``+``), went (``-``) or is another."""
    for name in sorted({*before, *after}):
        if name not in before or name not in after:
            yield ("+" if name in after else "-") + name
        elif before[name] != after[name]:
            yield name
