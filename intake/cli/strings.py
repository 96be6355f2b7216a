"""``make strings`` and ``make language``: update the catalogues to the sentences of the source."""

import sys
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from intake.catalogues import (
    DRAFT,
    STEPS,
    TRANSLATIONS,
    file_of,
    first_id,
    is_translated,
    mark_of,
    step_of,
)
from intake.cli.translators.notes import notes_of
from intake.questionnaire.languages import LANGUAGES

ROOT = Path(__file__).parents[2]
_TERMS = (
    "asylum, refugee, lawyer, court, judge, hearing, deportation order, appeal, deadline, your "
    "code, government, police, interpreter, immigration, interview, work permit, team, parole, "
    "asylum fee, accredited representative, notario, detention, bond hearing, court date, court "
    "notice, appeals board, immigration office, asylum office, fee letter, fear interview, "
    "embassy, border, denied, visa, TPS, check-in, household, phone number, return code, "
    "reference number, request, message, helper, legal team, legal advice, browser, history, "
    "A-number, ICE, USCIS, UNHCR, green card, passport, citizen, photo, email, one year"
)
TERMS = tuple(_TERMS.split(", "))
"""Terms with one agreed translation in each language, listed in its ``glossary.toml``."""
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None, "with_english": None, "folding_english": None}


def main(tag: str = "", *, folder: Path = TRANSLATIONS) -> int:
    """Update every catalogue; with *tag*, first create the catalogue of that language."""
    known = _known(tag)
    if tag and not known:
        click.echo(
            f"{tag} is not a language in intake/questionnaire/languages.py. Add it there first.",
            err=True,
        )
        return 2
    template = extracted()
    if known:
        _begin(*known, template, folder)
    _write(folder / "messages.pot", template, header=False)
    for file in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        _write(file, updated(read_file(file), template))
    return 0


def extracted() -> Catalog:
    """Return every sentence for applicants, from the files that ``pyproject.toml`` names."""
    methods, options = _mappings()
    template = Catalog(header_comment="", fuzzy=False)
    for file, _line, sentence, comments, context in extract_from_dir(
        ROOT,
        methods,
        options,
        keywords=KEYWORDS,
        comment_tags=("TRANSLATORS:",),
        strip_comment_tags=True,
    ):
        first = sentence if isinstance(sentence, str) else sentence[0]
        notes = [*comments, *notes_of(first, file)]
        template.add(sentence, locations=[(file, 1)], auto_comments=notes, context=context)
    return template


def updated(catalogue: Catalog, template: Catalog) -> Catalog:
    """Return the catalogue with the template's sentences, and each state with its English.

    New sentences become drafts, and translations of English that has changed.
    """
    catalogue.update(template, update_creation_date=False, update_header_comment=False)
    for message in catalogue:
        if message.id:
            message.user_comments = [_marked(note, message) for note in message.user_comments]
            if message.fuzzy or not message.string or step_of(message) in ("", DRAFT):
                notes = [note for note in message.user_comments if not note.startswith(STEPS)]
                message.user_comments = [DRAFT, *notes]
    return catalogue


def _marked(comment: str, message: Message) -> str:
    """Return a comment with the fingerprint of the English if it is a state without one."""
    step = next((step for step in STEPS[1:] if comment.startswith(step)), "")
    if not step or "(English " in comment:
        return comment
    return comment.replace(step, mark_of(step, message), 1)


def untranslated(catalogue: Catalog, template: Catalog) -> Iterator[str]:
    """Yield the English of each sentence of *template* without a finished translation."""
    for message in template:
        if message.id:
            translation = catalogue.get(message.id, message.context)
            if translation is None or not is_translated(translation):
                yield first_id(message)


def _known(tag: str) -> tuple[Locale, str] | None:
    """Return the locale and the English name of a language in the list, if Babel knows it too."""
    for language in LANGUAGES:
        if language.tag == tag:
            with suppress(UnknownLocaleError):
                return Locale.parse(tag, sep="-"), language.english
    return None


def _begin(locale: Locale, name: str, template: Catalog, folder: Path) -> None:
    """Create the catalogue and glossary of a language that has none."""
    if (file := file_of(str(locale), folder)).exists():
        return
    file.parent.mkdir(parents=True)
    catalogue = Catalog(locale=locale, project="intake-desk", version="1", fuzzy=False)
    catalogue.header_comment = f"# Sentences for applicants, in {name}."
    catalogue.msgid_bugs_address = "docs/SECURITY.md"
    catalogue.last_translator, catalogue.language_team = "nobody yet", name
    _write(file, updated(catalogue, template))
    terms = "".join(f'["{term}"]\nsays = []\n\n' for term in TERMS)
    (folder / str(locale) / "glossary.toml").write_text(
        f"# {name}. `says`: the agreed word first, then its other forms.\n\n{terms}"
    )


def _mappings() -> tuple[list[tuple[str, str]], dict[str, Any]]:
    """Return Babel's extraction methods and options, as ``babel.cfg`` would have them."""
    methods, options = [], {}
    for mapping in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["babel"][
        "mappings"
    ]:
        patterns = mapping.pop("pattern")
        method = mapping.pop("method")
        for pattern in [patterns] if isinstance(patterns, str) else patterns:
            methods.append((pattern, method))
            options[pattern] = mapping
    return methods, options


def read_file(file: Path) -> Catalog:
    """Return the contents of a ``.po`` file, its locale from the folder's name."""
    with file.open("rb") as po_file:
        return read_po(po_file, locale=file.parts[-3])


def _write(file: Path, catalogue: Catalog, *, header: bool = True) -> None:
    with file.open("wb") as po_file:
        write_po(
            po_file,
            catalogue,
            width=100,
            include_lineno=False,
            sort_by_file=True,
            omit_header=not header,
            ignore_obsolete=True,
        )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
