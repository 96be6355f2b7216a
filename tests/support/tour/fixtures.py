"""The fixtures ``applicant_pages`` and ``desk_pages``: every page, as a walk was shown it."""

import secrets
import shutil
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache, partial
from hashlib import sha256
from itertools import count
from random import Random
from types import SimpleNamespace

import pytest
import time_machine
from xkcdpass import xkcd_password

from intake import create_app, extensions
from intake.actions.assessment import deadline_changes
from intake.actions.health import server
from intake.cases import pipeline
from intake.extensions import db
from intake.keys import store as keys
from intake.settings import OFFERED, Settings
from intake.web import answers
from intake.web.locale import PSEUDO
from tests.outbox.making import given_up
from tests.staff.making import begun, pinned
from tests.support.clients.template_cache import TEMPLATES
from tests.support.databases.writing import writing_in
from tests.support.speedups import cheap_costs
from tests.support.tour import applicants, desk
from tests.support.tour.album import Album, StoredPage

CASES = "70"
WIDEST_LETTERS = "MWQG" * 8
"""An alphabet for references, so that a page that has room for these has room for any.

Of so few letters two random references are often the same; a seed gives some that are not.
"""

NOON = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
PLENTY = 2**40
MACHINE = {server.MEMINFO: f"MemAvailable: {PLENTY // 2**10} kB", server.OWN_PAGES: f"0 {2**28}"}


@pytest.fixture(scope="session")
def applicant_pages(once, sqlite_template, tmp_path_factory):
    """Return a function from a language to the pages of applicants, which walks once a run."""

    @cache
    def in_language(language):
        walk = partial(applicant_album, sqlite_template, tmp_path_factory.mktemp("walk"), language)
        app, _ = make_app(sqlite_template, tmp_path_factory.mktemp("applicants"), language)
        return _walked_once(once, f"applicants-{language}", walk, app)

    return in_language


@pytest.fixture(scope="session")
def desk_pages(once, sqlite_template, tmp_path_factory):
    """Walk the desk once a run, with seventy invented cases."""
    walk = partial(desk_album, sqlite_template, tmp_path_factory.mktemp("walk"))
    app, _ = make_app(sqlite_template, tmp_path_factory.mktemp("desk"))
    return _walked_once(once, "desk", walk, app)


def _walked_once(once, name, walk, app):
    """Return an album of the pages that the first process of the run has walked to."""
    pages = once(name, lambda: [asdict(page) for page in walk().pages.values()])
    return Album(app, {page["name"]: StoredPage(**page) for page in pages})


def applicant_album(
    tables,
    folder,
    language,
    *,
    offered=OFFERED,
):
    """Walk all pages of applicants in a language; in a pseudo-language without mistakes."""
    app, _ = make_app(tables, folder, language, () if language in PSEUDO else offered)
    album = Album(app)
    with without_chance(), cheap_costs():
        applicants.walk(album, language, mistakes=language not in PSEUDO)
    return album


def desk_album(tables, folder):
    """Walk all pages of the desk."""
    app, link = make_app(tables, folder)
    with without_chance() as patch, cheap_costs():
        patch.setattr(pipeline, "CROCKFORD", WIDEST_LETTERS)
        patch.setattr(pipeline, "secrets", SimpleNamespace(token_bytes=Random(7).randbytes))
        command = ["demo", "load", "--cases", CASES, "--seed", "7"]
        app.test_cli_runner().invoke(args=command, catch_exceptions=False)
        _fail_two_letters(app)
        album = Album(app)
        desk.walk(album, link)
    return album


@contextmanager
def without_chance():
    """Stop the time, number the ids, which sort equal rows, and choose the same where chance would.

    What the health page says of the machine is said of one with enough of everything.
    """
    numbers = count(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            extensions, "token_hex", lambda size: f"{next(numbers):08x}".ljust(2 * size, "0")
        )
        patch.setattr(secrets, "choice", lambda several: several[0])
        patch.setattr(deadline_changes, "early_days", lambda _key: 3)
        patch.setattr(answers, "sha256", lambda _seed: sha256(b"always the same"))
        phrase = "seven random words"
        patch.setattr(xkcd_password, "generate_xkcdpassword", lambda *_words, **_options: phrase)
        patch.setattr(server, "spaces", lambda _settings: (server.Space(PLENTY, PLENTY),))
        patch.setattr(server, "_read", lambda path: MACHINE.get(path, ""))
        with time_machine.travel(NOON, tick=False):
            yield patch


def _fail_two_letters(app):
    with writing_in(app):
        given_up(keys.the_team(), "nobody")
        given_up(keys.the_team(), "nobody", trouble="outcome_unknown", attempts=7)


def make_app(tables, folder, language="en", offered=OFFERED):
    """Create an application with its keys; return it and the path of the first invitation."""
    (folder / "intake.db").touch(mode=0o600)  # as the product makes it
    shutil.copyfile(tables, folder / "intake.db")
    app = create_app(
        Settings(
            secret_key="a-secret-for-tests-0123456789-abcdefghij",
            database_url=f"sqlite:///{folder}/intake.db",
            var=folder,
            public_url="http://localhost",
            languages=tuple(dict.fromkeys((language, *offered))),
        )
    )
    app.jinja_env.bytecode_cache = TEMPLATES
    app.jinja_env.globals["product_revision"] = ""
    with time_machine.travel(NOON), app.app_context():
        begun_house = begun()
        db.session.remove()
    pinned(app, begun_house.installation)
    return app, f"/desk/invitation/{begun_house.link}"


@pytest.fixture
def album(door, request):
    """Return the English pages of a door, which the test names in its parameter ``door``."""
    if door == "desk":
        desk: Album = request.getfixturevalue("desk_pages")
        return desk
    applicants: Album = request.getfixturevalue("applicant_pages")("en")
    return applicants
