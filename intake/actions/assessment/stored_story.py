"""Read the draft back from a stored story, and tell which of its answers a change replaced."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from intake.cases.card import Card
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.dates import TICKED, so_far
from intake.questionnaire.journey import Draft
from intake.questionnaire.reading import from_content


def draft_of(story: Mapping[str, Any]) -> Draft:
    """Return the draft of a story. Older releases stored no pages seen: answered ones count.

    Older cases answered one by one what ticks say today, and are not asked for ticks.
    """
    answers = from_content(ASYLUM, story)
    answered = {page.id for page in ASYLUM.pages if any(q.id in answers for q in page.questions)}
    seen = answered & set(story.get("seen", answered))
    if any(question.id in answers for question in TICKED):
        seen.add(so_far.id)
    return Draft(
        as_of=date.fromisoformat(story["as_of"]),
        language=story["language"],
        answers=answers,
        seen=frozenset(seen),
        wants_more=True,
        handed_over=story.get("handed_over", False),
    )


def replaced_answers(before: Answers, after: Answers, *, today: date) -> list[dict[str, Any]]:
    """Return the answers that are now different or missing, as a story lists them."""
    old, new = before.to_json(), after.to_json()
    return [
        {"question": id_, "was": answer, "until": today.isoformat()}
        for id_, answer in old.items()
        if new.get(id_) != answer
    ]


def flags_of(card: Card) -> tuple[str, ...]:
    """Return the chips that no rule gave. A new assessment removes none of them."""
    return tuple(chip for chip in card.chips if not chip.startswith("R") and chip != "unclear_date")
