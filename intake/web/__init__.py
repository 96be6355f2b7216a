"""The doors: HTTP in, HTML out."""

from __future__ import annotations

from flask import Flask

from intake.settings import Settings


def register(app: Flask, settings: Settings) -> None:
    """Hang up the doors that this process has, and only those."""
    from intake.web import (
        assets,
        compression,
        english_beside,
        filters,
        health,
        limits,
        locale,
        metrics,
        proxies,
        security,
    )
    from intake.web.faults import database_gate, error_rate, errors

    locale.speak(app)
    filters.teach(app)
    english_beside.offer(app)
    security.protect(app, settings)
    database_gate.set_up(app)
    errors.explain(app)
    error_rate.watch(app)
    proxies.notice(app)
    compression.pack(app)
    assets.offer(app)
    limits.count(app, settings.redis_url)
    app.register_blueprint(assets.blueprint)
    app.register_blueprint(health.blueprint)
    if "apply" in settings.doors:
        from intake.actions.opening.open_draft import NothingToOpen
        from intake.web.apply import code, ended, hand_over, sending, views
        from intake.web.mailbox import views as mailbox
        from intake.web.pages import views as pages

        for module in (pages, views, code, hand_over, sending, mailbox):
            app.register_blueprint(module.blueprint)
        app.register_error_handler(NothingToOpen, ended.nothing_left)
    if "desk" in settings.doors:
        app.register_blueprint(metrics.blueprint)
        from intake.web.desk import preferences
        from intake.web.desk.case import (
            conflict,
            contact,
            dates,
            decision,
            duplicates,
            erasing,
            hand_off,
            messages,
            notes,
            overview,
            presence,
            private,
            timeline,
        )
        from intake.web.desk.health import overview as health_page
        from intake.web.desk.health import undelivered
        from intake.web.desk.law import bench, lawbook, recall
        from intake.web.desk.log import audit
        from intake.web.desk.queue import bulk_actions, queue, saved_views, search
        from intake.web.desk.team import joining, team
        from intake.web.signin import views as signin

        for desk_module in (
            signin,
            queue,
            bulk_actions,
            saved_views,
            preferences,
            search,
            overview,
            duplicates,
            presence,
            conflict,
            messages,
            notes,
            contact,
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
