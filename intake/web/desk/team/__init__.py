"""The team page, and the pages of its members."""

from __future__ import annotations

from intake.web.desk.team import joining, signing, team

BLUEPRINTS = (
    joining.blueprint,
    signing.blueprint,
    team.blueprint,
)
