"""Reports of a year: for the team, and for a funder; each table also as a file of CSV.

All figures come from tallies, which are written as things happen: no page here opens a case.
"""

from collections.abc import Mapping
from datetime import date
from itertools import chain

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake.actions.reports.figures import (
    Ending,
    Figures,
    FunderFigures,
    first_month,
    funder_figures,
    team_figures,
)
from intake.cases.quarantine import count_invented
from intake.cases.walls import count_received
from intake.questionnaire.languages import OTHER_LANGUAGE
from intake.questionnaire.tidy import whole_number
from intake.reports.tallies import Published
from intake.staff.store import Act, may
from intake.web.access import current_member, see_other, staff
from intake.web.app_context import today
from intake.web.desk.common.fields import options_of
from intake.web.desk.common.reader import current_reader
from intake.web.desk.log.csv_file import csv_response
from intake.web.desk.reports.team_tables import Table, team_tables
from intake.web.filters import language_name
from intake.words import Labels

blueprint = Blueprint("reports", __name__)

TEMPLATES = {"team": "desk/reports/team.html", "funder": "desk/reports/funder.html"}
MOST_YEARS = 8
"""Years to choose from: the retention of figures is not limited, a page is."""


@blueprint.get("/desk/reports")
@staff(Act.SEE_REPORTS)
def show() -> ResponseReturnValue:
    """Show the team's report of a year. Members without the team's key see the funder's."""
    if not _may_see_team():
        return see_other("reports.show_funder")
    year = _year()
    figures, tables = _of_team(year)
    of_year = (date(year, 1, 1), date(year + 1, 1, 1))
    walls = count_received(current_member().team_id, *of_year, invented=figures.invented)
    return _page("team", tables, is_invented=figures.invented, walls=walls)


@blueprint.get("/desk/reports/funder")
@staff(Act.SEE_REPORTS)
def show_funder() -> ResponseReturnValue:
    """Show the report for a funder: ended quarters and years, without small figures."""
    figures, tables = _for_funder()
    return _page("funder", tables, is_invented=figures.invented)


@blueprint.get("/desk/reports/csv")
@staff(Act.SEE_REPORTS)
def export() -> ResponseReturnValue:
    """Send one table of the team's report as a file."""
    if not _may_see_team():
        abort(404)
    return _file("team", _of_team(_year())[1])


@blueprint.get("/desk/reports/funder/csv")
@staff(Act.SEE_REPORTS)
def export_funder() -> ResponseReturnValue:
    """Send one table of the report for a funder as a file."""
    return _file("funder", _for_funder()[1])


def _may_see_team() -> bool:
    """Return true if the member may see small figures: who may open the cases behind them."""
    return may(current_member().roles, Act.HOLD_TEAM_KEYS)


def _of_team(year: int) -> tuple[Figures, list[Table]]:
    reader = current_reader()
    months = [date(year, month, 1) for month in range(1, 13)]
    figures = team_figures(reader, months[0], date(year + 1, 1, 1))
    first = first_month(reader.team_id) or min(chain(*figures.months.values()), default=months[0])
    begun = [month for month in months if first <= month <= today()]
    return figures, team_tables(figures, begun, team_id=reader.team_id)


def _for_funder() -> tuple[FunderFigures, list[Table]]:
    figures = funder_figures(current_member().team_id, _year(), today=today())
    return figures, funder_tables(figures) if figures.quarters else []


def _page(kind: str, tables: list[Table], *, is_invented: bool, walls: int = 0) -> str:
    return render_template(
        TEMPLATES[kind],
        kind=kind,
        year=_year(),
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
    first, newest = first_month(current_member().team_id) or today(), today().year
    oldest = max(first.year, newest - MOST_YEARS + 1)
    return list(range(newest, min(oldest, newest) - 1, -1))


FIRST_COLUMN: Labels[str] = {
    "requests": "Language of the form",
    "accepted": "Requests",
    "closings": "Outcome",
}


def funder_tables(figures: FunderFigures) -> list[Table]:
    """Return the tables of the report for a funder."""
    languages = {
        code: gettext("English and others") if code == OTHER_LANGUAGE else language_name(code)
        for code in figures.requests.rows
    }
    endings = dict(options_of(Ending))
    return [
        _table(figures, figures.requests, "requests", gettext("Requests received"), languages),
        _table(figures, figures.accepted, "accepted", gettext("Requests accepted"), {}),
        _table(figures, figures.closings, "closings", gettext("Cases closed"), endings),
    ]


def _table(
    figures: FunderFigures, published: Published, name: str, title: str, rows: Mapping[str, str]
) -> Table:
    quarters = [gettext("Quarter %(number)s", number=quarter) for quarter in figures.quarters]
    year = [gettext("Year")] if figures.has_year else []
    lines = [(words, published.rows[code]) for code, words in rows.items()]
    return Table(
        id=name,
        title=title,
        head=[gettext(FIRST_COLUMN[name]), *quarters, *year],
        rows=[
            [
                words,
                *(
                    gettext("hidden") if figure is None else figure
                    for figure in (*line.quarters, *([line.year] if year else []))
                ),
            ]
            for words, line in [*lines, (gettext("Total"), published.total)]
        ],
    )
