"""Views that a member saved, as links beside the common ones."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import url_for
from flask_babel import gettext

from intake.actions.opening.case_keys import Reader
from intake.actions.queue.saved_views import name_and_facts_of
from intake.cases.views import Queue
from intake.conflicts.card_filters import CardFilters
from intake.desk_state import saved_views
from intake.desk_state.models import SavedView
from intake.web.desk.common.broken_seals import audit_broken_seal
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.view import chosen_facts, query_of, queue_from, with_facts
from intake.web.desk.common.words import VIEW
from intake.web.desk.queue.filters import filters_text


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedTab:
    """A saved view in words, with its address and the address that removes it."""

    says: str
    url: str
    chosen: bool
    drop_url: str


def saved_tabs(queue: Queue) -> list[SavedTab]:
    """Return the views of this member. One whose name does not open is named by its filters."""
    tabs, reader = [], current_reader()
    for view in saved_views.of_member(reader.member_id):
        name, facts = _name_and_facts(view, reader)
        saved = with_facts(queue_from(dict(parse_qsl(view.query))), facts)
        tabs.append(
            SavedTab(
                says=name or filters_text(saved) or gettext(VIEW[saved.view]),
                url=url_for("queue.show", **query_of(saved)),
                chosen=_is_same(saved, queue),
                drop_url=url_for("saved_views.drop", view_id=view.id, **query_of(queue)),
            )
        )
    return tabs


def _is_same(saved: Queue, queue: Queue) -> bool:
    """Return true for the same filters; facts are sealed anew for each address."""
    same = with_facts(queue, None) == with_facts(saved, None)
    return same and chosen_facts(queue) == chosen_facts(saved)


def _name_and_facts(view: SavedView, reader: Reader) -> tuple[str, CardFilters]:
    with audit_broken_seal(reader):
        return name_and_facts_of(view, reader)
    return "", CardFilters()
