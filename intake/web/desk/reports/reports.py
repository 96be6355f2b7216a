"""Reports of a year: for the team, and for a funder; each table also as a file of CSV.

All figures come from tallies, which are written as things happen: no page here opens a case.
"""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.reports.figures import (
    Ending,
    FunderFigures,
    first_month,
    funder_figures,
    team_figures,
)
from intake.cases.quarantine import count_invented
from intake.cases.walls import count_received
from intake.questionnaire.languages import OTHER_LANGUAGE
from intake.questionnaire.tidy import whole_number
from intake.reports.tallies import Line, Published
from intake.staff.store import Act, may
from intake.web.access import signed_in, staff
from intake.web.app_context import today
from intake.web.desk.common.reader import current_reader
from intake.web.desk.log.csv_file import csv_response
from intake.web.desk.reports.tables import Table
from intake.web.desk.reports.team_tables import team_tables
from intake.web.filters import language_name
from intake.words import N_

blueprint = Blueprint("reports", __name__)

TEMPLATES = {"team": "desk/reports/team.html", "funder": "desk/reports/funder.html"}

MOST_YEARS = 8
"""Years to choose from: the retention of figures is not limited, a page is."""


@blueprint.get("/desk/reports")
@staff(Act.SEE_REPORTS)
def show() -> ResponseReturnValue:
    """Show the team's report of a year. Members without the team's key see the funder's."""
    if not _may_see_team():
        return redirect(url_for("reports.show_funder"), 303)
    year = _year()
    tables, is_invented = _team_tables(year)
    of_year = (date(year, 1, 1), date(year + 1, 1, 1))
    walls = count_received(signed_in().member.team_id, *of_year, invented=is_invented)
    return _page("team", year, tables, is_invented=is_invented, walls=walls)


@blueprint.get("/desk/reports/funder")
@staff(Act.SEE_REPORTS)
def show_funder() -> ResponseReturnValue:
    """Show the report for a funder: ended quarters and years, without small figures."""
    year = _year()
    figures = funder_figures(signed_in().member.team_id, year, today=today())
    tables = funder_tables(figures) if figures.quarters else []
    return _page("funder", year, tables, is_invented=figures.invented)


@blueprint.get("/desk/reports/csv")
@staff(Act.SEE_REPORTS)
def export() -> ResponseReturnValue:
    """Send one table of the team's report as a file."""
    if not _may_see_team():
        abort(404)
    return _file("team", _team_tables(_year())[0])


@blueprint.get("/desk/reports/funder/csv")
@staff(Act.SEE_REPORTS)
def export_funder() -> ResponseReturnValue:
    """Send one table of the report for a funder as a file."""
    figures = funder_figures(signed_in().member.team_id, _year(), today=today())
    return _file("funder", funder_tables(figures) if figures.quarters else [])


def _may_see_team() -> bool:
    """Return true if the member may see small figures: who may open the cases behind them."""
    return may(signed_in().member.roles, Act.HOLD_TEAM_KEYS)


def _team_tables(year: int) -> tuple[list[Table], bool]:
    months = [date(year, month, 1) for month in range(1, 13)]
    months = [month for month in months if month <= today()]
    reader = current_reader()
    figures = team_figures(reader, date(year, 1, 1), date(year + 1, 1, 1))
    tables = team_tables(figures, months, team_id=reader.team_id, today=today())
    return tables, figures.invented


def _page(kind: str, year: int, tables: list[Table], *, is_invented: bool, walls: int = 0) -> str:
    return render_template(
        TEMPLATES[kind],
        kind=kind,
        year=year,
        years=_years(),
        tables=tables,
        is_invented=is_invented,
        may_see_team=_may_see_team(),
        leaves_out_invented=not is_invented and bool(count_invented()),
        walls=walls,
    )


def _file(kind: str, tables: list[Table]) -> ResponseReturnValue:
    name = request.args.get("table", "")
    table = next((table for table in tables if table.id == name), None)
    if table is None:
        abort(404)
    return csv_response(f"{kind}-{table.id}-{_year()}", table.head, table.rows)


def _year() -> int:
    """Return the year of the query, or this one."""
    asked = whole_number(request.args.get("year", ""), digits=4)
    return asked if asked in _years() else today().year


def _years() -> list[int]:
    """Return the years to choose from, this one first."""
    first = first_month(signed_in().member.team_id)
    newest = today().year
    oldest = max(first.year if first else newest, newest - MOST_YEARS + 1)
    return list(range(newest, min(oldest, newest) - 1, -1))


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
