"""Other cases that may be of the same person: same number, or like name and same birth date."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.case.open_case import OpenedCase
from intake.actions.conflicts.duplicates import (
    Duplicate,
    Duplicates,
    find_duplicates,
    read_duplicates,
    store_duplicates,
)
from intake.actions.links import Relation, next_deadline, readable_links
from intake.actions.opening.case_keys import Reader, case_key
from intake.cases import packs, store
from intake.cases import store as cases
from intake.cases.card import Card
from intake.cases.models import Case
from intake.conflicts.traits import SameBy
from intake.extensions import saving
from intake.frozen import frozen
from intake.staff.store import Act, may
from intake.web.access import staff, tolerating_write_faults
from intake.web.app_context import today
from intake.web.desk.case.frame import frame_context, page_url
from intake.web.desk.case.restricted_page import birth_date_of, load_case, unopened_page
from intake.web.desk.common.alerts import labels_of
from intake.web.desk.common.reader import cards_of, current_reader, save_packs
from intake.web.desk.common.rows import PageWords, Row, row_of
from intake.web.desk.common.view import case_url, current_queue, current_walls, is_reference, row_id
from intake.web.desk.queue.queue import rows_of
from intake.words import N_

blueprint = Blueprint("duplicates", __name__)

WORKS_FOR = timedelta(seconds=8)
"""Time that one request to the page of duplicates searches."""

AT_ONCE = timedelta(seconds=0.2)
"""Time that the summary page searches; the rest is behind a link."""


@frozen
class ShownDuplicate:
    """A case that may be the same person's, in words."""

    row: Row
    why: tuple[str, ...]


@blueprint.get("/desk/cases/<reference>/duplicates")
@staff(Act.HOLD_TEAM_KEYS)
def show(reference: str) -> ResponseReturnValue:
    """Search for duplicates from the first card on."""
    return _page(reference, Duplicates())


@blueprint.post("/desk/cases/<reference>/duplicates")
@staff(Act.HOLD_TEAM_KEYS)
def go_on(reference: str) -> ResponseReturnValue:
    """Search on from where the form says.

    It is posted, so that no link from outside makes a member's session keep what it says was found.
    """
    return _page(reference, _search_so_far())


def _page(reference: str, so_far: Duplicates) -> ResponseReturnValue:
    """Show the duplicates found so far, and how many cards were searched."""
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader)
    search = _search(opened, reader, so_far, works_for=WORKS_FOR)
    return render_template(
        "desk/case/duplicates.html",
        **frame_context(opened, reader, tab=""),
        search=search,
        total=packs.count_cards(reader.team_id, invented=opened.case.invented),
        duplicates=shown_duplicates(search.found),
        found_so_far=[f"{row.reference}.{'-'.join(row.why)}" for row in search.found],
        walls=current_walls(),
        links_url=page_url("links.show", opened.case),
        go_on_url=url_for("duplicates.go_on", reference=reference),
    )


@blueprint.get("/desk/cases/<reference>/same")
@staff(Act.OPEN_CASE)
def old_address(reference: str) -> ResponseReturnValue:
    """Redirect from the address that this page had before."""
    return redirect(url_for("duplicates.show", reference=reference), 303)


def duplicates_context(opened: OpenedCase, reader: Reader) -> dict[str, Any]:
    """Return what the summary page shows after a short search; nothing to a volunteer."""
    if not reader.holds_team_key:
        return {"may_compare": False}
    search = _kept(opened, reader) or _search(opened, reader, Duplicates(), works_for=AT_ONCE)
    return {
        "may_compare": True,
        "duplicates": shown_duplicates(search.found),
        "all_searched": search.is_end,
        "walls": current_walls(),
        "cards_searched": search.looked,
        "duplicates_url": page_url("duplicates.show", opened.case),
        "links_url": page_url("links.show", opened.case),
        "linked": linked_people(opened, reader),
    }


def shown_duplicates(duplicates: Iterable[Duplicate]) -> list[ShownDuplicate]:
    """Return the duplicates as rows of the queue."""
    by_reference = {duplicate.reference: duplicate for duplicate in duplicates}
    if not by_reference:
        return []
    queue = current_queue()
    matches = cases.with_references(list(by_reference), team_id=queue.team_id)
    matches = [case for case in matches if not case.walled_keys]
    rows = rows_of(queue, tuple(matches))
    return [
        ShownDuplicate(
            row=rows[case.id],
            why=tuple(gettext(WHY[why]) for why in by_reference[case.reference].why),
        )
        for case in matches
    ]


def _kept(opened: OpenedCase, reader: Reader) -> Duplicates | None:
    """Return the kept result of a search, if it is of the card as it is now."""
    found = read_duplicates(case_key(opened.case, reader), opened.card)
    return None if found is None else Duplicates(found=found, is_end=True)


def _search_so_far() -> Duplicates:
    """Return how far an earlier request had come, as the form tells."""
    duplicates = map(_duplicate_in, request.form.getlist("found"))
    return Duplicates(
        found=tuple(filter(None, duplicates)),
        after=row_id(request.form.get("after", "")),
        looked=request.form.get("looked", 0, type=int),
    )


