"""Compiled catalogues: the same translations, sooner, and never those of an older file."""

import os
import shutil
from functools import partial

import pytest

from intake import catalogues
from intake.catalogues import TRANSLATIONS, file_of, read_catalogue, store_compiled

SENTENCE = "Seeking asylum?"


@pytest.mark.usefixtures("copy")
def test_a_compiled_catalogue_is_read_in_place_of_its_source(
    monkeypatch,
):
    plain = read_catalogue("es")
    store_compiled("es")
    read_catalogue.cache_clear()
    monkeypatch.setattr(catalogues, "_compile", refuse_to_compile)

    compiled = read_catalogue("es")

    assert compiled.ugettext(SENTENCE) == plain.ugettext(SENTENCE) != SENTENCE
    assert compiled.ugettext("No such sentence") == plain.ugettext("No such sentence")
    assert (compiled.reviewed, compiled.unreviewed) == (plain.reviewed, plain.unreviewed)
    assert compiled.missing == plain.missing


def test_a_changed_source_is_read_although_an_older_one_was_compiled(copy):
    before = read_catalogue("es").ugettext(SENTENCE)
    store_compiled("es")
    read_catalogue.cache_clear()
    file = file_of("es", copy)
    file.write_text(file.read_text("utf-8").replace(f'"{before}"', '"¿Otro texto?"'), "utf-8")

    assert read_catalogue("es").ugettext(SENTENCE) == "¿Otro texto?"


def test_who_may_read_the_source_may_read_what_was_compiled(copy):
    file_of("es", copy).chmod(0o644)
    file_of("es", copy).parent.chmod(0o755)
    usual = os.umask(0o077)
    try:
        stored = store_compiled("es")
    finally:
        os.umask(usual)

    assert stored.stat().st_mode & 0o777 == 0o644
    assert stored.parent.stat().st_mode & 0o777 == 0o755


def refuse_to_compile(_po):
    """Stand in for a compilation that must not be needed."""
    raise AssertionError


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """Use a copy of the Spanish catalogue."""
    shutil.copytree(TRANSLATIONS / "es", tmp_path / "es", ignore=shutil.ignore_patterns("__py*"))
    monkeypatch.setattr(catalogues, "file_of", partial(file_of, folder=tmp_path))
    read_catalogue.cache_clear()
    yield tmp_path
    read_catalogue.cache_clear()
