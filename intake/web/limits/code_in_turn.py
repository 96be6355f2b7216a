"""Make a return code for someone who waits for one, before all who came later."""

from __future__ import annotations

from intake.actions.application.make_return_code import MadeCode, Visitor, make_code
from intake.web import limits
from intake.web.limits import turns


def code_in_turn(door_token: bytes, *, installation: str) -> MadeCode:
    """Make a code for a visitor who waits since their turn began. Raise ``TooManyWaiting``."""
    waited = turns.place(door_token).age.total_seconds()
    visitor = Visitor(network=limits.known_site(), waited=waited)
    return make_code(visitor, installation=installation)
