"""Settle what time or applicants changed, whenever a member with keys looks at a list by days.

Days that have come near are written exactly, and decisions that were read in the mailbox count.
"""

from __future__ import annotations

from contextlib import suppress

from intake import clock
from intake.actions.access.recheck_permission import NoLongerMay
from intake.actions.case.tell_decision import letters_read, settle_read_letters
from intake.actions.conflicts.check_conflicts import settle_conflicts
from intake.actions.conflicts.check_in_passing import check_next
from intake.actions.conflicts.wall_case import wall_withdrawn
from intake.actions.opening.actor import Actor
from intake.actions.opening.not_opened import NOT_OPENED
from intake.actions.queue.near_days import cases_to_settle, settle_cases
from intake.cases.store import NoSuchCase
from intake.cases.views import Queue
from intake.cases.walls import withdrawn_without_wall
from intake.extensions import db, writing
from intake.keys.store import UntrustedTeamKey
from intake.staff.roles import Act, may
from intake.web.access import tolerating_write_faults
from intake.web.desk.common.reader import actor_of, current_reader, save_packs


def settle_in_passing(queue: Queue) -> None:
    """Settle some cases of the team, before a page reads their order."""
    reader = current_reader()
    if not (reader.holds_team_key and may(reader.roles, Act.OPEN_CASE)):
        return
    if may(reader.roles, Act.HOLD_CASE):
        _wall_withdrawn(actor_of(reader))
    ids = cases_to_settle(queue.team_id, hidden=queue.hidden, today=queue.today)
    read = letters_read(queue.team_id)
    if not (ids or read):
        return
    with tolerating_write_faults("early days or read letters were not settled"), writing():
        settle_cases(actor_of(reader), ids)
        settle_read_letters(actor_of(reader), read)
        db.session.commit()


def _wall_withdrawn(by: Actor) -> None:
    """Wall the cases that their applicants withdrew under a legal hold; most often there is none.

    One that does not open for this member is left to another.
    """
    for reference in withdrawn_without_wall(by.team_id):
        refused = suppress(NoSuchCase, NoLongerMay, UntrustedTeamKey, *NOT_OPENED)
        with tolerating_write_faults("a withdrawn case was not walled"), writing(), refused:
            wall_withdrawn(by, reference)
            db.session.commit()


def check_in_passing() -> None:
    """Check a new case for conflicts; most often there is none."""
    reader = current_reader()
    done = check_next(reader, clock=clock.now)
    save_packs(reader)
    if done is None:
        return
    with tolerating_write_faults("new cases not checked"), writing():
        with suppress(NoSuchCase):  # erased since it was read
            settle_conflicts(actor_of(reader, done.version), done.reference, done.check)
        db.session.commit()
