"""Steal the clear columns of 1,000 sent cases, and try to recover what people answered.

``make soak`` runs it and prints what each attack recovers, beside chance. The cases are sent by the
product's own actions; a member then looks at the queue, so that near days are exact.
"""

from collections import defaultdict

import pytest
from sqlalchemy import LargeBinary, inspect

from intake.actions.opening.case_keys import Actor
from intake.actions.queue.agenda import cases_to_settle, settle_cases
from intake.cases.models import Case
from intake.cli.demo import send
from intake.diary.models import DiaryEntry, Kind
from intake.extensions import db
from intake.staff.models import StaffMember
from tests.staff.house import reader as reader_of
from tests.staff.making import NOW, TODAY, begun, joined, pinned
from tests.support.clear_columns import (
    Stolen,
    arrival_attacks,
    beyond_three_weeks,
    most_of_a_language,
    nationality_attacks,
)
from tests.support.invented_arrivals import people
from tests.support.rows import all_rows

pytestmark = pytest.mark.timeout(1800)

MANY = 1000


def test_clear_columns_of_a_thousand_cases_give_back_no_answer(app, clock, tell):
    with app.app_context():
        house = begun()
        member_id = joined(house, house.token).id
        db.session.remove()
    pinned(app, house.installation)
    with app.app_context():
        sent = [
            (send(person.answers, language=person.language, received=person.received), person)
            for person in people(MANY, today=TODAY)
        ]
        db.session.commit()
        reader = reader_of(house, db.session.get_one(StaffMember, member_id))
        while ids := cases_to_settle(reader.team_id, hidden=(), today=TODAY):
            settle_cases(Actor(reader=reader, day=TODAY, at=NOW), ids)
            db.session.commit()
        stolen = _stolen(sent)

    far = beyond_three_weeks(stolen, today=TODAY)
    outcomes = [*arrival_attacks(far), *nationality_attacks(stolen)]
    for outcome in outcomes:
        tell(str(outcome))
    for language, share in most_of_a_language(stolen).items():
        tell(f"language {language}: the most frequent nationality has {share:.0%}")
    assert len(far) > MANY / 2
    assert [str(outcome) for outcome in outcomes if not outcome.is_no_better] == []
    assert max(most_of_a_language(stolen).values()) < 0.5


def _stolen(sent):
    """Return what the clear columns show of the cases, and the lengths of the sealed ones."""
    cases = {case.id: case for case in all_rows(Case)}
    days: dict[str, list[DiaryEntry]] = defaultdict(list)
    for entry in all_rows(DiaryEntry):
        days[entry.case_id].append(entry)
    return [
        _case(cases[sending.case_id], days[sending.case_id], person)
        for sending, person in sorted(sent, key=lambda pair: pair[0].case_id)
    ]


def _case(case, entries, person):
    sealed = [c.key for c in inspect(Case).columns if isinstance(c.type, LargeBinary)]
    assert {"card", "story"} <= set(sealed)
    return Stolen(
        received=case.received_on,
        tier=case.tier,
        steps=case.steps,
        look_by=case.look_by,
        due=case.due_on,
        acting=[row.on for row in entries if row.kind == Kind.ACT_BY],
        planning=[row.on for row in entries if row.kind == Kind.PLAN_BY],
        language=case.language,
        sizes=(len(case.card), len(case.story)),
        id=case.id,
        arrived=person.arrived,
        nationality=person.nationality,
    )
