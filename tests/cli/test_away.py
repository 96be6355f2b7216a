"""``flask away`` prints the page that the proxy shows: every language, the number, the way out."""

import re
from dataclasses import replace

import pytest

from intake.cli.away import away_page
from intake.settings import Settings
from tests.house.source import ROOT


@pytest.fixture
def settings(settings):
    exits = (("es", "https://clima.example/"),)
    return replace(settings, help_phone="+1 202 555 0143", exit_urls=exits)


def test_the_page_has_the_number_and_each_language_its_own_way_out(app):
    page = app.test_cli_runner().invoke(args=["away"]).output

    assert set(re.findall(r'https?://[^"]+', page)) == {
        "https://clima.example/",
        "https://www.weather.gov/",
    }
    assert page.count("+1 202 555 0143") == 4
    assert page.count('href="https://clima.example/"') == 1
    assert page.count('href="https://www.weather.gov/"') == 3
    for words in ("Leave this site", "Salir de este sitio", 'lang="ar" dir="rtl"'):
        assert words in page


def test_the_shipped_page_is_the_one_without_settings(app, settings):
    bare = Settings(
        secret_key=settings.secret_key, database_url=settings.database_url, var=settings.var
    )

    with app.app_context():
        assert (ROOT / "deploy" / "away.html").read_text("utf-8") == away_page(bare)
