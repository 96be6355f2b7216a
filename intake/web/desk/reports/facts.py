"""Facts by which reports tell requests apart, in words, and how many came in by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import format_date, gettext

from intake.actions.reports.figures import Figures
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.reach import heard_from
from intake.questionnaire.asylum.where import location_kind, us_state
from intake.questionnaire.languages import OTHER_LANGUAGE
from intake.reports.measures import Dimension, Measure
from intake.web.answers import shown
from intake.web.desk.reports.tables import Table, upright_chart_of
from intake.web.filters import language_name
from intake.words import N_

NAMES = {
    Dimension.TIER: N_("Priority"),
    Dimension.LANGUAGE: N_("Language"),
    Dimension.STATE: N_("State"),
    Dimension.SOURCE: N_("Source"),
}

TITLES = {
    Dimension.TIER: N_("Requests by priority and month"),
    Dimension.LANGUAGE: N_("Requests by language and month"),
    Dimension.STATE: N_("Requests by state and month"),
    Dimension.SOURCE: N_("Requests by source and month"),
}

UNKNOWN = N_("Not read yet, or not recorded")
"""Name of the requests of which no tally holds the fact."""

MOST_DRAWN = 6
"""Values that the chart of months shows: those of the most requests."""


def values_of(figures: Figures, dimension: Dimension) -> list[str]:
    """Return the values of a fact, those of the most requests first; priorities in their order."""
    values = figures.values(dimension)
    return sorted(values) if dimension is Dimension.TIER else values


def by_month(figures: Figures, dimension: Dimension, months: Sequence[date]) -> Table:
    """Return the requests of each month by a fact."""
    rows = [
        (
            value_text(dimension, value),
            [figures.in_month(Measure.REQUESTS, month, dimension, value) for month in months],
        )
        for value in values_of(figures, dimension)
    ]
    rows = [(name, counts) for name, counts in rows if any(counts)]
    is_part = len(rows) > MOST_DRAWN
    drawn, unknown = rows[:MOST_DRAWN], _unknown(figures, months, [counts for _, counts in rows])
    if any(unknown):
        rows.append((gettext(UNKNOWN), unknown))
    names = [format_date(month, "LLL") for month in months]
    return Table(
        id=f"{dimension.value}-months",
        title=gettext(TITLES[dimension]),
        head=(gettext(NAMES[dimension]), *names, gettext("All months")),
        rows=tuple((name, *map(str, counts), str(sum(counts))) for name, counts in rows),
        note=gettext("The chart shows the six with the most requests.") if is_part else "",
        chart=upright_chart_of([format_date(month, "LLLLL") for month in months], drawn),
    )


def _unknown(figures: Figures, months: Sequence[date], rows: Sequence[Sequence[int]]) -> list[int]:
    """Return how many requests of each month none of the rows counts."""
    totals = [figures.in_month(Measure.REQUESTS, month) for month in months]
    return [max(0, total - sum(row[at] for row in rows)) for at, total in enumerate(totals)]


def value_text(dimension: Dimension, value: str) -> str:
    """Return a value of a fact in words."""
    if not value:
        return gettext("Not answered")
    if dimension is Dimension.TIER:
        return value
    if dimension is Dimension.LANGUAGE:
        return gettext("Other") if value == OTHER_LANGUAGE else language_name(value)
    if dimension is Dimension.SOURCE:
        return ", ".join(shown(heard_from, value))
    question = ASYLUM.questions[us_state.id if value.isupper() else location_kind.id]
    return ", ".join(shown(question, value))
