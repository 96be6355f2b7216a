"""What the organisation decided, and the law in force: for views that weigh."""

from __future__ import annotations

from datetime import date, datetime

from flask import current_app

from intake import clock
from intake.amendments.approved import law_book
from intake.eligibility.rules import Practice
from intake.law.book import LawBook
from intake.settings import Settings


def settings() -> Settings:
    """Every setting."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def today() -> date:
    """The calendar day at the organisation."""
    return clock.today(settings().time_zone)


def day_of(at: datetime) -> date:
    """The calendar day of a moment, at the organisation."""
    return at.astimezone(settings().time_zone).date()


def practice() -> Practice:
    """Whom the organisation takes."""
    return Practice(income_percent=settings().income_percent, service_area=settings().service_area)


def law() -> LawBook:
    """The law book that rules go by: as shipped, and as amended on the desk."""
    return law_book()
