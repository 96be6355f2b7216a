"""The team page, and the pages of its members."""

from __future__ import annotations

from intake.web.desk.team import joining, lending, resets, signing, team

BLUEPRINTS = (
    joining.blueprint,
    lending.blueprint,
    resets.blueprint,
    signing.blueprint,
    team.blueprint,
)
