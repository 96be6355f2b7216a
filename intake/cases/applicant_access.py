"""A case in the hands of the person whose it is: found by their request, changed in few ways.

On PostgreSQL the applicants' door has no right to the table, only to these functions, which are
made in ``migrations/versions/0022_own_case.py``. What is found here is a copy: changing it keeps
nothing.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, Date, Function, bindparam, cast, func, select, text, update
from sqlalchemy.orm.util import identity_key

from intake.cases import store
from intake.cases.models import Case
from intake.extensions import db

COLUMNS = Case.__table__.c
NAMES = [column.name for column in COLUMNS]
BY_REQUEST = select(Case.__table__).where(COLUMNS.request_id == bindparam("request"))
BY_FUNCTION = text("SELECT * FROM case_own(:request, :locked)").columns(
    **{column.name: column.type for column in COLUMNS}
)
"""Built once: each sending asks one of them."""


def find(request_id: str, *, to_change: bool = False) -> Case | None:
    """The case that stands for this request, locked if ``to_change``; without its wraps."""
    if has_functions():
        found = db.session.execute(BY_FUNCTION, {"request": request_id, "locked": to_change})
    else:
        found = db.session.execute(BY_REQUEST, {"request": request_id})
    row = found.mappings().one_or_none()
    return Case(**{name: row[name] for name in NAMES}) if row else None


def reweigh(case: Case, *, other_people: bool, on: date, **weighed: Any) -> None:
    """As :func:`intake.cases.store.reweigh`; with ``other_people`` the conflict check is anew."""
    if other_people:
        store.forget_conflict(case)
    store.reweigh(case, on=on, **weighed)
    _keep(case, other_people=other_people)


def reseal(case: Case, *, card: bytes, story: bytes) -> None:
    """The same case, told anew."""
    store.reseal(case, card=card, story=story)
    _keep(case, other_people=False)


def replied(case: Case, *, on: date) -> None:
    """The person wrote, and no member has read it yet."""
    store.replied(case, on=on)
    if has_functions():
        _call(case, func.case_wrote(case.request_id, on))
    else:
        _put(case, "replied_on", "waits_for", "version")


def ask_erasure(case: Case, *, on: date) -> None:
    """The person took it back while it is held."""
    store.ask_erasure(case, on=on)
    if has_functions():
        _call(case, func.case_taken_back(case.request_id, on))
    else:
        _put(case, "erase_asked_on", "last_move_on", "version")


def erase(case: Case, *, on: date) -> bool:
    """Destroy the case and all that belongs to it, where a function does it; whether one did."""
    if not has_functions():
        return False
    return bool(db.session.scalar(select(func.case_erased(case.request_id, on))))


def has_functions() -> bool:
    """Whether this database keeps the applicants' door away from the table."""
    return db.engine.dialect.name == "postgresql"


def _keep(case: Case, *, other_people: bool) -> None:
    if not has_functions():
        _put(case, *WEIGHED)
        return
    _call(
        case,
        func.case_reweighed(
            case.request_id,
            case.card,
            case.story,
            case.tier,
            cast(case.act_by, Date),
            cast(case.look_by, Date),
            cast(case.due_on, Date),
            cast(case.steps, JSON),
            cast(case.last_move_on, Date),
            other_people,
        ),
    )


def _call(case: Case, function: Function[Any]) -> None:
    """Let the database do it; what this session has of the row is read anew."""
    db.session.execute(select(function))
    if known := db.session.identity_map.get(identity_key(Case, case.id)):
        db.session.expire(known)


WEIGHED = (
    *("card", "story", "tier", "act_by", "look_by", "due_on", "steps", "last_move_on", "version"),
    *("conflict", "conflict_on"),
)


def _put(case: Case, *names: str) -> None:
    values = {name: getattr(case, name) for name in names}
    db.session.execute(update(Case).where(Case.id == case.id).values(values))
