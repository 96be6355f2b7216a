"""Views that a member saved, as links beside the common ones."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import url_for
from flask_babel import gettext

from intake.actions.opening.case_keys import Reader
from intake.actions.queue.saved_views import name_of
from intake.cases.views import Queue
from intake.desk_state import saved_views
from intake.desk_state.models import SavedView
from intake.web.desk.common.broken_seals import audit_broken_seal
from intake.web.desk.common.reader import current_reader
from intake.web.desk.common.view import query_of, queue_from
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
        saved = queue_from(dict(parse_qsl(view.query)))
        tabs.append(
            SavedTab(
                says=_name(view, reader) or filters_text(saved) or gettext(VIEW[saved.view]),
                url=url_for("queue.show", **query_of(saved)),
                chosen=saved == queue,
                drop_url=url_for("saved_views.drop", view_id=view.id, **query_of(queue)),
            )
        )
    return tabs


def _name(view: SavedView, reader: Reader) -> str:
    with audit_broken_seal(reader):
        return name_of(view, reader)
    return ""
