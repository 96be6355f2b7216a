"""The tables of the team's report."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from flask_babel import format_date, gettext, ngettext

from intake.actions.reports.figures import ORDER, Figures
from intake.cases.loans import counts_by_office
from intake.cases.pipeline import CloseReason
from intake.cases.queue import load_of_members
from intake.diary.models import State
from intake.frozen import frozen
from intake.offices import store as offices
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.reach import heard_from
from intake.questionnaire.asylum.where import location_kind, us_state
from intake.questionnaire.languages import OTHER_LANGUAGE
from intake.reports.tallies import LONGER, MINUTES, STEPS, Dimension, Measure
from intake.web.answers import shown
from intake.web.app_context import today
from intake.web.desk.common.reader import name_of
from intake.web.filters import language_name, month_and_year
from intake.words import N_, Labels, Sentences

BY_FACT: Labels[Dimension] = {
    Dimension.TIER: "By priority",
    Dimension.LANGUAGE: "By language",
    Dimension.STATE: "By state",
    Dimension.SOURCE: "By source",
}

BY_FACT_AND_MONTH: Labels[Dimension] = {
    Dimension.TIER: "Requests by priority and month",
    Dimension.LANGUAGE: "Requests by language and month",
    Dimension.STATE: "Requests by state and month",
    Dimension.SOURCE: "Requests by source and month",
}

UNKNOWN = N_("Not read yet, or not recorded")
"""Name of the requests of which no tally holds the fact."""

MOST_DRAWN = 6
"""Values that the chart of months shows: those of the most requests."""

COLUMNS: Sentences = (
    "Requests",
    "Half reviewed",
    "Half decided",
    "Accepted",
    "Referred out",
    "Declined",
    "Other closing",
    "Reviewed late",
)

DECLINES = [reason.value for reason in CloseReason if reason.value.startswith("declined_")]


@frozen
class Table:
    """A table with its title, a note, the names of its columns, its rows, and perhaps a chart.

    ``bars`` are the columns that the chart shows, in each of the first rows: ``drawn`` of them, or
    all. With ``steps`` the bars stand upright, one for each step, which has the short names.
    """

    id: str
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str | int]]
    note: str = ""
    bars: Sequence[int] = ()
    drawn: int | None = None
    steps: Sequence[str] = ()

    @property
    def most(self) -> int:
        """Return the highest number of the chart; 0 where there is nothing to draw."""
        drawn = (row[column] for row in self.rows[: self.drawn] for column in self.bars)
        return max(map(int, drawn), default=0)


def team_tables(figures: Figures, months: Sequence[date], *, team_id: str) -> list[Table]:
    """Return the tables of the team's report about these months."""
    return [
        _months(figures, months),
        _outcomes(figures),
        _days(figures, Measure.LOOKS, "review", gettext("Days to first review")),
        _days(figures, Measure.DECISIONS, "decision", gettext("Days to decision")),
        _p0_seen(figures),
        *(
            table
            for dimension in BY_FACT
            for table in (_facet(figures, dimension), _by_month(figures, dimension, months))
        ),
        _deadlines(figures),
        _load(team_id),
        *_offices(team_id),
    ]


def _months(figures: Figures, months: Sequence[date]) -> Table:
    measures = {
        Measure.REQUESTS: gettext("Requests"),
        Measure.LOOKS: gettext("Reviewed"),
        Measure.LATE_LOOKS: gettext("Reviewed late"),
        Measure.DECISIONS: gettext("Decided"),
        Measure.ACCEPTED: gettext("Accepted"),
        Measure.CLOSINGS: gettext("Closed"),
        Measure.REOPENINGS: gettext("Reopened"),
    }
    columns = list(measures)
    rows: list[list[str | int]] = [
        [month_and_year(month), *(figures.in_month(measure, month) for measure in columns)]
        for month in months
    ]
    return Table(
        id="months",
        title=gettext("By month"),
        head=[gettext("Month"), *measures.values()],
        rows=[*rows, [gettext("All months"), *map(figures.of, columns)]],
        note=gettext("Each figure is in the month in which it happened."),
        bars=[columns.index(each) + 1 for each in (Measure.REQUESTS, Measure.CLOSINGS)],
        drawn=len(months),
    )


def _outcomes(figures: Figures) -> Table:
    counts = {gettext("Accepted"): figures.of(Measure.ACCEPTED)}
    for reason in CloseReason:
        counts[gettext(reason.says)] = figures.of(Measure.CLOSINGS, detail=reason)
    counts[gettext("Erased while open")] = figures.of(Measure.CLOSINGS, detail="erased")
    return Table(
        id="outcomes",
        title=gettext("Outcomes"),
        head=[gettext("Outcome"), gettext("Cases")],
        rows=[row for row in counts.items() if row[1]],
        note=gettext("A case that was accepted and closed later counts in both rows."),
        bars=[1],
    )


def _counted(
    figures: Figures,
    measure: Measure,
    name: str,
    title: str,
    *,
    head: tuple[str, str],
    rows: Mapping[str, str],
    note: str = "",
) -> Table:
    """Return a table of what a measure counts, with the words of each detail."""
    counts = [(words, figures.of(measure, detail=detail)) for detail, words in rows.items()]
    return Table(id=name, title=title, head=head, rows=counts, note=note, bars=[1])


def _days(figures: Figures, measure: Measure, name: str, title: str) -> Table:
    note = ""
    if half := figures.share_within(measure, 50):
        note = gettext(
            "Half of them: %(half)s. Nine of ten: %(most)s.",
            half=days_text(half),
            most=days_text(figures.share_within(measure, 90)),
        )
    head = gettext("Days after receipt"), gettext("Cases")
    steps = {step: days_text(step) for step in ORDER}
    return _counted(figures, measure, name, title, head=head, rows=steps, note=note)


