"""A new English sentence needs no translator: pages show it in English, the release check names it.

The sentence is added to copies of the catalogues, as ``make strings`` adds it.
"""

import inspect
import shutil
from itertools import product

import pytest
from click.testing import CliRunner

from intake.catalogues import TRANSLATIONS, compile_catalogue, file_of, isolated
from intake.cli import strings
from intake.cli.languages import command
from intake.web import locale
from intake.web.apply import question_pages
from intake.web.untranslated import marked
from tests.house import test_catalogues, test_translations

NEW = "Bring a paper about your court date, if you have one."
QUESTION = "Who needs help?"
CHECKS = [
    check
    for module in (test_catalogues, test_translations)
    for name, check in inspect.getmembers(module, inspect.isfunction)
    if name.startswith("test_") and list(inspect.signature(check).parameters) == ["file"]
]
"""The tests that are run once for each catalogue."""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a copy of the catalogues, updated to a source with a new sentence."""
    source = strings.extracted()
    source.add(NEW)
    for module in (strings, test_catalogues):
        monkeypatch.setattr(module, "extracted", lambda: source)
    monkeypatch.setattr("intake.cli.languages.extracted", lambda: source)
    monkeypatch.setattr(test_catalogues, "source", lambda: source)
    folder = tmp_path / "translations"
    shutil.copytree(TRANSLATIONS, folder)
    strings.main(folder=folder)
    return folder


def test_every_check_of_a_catalogue_passes(folder, monkeypatch):
    files = sorted(folder.glob("*/LC_MESSAGES/messages.po"))
    glossaries = {file: file.parents[1] / "glossary.toml" for file in files}
    monkeypatch.setattr(test_translations, "GLOSSARIES", glossaries)

    for check, file in product(CHECKS, files):
        check(file)

    assert len(CHECKS) >= 8
    assert all(NEW in test_catalogues.read(file) for file in files)


def test_the_release_check_names_the_sentence_and_exits_with_1(folder):
    listed = CliRunner().invoke(command, ["check", "--folder", str(folder)])
    strict = CliRunner().invoke(command, ["check", "--folder", str(folder), "--strict"])

    named = [f"{tag}: {NEW}" for tag in ("es", "ar", "fa-AF")]
    assert (listed.exit_code, strict.exit_code) == (0, 1)
    assert set(named) <= set(listed.output.splitlines())
    assert set(named) <= set(strict.output.splitlines())
    assert "Sentences without a translation: " in strict.output


def test_a_page_shows_the_sentence_in_english_with_its_mark(client, monkeypatch):
    catalogue = _without("ar", QUESTION)
    monkeypatch.setattr(locale, "catalogue_of", lambda _tag: compile_catalogue(catalogue))
    monkeypatch.setattr(question_pages, "_blank", inspect.unwrap(question_pages._blank))

    page = client.get("/ar/f/1").text

    assert 'lang="ar" dir="rtl"' in page
    assert f'<span lang="en" dir="ltr">{QUESTION} <small>(English)</small></span>' in page


@pytest.mark.parametrize(
    "html, shown",
    [
        (
            "<p>{Send <b>now</b>}</p>",
            '<p><span lang="en" dir="ltr">Send <b>now</b> <small>(English)</small></span></p>',
        ),
        (
            "<p>{I meant {May}, {2018}}</p>",
            '<p><span lang="en" dir="ltr">I meant May, 2018 <small>(English)</small></span></p>',
        ),
        ("<title>{Help}</title>", '<title lang="en" dir="ltr">Help (English)</title>'),
        (
            '<option value="5">{May}</option><option>يونيو</option>',
            '<option value="5" lang="en" dir="ltr">May (English)</option><option>يونيو</option>',
        ),
        ('<p title="{Help}">سلام</p>', '<p title="{Help}">سلام</p>'),
        ("<textarea>{Dear you}</textarea>", "<textarea>{Dear you}</textarea>"),
        ("<p>\u2066+1 202 555 0143\u2069</p>", "<p>\u2066+1 202 555 0143\u2069</p>"),
    ],
)
def test_only_text_gets_an_element(html, shown):
    start, end = isolated("|").split("|")

    assert marked(html.translate({123: start, 125: end})) == shown.translate({123: start, 125: end})


def _without(name, sentence):
    """Return a catalogue in which one sentence has lost its translation."""
    catalogue = strings.read_file(file_of(name))
    catalogue[sentence].string = ""
    return catalogue
