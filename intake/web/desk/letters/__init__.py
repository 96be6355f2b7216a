"""The templates of messages to applicants, which two members change together."""

from intake.web.desk.letters import letters

BLUEPRINTS = (letters.blueprint,)
