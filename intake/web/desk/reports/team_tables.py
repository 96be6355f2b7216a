"""The tables of the team's report."""

from collections.abc import Iterator, Sequence
from datetime import date

from flask_babel import format_date, gettext, ngettext

from intake.actions.reports.figures import ORDER, Figures
from intake.cases.loans import counts_by_office
from intake.cases.pipeline import CloseReason
from intake.cases.queue import load_of_members
from intake.diary.models import State
from intake.offices import store as offices
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.reach import heard_from
from intake.questionnaire.asylum.where import location_kind, us_state
from intake.questionnaire.languages import OTHER_LANGUAGE
from intake.reports.tallies import LONGER, MINUTES, STEPS, Dimension, Measure
from intake.web.answers import shown
from intake.web.desk.common.reader import name_of
from intake.web.desk.common.words import CLOSE_REASON
from intake.web.desk.reports.tables import Table, chart_of, upright_chart_of
from intake.web.filters import language_name, month_and_year
from intake.words import N_

FACETS = {
    Dimension.TIER: N_("By priority"),
    Dimension.LANGUAGE: N_("By language"),
    Dimension.STATE: N_("By state"),
    Dimension.SOURCE: N_("By source"),
}
"""Facts by which requests are told apart, with the title of the table."""

COLUMNS = (
    *(N_("Requests"), N_("Half reviewed"), N_("Half decided"), N_("Accepted")),
    *(N_("Referred out"), N_("Declined"), N_("Other closing"), N_("Reviewed late")),
)

DECLINES = [reason.value for reason in CloseReason if reason.value.startswith("declined_")]


