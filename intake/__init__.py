"""The intake desk for people seeking asylum."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import make_url
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

from intake import cli, web
from intake.extensions import db, mail, tune_sqlite
from intake.sealing import at_rest
from intake.settings import Settings
from intake.web.packing import Unindented

ENGINE = {"hide_parameters": True}
"""What stands in a statement is in no log and no traceback, however much somebody wants told."""

OF_A_SERVER = {"pool_pre_ping": True}
"""A connection that the database has ended meanwhile is made anew, and costs nobody an error page.
A file ends none."""

OF_A_FILE = {"pool_size": 16, "pool_use_lifo": True}
"""Opening a file anew takes as long as an answer: what many at once have opened is kept. The one
used last is taken first, so that few are kept warm.
"""


def create_app(settings: Settings) -> Flask:
    """The one place where all parts meet: an application with these settings."""
    app = Flask(__name__, template_folder="../templates", static_folder=None)
    app.config.update(
        SETTINGS=settings,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "extensions": [Unindented]}
    at_rest.bind(settings.secret_key, settings.secret_key_fallbacks)
    db.init_app(app)
    mail.init_app(app)
    app.extensions["migrate"] = LocalProxy(partial(_migrations, app))
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            tune_sqlite(db.engine)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign] # as its own documentation does
    web.register(app, settings)
    cli.register(app)
    return app


def engine_options(database_url: str) -> dict[str, Any]:
    """How the database of this address is asked."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        return ENGINE | OF_A_SERVER
    is_file = url.database not in (None, "", ":memory:")
    return ENGINE | OF_A_FILE if is_file else ENGINE


def _migrations(app: Flask) -> Any:
    """What ``flask db`` asks for. Only then is Alembic loaded, which takes a third of the start."""
    from flask_migrate import Migrate

    Migrate(app, db, directory="migrations")
    return app.extensions["migrate"]
