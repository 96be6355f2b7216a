"""What the queue says about erasing: what is past its day and stays, and what a hold keeps."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext, ngettext

from intake.cases import erasing
from intake.conflicts import stubs
from intake.staff.roles import Act, may
from intake.web.access import signed_in
from intake.web.practice import today

FEW_REFERENCES = 5
"""So many are named in one sentence."""


def erasing_nags() -> list[str]:
    """Each sentence about erasing that this member should read."""
    me = signed_in().member
    held = _held(me.team_id) if may(me.roles, Act.HOLD_CASE) else []
    return [*_open(me.team_id), *_closed(me.team_id), *held]


def _open(team_id: str) -> Iterator[str]:
    past = erasing.past_erasure(team_id, today=today())
    if unseen := [reference for reference, looked_at in past.items() if not looked_at]:
        yield ngettext(
            "%(num)s case should be erased by now, and nobody has looked at it. It stays until "
            "somebody does: %(references)s",
            "%(num)s cases should be erased by now, and nobody has looked at them. They stay "
            "until somebody does: %(references)s",
            len(unseen),
            references=_some(unseen),
        )
    if unclosed := [reference for reference, looked_at in past.items() if looked_at]:
        yield ngettext(
            "%(num)s case is open past the day of its erasure. Close it if the work is done: "
            "%(references)s",
            "%(num)s cases are open past the day of their erasure. Close them if the work is "
            "done: %(references)s",
            len(unclosed),
            references=_some(unclosed),
        )


def _closed(team_id: str) -> Iterator[str]:
    closed = erasing.closed_past_erasure(team_id, today=today())
    opened = stubs.known(closed)
    if unopened := [reference for id_, reference in closed.items() if id_ not in opened]:
        yield ngettext(
            "%(num)s closed case should be erased by now, but nobody ever opened it: nothing "
            "would remember whom it was about. Open it once: %(references)s",
            "%(num)s closed cases should be erased by now, but nobody ever opened them: nothing "
            "would remember whom they were about. Open each once: %(references)s",
            len(unopened),
            references=_some(unopened),
        )


def _held(team_id: str) -> Iterator[str]:
    if held := erasing.held_though_taken_back(team_id):
        yield gettext(
            "The person took this back, and a legal hold keeps it. Lift it as soon as you may: "
            "%(references)s",
            references=_some(held),
        )


def _some(references: list[str]) -> str:
    """The first few of them."""
    return ", ".join(references[:FEW_REFERENCES]) + (" …" if references[FEW_REFERENCES:] else "")
