"""The doors: HTTP in, HTML out."""

from __future__ import annotations

from flask import Flask

from intake.settings import Settings


def register(app: Flask, settings: Settings) -> None:
    """Hang up the doors that this process has, and only those."""
    from intake.web import (
        assets,
        database_gate,
        english_beside,
        error_rate,
        errors,
        filters,
        health,
        limits,
        locale,
        metrics,
        packing,
        proxies,
        security,
    )

    locale.speak(app)
    filters.teach(app)
    english_beside.offer(app)
    security.protect(app, settings)
    database_gate.set_up(app)
    errors.explain(app)
    error_rate.watch(app)
    proxies.notice(app)
    packing.pack(app)
    assets.offer(app)
    limits.count(app, settings.redis_url)
    app.register_blueprint(assets.blueprint)
    app.register_blueprint(health.blueprint)
    if "apply" in settings.doors:
        from intake.actions.open_draft import NothingToOpen
        from intake.web.apply import code, ended, hand_over, sending, views
        from intake.web.mailbox import views as mailbox
        from intake.web.pages import views as pages

        for module in (pages, views, code, hand_over, sending, mailbox):
            app.register_blueprint(module.blueprint)
        app.register_error_handler(NothingToOpen, ended.nothing_left)
    if "desk" in settings.doors:
        app.register_blueprint(metrics.blueprint)
        from intake.web.desk import (
            audit,
            bench,
            case,
            conflict,
            dates,
            decision,
            erasing,
            hand_off,
            joining,
            lawbook,
            looking,
            many,
            messages,
            notes,
            private,
            queue,
            reach,
            recall,
            same,
            saved,
            search,
            team,
            timeline,
            undelivered,
            wishes,
        )
        from intake.web.desk import (
            health as health_page,
        )
        from intake.web.signin import views as signin

        for desk_module in (
            signin,
            queue,
            many,
            saved,
            wishes,
            search,
            case,
            same,
            looking,
            conflict,
            messages,
            notes,
            reach,
            decision,
            dates,
            private,
            hand_off,
            timeline,
            erasing,
            team,
            joining,
            lawbook,
            bench,
            recall,
            audit,
            health_page,
            undelivered,
        ):
            app.register_blueprint(desk_module.blueprint)
