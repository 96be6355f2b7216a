"""The settings, the date and the team of a command, from its Flask application context."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import click
from flask import current_app

from intake import clock, create_app
from intake.eligibility.request import Practice
from intake.settings import Settings, UnsafeSettings

if TYPE_CHECKING:
    from intake.actions.access.moment import Moment
    from intake.keys.models import Team


class SettingsRefused(click.ClickException):
    """Raised if a command needs settings that were refused. Exits with 2, in one sentence."""

    exit_code = 2


def settings() -> Settings:
    """Return the settings; raise `SettingsRefused` where they are refused."""
    settings: Settings | None = current_app.config["SETTINGS"]
    if settings is None:
        raise refusal()
    return settings


@contextmanager
def application() -> Iterator[None]:
    """Enter the application with its database; create it, without pages, where a command has none.

    Raise `SettingsRefused` if its settings are refused.
    """
    if "sqlalchemy" in current_app.extensions:
        yield
        return
    if "REFUSAL" in current_app.config:
        raise refusal()
    from intake.actions.backup.tables import all_tables

    try:
        app = create_app(settings(), with_doors=False)
    except UnsafeSettings as reason:
        current_app.config["REFUSAL"] = reason
        raise refusal() from None
    all_tables()  # some only the doors import
    with app.app_context():
        yield


def refusal() -> SettingsRefused:
    """Return the exception that says which setting was refused."""
    return SettingsRefused(str(current_app.config["REFUSAL"]))


@contextmanager
def failures_as_sentences(sentences: Mapping[type[Exception], str]) -> Iterator[None]:
    """End the command with the sentence of the first kind of exception that matches."""
    try:
        yield
    except tuple(sentences) as failure:
        says = next(says for kind, says in sentences.items() if isinstance(failure, kind))
        raise click.ClickException(says) from None


def today() -> date:
    """Return today's date in the organisation's time zone."""
    return clock.today(settings().time_zone)


def moment() -> Moment:
    """Return this installation now, as acts on accounts and keys need it."""
    from intake.actions.access.moment import Moment

    known, at = settings(), clock.now()
    pin, day = known.recovery_fingerprint, known.day_of(at)
    return Moment(installation=pin, secrets=known.secrets, day=day, at=at)


def chosen_team(name: str) -> Team:
    """Return the team of the option ``--team``; without a name, the only team there is."""
    from intake.keys import store as keys

    teams = keys.teams()
    if not teams:
        raise click.ClickException("No keys exist yet: run flask keys init.")
    named = [team for team in teams if name in ("", team.name)]
    if not named:
        raise click.ClickException("No team has this name. Run flask keys status to list teams.")
    if len(named) > 1:
        raise click.ClickException("There is more than one team: choose one with --team.")
    return named[0]


def practice() -> Practice:
    """Return the operator's limits on income and area, and the staffed hours."""
    limits = settings()
    return Practice(
        income_percent=limits.income_percent,
        service_area=limits.service_area,
        staffed=limits.staffed,
    )


def invitation_link(token: str) -> str:
    """Return the address where the member to whom this token is given joins."""
    return f"{settings().public_url}/desk/invitation/{token}"
