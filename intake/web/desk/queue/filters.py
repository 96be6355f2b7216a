"""The filters of the queue in words: what can be chosen, what is chosen, what it took away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext

from intake.cases.pipeline import Status
from intake.cases.queue import count_of
from intake.cases.tags import Tag
from intake.cases.views import Filters, Queue
from intake.triage.tiers import Tier
from intake.web.app_context import settings
from intake.web.desk.common.reader import may_be_given
from intake.web.desk.common.view import query_of
from intake.web.desk.common.words import STATUS, TAG
from intake.web.filters import language_name, long_date
from intake.words import N_

Choices = list[tuple[str, str]]

MOST_PICKS = 12
"""So many choices stand beside each other; more of them are a list."""

NAMES = {
    "tier": N_("Tier"),
    "status": N_("State"),
    "language": N_("Language of the form"),
    "owner": N_("Owner"),
    "tag": N_("Tag"),
    "since": N_("Came in from"),
    "until": N_("Came in until"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Pill:
    """A filter that is chosen, and the address without it; or one to choose, and that with it."""

    name: str
    says: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Narrowing:
    """Everything about filters that a page of the queue shows.

    ``picks`` are by name what one press chooses, ``choices`` the lists that are too long for that;
    ``pills`` what is chosen, and ``kept`` as much of it as no box of the form says. ``most`` is the
    filter without which the most cases would be shown, and ``most_found`` how many; both empty
    where rows are.
    """

    picks: dict[str, tuple[Pill, ...]]
    choices: dict[str, Choices]
    kept: dict[str, str]
    labels: dict[str, str]
    pills: tuple[Pill, ...]
    chosen: Filters
    view: str
    sort: str
    clear_url: str
    most: Pill | None
    most_found: int


def narrowing(queue: Queue, *, is_empty: bool) -> Narrowing:
    """The filters of this view."""
    choices = _choices(queue)
    pills = tuple(_pill(queue, name, choices) for name in queue.filters.chosen)
    most, found = _most(queue, pills) if is_empty else (None, 0)
    short = {name: all_ for name, all_ in choices.items() if len(all_) <= MOST_PICKS}
    return Narrowing(
        picks={name: tuple(_picks(queue, name, all_)) for name, all_ in short.items()},
        choices={name: all_ for name, all_ in choices.items() if name not in short},
        kept={name: getattr(queue.filters, name) for name in queue.filters.chosen if name in short},
        labels={name: gettext(says) for name, says in NAMES.items()},
        pills=pills,
        chosen=queue.filters,
        view=query_of(queue).get("view", ""),
        sort=query_of(queue).get("sort", ""),
        clear_url=_url(replace(queue, filters=Filters())),
        most=most,
        most_found=found,
    )


def told(queue: Queue) -> str:
    """The chosen filters in a few words."""
    choices = _choices(queue)
    return ", ".join(_pill(queue, name, choices).says for name in queue.filters.chosen)


def _choices(queue: Queue) -> dict[str, Choices]:
    return {
        "tier": [(tier.value, tier.value) for tier in Tier],
        "status": [(one.value, gettext(STATUS[one])) for one in Status if one is not Status.CLOSED],
        "language": [(tag, language_name(tag)) for tag in settings().languages],
        "owner": may_be_given(queue.team_id),
        "tag": [(tag.value, gettext(TAG[tag])) for tag in Tag],
    }


def _picks(queue: Queue, name: str, choices: Choices) -> Iterator[Pill]:
    """Every choice but the one that is chosen, each with the address that it leads to."""
    for value, says in choices:
        if value != getattr(queue.filters, name):
            more: dict[str, Any] = {name: value}
            narrowed = replace(queue.filters, **more)
            yield Pill(name=name, says=says, url=_url(replace(queue, filters=narrowed)))


def _pill(queue: Queue, name: str, choices: dict[str, Choices]) -> Pill:
    value = getattr(queue.filters, name)
    said = dict(choices[name]).get(value, value) if name in choices else long_date(value)
    return Pill(
        name=name,
        says=gettext("%(what)s: %(which)s", what=gettext(NAMES[name]), which=said),
        url=_url(replace(queue, filters=queue.filters.without(name))),
    )


def _most(queue: Queue, pills: tuple[Pill, ...]) -> tuple[Pill | None, int]:
    """The filter that took the most away: without it the most would be left."""
    left = [
        (count_of(replace(queue, filters=queue.filters.without(one.name))), one) for one in pills
    ]
    found, most = max(left, key=lambda one: one[0], default=(0, None))
    return (most, found) if found else (None, 0)


def _url(queue: Queue) -> str:
    return url_for("queue.show", **query_of(queue))
