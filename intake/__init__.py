"""The intake desk for people seeking asylum."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask
from werkzeug.local import LocalProxy

from intake.settings import Settings


class Application(Flask):
    """A Flask application none of whose functions is a coroutine."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return *func* as it is. Flask inspects each function anew for each request: 0.05 ms."""
        return func


def create_app(settings: Settings, *, with_doors: bool = True) -> Flask:
    """Return the application with these settings; for a command, without the pages of its doors.

    Its parts are imported here, because short commands run without database and pages.
    """
    from werkzeug.middleware.proxy_fix import ProxyFix

    from intake import cli, web
    from intake.database_file import watch_file
    from intake.engines import engine_options, guard_forks, tune_sqlite
    from intake.extensions import db, mail
    from intake.sealing import at_rest
    from intake.web.app_context import PageEnvironment
    from intake.web.compression import Unindented

    app = Application(__name__, template_folder="../templates", static_folder=None)
    app.config.update(
        SETTINGS=settings,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
    )
    app.jinja_environment = PageEnvironment
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "extensions": [Unindented]}
    at_rest.bind(settings.secret_key, settings.secret_key_fallbacks)
    db.init_app(app)
    mail.init_app(app)
    app.extensions["migrate"] = LocalProxy(partial(_migrations, app))
    with app.app_context():
        guard_forks(db.engine)
        if db.engine.dialect.name == "sqlite":
            tune_sqlite(db.engine)
            watch_file(db.engine)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign] # as its own documentation does
    web.register(app, settings, doors=settings.doors if with_doors else ())
    cli.register(app)
    return app


def _migrations(app: Flask) -> Any:
    """Return Flask-Migrate; load Alembic, a third of the start, only for ``flask db``."""
    from flask_migrate import Migrate

    from intake.extensions import db

    Migrate(app, db, directory="migrations")
    return app.extensions["migrate"]
