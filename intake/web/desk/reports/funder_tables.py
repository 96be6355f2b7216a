"""The tables of the report for a funder."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from intake.actions.reports.funder_figures import Ending, FunderFigures
from intake.questionnaire.languages import OTHER_LANGUAGE
from intake.reports.hiding import Line, Published
from intake.web.desk.reports.tables import Table
from intake.web.filters import language_name
from intake.words import N_

FIRST_COLUMN = {
    "requests": N_("Language of the form"),
    "accepted": N_("Requests"),
    "closings": N_("Outcome"),
}

ENDINGS = {
    Ending.ADVICE: N_("A: Counsel and advice"),
    Ending.LIMITED: N_("B: Limited action"),
    Ending.PLACED: N_("K: Other (placed with another lawyer)"),
    Ending.REFERRED: N_("Referred to another organization"),
    Ending.DECLINED: N_("Declined"),
    Ending.ENDED: N_("Ended for another reason"),
    Ending.NO_REQUEST: N_("Duplicate, or not a real request"),
}


def funder_tables(figures: FunderFigures) -> list[Table]:
    """Return the tables of the report for a funder."""
    languages = {
        code: gettext("English and others") if code == OTHER_LANGUAGE else language_name(code)
        for code in figures.requests.rows
    }
    endings = {ending.value: gettext(words) for ending, words in ENDINGS.items()}
    return [
        _table(figures, figures.requests, "requests", gettext("Requests received"), languages),
        _table(figures, figures.accepted, "accepted", gettext("Requests accepted"), {}),
        _table(figures, figures.closings, "closings", gettext("Cases closed"), endings),
    ]


def _table(
    figures: FunderFigures, published: Published, name: str, title: str, rows: Mapping[str, str]
) -> Table:
    quarters = [gettext("Quarter %(number)s", number=quarter) for quarter in figures.quarters]
    head = (*quarters, gettext("Year")) if figures.has_year else tuple(quarters)
    lines = [(words, published.rows[code]) for code, words in rows.items()]
    lines.append((gettext("Total"), published.total))
    return Table(
        id=name,
        title=title,
        head=(gettext(FIRST_COLUMN[name]), *head),
        rows=tuple((words, *_cells(line, has_year=figures.has_year)) for words, line in lines),
    )


def _cells(line: Line, *, has_year: bool) -> tuple[str, ...]:
    figures = (*line.quarters, line.year) if has_year else line.quarters
    return tuple(gettext("hidden") if figure is None else str(figure) for figure in figures)
