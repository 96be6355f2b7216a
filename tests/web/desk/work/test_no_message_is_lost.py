"""No message of an applicant, in whatever state its case is, is outside every member's work.

Withdrawn requests are left out, because their codes open nothing; merged ones write into the case
that stays (``tests/journeys/applicants/test_one_mailbox.py``).
"""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from intake.actions.application.answer_later import OwnCase
from intake.actions.application.write_to_staff import write_to_staff
from intake.actions.case.tell_decision import mark_replies_read
from intake.actions.opening.case_keys import case_key
from intake.actions.opening.case_messages import CallRequest
from intake.cases import applicant_access, side_lists
from intake.extensions import db
from intake.questionnaire.answers import Answers
from intake.questionnaire.journey import Draft
from intake.sealing.wraps import RECOVERY, wraps_to_bytes
from intake.web.desk.common import alerts
from tests.cases.making import NOW, TODAY, actor, own_request

STATUSES = (
    *("new", "conflict_hold", "triage", "info_needed", "call_booked", "screened"),
    *("merits_review", "accepted_waitlist", "seeking_counsel", "placed", "closed"),
)
OWNERS = ("caseworker", "nobody", "away", "away with a stand-in", "left")
STATES: dict[str, dict[str, Any]] = {
    "plain": {},
    "under a legal hold": {"held_since": TODAY},
    "in quarantine": {"quarantined_on": TODAY},
    "P0 in quarantine": {"quarantined_on": TODAY, "tier": "P0"},
    "walled": {},
    "not checked": {"conflict": None},
    "held for a conflict": {"conflict": "conflict"},
    "of another office": {"office_id": "another"},
    "opened and read": {"opened_on": TODAY, "looked_on": TODAY},
}


def test_each_message_and_request_for_a_call_is_in_somebodys_work_or_in_the_alert(cases, readers):
    for case in cases.values():
        write(case, readers)
    db.session.commit()
    assert lost(cases, readers) == []

    reader = readers[0].reader
    for (_, _, state), case in cases.items():
        if state != "walled":
            mark_replies_read(actor(reader, case, NOW), case.reference, up_to=9)
    db.session.commit()

    told = {"closed", "in quarantine"}  # there, whoever read the request can only write back
    asking = {key: case for key, case in cases.items() if told.isdisjoint(key)}
    assert lost(asking, readers) == [], "until a call is logged"


def lost(cases, readers):
    shown = ""
    for who in readers:
        who.open("/desk/work")
        shown += who.text
    return [key for key, case in cases.items() if case.reference not in shown]


def write(case, readers):
    team, key = readers[0].team, KEYS[case.id]
    request = own_request(case.request_id)
    found = applicant_access.find(request.proof, to_change=True)
    assert found is not None
    draft = Draft(as_of=TODAY, language="en", answers=Answers())
    own = OwnCase(
        request=request,
        case=found,
        key=key,
        revision=0,
        request_key=key,
        draft=draft,
        installation=team.installation,
    )
    call = CallRequest(times=("any",), language="English", phone="+1 202 555 0143")
    write_to_staff(own, "", call=call, today=TODAY, now=NOW)


KEYS: dict[str, bytes] = {}
"""The keys of the cases, as their applicants have them."""


@pytest.fixture
def readers(desk):
    """Return those who work today: a caseworker and a supervisor."""
    return [desk, desk.colleague("supervisor", email="heron@example.org")]


@pytest.fixture
def cases(desk, readers, monkeypatch):
    """Return a case in each state; the lists show all of them, and not the first few."""
    monkeypatch.setattr(alerts, "FEW_REFERENCES", 10_000)
    monkeypatch.setattr(side_lists, "MOST", 10_000)
    team = desk.team
    away, covered, left = (
        team.member("caseworker", email=f"{name}@example.org") for name in ("kite", "rook", "teal")
    )
    for member in (away, covered):
        member.away_from, member.away_until = TODAY, TODAY + timedelta(5)
    covered.stand_in_id, left.disabled_on = desk.member.id, TODAY
    owners = dict(zip(OWNERS, (desk.member, None, away, covered, left), strict=True))
    cases = {}
    for status, owner_name, state in product(STATUSES, OWNERS, STATES):
        owner = owners[owner_name]
        closed = {"close_reason": "advice_only", "closed_on": TODAY} if status == "closed" else {}
        case = team.case(status=status, assignee_id=owner and owner.id, **STATES[state], **closed)
        KEYS[case.id] = case_key(case, team.reader(desk.member)).key
        if state == "walled":
            named = filter(None, (owner, readers[1].member))
            case.walled_keys = wraps_to_bytes({each.id: b"k" for each in named} | {RECOVERY: b"k"})
        db.session.flush()
        db.session.expunge(case)  # each update would look at every case of the session
        cases[status, owner_name, state] = case
    db.session.commit()
    return cases
