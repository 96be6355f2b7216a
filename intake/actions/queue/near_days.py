"""Settle the days of many cases: those that came near, and those of older releases."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, select

from intake.actions.assessment.clear_days import seal_days, settle_days
from intake.actions.assessment.early_days import EXACT_WITHIN
from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.opening.not_opened import NOT_OPENED, log_not_opened
from intake.actions.opening.read_cards import card_under
from intake.actions.opening.rollback_guard import RolledBack
from intake.audit.log import ended_among
from intake.cases import store
from intake.cases.models import HAS_CLEAR_DAYS, Case
from intake.cases.pipeline import Status
from intake.diary.models import IS_EARLY, DiaryEntry
from intake.extensions import db

logger = logging.getLogger(__name__)

NEAR_AT_ONCE, OLD_AT_ONCE = 100, 20
"""Cases that one page settles: those whose days came near, and those of older releases."""


def cases_to_settle(team_id: str, *, hidden: Collection[str], today: date) -> list[str]:
    """Return ids of some cases to settle; none of *hidden*, which are walled off."""
    of_team: list[ColumnElement[bool]] = [Case.team_id == team_id]
    if hidden:
        of_team.append(Case.id.not_in(hidden))
    near = (
        select(DiaryEntry.case_id)
        .join(Case, Case.id == DiaryEntry.case_id)
        .where(IS_EARLY, DiaryEntry.on <= today + EXACT_WITHIN, *of_team)
        .where(Case.status != Status.CLOSED.value, Case.days_sealed)
        .order_by(DiaryEntry.on)
        .limit(NEAR_AT_ONCE)
    )
    old = select(Case.id).where(HAS_CLEAR_DAYS, *of_team).order_by(Case.id).limit(OLD_AT_ONCE)
    ids = [*db.session.scalars(near), *db.session.scalars(old)]
    return list(dict.fromkeys(ids))


def settle_cases(ids: Collection[str], reader: Reader, *, today: date, now: datetime) -> None:
    """Settle the cases with these ids; log those that do not open. The caller commits."""
    cases = store.locked(ids)
    replaced = ended_among([case.card for case in cases])
    for case in cases:
        try:
            if case.card in replaced:
                raise RolledBack
            _settle(case, reader, today=today, now=now)
        except NOT_OPENED as failure:
            log_not_opened(logger, "days not settled", failure, case_id=case.id)


def _settle(case: Case, reader: Reader, *, today: date, now: datetime) -> None:
    key = case_key(case, reader)
    card = card_under(key)
    if not case.days_sealed:
        card = seal_days(key, card, reader, today=today, now=now)
    settle_days(key, card, today=today)
