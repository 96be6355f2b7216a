"""Write the database of this release for the upgrades of later ones.

``python -m tests.upgrades.write`` replaces ``releases/<version>.sql`` and ``.json``. Invented
people apply, one comes back and writes; staff put up a wall, lend a case and close one.
"""

import json
import sqlite3
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from intake.extensions import db
from intake.revisions import newest
from intake.version import VERSION
from tests.simulation import applicants, desk, staff, upkeep
from tests.simulation.chance import Chance
from tests.simulation.people import Person
from tests.simulation.product import Product
from tests.simulation.world import Act, World, running
from tests.upgrades.released import FOLDER

SENT = 5
TRIES = 8
BY_STAFF: tuple[tuple[int, tuple[Act, ...]], ...] = (
    (0, (staff.assign, staff.write_note, staff.log_call, staff.set_next_date)),
    (0, (staff.write_to_applicant,)),
    (1, (staff.wall,) * TRIES),
    (2, (staff.lend, staff.write_note)),
    (3, (staff.settle_conflict, staff.close_case) * TRIES),
)
"""Acts of staff, each with the number of the case. Those that chance may refuse are tried again."""


@dataclass
class CalmWorld(World):
    """A world without faults, in which each act is of the person who is named."""

    is_disturbed: bool = False
    person: Person | None = None
    steps: int = 0

    def pick(self, items, *, prefer_last=0):
        """Return the person named, or the last item."""
        if self.person is None:
            return super().pick(items, prefer_last=prefer_last or 1)
        return next((item for item in items if item is self.person), items[-1] if items else None)

    def do(self, *acts):
        """Do these acts, one after the other."""
        for act in acts:
            self.steps += 1
            self.chance.begin_step(self.steps)
            self.run(act)
            self.advance(timedelta(seconds=20))


def write():
    """Write both files."""
    product = Product(Path(tempfile.mkdtemp()))
    world = CalmWorld(product, Chance(7))
    with running(world):
        _live(world)
        with world.app.app_context():
            db.session.remove()
            db.engine.dispose()
        dump = sqlite3.connect(product.path).iterdump()
        (FOLDER / f"{VERSION}.sql").write_text("\n".join(dump) + "\n", "utf-8")
    facts = json.dumps(_facts(world), indent=1, ensure_ascii=False)
    (FOLDER / f"{VERSION}.json").write_text(facts + "\n", "utf-8")


def _live(world):
    for number in range(SENT + 1):
        world.do(applicants.begin_request)
        world.person = world.people[number]
        while number < SENT and not world.person.reference:
            world.do(applicants.answer_page, applicants.send_request)
        world.do(applicants.answer_page)
    references = [person.reference for person in world.people]
    for reference in references[: SENT - 1]:
        with world.app.app_context():
            desk.load_case(world, world.members["gull"], reference)
    with pytest.MonkeyPatch.context() as patch:
        for number, acts in BY_STAFF:
            patch.setattr(desk, "some_reference", lambda _world, at=number: references[at])
            world.do(*acts)
    world.person = world.people[0]
    world.do(applicants.come_back, applicants.read_mailbox, applicants.write_message)
    world.do(applicants.answer_after_sending, upkeep.work, upkeep.work)


def _facts(world):
    return {
        "revision": newest(),
        "now": world.now.isoformat(),
        "installation": world.installation,
        "secret_key": world.product.settings.secret_key,
        "members": {
            keys.name: {
                "id": keys.id,
                "email": keys.email,
                "device": keys.device.hex(),
                "totp_secret": keys.totp_secret,
            }
            for keys in world.product.members
        },
        "people": [
            {
                "code": person.code,
                "reference": person.reference,
                "expected": {"name_to_use": next(iter(person.expected["name_to_use"]))}
                if "name_to_use" in person.expected
                else {},
                "wrote": person.wrote,
            }
            for person in world.people
        ],
    }


if __name__ == "__main__":
    write()
