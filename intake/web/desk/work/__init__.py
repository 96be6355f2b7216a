"""A member's own work, and the closed cases of the team."""

from intake.web.desk.work import closed, work

BLUEPRINTS = (closed.blueprint, work.blueprint)
