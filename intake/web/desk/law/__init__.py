"""The law page, the rule tester, and the recalculation of deadlines."""

from __future__ import annotations

from intake.web.desk.law import bench, lawbook, recall

BLUEPRINTS = (
    bench.blueprint,
    lawbook.blueprint,
    recall.blueprint,
)
