"""Mark invented cases in sentences and tables that name them by reference alone."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext

from intake.cases.invented import invented_among


def labels_of(references: Collection[str]) -> dict[str, str]:
    """Return, by reference, what a page calls each case: its reference, or that of a test case."""
    invented = invented_among(references)
    return {
        reference: label_of(reference, invented=reference in invented) for reference in references
    }


def label_of(reference: str, *, invented: bool) -> str:
    """Return what a page calls one case."""
    return gettext("%(reference)s (test case)", reference=reference) if invented else reference
