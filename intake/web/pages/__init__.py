"""The pages before the first question, and the buttons that leave the site."""

from __future__ import annotations

from intake.web.pages import first_pages

BLUEPRINTS = (first_pages.blueprint,)
