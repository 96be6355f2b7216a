"""Answers that would change the outcome or the tier, in words."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext

from intake.actions.assessment.assess import Change, what_would_change
from intake.actions.case.open_case import OpenedCase
from intake.actions.conflicts.keep_changes import (
    basis_of,
    may_store_changes,
    read_changes,
    store_changes,
)
from intake.actions.opening.case_keys import Reader, case_key
from intake.extensions import db, writing
from intake.frozen import frozen
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.questions import Choices
from intake.questionnaire.reading import UnreadableAnswer, read_answer
from intake.web.access import tolerating_write_faults
from intake.web.answers import shown
from intake.web.app_context import law, practice, today
from intake.web.desk.common.words import OUTCOME


@frozen
class ShownChange:
    """A question, another answer to it, and the outcome and tier that this would give."""

    question: str
    answer: str
    outcome: str
    tier: str


@frozen
class CaseChanges:
    """Answers that would change the result of a case today. ``is_kept``: they are stored."""

    basis: str
    changes: tuple[Change, ...]
    is_kept: bool


def changes_of(opened: OpenedCase, reader: Reader) -> CaseChanges:
    """Return what would change the result of a case, as it is kept or else found now."""
    answers, book, received = opened.answers, law(), opened.case.received_on
    basis = basis_of(answers, book, today=today(), received=received, practice=practice())
    stored = read_changes(case_key(opened.case, reader), basis)
    if stored is not None:
        return CaseChanges(basis=basis, changes=stored, is_kept=True)
    changes = what_would_change(
        answers, book, today=today(), received=received, practice=practice()
    )
    return CaseChanges(basis=basis, changes=changes, is_kept=False)


def keep_changes(changes: CaseChanges, opened: OpenedCase, reader: Reader) -> None:
    """Keep the changes if they were found now. Call it when the page of the case is complete.

    A case without kept duplicates has no place for them, and its page waits for no writer.
    """
    if changes.is_kept or not may_store_changes(opened.case):
        return
    with tolerating_write_faults("changes not saved"), writing():
        store_changes(opened.case.reference, reader, changes.basis, changes.changes)
        db.session.commit()


def shown_changes(changes: Iterable[Change]) -> list[ShownChange]:
    """Return the changes as the case page and the rule tester list them."""
    return [_shown_change(change) for change in changes]


def _shown_change(change: Change) -> ShownChange:
    question = ASYLUM.questions[change.question]
    stored = change.to.split(",") if isinstance(question, Choices) else change.to
    try:
        lines = shown(question, read_answer(question, stored))
    except UnreadableAnswer:
        lines = [change.to]
    return ShownChange(
        question=gettext(question.says),
        answer=" · ".join(lines),
        outcome=gettext(OUTCOME[change.outcome]),
        tier=change.tier.value,
    )
