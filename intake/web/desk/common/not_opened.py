"""A part of a page that does not open: the desk is told, and the page goes on without it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from intake import clock
from intake.actions.opening.case_keys import Reader
from intake.audit import log as audit
from intake.extensions import db, writing
from intake.sealing.envelope import SealBroken
from intake.web.app_context import today


@contextmanager
def told_if_broken(me: Reader, *, case_id: str | None = None) -> Iterator[None]:
    """What does not open in here keeps nobody from the rest of the page; that this member came
    upon it is written down and kept, once a day for each case.
    """
    try:
        yield
    except SealBroken:
        act, day, who = "seal_broken", today(), me.member_id
        with writing():
            if not audit.is_recorded(act, on=day, member_id=who, case_id=case_id):
                audit.record(act, on=day, at=clock.now(), member_id=who, case_id=case_id)
                db.session.commit()
