"""Re-encrypt the keys of cases for the team's new keys now, faster than it goes on by itself."""

from datetime import datetime

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.keys.reseal_cases import (
    begin_resealing,
    finish_resealing,
    progress,
    reseal_some,
)
from intake.actions.opening.case_keys import Reader
from intake.desk_state import jobs
from intake.desk_state.models import JobKind
from intake.extensions import db, saving, writing
from intake.staff.store import Act
from intake.web.access import see_other, signed_in, staff
from intake.web.desk.common.reader import actor_of, current_reader
from intake.web.desk.long_work import WORKS_FOR, begin_turn, end_turn, working_page

blueprint = Blueprint("renewal", __name__)


@blueprint.post("/desk/team/keys")
@staff(Act.GRANT_ACCESS)
def renew() -> ResponseReturnValue:
    """Have this session re-encrypt the cases that are left."""
    with saving():
        begin_resealing(actor_of(current_reader()), signed_in().session.id)
    return see_other("renewal.run")


@blueprint.get("/desk/team/keys/run")
@staff(Act.GRANT_ACCESS, keeps_alive=False)
def run() -> ResponseReturnValue:
    """Go on with the re-encryption that this session runs, and show its progress."""
    reader = current_reader()
    if not reader.holds_team_key:
        return see_other("team.show")
    try:
        turn = begin_turn(JobKind.RESEALING)
    except jobs.NotRunHere:
        return see_other("team.show")
    if turn and _reseal(reader, turn):
        return see_other("team.show")
    resealing = progress(reader.team_id)
    return working_page(
        gettext("Renew keys"),
        done=resealing.total - resealing.left,
        total=resealing.total,
        back_url=url_for("team.show"),
    )


def _reseal(reader: Reader, turn: datetime) -> bool:
    """Reseal cases until the time is up or all were seen; return true at the end.

    Store nothing more once newer keys began the work anew, or another request has the turn.
    """
    until, kind = clock.now() + WORKS_FOR, JobKind.RESEALING
    after = jobs.cursor_of(reader.team_id, kind)
    while True:
        with writing():
            after = reseal_some(reader, after=after)
            if not jobs.advance(reader.team_id, kind, cursor=after, turn=turn):
                return False
            if not after:
                finish_resealing(actor_of(reader))
            db.session.commit()
        if not after:
            return True
        if clock.now() >= until:
            end_turn(kind, turn)
            return False
