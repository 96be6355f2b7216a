"""A search that goes on over several requests: its progress, its form and its matches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from intake.actions.opening.read_cards import read_cards
from intake.actions.opening.search_cards import SearchedBatch
from intake.cases import store as cases
from intake.staff.preferences import Preference, has_preference
from intake.web.access import signed_in
from intake.web.app_context import today
from intake.web.desk.common.fields import LineField, NumberField, RowIdField, RowIdsField
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.reader import MemberNames, current_reader
from intake.web.desk.common.rows import PageWords, Row, row_of

WORKS_FOR = timedelta(seconds=8)
"""Time that one request searches before it answers with the next button."""

MOST_SHOWN = 200
"""Rows on the page. Of more, only the number is shown: the page could grow too large to send."""


class ProgressForm(DeskForm):
    """The words to search for, and how far an earlier request has come."""

    q = LineField()
    after = RowIdField()
    looked = NumberField()
    unopened = NumberField()
    count = NumberField()
    found = RowIdsField()


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """The progress of a search: the cases searched, the matches, and those of them shown."""

    after: str
    looked: int
    unopened: int
    count: int
    found: tuple[str, ...]
    is_end: bool = False

    def plus(self, batch: SearchedBatch) -> Progress:
        """Return the progress after one more batch."""
        return Progress(
            after=batch.last,
            looked=self.looked + batch.read,
            unopened=self.unopened + batch.unopened,
            count=self.count + len(batch.matches),
            found=_soonest(self.found + batch.matches) if batch.matches else self.found,
            is_end=batch.is_end,
        )


def progress_in(form: ProgressForm) -> Progress:
    """Return how far an earlier request had come, as the form tells."""
    matches = _soonest(form.found.data[:MOST_SHOWN])
    return Progress(
        after=form.after.data,
        looked=form.looked.data,
        unopened=form.unopened.data,
        count=max(form.count.data, len(matches)),
        found=matches,
    )


def rows_of_matches(case_ids: Sequence[str]) -> list[Row]:
    """Return the rows of the matches, open cases first, soonest due first."""
    reader, day = current_reader(), today()
    matches = cases.with_ids(case_ids)
    opened, words = read_cards(matches, reader), PageWords(MemberNames(reader.team_id))
    hides = has_preference(signed_in().member, Preference.HIDE_NAMES)
    return [
        row_of(case, opened.get(case.id), today=day, words=words, hides_name=hides)
        for case in matches
    ]


def _soonest(case_ids: tuple[str, ...]) -> tuple[str, ...]:
    """Return the cases of this team that are shown: those due soonest."""
    team_id = signed_in().member.team_id
    return cases.soonest_of(case_ids, team_id=team_id, at_most=MOST_SHOWN)
