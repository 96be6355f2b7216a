"""Add or correct what the conflict check compares, and the birth date, as told in a call."""

from collections.abc import Mapping

from intake.actions.case.dates.correct_date import open_to_correct
from intake.actions.case.dates.effect import effect_of
from intake.actions.case.dates.rewrite import Correction, Rewrite, store_rewrite
from intake.actions.case.dates.update_date import Seen
from intake.actions.case.open_case import open_story
from intake.actions.opening.actor import Actor
from intake.eligibility.rules import Practice
from intake.law.book import LawBook
from intake.questionnaire.asylum.safety import do_not_tell
from intake.questionnaire.asylum.you import birth_date, full_name_docs, other_names
from intake.questionnaire.dates import SaidDate

QUESTIONS = (full_name_docs, other_names, birth_date, do_not_tell)
"""The questions about who is on which side."""


def correct_names(
    by: Actor,
    reference: str,
    answers: Mapping[str, SaidDate | str],
    *,
    law: LawBook,
    practice: Practice,
) -> None:
    """Store each of these answers that differs, by the id of its question, as a correction.

    Where a name or the other side changed, the conflict check is made again before the case opens.
    Raise ``MoveNotAllowed`` for a closed case, or as ``Actor.open`` and ``open_story`` do.
    """
    key, opened = open_to_correct(by, reference)
    for question in QUESTIONS:
        answer = answers.get(question.id)
        if not answer or answer == opened.answers.get(question.id):
            continue
        given = opened.answers.plus({question.id: answer})
        store_rewrite(
            Rewrite(
                by=by,
                key=key,
                opened=opened,
                effect=effect_of(opened, given, law, practice=practice, today=by.day),
                correction=Correction(question=question.id, answer=answer, seen=Seen.TOLD, why=""),
                law=law,
                practice=practice,
            )
        )
        opened = open_story(key)
