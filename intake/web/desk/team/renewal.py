"""Renew the team's keys: make new ones, re-encrypt the keys of cases, destroy the old ones."""

from contextlib import suppress
from datetime import datetime

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.keys.grant_access import NoKeysToGive, held_keys
from intake.actions.keys.recover import open_epoch
from intake.actions.keys.reseal_cases import (
    NotDoneYet,
    begin_resealing,
    destroy_old_keys,
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
from intake.web.desk.team.team import team_page

blueprint = Blueprint("renewal", __name__)


@blueprint.post("/desk/team/keys")
@staff(Act.GRANT_ACCESS, fresh="Renew the team’s keys")
def renew() -> ResponseReturnValue:
    """Make new keys if they are due, and have this session re-encrypt cases, if any are left."""
    reader, session = current_reader(), signed_in().session
    try:
        with saving():
            held_keys(reader)
            if progress(reader.team_id).due_since is not None:
                reader = open_epoch(actor_of(reader), signed_in().token)
            if is_left := progress(reader.team_id).left > 0:
                begin_resealing(actor_of(reader), session.id)
    except NoKeysToGive as refusal:
        return team_page(problem=gettext(refusal.says)), 409
    return see_other("renewal.run") if is_left else _destroy_old_keys(reader)


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
        return _destroy_old_keys(reader)
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


def _destroy_old_keys(reader: Reader) -> ResponseReturnValue:
    """Destroy the old keys if nothing needs them any more, and return to the team."""
    with writing(), suppress(NotDoneYet):
        destroy_old_keys(actor_of(reader), signed_in().token)
        db.session.commit()
    return see_other("team.show")
