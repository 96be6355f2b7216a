"""The views that a member saved, as links beside the ones that everybody has."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import url_for
from flask_babel import gettext

from intake.actions.saved_views import saved_views
from intake.cases.views import Queue
from intake.web.desk.narrowing import told
from intake.web.desk.reader import reader
from intake.web.desk.view import query_of, queue_of
from intake.web.desk.words import VIEW


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedTab:
    """A saved view in words, and where it and its removal are."""

    says: str
    url: str
    chosen: bool
    drop_url: str


def saved_tabs(queue: Queue) -> list[SavedTab]:
    """This member's own; one whose name opens no more is called by what it filters."""
    tabs = []
    for view in saved_views(reader()):
        kept = queue_of(dict(parse_qsl(view.query)))
        tabs.append(
            SavedTab(
                says=view.name or told(kept) or gettext(VIEW[kept.view]),
                url=url_for("queue.show", **query_of(kept)),
                chosen=kept == queue,
                drop_url=url_for("saved.drop", view_id=view.id, **query_of(queue)),
            )
        )
    return tabs
