"""Reports: the team's figures, and those for a funder."""

from __future__ import annotations

from intake.web.desk.reports import reports

BLUEPRINTS = (reports.blueprint,)
