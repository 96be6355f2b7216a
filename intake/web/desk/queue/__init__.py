"""The queue of open cases, its saved views, acts on many cases, and the search."""

from __future__ import annotations

from intake.web.desk.queue import bulk_actions, queue, saved_views, search

BLUEPRINTS = (
    bulk_actions.blueprint,
    queue.blueprint,
    saved_views.blueprint,
    search.blueprint,
)
