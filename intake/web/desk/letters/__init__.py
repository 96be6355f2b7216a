"""The templates of messages to applicants, which two members change together."""

from __future__ import annotations

from intake.web.desk.letters import letters

BLUEPRINTS = (letters.blueprint,)
