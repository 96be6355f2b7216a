"""The recall: open cases reassessed by the law of today, some in each request, and the changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext

from intake import clock
from intake.actions.assessment.deadline_changes import sealed_days
from intake.actions.law.reassess_open_cases import (
    NO_REASONS,
    again,
    begin_recall,
    reassess_batch,
    store_batch,
    why_moved,
)
from intake.actions.opening.case_keys import Reader
from intake.amendments import recalls
from intake.amendments.models import DeadlineChange
from intake.cases import batches
from intake.cases import store as cases
from intake.cases.models import Case
from intake.extensions import db, writing
from intake.law.book import LawBook
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.tidy import whole_number
from intake.staff.roles import Act, may
from intake.web.access import signed_in, staff
from intake.web.app_context import law, practice, today
from intake.web.desk.common.broken_seals import audit_broken_seal
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.view import current_walls
from intake.web.desk.common.words import Chip, why_chip

blueprint = Blueprint("recall", __name__)

WORKS_FOR = timedelta(seconds=8)
"""Time that one request works before it answers with the next button."""


Days = tuple[date | None, date | None]
"""A day before and after a change."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownMove:
    """A case whose date or tier changed, with the rules, numbers and answers that changed it.

    ``due`` and ``act_by`` are the days before and after. ``gone`` are rules that spoke before and
    are silent now, ``new`` the reverse; ``reason`` is the sentence that governs now.
    """

    move: DeadlineChange
    case: Case
    due: Days
    act_by: Days
    rules: tuple[Chip, ...]
    gone: tuple[Chip, ...]
    new: tuple[Chip, ...]
    reason: str
    numbers: tuple[str, ...]
    answered: tuple[str, ...]


@blueprint.get("/desk/law/recall")
@staff(Act.HOLD_TEAM_KEYS)
def show() -> ResponseReturnValue:
    """Show the progress of the recall and, page by page, the cases that changed."""
    reader, page = current_reader(), _page_number()
    count, recall = recalls.count_changes(reader.team_id), recalls.newest(reader.team_id)
    rules_changed, values = recalls.changed_since(reader.team_id, law())
    return render_template(
        "desk/law/recall.html",
        member=signed_in().member,
        recall=recall,
        done=format_decimal(recall.done) if recall else "",
        total=format_decimal(recall.total) if recall else "",
        rules_changed=rules_changed,
        values_changed=_names(sorted(values), law(), on=today()),
        open_cases=(open_cases := batches.count_open(reader.team_id)),
        open_told=format_decimal(open_cases),
        walls=current_walls().open_only(),
        may_amend=may(reader.roles, Act.AMEND_LAW),
        goes_on="go" in request.args,
        moved=_shown_moves(reader, page),
        count=count,
        first=(page - 1) * recalls.PAGE + 1,
        next_url=url_for("recall.show", page=page + 1) if page * recalls.PAGE < count else "",
    )


@blueprint.post("/desk/law/recall")
@staff(Act.AMEND_LAW)
def go_on() -> ResponseReturnValue:
    """Begin or continue a recall for some seconds."""
    reader, until = current_reader(), clock.now() + WORKS_FOR
    by = again(reader, law(), practice=practice(), today=today())
    with writing():
        recall = begin_recall(reader, by.law, today=by.today, now=clock.now())
        db.session.commit()
    while recall.finished_on is None and clock.now() < until:
        batch = reassess_batch(recall, by)
        with writing():
            recall = store_batch(recall.id, batch, by, now=clock.now())
            db.session.commit()
        db.session.expunge_all()
    return redirect(
        url_for("recall.show") if recall.finished_on else url_for("recall.show", go="on"), 303
    )


def _page_number() -> int:
    return whole_number(request.args.get("page", ""), digits=5) or 1


def _shown_moves(reader: Reader, page: int) -> list[ShownMove]:
    moves = recalls.changes_of(reader.team_id, page=page)
    cases_by_id = {case.id: case for case in cases.with_ids([move.case_id for move in moves])}
    return [_shown_move(move, cases_by_id[move.case_id], reader) for move in moves]


def _shown_move(move: DeadlineChange, case: Case, reader: Reader) -> ShownMove:
    why, book = NO_REASONS, law()
    with audit_broken_seal(reader, case_id=case.id):
        why = why_moved(move, case, reader)
    due, act_by = _days(why["days"] or sealed_days(move))
    return ShownMove(
        move=move,
        case=case,
        due=due,
        act_by=act_by,
        rules=tuple(why_chip(rule) for rule in why["rules"]),
        gone=_without(why["before"], why["now"]),
        new=_without(why["now"], why["before"]),
        reason=" ".join(why["reason"]),
        numbers=_names(why["parameters"], book, on=case.received_on),
        answered=tuple(
            gettext(ASYLUM.questions[id_].says)
            for id_ in why["questions"]
            if id_ in ASYLUM.questions
        ),
    )


def _days(written: list[str]) -> tuple[Days, Days]:
    """Return the days due and to act by, each before and after, of a change."""
    due_before, due_after, act_before, act_after = (
        date.fromisoformat(day) if day else None for day in written
    )
    return (due_before, due_after), (act_before, act_after)


def _without(rules: list[str], others: list[str]) -> tuple[Chip, ...]:
    return tuple(why_chip(rule) for rule in rules if rule not in others)


def _names(parameters: Iterable[str], book: LawBook, *, on: date) -> tuple[str, ...]:
    """Return the names of legal values; the id of one that this release does not have."""
    return tuple(
        book.parameter(id_, on=on).what if id_ in book.by_id else id_ for id_ in parameters
    )
