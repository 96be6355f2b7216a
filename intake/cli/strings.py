"""``make strings`` and ``make language``: the catalogues brought up to what the source says."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

import click
from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from intake.catalogues import STEPS, TRANSLATIONS, file_of, step_of
from intake.questionnaire.languages import LANGUAGES

ROOT = Path(__file__).parents[2]
TERMS = (
    *("asylum", "refugee", "lawyer", "court", "judge", "hearing", "deportation order", "appeal"),
    *("deadline", "your code", "government", "police", "interpreter", "immigration"),
    *("interview", "work permit", "team"),
)
"""What must be said the same everywhere: each catalogue has a glossary of these beside it."""
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None, "with_english": None}


def main(tag: str = "", *, folder: Path = TRANSLATIONS) -> int:
    """Bring every catalogue up to the source; begin one more where a language's tag is given."""
    template = extracted()
    if tag and not _begin(tag, template, folder):
        click.echo(
            f"{tag} has no place in questionnaire/languages.py: give it one first.", err=True
        )
        return 2
    _write(folder / "messages.pot", template, header=False)
    for file in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        _write(file, updated(_read(file), template))
    return 0


def extracted() -> Catalog:
    """Every sentence that applicants read; where it stands is in ``pyproject.toml``."""
    methods, options = _mappings()
    found = Catalog(header_comment="", fuzzy=False)
    for file, _line, sentence, comments, context in extract_from_dir(
        ROOT,
        methods,
        options,
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    ):
        found.add(sentence, locations=[(file, 1)], auto_comments=comments, context=context)
    return found


def updated(catalogue: Catalog, template: Catalog) -> Catalog:
    """The catalogue with the template's sentences. What is new or only alike is a draft."""
    catalogue.update(template, update_creation_date=False, update_header_comment=False)
    for message in catalogue:
        if message.id and (message.fuzzy or not message.string or not step_of(message)):
            _call_draft(message)
    return catalogue


def _call_draft(message: Message) -> None:
    others = [one for one in message.user_comments if not one.startswith(STEPS)]
    message.user_comments = [STEPS[0], *others]


def _begin(tag: str, template: Catalog, folder: Path) -> bool:
    name = next((one.english for one in LANGUAGES if one.tag == tag), "")
    if not name:
        return False
    try:
        locale = Locale.parse(tag, sep="-")
    except UnknownLocaleError:
        return False
    if not (file := file_of(str(locale), folder)).exists():
        file.parent.mkdir(parents=True)
        begun = Catalog(locale=locale, project="intake-desk", version="1", fuzzy=False)
        begun.header_comment = f"# What applicants read, in {name}."
        begun.msgid_bugs_address = "SECURITY.md"
        begun.last_translator, begun.language_team = "nobody yet", name
        _write(file, updated(begun, template))
        terms = "".join(f'["{term}"]\nsays = []\n\n' for term in TERMS)
        (folder / str(locale) / "glossary.toml").write_text(
            f"# {name}. `says`: the agreed word first, then other forms that it takes.\n\n{terms}"
        )
    return True


def _mappings() -> tuple[list[tuple[str, str]], dict[str, Any]]:
    methods, options = [], {}
    for mapping in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["babel"][
        "mappings"
    ]:
        named = mapping.pop("pattern")
        method = mapping.pop("method")
        for pattern in [named] if isinstance(named, str) else named:
            methods.append((pattern, method))
            options[pattern] = mapping
    return methods, options


def _read(file: Path) -> Catalog:
    with file.open("rb") as written:
        return read_po(written, locale=file.parts[-3])


def _write(file: Path, catalogue: Catalog, *, header: bool = True) -> None:
    with file.open("wb") as writing:
        write_po(
            writing,
            catalogue,
            width=100,
            include_lineno=False,
            sort_by_file=True,
            omit_header=not header,
            ignore_obsolete=True,
        )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
