"""The intake desk for people seeking asylum."""

from __future__ import annotations

from flask import Flask

from intake.extensions import db, mail, migrate, tune_sqlite
from intake.settings import Settings


def create_app(settings: Settings) -> Flask:
    """The one place where all parts meet: an application with these settings."""
    app = Flask(__name__, template_folder="../templates", static_folder=None)
    app.config.update(SETTINGS=settings, SQLALCHEMY_DATABASE_URI=settings.database_url)
    db.init_app(app)
    mail.init_app(app)
    migrate.init_app(app, db, directory="migrations")
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            tune_sqlite(db.engine)
    return app
