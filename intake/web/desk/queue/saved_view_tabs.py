"""The views that a member saved, as links beside the ones that everybody has."""

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
from intake.web.desk.common.not_opened import told_if_broken
from intake.web.desk.common.reader import reader
from intake.web.desk.common.view import query_of, queue_of
from intake.web.desk.common.words import VIEW
from intake.web.desk.queue.filters import told


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedTab:
    """A saved view in words, and where it and its removal are."""

    says: str
    url: str
    chosen: bool
    drop_url: str


def saved_tabs(queue: Queue) -> list[SavedTab]:
    """This member's own; one whose name opens no more is called by what it filters."""
    tabs, me = [], reader()
    for view in saved_views.of_member(me.member_id):
        kept = queue_of(dict(parse_qsl(view.query)))
        tabs.append(
            SavedTab(
                says=_name(view, me) or told(kept) or gettext(VIEW[kept.view]),
                url=url_for("queue.show", **query_of(kept)),
                chosen=kept == queue,
                drop_url=url_for("saved.drop", view_id=view.id, **query_of(queue)),
            )
        )
    return tabs


def _name(view: SavedView, me: Reader) -> str:
    with told_if_broken(me):
        return name_of(view, me)
    return ""
