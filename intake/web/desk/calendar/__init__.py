"""A member's dates in their own calendar program, and the interpreters of calls."""

from __future__ import annotations

from intake.web.desk.calendar import feed, interpreters

BLUEPRINTS = (feed.blueprint, interpreters.blueprint)
