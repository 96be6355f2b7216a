"""The quarantine: requests of a flood, apart from the queue or marked in it."""

from collections.abc import Iterator

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from intake import clock
from intake.actions.opening.case_keys import Actor
from intake.actions.queue.change_many import close_many, release_many, reopen_many
from intake.cases import quarantine
from intake.desk_state import bulk_acts
from intake.staff.store import Act
from intake.triage.deadlines import Tier
from intake.web.access import staff
from intake.web.app_context import Values, settings
from intake.web.desk.common.fields import DeskForm
from intake.web.desk.common.on_desk import on_desk
from intake.web.desk.common.reader import name_of, record_shown, team_members
from intake.web.desk.common.view import current_queue, current_walls
from intake.web.desk.queue.queue import rows_of
from intake.web.desk.queue.queue_forms import SelectionForm
from intake.words import N_

blueprint = Blueprint("quarantine", __name__, url_prefix="/desk/quarantine")
PAGE = 100
"""Cases on a page, which can be closed in one act."""


class RequestsForm(SelectionForm):
    """The selected requests: the page that was shown, or the ticked rows."""

    none_selected = N_("Select at least one request first.")


def _refused(form: DeskForm, status: int) -> ResponseReturnValue:
    return _page(form.first_problem), status


@blueprint.get("")
@staff(Act.MOVE_CASE)
def show() -> ResponseReturnValue:
    """Show the requests in quarantine, and those of a flood in the queue, the most urgent first."""
    return _page()


@blueprint.post("/release")
@on_desk(Act.MOVE_CASE, RequestsForm, refused=_refused)
def release(by: Actor, form: RequestsForm) -> str:
    """Move the selected requests to the queue."""
    return url_for(".show", released=release_many(by, form.references))


@blueprint.post("/close")
@on_desk(Act.MOVE_CASE, RequestsForm, refused=_refused)
def close(by: Actor, form: RequestsForm) -> str:
    """Close the selected requests, or all on the page, as no real requests."""
    close_many(by, form.references, retention_days=settings().retention_days)
    return url_for(".show")


@blueprint.post("/undo/<act_id>")
@on_desk(Act.MOVE_CASE, DeskForm, refused=_refused)
def undo(by: Actor, _form: DeskForm, act_id: str) -> str:
    """Put requests that were closed within the last day back into quarantine."""
    reopen_many(by, act_id)
    return url_for(".show")


def _page(problem: str = "") -> str:
    queue = current_queue()
    hidden = current_walls().hidden_ids
    cases = tuple(quarantine.page_of(queue.team_id, hidden=hidden, size=PAGE))
    in_queue = tuple(quarantine.marked_in_queue(queue.team_id, hidden=hidden, size=PAGE))
    rows = rows_of((*cases, *in_queue))
    closable = [case.reference for case in cases if case.tier != Tier.P1]
    html = render_template(
        "desk/queue/quarantine.html",
        problem=problem,
        rows=[rows[case.id] for case in cases],
        in_queue=[rows[case.id] for case in in_queue],
        shown=" ".join(closable),
        closable=len(closable),
        total=quarantine.count_of(queue.team_id),
        above=settings().quarantine_above,
        may_open=True,
        closed=list(_closed()),
    )
    record_shown(len(rows))
    return html


def _closed() -> Iterator[Values]:
    """Yield the acts of the last day by which members of this team closed requests."""
    colleagues = {member.id for member in team_members()}
    for act in bulk_acts.recent_junk(now=clock.now()):
        if act.member_id in colleagues and (count := len(act.before)):
            yield {
                "says": ngettext("%(num)s request closed.", "%(num)s requests closed.", count),
                "who": name_of(act.member_id),
                "undo_url": url_for(".undo", act_id=act.id),
                "left_out": act.left_out,
            }
