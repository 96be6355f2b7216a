"""Find the cases of a team whose key is wrapped for an older epoch, and replace many wraps at once.

Walled cases have no wrap for the team, and are none of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, field

from sqlalchemy import ColumnElement, and_, bindparam, func, update

from intake.cases.models import CASES, Case
from intake.extensions import db
from intake.frozen import frozen
from intake.rows import all_rows, count_rows


@frozen
class Rewrap:
    """A case key under the team's key of an epoch, to replace the one sealed to the team."""

    case_id: str
    sealed: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)
    to_epoch: int


_REWRAP = (
    update(Case.__table__)
    .where(
        CASES.id == bindparam("case_id"),
        CASES.sealed_key == bindparam("sealed"),
        CASES.rewrapped_key.is_(None),
    )
    .values(
        sealed_key=None,
        rewrapped_key=bindparam("wrapped"),
        rewrapped_epoch=bindparam("to_epoch"),
    )
)


def rewrap_all(rewraps: Iterable[Rewrap]) -> None:
    """Replace these wraps, except those that another transaction has replaced meanwhile."""
    in_order = sorted(rewraps, key=lambda rewrap: rewrap.case_id)  # so that no two wait in a circle
    if in_order:
        db.session.connection().execute(_REWRAP, [asdict(rewrap) for rewrap in in_order])


def count(team_id: str) -> int:
    """Return the number of the team's cases; closed ones count, as they must stay readable."""
    return count_rows(Case, _is_wrapped_for(team_id))


def count_older(team_id: str, *, than: int) -> int:
    """Return the number of the team's cases whose key is wrapped for an epoch before *than*."""
    return count_rows(Case, _older(team_id, than))


def older_for_change(team_id: str, *, than: int, after: str, at_most: int) -> Sequence[Case]:
    """Return the next of these cases whose ids follow *after*, locked and read again."""
    older = _older(team_id, than), Case.id > after
    return all_rows(Case, *older, by=(Case.id,), most=at_most, lock=True)


def _older(team_id: str, than: int) -> ColumnElement[bool]:
    newest_wrap = func.coalesce(Case.rewrapped_epoch, Case.epoch)
    return and_(_is_wrapped_for(team_id), newest_wrap < than)


def _is_wrapped_for(team_id: str) -> ColumnElement[bool]:
    return and_(Case.team_id == team_id, Case.walled_keys.is_(None))
