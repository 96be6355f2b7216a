"""The filters of the queue in words: what can be chosen, what is chosen, what it hides."""

from collections.abc import Iterator
from dataclasses import replace
from operator import itemgetter
from urllib.parse import parse_qsl

from flask import url_for
from flask_babel import gettext

from intake.actions.queue.card_filters import name_and_facts_of
from intake.actions.queue.change_many import may_take
from intake.cases.matched_queue import count_of
from intake.cases.pipeline import Status
from intake.cases.tags import Tag
from intake.cases.views import EVERY_OFFICE, Call, Filters, Queue
from intake.conflicts.card_filters import CardFilters
from intake.desk_state import saved_views
from intake.frozen import frozen
from intake.questionnaire.asylum.safety import fear_reasons
from intake.questionnaire.asylum.where import detained_now, location_kind, us_state
from intake.questionnaire.asylum.you import interpreter_needed
from intake.questionnaire.countries import COUNTRIES
from intake.questionnaire.languages import LANGUAGES, OTHER_LANGUAGE, clear_tag
from intake.questionnaire.questions import Choice, Choices, YesNo
from intake.staff.store import Act, may
from intake.triage.deadlines import Tier
from intake.web.access import current_member
from intake.web.answers import country_name, shown, spoken_name
from intake.web.app_context import Values, settings
from intake.web.desk.common.alerts import audit_broken_seal
from intake.web.desk.common.fields import options_of
from intake.web.desk.common.reader import current_reader, name_and_absence, team_members
from intake.web.desk.common.view import (
    FilteredQueue,
    chosen_facts,
    current_offices,
    query_of,
    queue_from,
    with_facts,
)
from intake.web.desk.common.words import WHY
from intake.web.filters import language_name, long_date
from intake.words import N_, table_beside

Options = list[tuple[str, str]]

MOST_PICKS = 12
"""Choices shown side by side; more of them are shown as a list."""

TABLE = table_beside(__file__)
NAMES, FACTS = TABLE["names"], TABLE["facts"]
"""Name of each filter of the address, and of :class:`intake.conflicts.card_filters.CardFilters`."""

IN_US = "in_us"
"""The kind of place that a card never has: it has the state instead."""


@frozen
class Pill:
    """A filter to remove or to add, and the address of the view without or with it."""

    name: str
    says: str
    url: str


def filter_bar(view: FilteredQueue, *, is_empty: bool) -> Values:
    """Return the filters of this view; *is_empty* if it shows no case.

    ``picks`` holds by name the choices that are links, ``choices`` those that are too many for
    links. ``pills`` are the chosen filters, ``hidden_fields`` those without a field in the form.
    ``facts_url`` is the page of the filters by facts of cards; empty for members without them.
    On an empty page, ``most`` is the filter that hides the most cases, ``most_count`` how many.
    """
    queue, choices = view.queue, _choices()
    pills = (*_pills(queue, choices), *fact_pills(view))
    most, count = None, 0
    if is_empty:
        counts = [(count_of(_without(view, pill.name)), pill) for pill in pills]
        count, most = max(counts, key=itemgetter(0), default=(0, None))
    short = {name: options for name, options in choices.items() if len(options) <= MOST_PICKS}
    chosen_short = [name for name in queue.filters.chosen if name in (*short, "facts")]
    return {
        "picks": {name: list(_picks(queue, name, options)) for name, options in short.items()},
        "choices": {name: options for name, options in choices.items() if name not in short},
        "hidden_fields": {name: getattr(queue.filters, name) for name in chosen_short},
        "labels": {name: gettext(label) for name, label in NAMES.items()},
        "pills": pills,
        "chosen": queue.filters,
        "view": query_of(queue).get("view", ""),
        "sort": query_of(queue).get("sort", ""),
        "clear_url": _url(replace(queue, filters=Filters())),
        "facts_url": url_for("facts.show", **query_of(queue)) if may_filter_facts() else "",
        "most": most if count else None,
        "most_count": count,
    }


def _choices() -> dict[str, Options]:
    """Return what can be chosen: of languages those that clear columns name, then all others."""
    tags = dict.fromkeys(clear_tag(tag) for tag in settings().languages)
    languages = [(tag, language_name(tag)) for tag in tags if tag != OTHER_LANGUAGE]
    choices = {
        "tier": [(tier.value, tier.value) for tier in Tier],
        "status": options_of(status for status in Status if status is not Status.CLOSED),
        "language": [*languages, (OTHER_LANGUAGE, gettext("English and others"))],
        "owner": [(row.id, name_and_absence(row)) for row in team_members() if may_take(row)],
        "tag": options_of(Tag),
        "call": [(Call.ASKED.value, gettext(N_("Requested")))],
    }
    if offices := current_offices():
        named = [(office.id, office.name) for office in offices]
        choices["office"] = [(EVERY_OFFICE, gettext("All offices")), *named]
    return choices


