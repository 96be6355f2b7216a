"""The law page, referral contacts, the rule tester, and the recalculation of deadlines."""

from __future__ import annotations

from intake.web.desk.law import bench, lawbook, places, recall

BLUEPRINTS = (
    bench.blueprint,
    lawbook.blueprint,
    places.blueprint,
    recall.blueprint,
)
