"""The team page, and the pages of its members."""

from intake.web.desk.team import (
    joining,
    leaving,
    lending,
    renewal,
    resets,
    signing,
    team,
    work_plan,
)

BLUEPRINTS = (
    joining.blueprint,
    leaving.blueprint,
    lending.blueprint,
    renewal.blueprint,
    resets.blueprint,
    signing.blueprint,
    team.blueprint,
    work_plan.blueprint,
)
