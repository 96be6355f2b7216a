"""The view somebody works in: read from the address, carried from case to case in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from flask import g, request, url_for

from intake.cases.models import Case
from intake.cases.pipeline import Status
from intake.cases.queue import page_of
from intake.cases.queue_cursor import Place
from intake.cases.tags import Tag
from intake.cases.views import Filters, Order, Queue, View
from intake.triage.tiers import Tier
from intake.web.access import signed_in
from intake.web.app_context import today

LANGUAGE = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
REFERENCE = re.compile("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")
ID = re.compile("[0-9a-f]{32}")


def queue_asked() -> Queue:
    """The view and the filters that this address names."""
    if "queue_asked" not in g:
        g.queue_asked = queue_of(request.args)
    asked: Queue = g.queue_asked
    return asked


def queue_of(said: Mapping[str, str]) -> Queue:
    """The view and the filters that are said; what is said amiss narrows nothing."""
    member, view = signed_in().member, said.get("view", "")
    return Queue(
        team_id=member.team_id,
        member_id=member.id,
        view=View(view) if view in set(View) else View.ALL,
        today=today(),
        order=Order(said["sort"]) if said.get("sort") in set(Order) else Order.DUE,
        filters=Filters(
            tier=_one_of(said.get("tier", ""), set(Tier)),
            status=_one_of(said.get("status", ""), set(Status) - {Status.CLOSED}),
            language=_like(said.get("language", ""), LANGUAGE),
            owner=id_in(said.get("owner", "")),
            tag=_one_of(said.get("tag", ""), set(Tag)),
            since=_day(said.get("since", "")),
            until=_day(said.get("until", "")),
        ),
    )


def query_of(queue: Queue) -> dict[str, Any]:
    """What an address says of this view; nothing for all cases."""
    chosen = {name: str(getattr(queue.filters, name)) for name in queue.filters.chosen}
    if queue.order is not Order.DUE:
        chosen["sort"] = queue.order.value
    return chosen if queue.view is View.ALL else {"view": queue.view.value, **chosen}


def case_url(reference: str, **more: Any) -> str:
    """The page of a case, from which one goes on in the view that this address names."""
    return url_for("case.show", reference=reference, **query_of(queue_asked()), **more)


def onward_from(case: Case, *, is_done: bool = True) -> str:
    """Where to go on after an act on this case: the next case of the view, else its first.

    Ask before the act: it may move the case to another place. Where the view has no other case
    it is the queue itself. There the page says that this case ``is_done`` with.
    """
    queue = queue_asked()
    place = Place(
        day=queue.today,
        tier=case.tier,
        due_on=case.due_on,
        last_move_on=case.last_move_on,
        id=case.id,
    )
    behind, top = page_of(queue, after=place, size=1), page_of(queue, after=None, size=2)
    others = [one for one in (*behind.cases, *top.cases) if one.id != case.id]
    said = query_of(queue) | ({"done": case.reference} if is_done else {})
    if not others:
        return url_for("queue.show", **said)
    return url_for("case.show", reference=others[0].reference, **said)


def is_reference(said: str) -> bool:
    """Whether a case may have this reference."""
    return bool(REFERENCE.fullmatch(said))


def id_in(said: str) -> str:
    """The id of a row that an address or a form names; empty where this cannot be one."""
    return _like(said, ID)


def done_before() -> str:
    """The reference of the case that was done with just before this page, if the address says."""
    return _like(request.args.get("done", ""), REFERENCE)


def _one_of(said: str, known: Collection[str]) -> str:
    return said if said in known else ""


def _like(said: str, shape: re.Pattern[str]) -> str:
    return said if shape.fullmatch(said) else ""


def _day(said: str) -> date | None:
    try:
        return (
            date.fromisoformat(said) if re.fullmatch(r"\d{4}-\d\d-\d\d", said, re.ASCII) else None
        )
    except ValueError:
        return None
