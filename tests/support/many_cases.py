"""Fill the table of cases with many rows, whose sealed values open for nobody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from intake.cases.models import Case
from intake.extensions import db, new_id
from intake.requests.models import Request
from tests.cases.making import TODAY

AT_ONCE = 2000


def add_cases(team_id: str, count: int, columns_of: Callable[[int], dict[str, Any]]):
    """Add *count* cases, each with the columns that its number gives, and its request."""
    for first in range(0, count, AT_ONCE):
        cases = [
            _columns(team_id, number) | columns_of(number)
            for number in range(first, min(count, first + AT_ONCE))
        ]
        db.session.execute(insert(Request), [_request(case) for case in cases])
        db.session.execute(insert(Case), cases)
    db.session.commit()


def _columns(team_id: str, number: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "reference": f"{number // 10_000:04}-{number % 10_000:04}",
        "request_id": new_id(),
        "team_id": team_id,
        "epoch": 1,
        "steps": [],
        "look_by": TODAY,
        "erase_on": TODAY + timedelta(90),
        "card": bytes(540),
        "story": bytes(1052),
        "conflict": "clear",
    }


def _request(case: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": case["request_id"],
        "case_id": case["id"],
        "session_minutes": 30,
        "language": "en",
        "kept_on": TODAY,
    }
