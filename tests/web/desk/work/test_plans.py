"""No page that members open all day reads a whole table that grows with the cases."""

import re
from functools import partial

import pytest
from sqlalchemy import select

from intake.cases.models import Case
from tests.cases.making import TODAY
from tests.support.databases.fixtures import ON_BOTH
from tests.support.databases.plans import plans_of

GROWING = "cases|requests|diary_entries|messages|notes|audit_entries|outbox|stubs|card_packs"
SCAN = re.compile(rf"^SCAN ({GROWING})$|Seq Scan on ({GROWING})\b")
DESK_OF = ("supervisor",)
READS_ROWS = re.compile(r"^SEARCH cases USING INDEX ix_cases_(queue|cards \(team_id=\?\)$)")
"""A range of the queue, or a whole team, of which SQLite reads each row."""

PAGES = [
    "/desk/work",
    *("/desk/", "/desk/?view=mine", "/desk/?view=unassigned", "/desk/?view=waiting"),
    *("/desk/?call=asked", "/desk/?view=mine&call=asked&sort=moved"),
    *("/desk/diary", "/desk/diary?span=month", "/desk/diary?span=passed", "/desk/diary?mine=1"),
]


@ON_BOTH
def test_each_query_of_a_page_uses_an_index(desk, db_session):
    for page in PAGES:
        assert desk.open(page).status_code == 200

        plans = plans_of(db_session, partial(desk.open, page))

        assert len(plans) > 10
        lines = [line for plan in plans for line in plan]
        assert [line for line in lines if SCAN.search(line) or READS_ROWS.search(line)] == []


@ON_BOTH
def test_a_query_without_an_index_is_seen(desk, db_session):
    query = select(Case.id).where(Case.story == b"")

    plans = plans_of(db_session, lambda: db_session.scalars(query).all())

    assert [line for plan in plans for line in plan if SCAN.search(line)]


@pytest.fixture
def desk(desk):
    for kind in ("call", "act_by", "next_look"):
        desk.case(assignee_id=desk.member.id, dates={kind: TODAY})
    desk.case(conflict=None)
    return desk