def team_tables(
    figures: Figures, months: Sequence[date], *, team_id: str, today: date
) -> list[Table]:
    """Return the tables of the team's report about these months."""
    return [
        _months(figures, months),
        _outcomes(figures),
        _days(figures, Measure.LOOKS, "review", gettext("Days to first review")),
        _days(figures, Measure.DECISIONS, "decision", gettext("Days to decision")),
        _p0_seen(figures),
        *_facets(figures, months),
        _deadlines(figures),
        _load(team_id, today=today),
        *_offices(team_id, today=today),
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
    rows = [
        (month_and_year(month), [figures.in_month(measure, month) for measure in measures])
        for month in months
    ]
    lines = [*rows, (gettext("All months"), [figures.of(measure) for measure in measures])]
    drawn = [list(measures).index(measure) for measure in (Measure.REQUESTS, Measure.CLOSINGS)]
    return Table(
        id="months",
        title=gettext("By month"),
        head=(gettext("Month"), *measures.values()),
        rows=tuple((name, *map(str, counts)) for name, counts in lines),
        note=gettext("Each figure is in the month in which it happened."),
        chart=chart_of(
            [measures[Measure.REQUESTS], measures[Measure.CLOSINGS]],
            [(name, [counts[at] for at in drawn]) for name, counts in rows],
        ),
    )


def _outcomes(figures: Figures) -> Table:
    counts = {gettext("Accepted"): figures.of(Measure.ACCEPTED)}
    for reason in CloseReason:
        counts[gettext(CLOSE_REASON[reason])] = figures.of(Measure.CLOSINGS, detail=reason)
    counts[gettext("Erased while open")] = figures.of(Measure.CLOSINGS, detail="erased")
    rows = [(name, count) for name, count in counts.items() if count]
    head = (gettext("Outcome"), gettext("Cases"))
    note = gettext("A case that was accepted and closed later counts in both rows.")
    return _counts("outcomes", gettext("Outcomes"), head, rows, note)


def _days(figures: Figures, measure: Measure, name: str, title: str) -> Table:
    counts = [(days_text(step), figures.of(measure, detail=step)) for step in ORDER]
    note = ""
    if half := figures.share_within(measure, 50):
        note = gettext(
            "Half of them: %(half)s. Nine of ten: %(most)s.",
            half=days_text(half),
            most=days_text(figures.share_within(measure, 90)),
        )
    head = (gettext("Days after receipt"), gettext("Cases"))
    return _counts(name, title, head, counts, note)


def _p0_seen(figures: Figures) -> Table:
    names = {str(most): gettext("within %(minutes)s minutes", minutes=most) for most in MINUTES}
    names[LONGER] = gettext("later, or not yet")
    return _counts(
        "p0-seen",
        gettext("Time until someone opened a P0 case"),
        (gettext("Staffed time"), gettext("Cases")),
        [(name, figures.of(Measure.P0_SEEN, detail=step)) for step, name in names.items()],
        gettext(
            "Only staffed hours count, from when the server noticed the case. Times are rounded up "
            "by ten to twenty minutes, because no exact time of sending is stored."
        ),
    )


def _facets(figures: Figures, months: Sequence[date]) -> Iterator[Table]:
    for dimension, title in FACETS.items():
        yield _facet(figures, dimension, gettext(title))
        yield by_month(figures, dimension, months)


def _facet(figures: Figures, dimension: Dimension, title: str) -> Table:
    values = values_of(figures, dimension)
    requests = [figures.of(Measure.REQUESTS, dimension, value) for value in values]
    names = [value_text(dimension, value) for value in values]
    rows = [
        (name, str(count), *_facet_counts(figures, dimension, value))
        for name, count, value in zip(names, requests, values, strict=True)
    ]
    if (missing := figures.of(Measure.REQUESTS) - sum(requests)) > 0:
        names.append(gettext(UNKNOWN))
        requests.append(missing)
        rows.append((names[-1], str(missing), *[""] * 7))
    return Table(
        id=dimension.value,
        title=title,
        head=tuple(map(gettext, (NAMES[dimension], *COLUMNS))),
        rows=tuple(rows),
        chart=chart_of(
            [gettext("Requests")],
            [(name, (count,)) for name, count in zip(names, requests, strict=True)],
        ),
    )


def _facet_counts(figures: Figures, dimension: Dimension, value: str) -> Iterator[str]:
    for measure in (Measure.LOOKS, Measure.DECISIONS):
        half = figures.share_within(measure, 50, dimension, value)
        yield days_text(half) if half else ""
    yield str(figures.of(Measure.ACCEPTED, dimension, value))
    closings = figures.of(Measure.CLOSINGS, dimension, value)
    referred = figures.of(Measure.CLOSINGS, dimension, value, detail=CloseReason.REFERRED_OUT.value)
    declined = sum(
        figures.of(Measure.CLOSINGS, dimension, value, detail=reason) for reason in DECLINES
    )
    yield str(referred)
    yield str(declined)
    yield str(closings - referred - declined)
    yield str(figures.of(Measure.LATE_LOOKS, dimension, value))


def _deadlines(figures: Figures) -> Table:
    names = {
        State.DONE: gettext("Met"),
        State.MISSED: gettext("Missed"),
        State.WAIVED: gettext("Not needed"),
    }
    counts = [
        (name, figures.of(Measure.DATES, detail=state.value)) for state, name in names.items()
    ]
    head = (gettext("Outcome"), gettext("Deadlines"))
    return _counts("deadlines", gettext("Deadlines"), head, counts)


def _counts(
    name: str,
    title: str,
    head: tuple[str, str],
    counts: Sequence[tuple[str, int]],
    note: str = "",
) -> Table:
    """Return a table of one count for each name, with its chart."""
    return Table(
        id=name,
        title=title,
        head=head,
        rows=tuple((name, str(count)) for name, count in counts),
        note=note,
        chart=chart_of([head[1]], [(name, (count,)) for name, count in counts]),
    )


def _load(team_id: str, *, today: date) -> Table:
    rows = sorted(
        (name_of(member_id) or gettext("Unassigned"), count, overdue)
        for member_id, count, overdue in load_of_members(team_id, today=today)
    )
    return Table(
        id="load",
        title=gettext("Open cases by owner, today"),
        head=(gettext("Owner"), gettext("Open cases"), gettext("Overdue")),
        rows=tuple(tuple(map(str, row)) for row in rows),
        note=gettext("For planning: the number says nothing about the work in a case."),
        chart=chart_of(
            [gettext("Open cases"), gettext("Overdue")],
            [(name, (count, overdue)) for name, count, overdue in rows],
        ),
    )


def _offices(team_id: str, *, today: date) -> Iterator[Table]:
    """Yield the table of offices, for a team that has several."""
    names = {office.id: office.name for office in offices.of_team(team_id)}
    if len(names) < 2:
        return
    counts = counts_by_office(team_id, today=today)
    rows = [
        (names.get(id_ or "", gettext("No office")), row.open, row.unassigned, row.overdue)
        for id_, row in sorted(counts.items(), key=lambda item: names.get(item[0] or "", ""))
    ]
    columns = (gettext("Open cases"), gettext("Unassigned"), gettext("Overdue"))
    yield Table(
        id="offices",
        title=gettext("Open cases by office, today"),
        head=(gettext("Office"), *columns),
        rows=tuple(tuple(map(str, row)) for row in rows),
        chart=chart_of(columns, [(name, numbers) for name, *numbers in rows]),
    )


def days_text(step: str) -> str:
    """Return a step of days in words."""
    if step == LONGER:
        return gettext("more than %(days)s days", days=STEPS[-1])
    if step == "0":
        return gettext("the same day")
    return ngettext("within %(num)s day", "within %(num)s days", int(step))


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
