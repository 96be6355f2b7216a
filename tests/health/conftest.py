"""The fixture ``house``: an installation in which every check is good."""

from datetime import timedelta

import pytest

from intake.actions.health import server
from intake.referrals import places
from intake.web.access import anyone
from intake.web.faults import error_rate
from tests.health.house import sound


@pytest.fixture
def house(
    clock,
    breaking,
    wren,
    mail_server,
    monkeypatch,
):
    """Return an installation with two members with keys, whose regular jobs have just run."""
    app = wren.client.application
    # The shipped referral contacts are always overdue for review.
    monkeypatch.setattr(places, "shipped", lambda: ())
    with_room(monkeypatch)
    monkeypatch.setattr(error_rate, "EVERY_SECONDS", 0.0)
    monkeypatch.setattr(server, "apart_from_database", together)
    house = sound(app, wren, clock, monkeypatch)
    house.change(mail_server=mail_server.host, mail_port=mail_server.port, mail_use_tls=False)
    return house


def with_room(patch):
    """Accept any free space and memory, since a machine that runs tests may have little of both."""
    for name in ("LOW_BYTES", "LOW_PERCENT", "NEARLY_FULL_BYTES", "NEARLY_FULL_PERCENT"):
        patch.setattr(server, name, 0)
    for name in ("LOW_MEMORY", "LEAST_MEMORY"):
        patch.setattr(server, name, 0)


def together(_now):
    """Return no difference: the clock of the test is frozen, and that of PostgreSQL goes on."""
    return timedelta()


@pytest.fixture
def breaking(app):
    """Add a page whose view fails."""
    app.add_url_rule("/en/breaks", view_func=breaks)


@anyone
def breaks():
    raise KeyError
