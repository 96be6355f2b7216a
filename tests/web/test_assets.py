"""Static files as they are sent: without comments, and one script in the reader's language."""

import json
from dataclasses import replace

import pytest

from intake.web.assets import LEAVE, STATIC, WORDS, Asset
from intake.web.locale import catalogue_of
from intake.web.security import FILES

LANGUAGES = ("en", "es", "ar", "fa-AF", "xx-KEY")


@pytest.fixture
def settings(settings):
    return replace(settings, languages=LANGUAGES)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_script_to_leave_has_its_sentences_in_the_language_of_the_page(client, tag):
    page = client.get(f"/{tag}/privacy").text
    address = page.partition('<script src="')[2].partition('"')[0]

    script = client.get(address).text

    sentences = [catalogue_of(tag).ugettext(text) for text in WORDS]
    assert [said for said in sentences if json.dumps(said, ensure_ascii=False) not in script] == []


def test_a_process_that_has_shown_no_page_has_the_script_of_each_language(app, client):
    page = client.get("/ar/privacy").text
    address = page.partition('<script src="')[2].partition('"')[0]
    app.extensions["assets"].pop(address.rpartition("/")[2])

    assert client.get(address).status_code == 200
    assert client.get("/static/0123abcd.js").status_code == 404


def test_files_are_sent_without_comments(app):
    assets: dict[str, Asset] = app.extensions["assets"]
    sent = [asset.plain.decode() for asset in assets.values() if asset.kind in FILES]

    lines = [line.lstrip() for text in sent for line in text.splitlines()]
    assert [line for line in lines if line.startswith(("/*", "//"))] == []
    assert (STATIC / LEAVE).read_text("utf-8").startswith("//")
