"""``flask languages``: list the sentences that are not translated, and compile the catalogues."""

from pathlib import Path

import click

from intake.catalogues import TRANSLATIONS, file_of, store_compiled
from intake.cli.strings import extracted, read_file, untranslated
from intake.settings import OFFERED


@click.group()
def command() -> None:
    """Check and compile the translations."""


@command.command("check")
@click.option("--strict", is_flag=True, help="Exit with 1 if a sentence is not translated.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=TRANSLATIONS,
    help="Folder of the catalogues (default: those of the product).",
)
def check(*, strict: bool, folder: Path) -> None:
    """List the sentences for applicants that have no translation in an offered language.

    Readers see them in English with a mark. A release is made once none is left: make release.
    """
    template, missing = extracted(), list[tuple[str, str]]()
    for tag in OFFERED:
        if tag != "en":
            catalogue = read_file(file_of(tag.replace("-", "_"), folder))
            missing += ((tag, sentence) for sentence in untranslated(catalogue, template))
    for tag, sentence in missing:
        click.echo(f"{tag}: {sentence}")
    if missing and strict:
        raise click.ClickException(
            f"Sentences without a translation: {len(missing)}. Readers see English. Translate them "
            "in intake/translations, then run make release again."
        )
    if not missing:
        click.echo("Every sentence is translated into every offered language.")


@command.command("compile")
def compile_all() -> None:
    """Store the compiled catalogues, so that a server starts sooner."""
    for tag in OFFERED:
        locale = tag.replace("-", "_")
        if file_of(locale).is_file():
            store_compiled(locale)
    click.echo("The catalogues are compiled.")
