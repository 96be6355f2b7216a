"""The web application: the applicants' door and the desk."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from intake.settings import Settings


class LateRule(Rule):
    """A rule of the URL map that compiles its builders when an address is first built from it.

    To compile all 400 takes a twelfth of a start, and a process uses few of them.
    """

    def _compile_builder(self, *args: Any, **kwargs: Any) -> Callable[..., tuple[str, str]]:
        compile_builder = super()._compile_builder
        builder: Callable[..., tuple[str, str]] | None = None

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            nonlocal builder
            builder = builder or compile_builder(*args, **kwargs)
            return builder(rule, **values)

        return build


def register(app: Flask, settings: Settings, *, doors: tuple[str, ...]) -> None:
    """Set up the application, and register *doors*."""
    app.url_rule_class = LateRule
    _set_up(app, settings)
    if "apply" in doors:
        from intake.web import apply, mailbox, pages

        for blueprint in (*pages.BLUEPRINTS, *apply.BLUEPRINTS, *mailbox.BLUEPRINTS):
            app.register_blueprint(blueprint)
    if "desk" in doors:
        from intake.web import desk, metrics, signin
        from intake.web.desk.common import row_sweep

        row_sweep.set_up(app)
        for blueprint in (metrics.blueprint, *signin.BLUEPRINTS, *desk.BLUEPRINTS):
            app.register_blueprint(blueprint)


def _set_up(app: Flask, settings: Settings) -> None:
    """Set up what every door needs. The order is the order of checks before each request."""
    from intake.web import (
        about,
        assets,
        compression,
        english_beside,
        filters,
        health,
        limits,
        locale,
        proxies,
        security,
        untranslated,
        way_back,
    )
    from intake.web.faults import database_gate, error_rate, errors

    locale.set_up(app)
    way_back.set_up(app)
    filters.set_up(app)
    english_beside.set_up(app)
    security.set_up(app, settings)
    database_gate.set_up(app)
    errors.set_up(app)
    error_rate.set_up(app)
    proxies.set_up(app)
    compression.set_up(app)
    untranslated.set_up(app)  # after compression: Flask runs the last one first
    assets.set_up(app, logo=settings.organisation_logo)
    app.jinja_env.globals["organisation"] = settings.organisation_name
    app.jinja_env.globals["notice_approved_by"] = settings.notice_approved_by
    limits.set_up(app, settings)
    app.register_blueprint(assets.blueprint)
    app.register_blueprint(health.blueprint)
    about.set_up(app)
