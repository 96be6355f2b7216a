"""Arguments of every change of a case, sentences for refused ones, and the next address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypedDict

from flask import request, url_for
from flask_babel import gettext

from intake import clock
from intake.actions.case.dates.correct_date import NothingToCorrect
from intake.actions.case.dates.update_date import NoSuchDate
from intake.cases import store
from intake.web.access import signed_in
from intake.web.app_context import today
from intake.web.desk.case.on_case import next_case_url
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.not_opened import NOT_OPENED_WORDS
from intake.web.desk.common.view import current_queue, query_of
from intake.words import N_, Refused

NO_SUCH_DATE = N_("This date was changed in the meantime. Check it below.")
NOTHING_TO_CORRECT = N_("The case has this date already, or no longer asks for it.")

REFUSALS: Mapping[type[Exception], tuple[str, int]] = {
    NoSuchDate: (NO_SUCH_DATE, 409),
    NothingToCorrect: (NOTHING_TO_CORRECT, 422),
    **{kind: (words, 409) for kind, words in NOT_OPENED_WORDS.items()},
}
"""Sentence and status by exception."""

REFUSED: tuple[type[Exception], ...] = (*REFUSALS, Refused)
"""Exceptions of a change to a case besides ``NoSuchCase``, for the ``except`` of a view."""


class ChangeContext(TypedDict):
    """Arguments of every change: the version of the case that the page showed, day and time."""

    version: int
    today: date
    now: datetime


def change_context(form: DeskForm) -> ChangeContext:
    """Return the arguments of a change that *form* asks for now."""
    return {"version": form.version.data, "today": today(), "now": clock.now()}


def explain(refusal: Exception, form: DeskForm) -> int:
    """Write into *form* why the change was refused. Return the status of the answer."""
    if isinstance(refusal, Refused):
        form.problem = gettext(refusal.says)
        return refusal.status
    sentence, status = next(REFUSALS[kind] for kind in type(refusal).mro() if kind in REFUSALS)
    form.problem = gettext(sentence)
    return status


def url_after(reference: str, endpoint: str) -> str:
    """Return where to go after a change: to *endpoint* of the case, or to the next case.

    The page there says what was done.

    Call it before the change, which may move the case within the view, and before its transaction,
    because the next case may have to be searched for. Raise ``NoSuchCase``.
    """
    if DeskForm(request.form).then.data == "next":
        return next_case_url(store.find(reference, team_id=signed_in().member.team_id))
    return url_for(endpoint, reference=reference, saved=1, **query_of(current_queue()))
