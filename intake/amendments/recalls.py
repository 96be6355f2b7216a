"""Store the progress of recalls, and the changes of deadlines."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.sql import column, table

from intake import triage
from intake.amendments.models import AssessmentBasis, DeadlineChange, Recall
from intake.extensions import add_row, all_rows, any_row, count_rows, db, delete_rows, first_row
from intake.law.book import LawBook, shipped
from intake.law.circuits import CIRCUIT_OF
from intake.questionnaire.asylum.opened import with_older_ids
from intake.questionnaire.reading import read_answers
from intake.triage.assess import assess

PAGE = 50

FEWEST = 5
"""The least number of cases that is kept for a number of the law."""

NEWEST = (
    select(Recall)
    .where(Recall.team_id == bindparam("team_id"))
    .order_by(Recall.begun_at.desc(), Recall.id)
    .limit(1)
)
"""Built once, because each page of the queue executes it."""

cases = table("cases", column("id"), column("due_on"))
"""The columns of cases by which changes are ordered; the keeper of cases is another package."""


class NoSuchRecall(Exception):
    """There is no recall with this id."""


def newest(team_id: str) -> Recall | None:
    """Return the team's last recall, finished or not."""
    return db.session.scalar(NEWEST, {"team_id": team_id})


def set_basis(team_id: str, law: Mapping[str, str], rules: str) -> None:
    """Record that all open cases of the team are assessed by these fingerprints."""
    db.session.merge(AssessmentBasis(team_id=team_id, law=dict(law), rules=rules))
    db.session.flush()


def discard_team(team_id: str) -> None:
    """Delete the basis of a team's assessments, before the team itself is deleted."""
    delete_rows(AssessmentBasis, AssessmentBasis.team_id == team_id)


def begin_team(team_id: str, law: LawBook) -> None:
    """Record the current law and rules for a new team, which has no cases yet."""
    set_basis(team_id, of_law(law), of_rules())


def has_current_law(recall: Recall, law: LawBook) -> bool:
    """Return true if the recall applies *law* and the rules of this release."""
    return recall.law == of_law(law) and recall.rules == of_rules()


def changed_since(team_id: str, law: LawBook) -> tuple[bool, frozenset[str]]:
    """Return true if the rules changed since the last assessment, and the ids of changed values.

    A team without a record of its last assessment counts as assessed by other rules.
    """
    basis = db.session.get(AssessmentBasis, team_id)
    if basis is None:
        return True, frozenset()
    return basis.rules != of_rules(), differing(basis.law, of_law(law))


def is_due(team_id: str, law: LawBook) -> bool:
    """Return true if open cases were last assessed by other law or rules, or are being assessed."""
    recall = newest(team_id)
    if recall is not None and recall.finished_on is None:
        return True
    return any(changed_since(team_id, law))


def unfinished(team_id: str) -> Recall | None:
    """Return the team's unfinished recall, locked; the oldest if there are several."""
    own = Recall.team_id == team_id, Recall.finished_on.is_(None)
    return first_row(Recall, *own, by=(Recall.begun_at, Recall.id), lock=True)


def find_for_change(recall_id: str) -> Recall:
    """Return the recall, locked and read again, or raise ``NoSuchRecall``."""
    if (recall := first_row(Recall, Recall.id == recall_id, lock=True)) is None:
        raise NoSuchRecall
    return recall


def begin(
    team_id: str, law: LawBook, *, total: int, member_id: str, on: date, at: datetime
) -> Recall:
    """Add a recall that has assessed no case yet."""
    recall = Recall(team_id=team_id, begun_by=member_id, begun_on=on, begun_at=at, moved=0)
    restart(recall, law, total=total)
    return add_row(recall)


def restart(recall: Recall, law: LawBook, *, total: int) -> None:
    """Begin again with the first case, because the law changed during the recall."""
    recall.law, recall.rules = of_law(law), of_rules()
    recall.cursor, recall.total, recall.done, recall.unopened, recall.read = "", total, 0, 0, {}


