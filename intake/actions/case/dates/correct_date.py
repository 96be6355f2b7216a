"""Correct a date among a case's answers as a member: assess again, and replace its deadlines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from intake.actions.assessment.clear_days import seal_days
from intake.actions.case.dates.correctable import CorrectableDate, correctable_dates
from intake.actions.case.dates.effect import Effect, effect_of
from intake.actions.case.dates.rewrite import Correction, Rewrite, store_rewrite
from intake.actions.case.open_case import OpenedCase, open_story
from intake.actions.case.open_for_change import open_for_change
from intake.actions.opening.case_keys import CaseKey, Reader
from intake.cases.pipeline import MoveNotAllowed, Status
from intake.eligibility.rules import Practice
from intake.law.book import LawBook
from intake.questionnaire.dates import SaidDate


class NothingToCorrect(Exception):
    """The answers ask for no such date, or have this one already."""


def date_to_correct(opened: OpenedCase, question: str, law: LawBook) -> CorrectableDate:
    """Return the date of a question, or raise :class:`NothingToCorrect`."""
    as_of, received = opened.as_of, opened.case.received_on
    for correctable in correctable_dates(opened.answers, law, as_of=as_of, received=received):
        if correctable.question.id == question:
            return correctable
    raise NothingToCorrect


def preview_correction(
    opened: OpenedCase,
    question: str,
    answer: SaidDate,
    *,
    law: LawBook,
    practice: Practice,
    today: date,
) -> Effect:
    """Return the effect of a corrected date, or raise :class:`NothingToCorrect`."""
    correctable = date_to_correct(opened, question, law)
    if correctable.answer == answer:
        raise NothingToCorrect
    answers = correctable.answered_with(opened.answers, answer)
    return effect_of(opened, answers, law, practice=practice, today=today)


def correct_date(
    reference: str,
    reader: Reader,
    correction: Correction,
    *,
    law: LawBook,
    practice: Practice,
    version: int,
    today: date,
    now: datetime,
) -> None:
    """Store a corrected date in the answers, and rewrite what depends on it.

    A near deadline that falls away stays open until another member has looked. Raise
    :class:`NothingToCorrect`, ``MoveNotAllowed`` for a closed case, or as ``open_for_change`` and
    ``open_story`` do.
    """
    key, opened = open_to_correct(reference, reader, version=version, today=today, now=now)
    effect = preview_correction(
        opened, correction.question, correction.answer, law=law, practice=practice, today=today
    )
    store_rewrite(
        Rewrite(
            key=key,
            opened=opened,
            effect=effect,
            reader=reader,
            law=law,
            practice=practice,
            correction=correction,
            today=today,
            now=now,
        )
    )


def open_to_correct(
    reference: str, reader: Reader, *, version: int, today: date, now: datetime
) -> tuple[CaseKey, OpenedCase]:
    """Return the key and the content of an open case that is to be rewritten, with its row locked.

    Its days are sealed before. Raise as :func:`correct_date` does.
    """
    key = open_for_change(reference, reader, version=version)
    if key.case.stage is Status.CLOSED:
        raise MoveNotAllowed
    opened = open_story(key)
    if not key.case.days_sealed:
        card = seal_days(key, opened.card, reader, today=today, now=now)
        opened = replace(opened, card=card, version=key.case.version)
    return key, opened
