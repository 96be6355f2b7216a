"""Settings, practice and law of this application, as views need them."""

import re
from collections.abc import Callable, MutableMapping
from datetime import date, datetime
from functools import wraps
from typing import Any, TypeVar

from flask import current_app, g
from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

from intake import clock
from intake.amendments.approved import law_book, places_in_force
from intake.amendments.intake_notices import Notice, in_force
from intake.eligibility.request import Practice
from intake.law.book import LawBook
from intake.referrals.place import Place
from intake.settings import Settings

Value = TypeVar("Value")
Values = dict[str, Any]
"""Values that a template shows, by their names."""


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
    return settings().secrets


def today() -> date:
    """Return the current day in the time zone of the organisation."""
    return clock.today(settings().time_zone)


def day_of(at: datetime) -> date:
    """Return the day of *at* in the time zone of the organisation."""
    return settings().day_of(at)


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


HAS_SPECIAL = re.compile("[&<>\"']").search


class PageCodeGenerator(CodeGenerator):
    """Write templates whose values are printed by :func:`printed`, not by ``escape``."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.printed(")


class PageEnvironment(Environment):
    """Print values and share global names at a lower cost."""

    code_generator_class = PageCodeGenerator

    @staticmethod
    def printed(value: Any) -> str:
        """Return the text of a value in a page, escaped unless it is markup.

        ``escape`` makes an object of each of the two thousand values of a queue page. Most of them
        have nothing to escape, and the page joins them into one text anyway.
        """
        kind = type(value)
        text: str = value
        if kind is Markup or (kind is str and HAS_SPECIAL(text) is None):
            return text
        return escape(value)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the names of the environment themselves for a template that adds none.

        Each import of macros copies and compares them; for Jinja's ``ChainMap`` that takes thirty
        times as long as for a dictionary.
        """
        return super().make_globals(d) if d else self.globals
