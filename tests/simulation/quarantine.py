"""Acts of staff on cases in quarantine: close them as junk, put them back, release them."""

from sqlalchemy import select

from intake.actions.opening.case_keys import Actor
from intake.actions.queue.change_many import close_many, release_many, reopen_many
from intake.cases.models import Case
from intake.desk_state.bulk_acts import JUNK
from intake.desk_state.models import BulkAct
from intake.extensions import db, saving
from tests.simulation.applicants import RETENTION_DAYS
from tests.simulation.desk import members, reader_of
from tests.support.rows import all_rows


def close_junk(world):
    """Close some cases in quarantine as junk."""
    reader, references = reader_of(world, members(world)), _references(world)
    world.pause()
    with saving():
        by = Actor(reader=reader, day=world.today, at=world.now)
        close_many(by, references, retention_days=RETENTION_DAYS)
    return f"{len(references)} cases"


def put_junk_back(world):
    """Put the cases of one such act back."""
    reader = reader_of(world, members(world))
    acts = all_rows(BulkAct.id, BulkAct.kind == JUNK)
    if (act_id := world.pick(sorted(acts))) is None:
        return "no act"
    world.pause()
    with saving():
        count = reopen_many(Actor(reader=reader, day=world.today, at=world.now), act_id)
    return f"{count} cases"


def release_from_quarantine(world):
    """Put some cases into the queue."""
    reader, references = reader_of(world, members(world)), _references(world)
    world.pause()
    with saving():
        count = release_many(Actor(reader=reader, day=world.today, at=world.now), references)
    return f"{count} cases"


def _references(world):
    """Return the references that a member ticks: some of those in quarantine."""
    query = select(Case.reference).where(Case.quarantined_on.is_not(None))
    references = list(db.session.scalars(query.order_by(Case.reference)))
    return world.choices.sample(references, world.choices.randint(0, len(references)))


QUARANTINE = (close_junk, put_junk_back, release_from_quarantine)
