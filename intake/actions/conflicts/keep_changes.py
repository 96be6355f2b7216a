"""Keep what would change the result of a case, sealed with its duplicates, for the same day.

To find it takes 10 ms, because two hundred other answers are tried: a third of a case's page.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

from intake import eligibility
from intake.actions.assessment.assess import Change
from intake.actions.conflicts.duplicates import keep_content, kept_content
from intake.actions.opening.case_keys import CaseKey, Reader, case_key
from intake.actions.opening.not_opened import NoKeyForCase
from intake.amendments.fingerprints import of_law, of_rules
from intake.cases import store
from intake.cases.models import Case
from intake.conflicts.sealed_rows import kept_duplicates
from intake.eligibility.decide import Outcome, Practice
from intake.law.book import LawBook
from intake.questionnaire.answers import Answers
from intake.triage.tiers import Tier


def basis_of(
    answers: Answers, law: LawBook, *, today: date, received: date, practice: Practice
) -> str:
    """Return a hash of everything on which the changes depend, the rules of this release too."""
    days = [today.isoformat(), received.isoformat()]
    basis = [answers.to_json(), of_law(law), of_rules(), _of_eligibility(), days, repr(practice)]
    return sha256(json.dumps(basis).encode()).hexdigest()


def read_changes(key: CaseKey, basis: str) -> tuple[Change, ...] | None:
    """Return the kept changes; ``None`` if none are kept, or if they have another basis."""
    content = kept_content(key)
    if content is None or content.get("basis") != basis:
        return None
    return tuple(
        Change(question=question, to=to, outcome=Outcome(outcome), tier=Tier(tier))
        for question, to, outcome, tier in content["changes"]
    )


def may_store_changes(case: Case) -> bool:
    """Return true if duplicates are kept for the case, beside which its changes can be stored."""
    return kept_duplicates.sealed_of(case.id) is not None


def store_changes(reference: str, reader: Reader, basis: str, changes: Sequence[Change]) -> None:
    """Store the changes beside the duplicates of the case. Needs a write transaction.

    Nothing is stored where no duplicates are, nor for a case that was erased or put behind a wall
    meanwhile.
    """
    try:
        case = store.find_for_change(reference, team_id=reader.team_id, withdrawn=True)
        key = case_key(case, reader)
    except (store.NoSuchCase, NoKeyForCase):
        return
    if (content := kept_content(key)) is not None:
        rows = [[row.question, row.to, row.outcome.value, row.tier.value] for row in changes]
        keep_content(key, content | {"basis": basis, "changes": rows})


@cache
def _of_eligibility() -> str:
    """Return the hash of the rules of eligibility, which those of urgency do not contain."""
    folder = Path(eligibility.__path__[0])
    files = [file.read_bytes() for file in sorted(folder.rglob("*.py"))]
    return sha256(b"".join(files)).hexdigest()
