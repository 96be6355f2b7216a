"""Reports: the team's figures, those for a funder, and what applicants read first."""

from __future__ import annotations

from intake.web.desk.reports import intake_notice, reports

BLUEPRINTS = (reports.blueprint, intake_notice.blueprint)