def _duplicate_in(text: str) -> Duplicate | None:
    """Read a duplicate such as ``K7QF-2MXH.phone-email``; ``None`` if there is no reference."""
    reference, _, codes = text.partition(".")
    why = tuple(SameBy(code) for code in codes.split("-") if code in set(SameBy))
    return Duplicate(reference=reference, why=why) if is_reference(reference) else None


def _search(
    opened: OpenedCase, reader: Reader, so_far: Duplicates, *, works_for: timedelta
) -> Duplicates:
    """Search on for *works_for*. Each case is found once."""
    search = find_duplicates(
        opened.case.id,
        opened.card,
        reader,
        so_far,
        invented=opened.case.invented,
        works_for=works_for,
        clock=clock.now,
    )
    by_reference = {duplicate.reference: duplicate for duplicate in search.found}
    search = replace(search, found=tuple(by_reference.values()))
    _save(search, opened, reader)
    return search


def _save(search: Duplicates, opened: OpenedCase, reader: Reader) -> None:
    """Save packs that the search made, and its result if it is finished."""
    save_packs(reader)
    if not search.is_end:
        return
    with tolerating_write_faults("duplicates not saved"), saving():
        store_duplicates(opened.case.reference, opened.card, reader, search.found)


WHY = {
    SameBy.A_NUMBER: N_("Same A-number"),
    SameBy.PHONE: N_("Same phone"),
    SameBy.EMAIL: N_("Same email"),
    SameBy.NAME_AND_BIRTH: N_("Similar name, same birth date"),
    SameBy.NAME_AND_BIRTH_YEAR: N_("Similar name, same birth year"),
}

NOT_CHECKED = N_("Hidden until its conflict check: open it first")
RESTRICTED = N_("Hidden: file restricted")

RELATION = {
    Relation.SAME_PERSON: N_("Linked: same person"),
    Relation.FAMILY: N_("Linked: family"),
}


@frozen
class Person:
    """The person of a case, in words. ``url`` is empty for the case that is open.

    ``names`` are empty where the card did not open. ``hidden`` says why the facts of the card are
    not shown, and is empty where they are. ``next_deadline`` is the first open one. ``how`` says
    what the two have in common, or how they are linked; ``is_linked``, ``may_link`` and ``is_open``
    decide what can be done.
    """

    reference: str
    label: str
    url: str
    names: tuple[str, ...]
    birth_date: str
    place: str
    next_deadline: date | None
    received_on: date
    status: str
    how: str
    hidden: str
    is_linked: bool = False
    may_link: bool = True
    is_open: bool = True


def people_of(opened: OpenedCase, reader: Reader) -> dict[str, Any]:
    """Return this applicant, and the people of cases that were found or linked, with the links.

    A walled case is left out for a member who is not named on it. A case that the conflict check
    has not cleared stands there by its reference, except for a member who decides about conflicts.
    """
    key = case_key(opened.case, reader)
    links, found = readable_links(key), read_duplicates(key, opened.card)
    linked = {link.reference: gettext(RELATION[link.relation]) for link in links or ()}
    how = {
        each.reference: " · ".join(gettext(WHY[why]) for why in each.why) for each in found or ()
    }
    others = _cases([*linked, *how], reader)
    cards = cards_of([case for case in others if not _hidden(case, reader)], reader)
    labels = labels_of([case.reference for case in others])
    return {
        "people": [
            _person(opened.case, opened.card, gettext("This applicant"), "", ""),
            *(
                _person(
                    case,
                    cards.get(case.id),
                    labels[case.reference],
                    linked.get(case.reference) or how[case.reference],
                    _hidden(case, reader),
                    is_linked=case.reference in linked,
                )
                for case in others
            ),
        ],
        "links_broken": links is None,
        "is_searched": found is not None,
    }


def linked_people(opened: OpenedCase, reader: Reader) -> list[tuple[Case, str]]:
    """Return the cases linked to this one, each with the kind of the link in words."""
    links = readable_links(case_key(opened.case, reader)) or ()
    says: Mapping[str, str] = {link.reference: gettext(RELATION[link.relation]) for link in links}
    return [(case, says[case.reference]) for case in _cases(list(says), reader)]


def _cases(references: list[str], reader: Reader) -> list[Case]:
    if not references:
        return []
    hidden = set(current_walls().hidden_ids)
    cases = store.with_references(references, team_id=reader.team_id)
    return [case for case in cases if case.id not in hidden]


def _hidden(case: Case, reader: Reader) -> str:
    """Return why the facts of a case are not shown to this member, or an empty text."""
    if case.may_be_read or may(reader.roles, Act.DECIDE_CONFLICT):
        return ""
    return gettext(NOT_CHECKED if case.conflict is None else RESTRICTED)


def _person(
    case: Case, card: Card | None, label: str, how: str, hidden: str, *, is_linked: bool = False
) -> Person:
    row = row_of(case, card, today=today(), words=PageWords())
    return Person(
        reference=case.reference,
        label=label,
        url=case_url(case.reference) if how else "",
        names=card.all_names if card else (),
        birth_date=birth_date_of(card) if card else "",
        place=row.place,
        next_deadline=next_deadline(case, card) if card else None,
        received_on=case.received_on,
        status=row.status,
        how=how,
        hidden=hidden,
        is_linked=is_linked,
        may_link=case.may_be_read,
        is_open=case.closed_for is None,
    )
