"""Addresses about the server itself: its source, the contact for security, rules for robots."""

from flask import Flask

from intake.version import VERSION, revision
from intake.web.about import machine_files, source


def set_up(app: Flask) -> None:
    """Register the addresses, and give the footer of the desk the version and the revision."""
    app.jinja_env.globals.update(product_version=VERSION, product_revision=revision())
    for blueprint in (source.blueprint, machine_files.blueprint):
        app.register_blueprint(blueprint)
