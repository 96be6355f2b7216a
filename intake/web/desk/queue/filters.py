"""The filters of the queue in words: what can be chosen, what is chosen, what it hides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from flask import url_for
from flask_babel import gettext

from intake.actions.opening.case_keys import Reader
from intake.actions.queue.saved_views import name_and_facts_of
from intake.cases.matched_queue import count_of
from intake.cases.pipeline import Status
from intake.cases.tags import Tag
from intake.cases.views import EVERY_OFFICE, Call, Filters, Queue
from intake.conflicts.card_filters import CardFilters
from intake.desk_state import saved_views
from intake.desk_state.models import SavedView
from intake.questionnaire.languages import OTHER_LANGUAGE, clear_tag
from intake.triage.tiers import Tier
from intake.web.app_context import settings
from intake.web.desk.common.broken_seals import audit_broken_seal
from intake.web.desk.common.reader import assignable_members, current_reader
from intake.web.desk.common.view import (
    FilteredQueue,
    chosen_facts,
    current_offices,
    query_of,
    queue_from,
    with_facts,
)
from intake.web.desk.common.words import STATUS, TAG, VIEW
from intake.web.desk.queue.fact_words import fact_text, may_filter_facts
from intake.web.filters import language_name, long_date
from intake.words import N_

Choices = list[tuple[str, str]]

MOST_PICKS = 12
"""Choices shown side by side; more of them are shown as a list."""

NAMES = {
    "tier": N_("Priority"),
    "status": N_("Status"),
    "language": N_("Form language"),
    "owner": N_("Owner"),
    "tag": N_("Tag"),
    "call": N_("Call"),
    "office": N_("Office"),
    "since": N_("Received from"),
    "until": N_("Received through"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Pill:
    """A filter to remove or to add, and the address of the view without or with it."""

    name: str
    says: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FilterBar:
    """The filters as a page of the queue shows them.

    ``picks`` holds by name the choices that are links, ``choices`` those that are too many for
    links. ``pills`` are the chosen filters, ``hidden_fields`` those without a field in the form.
    ``facts_url`` is the page of the filters by facts of cards; empty for members without them.
    On an empty page, ``most`` is the filter that hides the most cases, ``most_count`` how many.
    """

    picks: dict[str, tuple[Pill, ...]]
    choices: dict[str, Choices]
    hidden_fields: dict[str, str]
    labels: dict[str, str]
    pills: tuple[Pill, ...]
    chosen: Filters
    view: str
    sort: str
    clear_url: str
    facts_url: str
    most: Pill | None
    most_count: int


def filter_bar(view: FilteredQueue, *, is_empty: bool) -> FilterBar:
    """Return the filters of this view; *is_empty* if it shows no case."""
    queue, choices = view.queue, _choices(view.queue)
    pills = (*_pills(queue, choices), *fact_pills(view))
    most, count = _most_hiding(view, pills) if is_empty else (None, 0)
    short = {name: options for name, options in choices.items() if len(options) <= MOST_PICKS}
    chosen_short = [name for name in queue.filters.chosen if name in (*short, "facts")]
    return FilterBar(
        picks={name: tuple(_picks(queue, name, options)) for name, options in short.items()},
        choices={name: options for name, options in choices.items() if name not in short},
        hidden_fields={name: getattr(queue.filters, name) for name in chosen_short},
        labels={name: gettext(label) for name, label in NAMES.items()},
        pills=pills,
        chosen=queue.filters,
        view=query_of(queue).get("view", ""),
        sort=query_of(queue).get("sort", ""),
        clear_url=_url(replace(queue, filters=Filters())),
        facts_url=url_for("facts.show", **query_of(queue)) if may_filter_facts() else "",
        most=most,
        most_count=count,
    )


def filters_text(queue: Queue) -> str:
    """Return the chosen filters in a few words."""
    return ", ".join(pill.says for pill in _pills(queue, _choices(queue)))


def _choices(queue: Queue) -> dict[str, Choices]:
    open_statuses = [status for status in Status if status is not Status.CLOSED]
    choices = {
        "tier": [(tier.value, tier.value) for tier in Tier],
        "status": [(status.value, gettext(STATUS[status])) for status in open_statuses],
        "language": _languages(),
        "owner": assignable_members(queue.team_id),
        "tag": [(tag.value, gettext(TAG[tag])) for tag in Tag],
        "call": [(Call.ASKED.value, gettext(N_("Requested")))],
    }
    return choices | ({"office": _offices()} if current_offices() else {})


def _offices() -> Choices:
    """Return every office of the team, then each."""
    named = [(office.id, office.name) for office in current_offices()]
    return [(EVERY_OFFICE, gettext("All offices")), *named]


def _languages() -> Choices:
    """Return the form languages that clear columns name, then one choice for all others."""
    tags = dict.fromkeys(clear_tag(tag) for tag in settings().languages)
    others = gettext("English and others")
    named = [(tag, language_name(tag)) for tag in tags if tag != OTHER_LANGUAGE]
    return [*named, (OTHER_LANGUAGE, others)]


def _picks(queue: Queue, name: str, choices: Choices) -> Iterator[Pill]:
    """Yield every choice but the chosen one, with the address of the view filtered by it."""
    for value, label in choices:
        if value != getattr(queue.filters, name):
            change: dict[str, Any] = {name: value}
            filters = replace(queue.filters, **change)
            yield Pill(name=name, says=label, url=_url(replace(queue, filters=filters)))


def _pills(queue: Queue, choices: dict[str, Choices]) -> list[Pill]:
    return [_pill(queue, name, choices) for name in queue.filters.chosen if name != "facts"]


def fact_pills(view: FilteredQueue, endpoint: str = "queue.show") -> Iterator[Pill]:
    """Yield the filters by facts of cards, each with the address of the list without it."""
    for name in view.filters.chosen:
        queue = with_facts(view.queue, view.filters.without(name))
        url = url_for(endpoint, **query_of(queue))
        yield Pill(name=name, says=fact_text(name, getattr(view.filters, name)), url=url)


def _pill(queue: Queue, name: str, choices: dict[str, Choices]) -> Pill:
    value = getattr(queue.filters, name)
    label = dict(choices[name]).get(value, value) if name in choices else long_date(value)
    return Pill(
        name=name,
        says=gettext("%(what)s: %(which)s", what=gettext(NAMES[name]), which=label),
        url=_url(replace(queue, filters=queue.filters.without(name))),
    )


def _most_hiding(view: FilteredQueue, pills: tuple[Pill, ...]) -> tuple[Pill | None, int]:
    """Return the filter without which the most cases are shown, and their number."""
    counts = [(count_of(_without(view, pill.name)), pill) for pill in pills]
    count, most = max(counts, key=lambda row: row[0], default=(0, None))
    return (most, count) if count else (None, 0)


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


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedTab:
    """A saved view in words, with its address and the address that removes it."""

    says: str
    url: str
    chosen: bool
    drop_url: str


def saved_tabs(queue: Queue) -> list[SavedTab]:
    """Return the views of this member. One whose name does not open is named by its filters."""
    tabs, reader = [], current_reader()
    for view in saved_views.of_member(reader.member_id):
        name, facts = _name_and_facts(view, reader)
        saved = with_facts(queue_from(dict(parse_qsl(view.query))), facts)
        tabs.append(
            SavedTab(
                says=name or filters_text(saved) or gettext(VIEW[saved.view]),
                url=url_for("queue.show", **query_of(saved)),
                chosen=_is_same(saved, queue),
                drop_url=url_for("saved_views.drop", view_id=view.id, **query_of(queue)),
            )
        )
    return tabs


def _is_same(saved: Queue, queue: Queue) -> bool:
    """Return true for the same filters; facts are sealed anew for each address."""
    same = with_facts(queue, None) == with_facts(saved, None)
    return same and chosen_facts(queue) == chosen_facts(saved)


def _name_and_facts(view: SavedView, reader: Reader) -> tuple[str, CardFilters]:
    with audit_broken_seal(reader):
        return name_and_facts_of(view, reader)
    return "", CardFilters()
