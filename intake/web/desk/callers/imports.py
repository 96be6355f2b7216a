"""Import requests or names from a spreadsheet: choose, look at the preview, keep or take back."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError

from intake import clock
from intake.actions.callers.enter_request import enter_request
from intake.actions.callers.import_requests import (
    IdsByRow,
    Import,
    Preview,
    cases_of_rows,
    ids_by_row,
    import_id_of,
    import_key,
    import_names,
    kept_content,
    prepare_rows,
    preview_of,
    record_import,
    recorded_rows,
    rows_left,
    rows_to_take_back,
    save_preview,
    take_back_import,
    take_back_names,
    worked_on,
)
from intake.actions.callers.read_spreadsheet import (
    COLUMNS,
    MOST_ROWS,
    UnreadableFile,
    read_names,
    read_spreadsheet,
)
from intake.actions.opening.case_keys import Actor, NoKeyForCase
from intake.actions.opening.case_stubs import StubKeyLost
from intake.cases import walls
from intake.cases.models import Case
from intake.conflicts import stubs
from intake.desk_state import bulk_acts
from intake.desk_state.models import BulkAct
from intake.extensions import saving
from intake.questionnaire.answers import codes_text
from intake.questionnaire.asylum import ASYLUM
from intake.sessions import pending_forms
from intake.staff.store import Act, may
from intake.web.access import current_member, installation, see_other, signed_in, staff
from intake.web.app_context import today
from intake.web.desk.callers.new_request import office
from intake.web.desk.common.fields import DeskForm, FutureDayField
from intake.web.desk.common.on_desk import on_desk
from intake.web.desk.common.reader import actor_of, current_reader, name_of, team_members
from intake.web.desk.common.view import NOT_OPENED_WORDS, case_url, row_id

blueprint = Blueprint("imports", __name__, url_prefix="/desk/new/import")

BATCH = 20
"""Requests in one transaction, so that others can write while an import is stored."""


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
        return _choose_page(gettext("Choose a file.")), 422
    try:
        with saving():
            key = import_key(current_reader())
    except NoKeyForCase:
        return _choose_page(gettext(NOT_OPENED_WORDS[NoKeyForCase])), 409
    except StubKeyLost:
        return _choose_page(gettext(StubKeyLost.says)), 409
    an_import = _import(import_id_of(data, key=key))
    try:
        sheet = read_spreadsheet(data, today=today())
    except UnreadableFile as failure:
        places = {"column": failure.column, "most": MOST_ROWS}
        return _choose_page(gettext(failure.problem, **places)), 422
    preview = Preview(sheet=sheet, ids_by_row=ids_by_row(sheet.answers_by_row, key=key))
    left = rows_left(an_import, preview)
    new_rows = {row: sheet.answers_by_row[row] for row in left}
    preview = replace(preview, sheet=replace(sheet, answers_by_row=new_rows))
    with saving():
        save_preview(an_import, preview.content, today=today(), now=clock.now())
    return see_other(".show", import_id=an_import.id)


@blueprint.get("/<import_id>")
@staff(Act.ENTER_REQUEST)
def show(import_id: str) -> ResponseReturnValue:
    """Show the preview of an import, or what was kept of it."""
    an_import = _import(import_id)
    preview = preview_of(an_import, today=today(), now=clock.now())
    acts = _acts_on(an_import)
    rows = preview.ids_by_row if preview else recorded_rows(acts)
    stored = cases_of_rows(an_import, rows)
    if preview is None and not stored:
        return _choose_page(gettext("The preview has ended. Choose the file again.")), 404
    faults = preview.sheet.faults if preview else ()
    return render_template(
        "desk/callers/import.html",
        import_id=an_import.id,
        good=len(preview.sheet.answers_by_row.keys() - stored.keys()) if preview else 0,
        has_answers=bool(preview and preview.sheet.answers_by_row),
        faults=[(f.row, f.question, ASYLUM.questions[f.question].says, f.says) for f in faults],
        bad=len({fault.row for fault in faults}),
        **_stored(stored, _to_take_back(an_import, preview)),
    )


@blueprint.post("/<import_id>")
@staff(Act.ENTER_REQUEST)
def keep(import_id: str) -> ResponseReturnValue:
    """Add the requests of all good rows, a batch at a time. A second press adds the rest."""
    an_import, now = _import(import_id), clock.now()
    preview = preview_of(an_import, today=today(), now=now)
    if not (preview and preview.sheet.answers_by_row):
        return see_other(".show", import_id=an_import.id)
    if left := rows_left(an_import, preview):
        with saving():
            record_import(an_import, preview, left, now)
    while left:
        prepared = prepare_rows(an_import, preview, left[:BATCH], office(), today=today(), now=now)
        try:
            with saving():
                for entered in prepared:
                    enter_request(entered, today=today(), now=now)
        except IntegrityError:  # some of these rows were stored meanwhile
            if rows_left(an_import, preview) == left:
                raise
        left = rows_left(an_import, preview)
    with saving():
        faults_only = replace(preview, sheet=replace(preview.sheet, answers_by_row={}))
        save_preview(an_import, faults_only.content, today=today(), now=now)
    return see_other(".show", import_id=an_import.id)


@blueprint.post("/<import_id>/discard")
@staff(Act.ENTER_REQUEST)
def discard(import_id: str) -> ResponseReturnValue:
    """Delete the preview."""
    with saving():
        pending_forms.discard(_import(import_id).preview_hash)
    return see_other(".choose")


@blueprint.post("/<import_id>/undo")
@staff(Act.ENTER_REQUEST, fresh="Take back an import and erase its requests")
def take_back(import_id: str) -> ResponseReturnValue:
    """Erase the requests of an import on which nobody has worked; the page lists the others."""
    an_import, now = _import(import_id), clock.now()
    rows = _to_take_back(an_import, preview_of(an_import, today=today(), now=now))
    if not rows:
        return see_other(".show", import_id=import_id)
    with saving():
        take_back_import(an_import, rows, today=today(), now=now)
        is_over = not cases_of_rows(an_import, rows)
        if is_over:
            pending_forms.discard(an_import.preview_hash)
    return redirect(url_for(".choose") if is_over else url_for(".show", import_id=import_id), 303)


def _stored(stored: Mapping[int, Case], to_take_back: IdsByRow) -> dict[str, Any]:
    """Return what the page tells of stored cases, without those that are walled off."""
    me, worked = current_member().id, worked_on(stored.values())
    open_to_me = {
        row: case
        for row, case in sorted(stored.items())
        if not case.walled_keys or me in walls.members_of(case)
    }
    return {
        "stored": [
            (row, case.reference, case_url(case.reference), case.id in worked)
            for row, case in open_to_me.items()
        ],
        "worked": sum(case.id in worked for case in open_to_me.values()),
        "to_take_back": sum(
            row in to_take_back and case.id not in worked for row, case in open_to_me.items()
        ),
    }


def _to_take_back(an_import: Import, preview: Preview | None) -> IdsByRow:
    may_erase = may(current_member().roles, Act.ERASE_CASE)
    acts = _acts_on(an_import)
    return rows_to_take_back(an_import, acts, preview, may_erase=may_erase)


def _acts_on(an_import: Import) -> list[BulkAct]:
    """Return the imports of this file within the last day."""
    return [act for act in _recent_acts() if act.before[0][0] == an_import.id]


def _recent_acts() -> Sequence[BulkAct]:
    """Return the imports of the team within the last day, newest first."""
    colleagues = team_members()
    return bulk_acts.recent_imports([colleague.id for colleague in colleagues], clock.now())


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
    recent = []
    for act in _recent_acts():
        an_import = _import(act.before[0][0])
        if stored := cases_of_rows(an_import, recorded_rows([act])):
            recent.append((an_import.id, len(stored), name_of(act.member_id)))
    return render_template(
        "desk/callers/choose_file.html",
        problem=problem,
        most=MOST_ROWS,
        recent=recent,
        questions=[
            (id_, ASYLUM.questions[id_].says, codes_text(ASYLUM.questions[id_])) for id_ in COLUMNS
        ],
    )


class NamesForm(DeskForm):
    """The day on which the list of the preview is erased."""

    discard_on = FutureDayField("Choose a day to come on which the names are erased.")


def _names() -> Import:
    """Return the import of names of this session, which has one preview."""
    return replace(_import(""), id="names")


def _names_page(form: NamesForm, status: int = 200) -> tuple[str, int]:
    lists = stubs.name_lists(current_member().team_id)
    page = render_template(
        "desk/callers/names.html",
        form=form,
        preview=kept_content(_names(), today=today(), now=clock.now()),
        lists=[(row, name_of(row.member_id)) for row in lists],
    )
    return page, status


@blueprint.get("/names")
@staff(Act.IMPORT_NAMES)
def choose_names() -> ResponseReturnValue:
    """Ask for a file; show the preview of the last one, and what was imported."""
    return _names_page(NamesForm())


@blueprint.post("/names")
@staff(Act.IMPORT_NAMES)
def read_names_file() -> ResponseReturnValue:
    """Read the file and go on to its preview. Nothing of it is stored but that, sealed."""
    file = request.files.get("file")
    try:
        content = read_names(file.read() if file else b"")
    except UnreadableFile as failure:
        return _names_page(NamesForm().refused(gettext(failure.problem)), 422)
    with saving():
        save_preview(_names(), content, today=today(), now=clock.now())
    return see_other(".choose_names")


@blueprint.post("/names/keep")
@on_desk(Act.IMPORT_NAMES, NamesForm, refused=_names_page)
def keep_names(by: Actor, form: NamesForm) -> str:
    """Add all names of the list."""
    import_names(by, _names(), discard_on=form.discard_on.data or by.day)
    return url_for(".choose_names")


@blueprint.post("/names/discard")
@staff(Act.IMPORT_NAMES)
def discard_names() -> ResponseReturnValue:
    """Delete the preview."""
    with saving():
        pending_forms.discard(_names().preview_hash)
    return see_other(".choose_names")


@blueprint.post("/names/<list_id>/undo")
@staff(Act.IMPORT_NAMES, fresh="Take back imported names and erase them")
def take_names_back(list_id: str) -> ResponseReturnValue:
    """Erase all names of a list."""
    with saving():
        take_back_names(actor_of(current_reader()), list_id)
    return see_other(".choose_names")