def advance(
    recall: Recall, *, cursor: str, done: int, moved: int, unopened: int, read: Counter[str]
) -> None:
    """Add to the counts of the recall; *cursor* is the id of the last case assessed."""
    recall.read = dict(Counter(recall.read) + read)
    recall.cursor = cursor
    recall.done += done
    recall.moved += moved
    recall.unopened += unopened


def finish(recall: Recall, *, on: date) -> None:
    """Finish the recall, and record its law and rules as the basis of all open cases.

    Small counts are forgotten: they would tell what the case of somebody is about.
    """
    recall.read = {id_: count for id_, count in recall.read.items() if count >= FEWEST}
    recall.finished_on = on
    recall.total = recall.done
    set_basis(recall.team_id, recall.law, recall.rules)


def add_change(change: DeadlineChange) -> None:
    """Add a change of a case's days or tier."""
    db.session.add(change)


def has_left(case_id: str, tier: str) -> bool:
    """Return true if a recall, a correction or a later answer took the case out of this tier."""
    left = DeadlineChange.from_tier == tier, DeadlineChange.to_tier != tier
    return any_row(DeadlineChange, DeadlineChange.case_id == case_id, *left)


def cases_by_parameter() -> Counter[str]:
    """Return how many open cases rest on each number of the law, as each last recall counted."""
    finished = all_rows(Recall, Recall.finished_on.is_not(None), by=(Recall.begun_at,))
    last = {recall.team_id: recall.read for recall in finished}
    return sum(map(Counter, last.values()), Counter())


def count_changes(team_id: str) -> int:
    """Return the number of changes of the team's cases; those of erased cases do not count."""
    return count_rows(DeadlineChange, DeadlineChange.team_id == team_id)


def changes_of(team_id: str, *, page: int) -> Sequence[DeadlineChange]:
    """Return one page of changes: the newest day and recall first, then the case soonest due.

    *page* counts from 1.
    """
    newest_first = (DeadlineChange.moved_on.desc(), Recall.begun_at.desc().nulls_last())
    query = (
        select(DeadlineChange)
        .outerjoin(Recall, Recall.id == DeadlineChange.recall_id)
        .join(cases, cases.c.id == DeadlineChange.case_id)
        .where(DeadlineChange.team_id == team_id)
        .order_by(*newest_first, cases.c.due_on, DeadlineChange.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return db.session.scalars(query).all()


VIGNETTES = Path(triage.__path__[0], "vignettes")

STORED = attrgetter("tier", "act_by", "look_by", "due_on")
STORED_OF_A_DEADLINE = attrgetter(
    *("rule", "tier", "act_by", "latest_lawful_day", "plan_by", "passed", "certainty", "set_by")
)
"""The parts of an outcome for which a case is assessed again; sentences are made anew each time."""


def of_law(law: LawBook) -> dict[str, str]:
    """Return the fingerprint of each parameter by its id."""
    return dict(law.fingerprints)


@cache
def of_rules() -> str:
    """Return the fingerprint of this release's rules, in some 0.05 seconds.

    It is a hash of the law shipped and of what the rules find in the vignettes, which run each of
    their lines. How and where the rules are written does not count.
    """
    basis = [of_law(shipped()), CIRCUIT_OF, *map(_outcome, read_vignettes())]
    return sha256(json.dumps(basis, default=str, sort_keys=True).encode()).hexdigest()


def read_vignettes() -> Iterator[dict[str, Any]]:
    """Yield the vignettes: made-up answers, the day received, and what a lawyer expects."""
    for file in sorted(VIGNETTES.glob("*.json")):
        yield from json.loads(file.read_text("utf-8"))


def _outcome(vignette: Mapping[str, Any]) -> object:
    received, today = (date.fromisoformat(vignette[day]) for day in ("received", "today"))
    answers = with_older_ids(read_answers(vignette["answers"], today=received))
    found = assess(answers, shipped(), today=today, received=received)
    steps = [(step.from_day, step.tier) for step in found.steps]
    return STORED(found), steps, list(map(STORED_OF_A_DEADLINE, found.deadlines))


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> frozenset[str]:
    """Return the ids of the parameters whose fingerprints differ."""
    if before == after:
        return frozenset()
    return frozenset(key for key in {*before, *after} if before.get(key) != after.get(key))
