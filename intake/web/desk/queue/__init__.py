"""The queue of open cases, its saved views, acts on many cases, the search, and the diary."""

from __future__ import annotations

from intake.web.desk.queue import bulk_actions, diary, queue, saved_views, search

BLUEPRINTS = (
    bulk_actions.blueprint,
    diary.blueprint,
    queue.blueprint,
    saved_views.blueprint,
    search.blueprint,
)
