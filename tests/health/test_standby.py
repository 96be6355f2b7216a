"""Health tells while the primary of several database servers works alone."""

from dataclasses import replace

from intake import clock, create_app
from intake.actions.health import readiness
from intake.actions.health.check import Moment
from intake.actions.health.server import check_standby
from intake.settings import Settings
from intake.settings.databases import database_address
from tests.health.test_readiness import configure
from tests.support.cluster.postgres import ALONE
from tests.support.databases.fixtures import ON_SQLITE, hosts_of
from tests.support.waiting import until


@ON_SQLITE
def test_a_primary_that_was_left_alone_is_told_until_it_waits_again(settings, postgresql):
    """A node that is not ready would take nobody's request, though each can still be saved."""
    address, _, name = hosts_of(postgresql.url).partition("/")
    both = database_address(f"postgresql://postgres@{address},{address}/{name}")
    app = create_app(replace(settings, database_url=both))
    with app.app_context():
        configure("ALTER SYSTEM SET synchronous_commit = 'local'")  # the test itself has no standby
        configure("ALTER SYSTEM SET synchronous_standby_names = 'db_two'")
        until(lambda: finding(app) == "good", "each commit waits for a standby")

        configure(ALONE[0])
        until(lambda: finding(app) == "alone", "the primary works alone")
        assert "write" not in readiness.not_ready(app.config["SETTINGS"])


def test_a_single_server_needs_no_standby(app):
    with app.app_context():
        assert finding(app) == "not_needed"


def finding(app):
    """Return what the check finds now."""
    settings: Settings = app.config["SETTINGS"]
    moment = Moment(settings=settings, now=clock.now())
    return check_standby(moment).finding
