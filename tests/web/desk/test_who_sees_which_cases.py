"""Who sees which cases on which list: a wall, a loan, a quarantine and a team hold on each."""

from collections.abc import Callable
from typing import Any

import pytest

from intake.cases.card import Card
from intake.cases.models import Case, Loan
from intake.extensions import db
from intake.sealing.wraps import wraps_to_bytes
from tests.cases.desk import Desk, desk_of
from tests.cases.making import TODAY
from tests.support.clients.members import text_of
from tests.support.tables import beside

(_, *ROLES), *ROWS = beside(__file__)
SEEN = {name: dict(zip(ROLES, kinds, strict=True)) for name, *kinds in ROWS}
"""The kinds of cases that a member with each role sees on each list; no other is there."""

NAME = "Zanzibar Wrenfold"


@pytest.mark.parametrize("role", ROLES)
def test_a_member_sees_these_cases_and_no_others(app, signed_in_as, role):
    desk = signed_in_as(role)
    cases = _cases_of(app, desk)
    references = {kind: case.reference for kind, case in cases.items()}

    for name, roles in SEEN.items():
        text = SHOW[name](desk, cases)
        seen = {kind for kind, reference in references.items() if reference in text}
        kinds = roles[role].replace("open", "free own lent borrowed").strip("-")
        assert seen == set(kinds.split()), name


def _cases_of(app, desk):
    """Return a case of each kind, by its kind."""
    others = desk_of(app, "caseworker", email="other@example.org").team
    own: dict[str, Any] = {"assignee_id": desk.member.id}
    card = Card(name_to_use=NAME, region="GA")
    named = desk.colleague("caseworker", email="named@example.org").member
    wall: dict[str, Any] = {"walled_keys": wraps_to_bytes({named.id: b"wrap"})}
    closed: dict[str, Any] = {"status": "closed", "close_reason": "withdrawn", "closed_on": TODAY}
    kinds: dict[str, dict[str, Any]] = {
        "free": {},
        "own": own,
        "lent": {},
        "borrowed": own,
        "quarantined": {"quarantined_on": TODAY},
        "closed": closed,
        "walled": wall,
        "own walled": {**own, **wall},
        "closed walled": {**closed, **wall},
        "quarantined walled": {"quarantined_on": TODAY, **wall},
    }
    dates = {"act_by": TODAY}
    cases = {kind: desk.case(card=card, dates=dates, **changed) for kind, changed in kinds.items()}
    cases["theirs"] = others.case(card=card, dates=dates)
    cases["theirs closed"] = others.case(card=card, **closed)
    for kind in ("lent", "borrowed"):
        db.session.add(Loan(case_id=cases[kind].id, member_id=desk.member.id, until=TODAY))
    return cases


def _queue(desk, _cases):
    return _opened(desk, "/desk/")


def _printed(desk, cases):
    desk.post("/desk/many/print", case=[case.reference for case in cases.values()])
    return desk.text


def _found(desk, _cases):
    desk.post("/desk/search", q=NAME)
    return desk.text


def _filtered(desk, name):
    return _opened(desk, desk.post("/desk/filter", state="GA", list=name).location or "/desk/none")


def _calendar(desk, _cases):
    desk.open("/desk/account/calendar")
    if desk.page is None or desk.status != 200:
        return ""
    desk.post("/desk/account/calendar")
    path = text_of(desk.text, "calendar-address").rpartition("/")[2]
    return _opened(desk, f"/desk/calendar/{path}")


def _opened(desk, address):
    desk.open(address)
    return desk.text


SHOW: dict[str, Callable[[Desk, dict[str, Case]], str]] = {
    "queue": _queue,
    "printed list": _printed,
    "search": _found,
    "filtered queue": lambda desk, _cases: _filtered(desk, ""),
    "filtered closed cases": lambda desk, _cases: _filtered(desk, "closed"),
    "lent cases": lambda desk, _cases: _opened(desk, "/desk/team/lent"),
    "closed cases": lambda desk, _cases: _opened(desk, "/desk/closed"),
    "quarantine": lambda desk, _cases: _opened(desk, "/desk/quarantine"),
    "own work": lambda desk, _cases: _opened(desk, "/desk/work"),
    "deadlines": lambda desk, _cases: _opened(desk, "/desk/diary"),
    "calendar": _calendar,
}
