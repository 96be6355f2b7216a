"""The catalogues know every sentence of the source, and say the same in each language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from tests.house.source import ROOT

FILES = [("intake/**.py", "python"), ("templates/**.*", "jinja2")]
OPTIONS = {"templates/**.*": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
PLACE = re.compile(r"%\((\w+)\)s")


def sentences() -> set[str | tuple[str, ...]]:
    """Every sentence that ``make strings`` would find."""
    found = extract_from_dir(
        ROOT, FILES, OPTIONS, keywords=DEFAULT_KEYWORDS | {"N_": None}, comment_tags=()
    )
    return {message for _, _, message, _, _ in found}


def catalogues() -> dict[str, Catalog]:
    """The catalogue of each language we have."""
    files = sorted((ROOT / "intake" / "translations").glob("*/LC_MESSAGES/messages.po"))
    return {file.parts[-3]: read_po(file.open("rb"), locale=file.parts[-3]) for file in files}


def test_extraction_finds_sentences_of_every_kind() -> None:
    found = sentences()

    assert len(found) > 300
    assert {"Sign in", "Skip for now"} <= found
    assert any(isinstance(sentence, tuple) for sentence in found)


def test_every_catalogue_knows_every_sentence_and_no_other() -> None:
    ours = {first(sentence) for sentence in sentences()}

    for language, catalogue in catalogues().items():
        theirs = {first(message.id) for message in catalogue if message.id}
        assert theirs == ours, f"make strings would change the catalogue of {language}"


def test_every_translation_keeps_the_places_of_its_values() -> None:
    for language, catalogue in catalogues().items():
        for message in catalogue:
            asked = set(PLACE.findall(" ".join(all_of(message.id))))
            for sentence in all_of(message.string or ""):
                assert set(PLACE.findall(sentence)) <= asked, f"{language}: {sentence}"


def first(sentence: str | Sequence[str]) -> str:
    return all_of(sentence)[0]


def all_of(sentence: str | Sequence[str]) -> tuple[str, ...]:
    return (sentence,) if isinstance(sentence, str) else tuple(sentence)
