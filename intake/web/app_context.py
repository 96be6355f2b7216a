"""Settings, practice and law of this application, as views need them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import TypeVar

from flask import current_app, g

from intake import clock
from intake.amendments.approved import law_book
from intake.amendments.intake_notices import Notice, in_force
from intake.amendments.places import places_in_force
from intake.eligibility.rules import Practice
from intake.law.book import LawBook
from intake.referrals.place import Place
from intake.settings import Settings

Value = TypeVar("Value")


def once_a_request(read: Callable[[], Value]) -> Callable[[], Value]:
    """Keep what *read* returns for the rest of the request."""
    name = f"{read.__module__}.{read.__name__}"

    @wraps(read)
    def value() -> Value:
        if name not in g:
            setattr(g, name, read())
        kept: Value = getattr(g, name)
        return kept

    return value


def settings() -> Settings:
    """Return the settings."""
    current: Settings = current_app.config["SETTINGS"]
    return current


def secrets() -> tuple[str, ...]:
    """Return the current secret and its fallbacks."""
    return (settings().secret_key, *settings().secret_key_fallbacks)


def today() -> date:
    """Return the current day in the time zone of the organisation."""
    return clock.today(settings().time_zone)


def day_of(at: datetime) -> date:
    """Return the day of *at* in the time zone of the organisation."""
    return at.astimezone(settings().time_zone).date()


def after_hours() -> bool:
    """Return true if none of today's staffed hours is left."""
    return settings().staffed.is_over(clock.now().astimezone(settings().time_zone))


def practice() -> Practice:
    """Return the organisation's own limits: income, area and staffed hours."""
    return Practice(
        income_percent=settings().income_percent,
        service_area=settings().service_area,
        staffed=settings().staffed,
    )


@once_a_request
def notice() -> Notice:
    """Return what the team takes on today, and the odds that it tells."""
    return in_force(today=today())


def referral_places() -> tuple[Place, ...]:
    """Return the referral places with the changes approved on the desk, hidden ones included."""
    return places_in_force()


def law() -> LawBook:
    """Return the law book with the amendments approved on the desk."""
    return law_book()
