"""Settle the days of many cases: those that came near, and those of older releases."""

import logging
from collections.abc import Collection
from datetime import date
from functools import cache

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    String,
    bindparam,
    select,
    union_all,
)

from intake.actions.assessment.deadline_changes import seal_days, settle_days
from intake.actions.opening.actor import Actor
from intake.actions.opening.case_keys import case_key
from intake.actions.opening.not_opened import NOT_OPENED, RolledBack, log_not_opened
from intake.actions.opening.search_cards import card_under
from intake.audit.log import ended_among
from intake.cases import store
from intake.cases.card import EXACT_WITHIN
from intake.cases.models import HAS_CLEAR_DAYS, Case
from intake.cases.pipeline import Status
from intake.diary.models import IS_EARLY, DiaryEntry
from intake.extensions import new_id
from intake.prepared import fetch

logger = logging.getLogger(__name__)

CASES, DATES = (model.metadata.tables[model.__tablename__].c for model in (Case, DiaryEntry))

NEAR_AT_ONCE, OLD_AT_ONCE = 100, 10
"""Cases that one page settles: those whose days came near, and those of older releases.

Of the latter this many on each side of an id that is chosen by chance.
"""

AFTER = bindparam("after", type_=String)
"""The id that separates the cases of one choice by chance from the others."""


def cases_to_settle(team_id: str, *, hidden: Collection[str], today: date) -> list[str]:
    """Return ids of some cases to settle; none of *hidden*, which are walled off.

    Chooses by chance where there are many, so that cases which do not open keep no other waiting.
    """
    values = {
        "team_id": team_id,
        "until": today + EXACT_WITHIN,
        "hidden": list(hidden),
        "after": new_id(),
    }
    ids = fetch(_waiting(hides=bool(hidden)), values).scalars()
    return list(dict.fromkeys(ids))


@cache
def _waiting(*, hides: bool) -> CompoundSelect[str]:
    """Return the query for the cases to settle; it is built once, because each list asks it."""
    near = (
        select(DATES.case_id.label("id"))
        .join(Case.metadata.tables[Case.__tablename__], CASES.id == DATES.case_id)
        .where(IS_EARLY, DATES.on <= bindparam("until", type_=Date), *_of_team(hides=hides))
        .where(CASES.status != Status.CLOSED.value, CASES.days_sealed)
        .order_by(DATES.case_id <= AFTER, DATES.on)
        .limit(NEAR_AT_ONCE)
    )
    old = select(CASES.id).where(HAS_CLEAR_DAYS, *_of_team(hides=hides))
    old = old.order_by(CASES.id).limit(OLD_AT_ONCE)
    parts = (near, old.where(CASES.id > AFTER), old.where(CASES.id <= AFTER))
    return union_all(*(select(part.subquery()) for part in parts))


def _of_team(*, hides: bool) -> list[ColumnElement[bool]]:
    of_team: list[ColumnElement[bool]] = [CASES.team_id == bindparam("team_id", type_=String)]
    if hides:
        of_team.append(CASES.id.not_in(bindparam("hidden", expanding=True, type_=String)))
    return of_team


def settle_cases(by: Actor, ids: Collection[str]) -> None:
    """Settle the cases with these ids; log those that do not open. The caller commits."""
    cases = store.locked(ids)
    replaced = ended_among([case.card for case in cases])
    for case in cases:
        try:
            if case.card in replaced:
                raise RolledBack
            _settle(by, case)
        except NOT_OPENED as failure:
            log_not_opened(logger, "days not settled", failure, case_id=case.id)


def _settle(by: Actor, case: Case) -> None:
    key = case_key(case, by.reader)
    card = card_under(key)
    if not case.days_sealed:
        card = seal_days(by, key, card)
    settle_days(key, card, today=by.day)
