"""Reports: the team's figures, those for a funder, and what applicants read first."""

from intake.web.desk.reports import intake_notice, reports

BLUEPRINTS = (reports.blueprint, intake_notice.blueprint)
