"""Keep recalls: how far one has come, and which cases it moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func, select

from intake.amendments.fingerprints import of_law, of_rules
from intake.amendments.models import Recall, RecallMove, WeighedBy
from intake.extensions import db
from intake.law.book import LawBook

PAGE = 50


class NoSuchRecall(Exception):
    """No recall has this id: the page that asks is older than the database."""


def newest(team_id: str) -> Recall | None:
    """The team's last recall, under way or finished."""
    wanted = select(Recall).where(Recall.team_id == team_id)
    return db.session.scalar(wanted.order_by(Recall.begun_at.desc(), Recall.id).limit(1))


def law_before(team_id: str, law: LawBook) -> Mapping[str, str]:
    """The law that all open cases were last weighed by; where nobody knows, this one."""
    found = db.session.get(WeighedBy, team_id)
    return of_law(law) if found is None else found.law


def all_weighed(team_id: str, law: Mapping[str, str], rules: str) -> None:
    """Every open case of the team is as this law and these rules have it."""
    db.session.merge(WeighedBy(team_id=team_id, law=dict(law), rules=rules))
    db.session.flush()


def none_yet(team_id: str, law: LawBook) -> None:
    """A team begins: what comes in from now on is weighed by this law and by these rules."""
    all_weighed(team_id, of_law(law), of_rules())


def goes_by(recall: Recall, law: LawBook) -> bool:
    """Whether a recall weighs by this law and by the rules of this release."""
    return recall.law == of_law(law) and recall.rules == of_rules()


def is_wanted(team_id: str, law: LawBook) -> bool:
    """Whether the law or the rules are others than open cases were last weighed by."""
    recall = newest(team_id)
    if recall is not None and recall.finished_on is None:
        return True
    found = db.session.get(WeighedBy, team_id)
    return found is None or (found.law, found.rules) != (of_law(law), of_rules())


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
    all_weighed(recall.team_id, recall.law, recall.rules)


def add_move(move: RecallMove) -> None:
    """A case whose days or tier changed."""
    db.session.add(move)


def count_moves(team_id: str) -> int:
    """How many moves there were, of cases of this team that still are."""
    wanted = select(func.count()).select_from(RecallMove).where(RecallMove.team_id == team_id)
    return db.session.scalar(wanted) or 0


def moves_of(team_id: str, *, page: int) -> Sequence[RecallMove]:
    """One page of moves: the newest day and recall first, in each the soonest due. Pages from 1."""
    newest_first = (RecallMove.moved_on.desc(), Recall.begun_at.desc().nulls_last())
    wanted = (
        select(RecallMove)
        .outerjoin(Recall, Recall.id == RecallMove.recall_id)
        .where(RecallMove.team_id == team_id)
        .order_by(*newest_first, RecallMove.to_due_on, RecallMove.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return db.session.scalars(wanted).all()
