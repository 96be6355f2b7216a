"""The queue of open cases, its saved views, acts on many cases, the searches, the diary, and the
quarantine."""

from intake.web.desk.queue import (
    bulk_actions,
    diary,
    facts,
    note_search,
    quarantine,
    queue,
    saved_views,
    search,
)

BLUEPRINTS = (
    bulk_actions.blueprint,
    diary.blueprint,
    facts.blueprint,
    note_search.blueprint,
    quarantine.blueprint,
    queue.blueprint,
    saved_views.blueprint,
    search.blueprint,
)
