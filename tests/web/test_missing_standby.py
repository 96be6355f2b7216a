"""No standby is connected: PostgreSQL confirms no commit, and the product still shows pages."""

import pytest
from sqlalchemy import create_engine

from intake.extensions import db, writing
from intake.questionnaire.asylum import ASYLUM
from intake.storage_faults import NoStandby, StorageFault, storage_fault
from intake.web.access import NOT_EXTENDED
from intake.web.faults.database_gate import gate
from tests.health.test_readiness import configure, psycopg_url
from tests.support.clients.applicant import Applicant, at_check
from tests.support.clients.clicks import field_values, main_form
from tests.support.cluster.postgres import ALONE
from tests.support.databases.door_roles import grant_roles
from tests.support.databases.fixtures import migrate
from tests.support.waiting import until

pytestmark = pytest.mark.slow

NAME = "Nobody Testfold"


def test_a_form_is_kept_until_the_primary_works_alone(app):
    someone = at_check(app)
    address = f"/en/f/{ASYLUM.numbers['name_to_use']}"

    lose_standby(app, someone, address)
    failed = someone.post(address, {"name_to_use": [NAME]})
    shown = someone.open(address)
    with app.app_context():
        configure(ALONE[0])
    until(lambda: someone.post(*main_form(failed.text)).status_code == 200, "it is saved")

    assert failed.status_code == 503
    assert "Our server cannot save anything right now." in failed.text
    assert shown.status_code == 200
    someone.open(address)
    assert field_values(someone.text, "name_to_use") == [NAME]


def test_a_member_reads_on_though_the_session_cannot_be_extended(app, wren, clock, caplog):
    lose_standby(app, wren, "/desk/")
    clock.shift(minutes=6)

    wren.open("/desk/")

    assert (wren.path, wren.status) == ("/desk/", 200)
    (line,) = (record for record in caplog.records if record.message == NOT_EXTENDED)
    assert vars(line)["code"] == StorageFault.NO_STANDBY

    wren.fill(action="/desk/signout")

    assert wren.status == 503
    assert "The database waits for its standby" in wren.text
    assert "This was not saved." in wren.text


def test_no_commit_is_begun_that_would_hang(app):
    """A page that must record who reads it answers so."""
    lose_standby(app, Applicant(app), "/en/f/1")
    with app.app_context():
        with writing(), pytest.raises(NoStandby) as refusal:
            db.session.commit()

        assert storage_fault(refusal.value) is StorageFault.NO_STANDBY


def lose_standby(app, reader, page):
    """Make each commit wait for a standby that is away; return once a page has shown it."""
    with app.app_context():
        configure("ALTER SYSTEM SET synchronous_standby_names = 'db_two'")

        def is_noticed():
            reader.open(page)
            return gate().confirms_no_commit

        until(is_noticed, "the standby is missed")


@pytest.fixture
def database(postgresql):
    """Return the address of a server of this test's own, with all tables and no rows."""
    address = psycopg_url(postgresql)
    migrate(address)
    engine = create_engine(address)
    grant_roles(engine)
    engine.dispose()
    return address