def _picks(queue: Queue, name: str, choices: Options) -> Iterator[Pill]:
    """Yield every choice but the chosen one, with the address of the view filtered by it."""
    for value, label in choices:
        if value != getattr(queue.filters, name):
            change: Values = {name: value}
            filters = replace(queue.filters, **change)
            yield Pill(name=name, says=label, url=_url(replace(queue, filters=filters)))


def _pills(queue: Queue, choices: dict[str, Options]) -> Iterator[Pill]:
    """Yield the chosen filters, each with the address of the view without it."""
    for name in queue.filters.chosen:
        if name == "facts":
            continue
        value = getattr(queue.filters, name)
        label = dict(choices[name]).get(value, value) if name in choices else long_date(value)
        yield Pill(
            name=name,
            says=gettext("%(what)s: %(which)s", what=gettext(NAMES[name]), which=label),
            url=_url(replace(queue, filters=queue.filters.without(name))),
        )


def fact_pills(view: FilteredQueue, endpoint: str = "queue.show") -> Iterator[Pill]:
    """Yield the filters by facts of cards, each with the address of the list without it."""
    for name in view.filters.chosen:
        queue = with_facts(view.queue, view.filters.without(name))
        url = url_for(endpoint, **query_of(queue))
        value = getattr(view.filters, name)
        which = dict(fact_choices()[name]).get(value, value)
        says = gettext("%(what)s: %(which)s", what=gettext(FACTS[name]), which=which)
        yield Pill(name=name, says=says, url=url)


def _without(view: FilteredQueue, name: str) -> Queue:
    """Return the queue without one of its filters."""
    queue, matched = view.queue, view.matched
    if matched is None or name not in view.filters.chosen:
        return replace(queue, filters=queue.filters.without(name))
    if len(view.filters.chosen) == 1:
        return replace(queue, only=None, readable=False)
    is_private = view.filters.without(name).is_private
    return replace(queue, only=frozenset(matched.ids | matched.without[name]), readable=is_private)


def _url(queue: Queue) -> str:
    return url_for("queue.show", **query_of(queue))


def saved_tabs(queue: Queue) -> list[Values]:
    """Return the views of this member. One whose name does not open is named by its filters."""
    tabs, reader = [], current_reader()
    # facts are sealed anew for each address: views are compared without them
    plain, chosen = with_facts(queue, None), chosen_facts(queue)
    for view in saved_views.of_member(reader.member_id):
        name, facts = "", CardFilters()
        with audit_broken_seal(reader):
            name, facts = name_and_facts_of(view, reader)
        saved = with_facts(queue_from(dict(parse_qsl(view.query))), facts)
        tabs.append(
            {
                "says": name
                or ", ".join(pill.says for pill in _pills(saved, _choices()))
                or gettext(saved.view.says),
                "url": url_for("queue.show", **query_of(saved)),
                "chosen": with_facts(saved, None) == plain and facts == chosen,
                "drop_url": url_for("saved_views.drop", view_id=view.id, **query_of(queue)),
            }
        )
    return tabs


def may_filter_facts() -> bool:
    """Return true if the signed-in member may filter, and holds a key that opens the packs."""
    return may(current_member().roles, Act.SEARCH) and current_reader().holds_team_key


def fact_choices() -> dict[str, Options]:
    """Return code and words of each choice, by filter."""
    whys = {chip.says: code for code, chip in reversed(list(WHY.items()))}
    countries = [(code, country_name(code)) for code, _ in COUNTRIES]
    spoken = [(language.tag, spoken_name(language.tag)) for language in LANGUAGES]
    return {
        "state": _options(us_state) + _options(location_kind, IN_US),
        "detained": _options(detained_now),
        "speaks": sorted(spoken, key=itemgetter(1)),
        "interpreter": _options(interpreter_needed),
        "country": sorted(countries, key=itemgetter(1)),
        "why": [(code, gettext(says)) for says, code in sorted(whys.items(), key=itemgetter(1))],
        "fears": _options(fear_reasons),
    }


def _options(question: Choice | Choices | YesNo, *left_out: str) -> Options:
    codes = [option.code for option in question.options if option.code not in left_out]
    return [(code, ", ".join(shown(question, code))) for code in codes]
