"""The team page, and the pages of its members."""

from __future__ import annotations

from intake.web.desk.team import joining, resets, signing, team

BLUEPRINTS = (
    joining.blueprint,
    resets.blueprint,
    signing.blueprint,
    team.blueprint,
)
