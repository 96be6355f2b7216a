"""Alerts about cases past their erase date, and withdrawn cases under a legal hold."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext, ngettext

from intake.actions.lending import is_borrower
from intake.cases import erasing
from intake.conflicts import stubs
from intake.staff.roles import Act, may
from intake.web.access import signed_in
from intake.web.app_context import today
from intake.web.desk.common.invented import labels_of

FEW_REFERENCES = 5
"""Most references in one sentence."""


def erasure_alerts() -> list[str]:
    """Return the alerts about erasing for the signed-in member."""
    member = signed_in().member
    if is_borrower(member):
        return []
    held = _held(member.team_id) if may(member.roles, Act.HOLD_CASE) else []
    return [*_open(member.team_id), *_closed(member.team_id), *held]


def _open(team_id: str) -> Iterator[str]:
    past = erasing.past_erasure(team_id, today=today())
    if unseen := [reference for reference, looked_at in past.items() if not looked_at]:
        yield ngettext(
            "%(num)s case is past its erase date but has not been reviewed. It stays until "
            "someone reviews and closes it: %(references)s",
            "%(num)s cases are past their erase date but have not been reviewed. They stay "
            "until someone reviews and closes them: %(references)s",
            len(unseen),
            references=_first_few(unseen),
        )
    if unclosed := [reference for reference, looked_at in past.items() if looked_at]:
        yield ngettext(
            "%(num)s open case is past its erase date. Close it if the work is finished: "
            "%(references)s",
            "%(num)s open cases are past their erase date. Close them if the work is "
            "finished: %(references)s",
            len(unclosed),
            references=_first_few(unclosed),
        )


def _closed(team_id: str) -> Iterator[str]:
    closed = erasing.closed_past_erasure(team_id, today=today())
    opened = stubs.with_stub(closed)
    if unopened := [reference for id_, reference in closed.items() if id_ not in opened]:
        yield ngettext(
            "%(num)s closed case is past its erase date but was never opened, so no "
            "conflict record would remain. Open it once: %(references)s",
            "%(num)s closed cases are past their erase date but were never opened, so no "
            "conflict record would remain. Open each once: %(references)s",
            len(unopened),
            references=_first_few(unopened),
        )


def _held(team_id: str) -> Iterator[str]:
    if held := erasing.held_though_withdrawn(team_id):
        yield gettext(
            "Withdrawn by the applicant but on legal hold. Lift the hold as soon as you "
            "may: %(references)s",
            references=_first_few(held),
        )


def _first_few(references: list[str]) -> str:
    """Return the first few references in one line."""
    few = labels_of(references[:FEW_REFERENCES]).values()
    return ", ".join(few) + (" …" if references[FEW_REFERENCES:] else "")
