"""Import requests from a spreadsheet: choose the file, look at the preview, keep or take back."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError

from intake import clock
from intake.actions.callers.import_requests import (
    Import,
    cases_of_import,
    discard_preview,
    import_id_of,
    is_worked_on,
    keep_import,
    prepare_import,
    preview_of,
    save_preview,
    take_back_import,
)
from intake.actions.callers.read_spreadsheet import (
    COLUMNS,
    MOST_ROWS,
    FileProblem,
    UnreadableFile,
    read_spreadsheet,
)
from intake.desk_state import bulk_acts
from intake.extensions import db, writing
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.typed_text import codes_text
from intake.staff.roles import Act
from intake.web.access import installation, signed_in, staff
from intake.web.app_context import settings, today
from intake.web.desk.callers.new_request import office
from intake.web.desk.common.reader import MemberNames, members_of
from intake.web.desk.common.view import case_url, row_id
from intake.words import N_

blueprint = Blueprint("imports", __name__, url_prefix="/desk/new/import")

CHOOSE_FILE = N_("Choose a file.")
PROBLEMS = {
    FileProblem.NO_TEXT: N_("The file cannot be read. Save the spreadsheet as CSV in UTF-8."),
    FileProblem.BROKEN: N_("The file is not valid CSV. Save the spreadsheet as CSV again."),
    FileProblem.UNKNOWN_COLUMN: N_("The heading of column %(column)s is not the ID of a question."),
    FileProblem.DOUBLE_COLUMN: N_("Column %(column)s has the same heading as another column."),
    FileProblem.NO_ROWS: N_("The file has no requests below its first row."),
    FileProblem.TOO_MANY: N_("The file has more than %(most)s requests. Split it."),
}


@blueprint.get("")
@staff(Act.ENTER_REQUEST)
def choose() -> ResponseReturnValue:
    """Ask for a file, and list the imports of the last day."""
    return _choose_page()


@blueprint.get("/empty.csv")
@staff(Act.ENTER_REQUEST)
def empty() -> ResponseReturnValue:
    """Return a spreadsheet with one column for each question, and no row."""
    text = io.StringIO()
    csv.writer(text).writerow(COLUMNS)
    headers = {"Content-Disposition": "attachment; filename=requests.csv"}
    return Response("\ufeff" + text.getvalue(), mimetype="text/csv", headers=headers)


@blueprint.post("")
@staff(Act.ENTER_REQUEST)
def read() -> ResponseReturnValue:
    """Read the file and go on to its preview. Nothing of it is stored but that, sealed."""
    file = request.files.get("file")
    data = file.read() if file else b""
    if not data:
        return _choose_page(gettext(CHOOSE_FILE)), 422
    me = signed_in()
    secret_key = settings().secret_key
    an_import = _import(import_id_of(data, team_id=me.member.team_id, secret_key=secret_key))
    if cases_of_import(an_import):
        return redirect(url_for(".show", import_id=an_import.id), 303)
    try:
        sheet = read_spreadsheet(data, today=today())
    except UnreadableFile as failure:
        places = {"column": failure.column, "most": MOST_ROWS}
        return _choose_page(gettext(PROBLEMS[failure.problem], **places)), 422
    with writing():
        save_preview(an_import, sheet, now=clock.now())
        db.session.commit()
    return redirect(url_for(".show", import_id=an_import.id), 303)


@blueprint.get("/<import_id>")
@staff(Act.ENTER_REQUEST)
def show(import_id: str) -> ResponseReturnValue:
    """Show the preview of an import, or what was kept of it."""
    an_import = _import(import_id)
    sheet = preview_of(an_import, now=clock.now())
    stored = cases_of_import(an_import)
    if sheet is None and not stored:
        abort(404)
    faults = sheet.faults if sheet else ()
    return render_template(
        "desk/callers/import.html",
        member=signed_in().member,
        import_id=an_import.id,
        good=len(sheet.answers_by_row) if sheet else 0,
        faults=[(f.row, f.question, ASYLUM.questions[f.question].says, f.says) for f in faults],
        bad=len({fault.row for fault in faults}),
        stored=[
            (row, case.reference, case_url(case.reference), is_worked_on(case))
            for row, case in sorted(stored.items())
        ],
        worked=sum(is_worked_on(case) for case in stored.values()),
    )


@blueprint.post("/<import_id>")
@staff(Act.ENTER_REQUEST)
def keep(import_id: str) -> ResponseReturnValue:
    """Add the requests of all good rows at once. A second press adds nothing."""
    an_import, now = _import(import_id), clock.now()
    sheet = preview_of(an_import, now=now)
    if sheet and sheet.answers_by_row and not cases_of_import(an_import):
        prepared = prepare_import(an_import, sheet, office(), today=today(), now=now)
        try:
            with writing():
                keep_import(an_import, sheet, prepared, today=today(), now=now)
                db.session.commit()
        except IntegrityError:  # the same import was kept meanwhile
            if not cases_of_import(an_import):
                raise
    return redirect(url_for(".show", import_id=an_import.id), 303)


@blueprint.post("/<import_id>/discard")
@staff(Act.ENTER_REQUEST)
def discard(import_id: str) -> ResponseReturnValue:
    """Delete the preview."""
    with writing():
        discard_preview(_import(import_id))
        db.session.commit()
    return redirect(url_for(".choose"), 303)


@blueprint.post("/<import_id>/undo")
@staff(Act.ENTER_REQUEST, fresh=N_("Take back an import and erase its requests"))
def take_back(import_id: str) -> ResponseReturnValue:
    """Erase the requests of an import on which nobody has worked; the page lists the others."""
    an_import = _import(import_id)
    with writing():
        take_back_import(an_import, today=today(), now=clock.now())
        if not cases_of_import(an_import):
            discard_preview(an_import)
        db.session.commit()
    is_over = not cases_of_import(an_import)
    return redirect(url_for(".choose") if is_over else url_for(".show", import_id=import_id), 303)


def _import(import_id: str) -> Import:
    me = signed_in()
    return Import(
        id=row_id(import_id),
        team_id=me.member.team_id,
        member_id=me.member.id,
        installation=installation(),
        session_token=me.token,
    )


def _choose_page(problem: str = "") -> str:
    member, now = signed_in().member, clock.now()
    names = MemberNames(member.team_id)
    acts = bulk_acts.recent_imports(
        [colleague.id for colleague in members_of(member.team_id)], now=now
    )
    return render_template(
        "desk/callers/choose_file.html",
        member=member,
        problem=problem,
        most=MOST_ROWS,
        recent=[(act.before[0], act.left_out, names.of(act.member_id)) for act in acts],
        questions=[
            (id_, ASYLUM.questions[id_].says, codes_text(ASYLUM.questions[id_])) for id_ in COLUMNS
        ],
    )
