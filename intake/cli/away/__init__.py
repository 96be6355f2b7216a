"""``flask away``: print the page that the proxy shows while no door answers."""

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
    sections = []
    for tag in settings.languages:
        locale = tag.replace("-", "_")
        said = read_catalogue(locale).ugettext
        sections.append(
            {
                "tag": tag,
                "direction": Locale.parse(locale).text_direction,
                "heading": said(HEADING),
                "saved": said(SAVED),
                "call": said(CALL),
                "leave": said(LEAVE),
                "exit_url": settings.exit_for(tag),
            }
        )
    template = current_app.jinja_env.get_template("errors/away.html")
    return template.render(title=TITLE, sections=sections, phone=settings.help_phone)
