"""Count by month which referral places answered the applicants who were sent there."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import bindparam, func, select, text

from intake.extensions import db, delete_rows
from intake.traffic.models import PlaceAnswer

RETENTION = timedelta(days=365)

_ADD = text(
    "INSERT INTO place_answers (place_id, month, answered, silent)"
    " VALUES (:place_id, :month, :answered, :silent)"
    " ON CONFLICT (place_id, month) DO UPDATE SET"
    " answered = place_answers.answered + excluded.answered,"
    " silent = place_answers.silent + excluded.silent"
).bindparams(bindparam("month", type_=PlaceAnswer.month.type))


def add(place_id: str, *, answered: bool, today: date) -> None:
    """Count one applicant whom the place answered, or did not. The caller commits."""
    values = {"answered": int(answered), "silent": int(not answered)}
    db.session.execute(_ADD, {"place_id": place_id, "month": today.replace(day=1), **values})


def by_place() -> Mapping[str, tuple[int, int]]:
    """Return how many said that a place answered, and how many that it did not, within a year."""
    sums = (func.sum(PlaceAnswer.answered), func.sum(PlaceAnswer.silent))
    rows = db.session.execute(select(PlaceAnswer.place_id, *sums).group_by(PlaceAnswer.place_id))
    return {place_id: (answered, silent) for place_id, answered, silent in rows}


def discard_old(*, today: date) -> None:
    """Delete the counts of months that began more than ``RETENTION`` ago."""
    delete_rows(PlaceAnswer, PlaceAnswer.month < today - RETENTION)
