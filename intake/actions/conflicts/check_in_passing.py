"""Check new cases for conflicts while a member passes by, before somebody opens them.

A session checks one case with each page of the queue; nothing waits for it.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from intake.actions.conflicts.check_conflicts import Check, check_conflicts
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.not_opened import NOT_OPENED, log_not_opened
from intake.cases import store
from intake.cases.models import Case
from intake.extensions import new_id
from intake.frozen import frozen

logger = logging.getLogger(__name__)

WORKS_FOR = timedelta(seconds=2)
"""Time after which a check in passing is left to whoever opens the case."""

CHOSEN_AMONG = 8
"""Unchecked cases of which one is chosen."""


@frozen
class PassingCheck:
    """A finished check of a case at a version, to be stored."""

    reference: str
    version: int
    check: Check


def check_next(reader: Reader, *, clock: Callable[[], datetime]) -> PassingCheck | None:
    """Check one case that was not checked; ``None`` if there is none, or it was not finished.

    Chooses by chance, so that a case that does not open keeps no other from its check. Reads only.
    """
    if not reader.holds_team_key:
        return None
    if not store.has_unchecked(reader.team_id):
        return None
    cases = list[Case]()
    for after in (new_id(), ""):  # behind a random id; after the last come the first again
        if len(cases) < CHOSEN_AMONG:
            cases += store.without_check(
                reader.team_id, after=after, epochs=reader.epochs, at_most=CHOSEN_AMONG
            )
    if not cases:
        return None
    case = secrets.choice(cases)
    try:
        check, _ = check_conflicts(case, reader, "", clock=clock, works_for=WORKS_FOR)
    except NOT_OPENED as failure:
        log_not_opened(logger, "case not checked", failure, case_id=case.id)
        return None
    if not check.is_end:
        return None
    return PassingCheck(reference=case.reference, version=case.version, check=check)
