"""A search that goes on over several requests of one session, by a page that renews itself.

Each kind of search has a blueprint with the views ``show``, ``run`` and ``found``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import url_for
from flask_babel import ngettext

from intake import clock
from intake.actions.opening.kept_search import (
    KeptSearch,
    Kind,
    Progress,
    Searcher,
    advance_search,
    begin_search,
    discard_search,
    kept_search,
)
from intake.actions.opening.read_cards import read_cards
from intake.actions.opening.search_cards import SearchedBatch
from intake.actions.queue.show_many import FEW, record_search
from intake.cases import store as cases
from intake.extensions import db, writing
from intake.staff.preferences import Preference, has_preference
from intake.staff.roles import Act, may
from intake.web.access import installation, signed_in
from intake.web.app_context import today
from intake.web.desk.common.fields import LineField
from intake.web.desk.common.forms import DeskForm
from intake.web.desk.common.reader import MemberNames, current_reader
from intake.web.desk.common.rows import PageWords, Row, row_of
from intake.web.desk.common.view import current_walls
from intake.web.desk.long_work import WORKS_FOR, working_page

SearchAfter = Callable[[str], SearchedBatch]
"""Searches the next cases after the one with this id."""


class WordsForm(DeskForm):
    """The words to search for."""

    q = LineField()


def searcher(kind: Kind) -> Searcher:
    """Return this session as one that searches."""
    staff_login = signed_in()
    return Searcher(
        kind=kind,
        member_id=staff_login.member.id,
        installation=installation(),
        session_token=staff_login.token,
    )


def search_of_session(kind: Kind) -> KeptSearch | None:
    """Return the search of this session that takes long, or took long within the hour."""
    return kept_search(searcher(kind), now=clock.now())


def search_on(progress: Progress, search: SearchAfter) -> Progress:
    """Search on until the time is up or no case is left."""
    team_id, until = signed_in().member.team_id, clock.now() + WORKS_FOR
    while not progress.is_end:
        progress = progress.plus(search(progress.after), team_id=team_id)
        if clock.now() >= until:
            break
    return progress


def end_or_keep(kind: Kind, words: str, progress: Progress) -> None:
    """Log many matches of a search that has ended; keep one that has not. The caller commits.

    The search before goes in any case.
    """
    if progress.is_end:
        discard_search(searcher(kind))
        record_matches(progress)
    else:
        begin_search(searcher(kind), words, progress, now=clock.now())


def store_progress(kind: Kind, search: KeptSearch, progress: Progress) -> None:
    """Store the progress, unless another page has gone on with the search."""
    with writing():
        advance_search(searcher(kind), search, progress, now=clock.now())
        db.session.commit()


def record_matches(progress: Progress) -> None:
    """Log that many matches are shown. The caller commits."""
    if (count := len(progress.found)) > FEW:
        record_search(signed_in().session, count, today=today(), now=clock.now())


def searching_page(heading: str, progress: Progress, *, total: int) -> str:
    """Return the page that shows the progress and renews itself."""
    return working_page(
        heading,
        done=progress.looked,
        total=total,
        back_url=url_for(".show"),
        so_far=ngettext("%(num)s case found", "%(num)s cases found", progress.count),
        is_own=True,
    )


def search_context(kind: Kind, form: WordsForm, progress: Progress | None) -> dict[str, Any]:
    """Return the form, and the matches of a search or the one that is paused."""
    member = signed_in().member
    rows = rows_of_matches(kind, progress.found) if progress else []
    return {
        "member": member,
        "form": form,
        "progress": progress,
        "paused": None if progress else search_of_session(kind),
        "rows": rows,
        "more": progress.count - len(rows) if progress else 0,
        "walls": current_walls(),
        "may_open": may(member.roles, Act.OPEN_CASE),
    }


def rows_of_matches(kind: Kind, case_ids: Sequence[str]) -> list[Row]:
    """Return the rows of the matches, open cases first, soonest due first.

    Left out are cases that were put behind a wall since, and those whose notes may no longer be
    read where notes were searched.
    """
    reader, day, hidden = current_reader(), today(), current_walls().hidden_ids
    matches = [
        case
        for case in cases.with_ids(case_ids)
        if case.id not in hidden and (kind != "notes" or case.may_be_read)
    ]
    opened, words = read_cards(matches, reader), PageWords(MemberNames(reader.team_id))
    hides = has_preference(signed_in().member, Preference.HIDE_NAMES)
    return [
        row_of(case, opened.get(case.id), today=day, words=words, hides_name=hides)
        for case in matches
    ]
