"""The recall: open cases reassessed by the law of today, some in each request, and the changes."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.law.amend import (
    NO_REASONS,
    again,
    begin_recall,
    reassess_batch,
    run_recall_here,
    store_batch,
    why_moved,
)
from intake.actions.opening.case_keys import Reader
from intake.amendments import recalls
from intake.amendments.models import Recall
from intake.cases import batches
from intake.cases import store as cases
from intake.desk_state import jobs
from intake.desk_state.models import JobKind
from intake.extensions import saving
from intake.law.book import LawBook
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.tidy import whole_number
from intake.staff.store import Act
from intake.web.access import see_other, signed_in, staff
from intake.web.app_context import law, practice, today
from intake.web.desk.common.alerts import audit_broken_seal
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.view import current_walls
from intake.web.desk.common.words import why_chip
from intake.web.desk.long_work import (
    WORKS_FOR,
    begin_turn,
    end_turn,
    is_run_elsewhere,
    working_page,
)

blueprint = Blueprint("recall", __name__)


@blueprint.get("/desk/law/recall")
@staff(Act.HOLD_TEAM_KEYS)
def show() -> ResponseReturnValue:
    """Show the progress of the recall and, page by page, the cases that changed."""
    reader = current_reader()
    page = whole_number(request.args.get("page", ""), digits=5) or 1
    count, recall = recalls.count_changes(reader.team_id), recalls.newest(reader.team_id)
    rules_changed, values = recalls.changed_since(reader.team_id, law())
    return render_template(
        "desk/law/recall.html",
        recall=recall,
        rules_changed=rules_changed,
        values_changed=_names(sorted(values), law(), on=today()),
        open_cases=batches.count_open(reader.team_id),
        walls=current_walls().open_only(),
        is_run_elsewhere=is_run_elsewhere(JobKind.RECALL),
        moved=list(_shown_moves(reader, page)),
        count=count,
        first=(page - 1) * recalls.PAGE + 1,
        next_url=url_for("recall.show", page=page + 1) if page * recalls.PAGE < count else "",
    )


@blueprint.post("/desk/law/recall")
@staff(Act.AMEND_LAW)
def begin() -> ResponseReturnValue:
    """Have this session begin a recall, or continue the one under way."""
    reader, session, now = current_reader(), signed_in().session, clock.now()
    with saving():
        begin_recall(reader, law(), today=today(), now=now)
        run_recall_here(reader, session.id, today=today(), now=now)
    return see_other("recall.run")


@blueprint.get("/desk/law/recall/run")
@staff(Act.AMEND_LAW, keeps_alive=False)
def run() -> ResponseReturnValue:
    """Go on with the recall that this session runs, and show its progress."""
    recall = recalls.newest(current_reader().team_id)
    if recall is None or not recalls.has_current_law(recall, law()):
        return see_other("recall.show")
    try:
        turn = begin_turn(JobKind.RECALL)
    except jobs.NotRunHere:
        return see_other("recall.show")
    if turn:
        recall = _reassess(recall, turn)
    if recall.finished_on is not None:
        return see_other("recall.show")
    return working_page(
        gettext("Recalculate deadlines"),
        done=recall.done,
        total=recall.total,
        back_url=url_for("recall.show"),
    )


def _reassess(recall: Recall, turn: datetime) -> Recall:
    """Reassess the next cases until the time is up or the recall is finished."""
    until = clock.now() + WORKS_FOR
    by = again(current_reader(), law(), practice=practice(), today=today())
    while recall.finished_on is None:
        batch = reassess_batch(recall, by)
        with saving():
            recall = store_batch(recall.id, batch, by, clock.now())
        if clock.now() >= until:
            break
    end_turn(JobKind.RECALL, turn)
    return recall


def _shown_moves(reader: Reader, page: int) -> Iterator[dict[str, Any]]:
    """Yield the cases whose date or tier changed, with the rules, numbers and answers that did it.

    ``due`` and ``act_by`` are the days before and after. ``gone`` are rules that spoke before and
    are silent now, ``new`` the reverse; ``reason`` is the sentence that governs now.
    """
    book, moves = law(), recalls.changes_of(reader.team_id, page=page)
    cases_by_id = {case.id: case for case in cases.with_ids([move.case_id for move in moves])}
    for move in moves:
        case, why = cases_by_id[move.case_id], NO_REASONS
        with audit_broken_seal(reader, case_id=case.id):
            why = why_moved(move, case, reader)
        days = [date.fromisoformat(day) if day else None for day in why["days"]]
        yield {
            "move": move,
            "case": case,
            "due": days[:2],
            "act_by": days[2:],
            "rules": list(map(why_chip, why["rules"])),
            "gone": [why_chip(rule) for rule in why["before"] if rule not in why["now"]],
            "new": [why_chip(rule) for rule in why["now"] if rule not in why["before"]],
            "reason": " ".join(why["reason"]),
            "numbers": _names(why["parameters"], book, on=case.received_on),
            "answered": [
                gettext(ASYLUM.questions[id_].says)
                for id_ in why["questions"]
                if id_ in ASYLUM.questions
            ],
        }


def _names(parameters: Iterable[str], book: LawBook, *, on: date) -> tuple[str, ...]:
    """Return the names of legal values; the id of one that this release does not have."""
    return tuple(
        book.parameter(id_, on=on).what if id_ in book.by_id else id_ for id_ in parameters
    )
