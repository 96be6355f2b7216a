"""Open a case to change it: the version that the page showed, cleared by the conflict check."""

from __future__ import annotations

from intake.actions.case.open_case import OpenedCase, open_story
from intake.actions.opening.actor import check_cleared
from intake.actions.opening.case_keys import CaseKey, Reader, case_key
from intake.cases import store


def open_for_change(reference: str, reader: Reader, *, version: int) -> CaseKey:
    """Lock the row of a case and open its key.

    Raise ``NoSuchCase``, ``ChangedMeanwhile``, ``Refused``, or as ``case_key`` does.
    """
    case = store.find_for_change(reference, team_id=reader.team_id, version=version)
    check_cleared(case)
    return case_key(case, reader)


def open_to_write(reference: str, reader: Reader, *, version: int) -> tuple[CaseKey, OpenedCase]:
    """Lock the row of a case; return its key, and its story for the letter to the applicant.

    Raise as :func:`open_for_change` and ``open_story`` do.
    """
    key = open_for_change(reference, reader, version=version)
    return key, open_story(key)
