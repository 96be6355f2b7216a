"""Details that ``flask doctor`` prints about settings and translations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from intake.catalogues import file_of, read_catalogue
from intake.environment import DoubtfulName
from intake.settings import Settings
from intake.settings.review import review

UNSET = {
    "organisation_name": "ORGANISATION_NAME is not set: pages cannot show who you are.",
    "help_phone": "HELP_PHONE is not set: pages show no phone number to call.",
    "notice_approved_by": "NOTICE_APPROVED_BY is not set: the privacy notice is not approved.",
}


def about_settings(settings: Settings, names: Iterable[DoubtfulName]) -> Iterator[str]:
    """Yield a sentence for each setting that is missing, doubtful, unknown or repeated."""
    yield from (sentence for name, sentence in UNSET.items() if not getattr(settings, name))
    yield from (warning.sentence for warning in review(settings))
    yield from (doubtful.sentence for doubtful in names)


def about_translations(settings: Settings) -> Iterator[str]:
    """Yield a sentence for each language whose translation is missing, incomplete or unreviewed."""
    for tag in settings.languages:
        locale = tag.replace("-", "_")
        if tag != "en" and not file_of(locale).is_file():
            yield f"No translation file for {tag}: readers see English. Run make language."
        catalogue = read_catalogue(locale)
        if catalogue.missing:
            yield f"Strings missing in {tag}: {catalogue.missing}. Readers see English."
        if catalogue.unreviewed:
            yield f"Reviewed strings in {tag}: {len(catalogue.reviewed)}. The rest are drafts."
