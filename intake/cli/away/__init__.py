"""``flask away``: print the page that the proxy shows while no door answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import click
from babel import Locale
from flask import current_app
from flask.cli import with_appcontext

from intake.catalogues import read_catalogue
from intake.cli import app_context
from intake.settings import Settings
from intake.words import N_

TITLE = "Start"
HEADING = N_("Something went wrong on our side")
SAVED = N_("Your earlier answers are saved. Wait a minute, then try again.")
CALL = N_("If you cannot wait, call us:")
LEAVE = N_("Leave this site")


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """The words of the page in one language, and the site to which its readers leave."""

    tag: str
    direction: str
    heading: str
    saved: str
    call: str
    leave: str
    exit_url: str


@click.command("away")
@with_appcontext
def command() -> None:
    """Print the page that the proxy shows while no door answers: flask away > away.html

    It has every language of LANGUAGES, the number of HELP_PHONE and the sites of EXIT_URL. Make it
    again after a change of these settings.
    """
    click.echo(away_page(app_context.settings()), nl=False)


def away_page(settings: Settings) -> str:
    """Return the page as HTML."""
    template = current_app.jinja_env.get_template("errors/away.html")
    return template.render(title=TITLE, sections=_sections(settings), phone=settings.help_phone)


def _sections(settings: Settings) -> Iterator[Section]:
    for tag in settings.languages:
        locale = tag.replace("-", "_")
        catalogue = read_catalogue(locale)
        yield Section(
            tag=tag,
            direction=Locale.parse(locale).text_direction,
            heading=catalogue.ugettext(HEADING),
            saved=catalogue.ugettext(SAVED),
            call=catalogue.ugettext(CALL),
            leave=catalogue.ugettext(LEAVE),
            exit_url=settings.exit_for(tag),
        )
