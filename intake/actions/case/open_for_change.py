"""Take a case to work on it: it is the one that the page showed, and its story may be read."""

from __future__ import annotations

from intake.actions.opening.case_keys import CaseKey, Reader, case_key
from intake.cases import store


class NotCleared(Exception):
    """The conflict check has not been made, or somebody who may decide must look at it first."""


def work_case(reference: str, reader: Reader, *, version: int) -> CaseKey:
    """The case, locked, with its key open.

    Raises ``NoSuchCase``, ``ChangedMeanwhile``, :class:`NotCleared`, ``NoKeyForCase`` or
    ``SealBroken``.
    """
    case = store.find_for_change(reference, team_id=reader.team_id, version=version)
    if not case.may_be_read:
        raise NotCleared
    return case_key(case, reader)
