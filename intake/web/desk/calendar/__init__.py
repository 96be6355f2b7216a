"""A member's dates in their own calendar program."""

from __future__ import annotations

from intake.web.desk.calendar import feed

BLUEPRINTS = (feed.blueprint,)