def _p0_seen(figures: Figures) -> Table:
    steps = {str(most): gettext("within %(minutes)s minutes", minutes=most) for most in MINUTES}
    steps[LONGER] = gettext("later, or not yet")
    title = gettext("Time until someone opened a P0 case")
    head = gettext("Staffed time"), gettext("Cases")
    note = gettext(
        "Only staffed hours count, from when the server noticed the case. Times are rounded up "
        "by ten to twenty minutes, because no exact time of sending is stored."
    )
    return _counted(figures, Measure.P0_SEEN, "p0-seen", title, head=head, rows=steps, note=note)


def _facet(figures: Figures, dimension: Dimension) -> Table:
    rows: list[list[str | int]] = []
    missing = figures.of(Measure.REQUESTS)
    for value in _values_of(figures, dimension):
        requests = figures.of(Measure.REQUESTS, dimension, value)
        missing -= requests
        rows.append(
            [value_text(dimension, value), requests, *_facet_counts(figures, dimension, value)]
        )
    if missing > 0:
        rows.append([gettext(UNKNOWN), missing, *[""] * 7])
    return Table(
        id=dimension.value,
        title=gettext(BY_FACT[dimension]),
        head=list(map(gettext, (dimension.says, *COLUMNS))),
        rows=rows,
        bars=[1],
    )


def _facet_counts(figures: Figures, dimension: Dimension, value: str) -> Iterator[str | int]:
    for measure in (Measure.LOOKS, Measure.DECISIONS):
        half = figures.share_within(measure, 50, dimension, value)
        yield days_text(half) if half else ""
    yield figures.of(Measure.ACCEPTED, dimension, value)
    closings = figures.of(Measure.CLOSINGS, dimension, value)
    referred = figures.of(Measure.CLOSINGS, dimension, value, detail=CloseReason.REFERRED_OUT.value)
    declined = sum(
        figures.of(Measure.CLOSINGS, dimension, value, detail=reason) for reason in DECLINES
    )
    yield from (referred, declined, closings - referred - declined)
    yield figures.of(Measure.LATE_LOOKS, dimension, value)


def _by_month(figures: Figures, dimension: Dimension, months: Sequence[date]) -> Table:
    """Return the requests of each month by a fact."""
    left = [figures.in_month(Measure.REQUESTS, month) for month in months]
    rows: list[list[str | int]] = []
    for value in _values_of(figures, dimension):
        counts = [figures.in_month(Measure.REQUESTS, month, dimension, value) for month in months]
        left = [rest - count for rest, count in zip(left, counts, strict=True)]
        if any(counts):
            rows.append([value_text(dimension, value), *counts, sum(counts)])
    drawn, is_part = min(len(rows), MOST_DRAWN), len(rows) > MOST_DRAWN
    unknown = [max(0, rest) for rest in left]
    if any(unknown):
        rows.append([gettext(UNKNOWN), *unknown, sum(unknown)])
    names = [format_date(month, "LLL") for month in months]
    return Table(
        id=f"{dimension.value}-months",
        title=gettext(BY_FACT_AND_MONTH[dimension]),
        head=[gettext(dimension.says), *names, gettext("All months")],
        rows=rows,
        note=gettext("The chart shows the six with the most requests.") if is_part else "",
        bars=range(1, len(months) + 1),
        drawn=drawn,
        steps=[format_date(month, "LLLLL") for month in months],
    )


def _deadlines(figures: Figures) -> Table:
    states: Mapping[str, str] = {
        State.DONE: gettext("Met"),
        State.MISSED: gettext("Missed"),
        State.WAIVED: gettext("Not needed"),
    }
    title = gettext("Deadlines")
    head = gettext("Outcome"), gettext("Deadlines")
    return _counted(figures, Measure.DATES, "deadlines", title, head=head, rows=states)


def _load(team_id: str) -> Table:
    return Table(
        id="load",
        title=gettext("Open cases by owner, today"),
        head=[gettext("Owner"), gettext("Open cases"), gettext("Overdue")],
        rows=sorted(
            (name_of(member_id) or gettext("Unassigned"), count, overdue)
            for member_id, count, overdue in load_of_members(team_id, today=today())
        ),
        note=gettext("For planning: the number says nothing about the work in a case."),
        bars=[1, 2],
    )


def _offices(team_id: str) -> Iterator[Table]:
    """Yield the table of offices, for a team that has several."""
    names = {office.id: office.name for office in offices.of_team(team_id)}
    if len(names) < 2:
        return
    counts = counts_by_office(team_id, today=today())
    columns = [gettext("Open cases"), gettext("Unassigned"), gettext("Overdue")]
    yield Table(
        id="offices",
        title=gettext("Open cases by office, today"),
        head=[gettext("Office"), *columns],
        rows=[
            (names.get(id_ or "", gettext("No office")), row.open, row.unassigned, row.overdue)
            for id_, row in sorted(counts.items(), key=lambda item: names.get(item[0] or "", ""))
        ],
        bars=[1, 2, 3],
    )


def days_text(step: str) -> str:
    """Return a step of days in words."""
    if step == LONGER:
        return gettext("more than %(days)s days", days=STEPS[-1])
    if step == "0":
        return gettext("the same day")
    return ngettext("within %(num)s day", "within %(num)s days", int(step))


def _values_of(figures: Figures, dimension: Dimension) -> list[str]:
    """Return the values of a fact, those of the most requests first; priorities in their order."""
    values = figures.values(dimension)
    return sorted(values) if dimension is Dimension.TIER else values


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
