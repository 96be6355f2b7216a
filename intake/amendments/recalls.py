"""Keep recalls: how far one has come, and which cases it moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func, select

from intake.amendments.fingerprints import of_law, of_rules
from intake.amendments.models import Recall, RecallMove
from intake.extensions import db
from intake.law.book import LawBook, shipped

PAGE = 50


class NoSuchRecall(Exception):
    """No recall has this id: the page that asks is older than the database."""


def newest(team_id: str) -> Recall | None:
    """The team's last recall, under way or finished."""
    wanted = select(Recall).where(Recall.team_id == team_id)
    return db.session.scalar(wanted.order_by(Recall.begun_at.desc(), Recall.id).limit(1))


def law_before(team_id: str) -> Mapping[str, str]:
    """The law that open cases were last weighed by: of the last finished recall, or as shipped."""
    wanted = select(Recall.law).where(Recall.team_id == team_id, Recall.finished_on.is_not(None))
    found = db.session.scalar(wanted.order_by(Recall.begun_at.desc(), Recall.id).limit(1))
    return of_law(shipped()) if found is None else found


def goes_by(recall: Recall, law: LawBook) -> bool:
    """Whether a recall weighs by this law and by the rules of this release."""
    return recall.law == of_law(law) and recall.rules == of_rules()


def is_wanted(team_id: str, law: LawBook) -> bool:
    """Whether the law or the rules are others than open cases were last weighed by."""
    recall = newest(team_id)
    if recall is None:
        return law is not shipped()
    return recall.finished_on is None or not goes_by(recall, law)


def under_way(team_id: str) -> Recall | None:
    """The recall that has not come to its end, locked; the oldest if there are several."""
    wanted = select(Recall).where(Recall.team_id == team_id, Recall.finished_on.is_(None))
    wanted = wanted.order_by(Recall.begun_at, Recall.id).limit(1).with_for_update()
    return db.session.scalar(wanted.execution_options(populate_existing=True))


def find_for_change(id_: str) -> Recall:
    """The recall with this id, locked and read anew; else :class:`NoSuchRecall`."""
    wanted = select(Recall).where(Recall.id == id_).with_for_update()
    found = db.session.scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        raise NoSuchRecall
    return found


def begin(
    team_id: str, law: LawBook, *, total: int, member_id: str, on: date, at: datetime
) -> Recall:
    """A recall at its beginning."""
    recall = Recall(team_id=team_id, begun_by=member_id, begun_on=on, begun_at=at, moved=0)
    begin_anew(recall, law, total=total)
    db.session.add(recall)
    db.session.flush()
    return recall


def begin_anew(recall: Recall, law: LawBook, *, total: int) -> None:
    """The law changed on the way: from the first case again, by the new one."""
    recall.law, recall.rules = of_law(law), of_rules()
    recall.cursor, recall.total, recall.done, recall.unopened = "", total, 0, 0


def advance(recall: Recall, *, cursor: str, done: int, moved: int, unopened: int) -> None:
    """So many more cases are weighed, the last of them with this id."""
    recall.cursor = cursor
    recall.done += done
    recall.moved += moved
    recall.unopened += unopened


def finish(recall: Recall, *, on: date) -> None:
    """Every open case has been weighed."""
    recall.finished_on = on
    recall.total = recall.done


def add_move(move: RecallMove) -> None:
    """A case whose days or tier changed."""
    db.session.add(move)


def count_moves(team_id: str) -> int:
    """How many moves the team's recalls made, of cases that still are."""
    wanted = select(func.count()).select_from(RecallMove).join(Recall)
    return db.session.scalar(wanted.where(Recall.team_id == team_id)) or 0


def moves_of(team_id: str, *, page: int) -> Sequence[RecallMove]:
    """One page of moves: the newest recall first, in it the soonest day first. Pages from 1."""
    wanted = (
        select(RecallMove)
        .join(Recall)
        .where(Recall.team_id == team_id)
        .order_by(Recall.begun_at.desc(), RecallMove.to_due_on, RecallMove.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return db.session.scalars(wanted).all()
