"""Checks of what the operator decided: settings, translations, sheets to be printed."""

from __future__ import annotations

from intake.actions.health.check import Check, Moment
from intake.catalogues import file_of, read_catalogue
from intake.keys.sheet_files import sheet_files
from intake.keys.store import any_pending_sheets
from intake.settings.review import review

UNSET = ("organisation_name", "help_phone", "notice_approved_by")
"""Settings without which pages cannot say who helps, or who approved the privacy notice."""


def check_settings(moment: Moment) -> Check:
    """Name the settings that are missing, doubtful by their code, or known to nobody."""
    settings = moment.settings
    missing = (name.upper() for name in UNSET if not getattr(settings, name))
    doubtful = (warning.code for warning in review(settings))
    names = (*missing, *doubtful, *moment.unknown_settings)
    finding = "warnings" if names else "good"
    return Check(code="settings", finding=finding, names=names, figures={"warnings": len(names)})


def check_translations(moment: Moment) -> Check:
    """Count the sentences that have no translation, and those that no person has reviewed."""
    missing, drafts, names = 0, 0, []
    for tag in moment.settings.languages:
        locale = tag.replace("-", "_")
        catalogue = read_catalogue(locale)
        has_none = tag != "en" and not file_of(locale).is_file()
        missing += catalogue.missing + has_none
        drafts += catalogue.unreviewed
        if has_none or catalogue.missing or catalogue.unreviewed:
            names.append(tag)
    finding = "drafts" if drafts else "good"
    if missing:
        finding = "missing"
    figures = {"missing": missing, "draft_languages": drafts}
    return Check(code="translations", finding=finding, names=tuple(names), figures=figures)


def check_recovery_sheets(moment: Moment) -> Check:
    """Find sheets that an older release wrote to the disk, and sheets that nobody has printed."""
    if sheet_files(moment.settings.var):
        return Check(code="recovery_sheets", finding="on_disk")
    return Check(code="recovery_sheets", finding="not_taken" if any_pending_sheets() else "good")
