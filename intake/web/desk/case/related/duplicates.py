"""Other cases that may be of the same person: same number, or like name and same birth date."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, request
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
from intake.actions.links import next_deadline, readable_links
from intake.actions.opening.case_keys import Reader, case_key
from intake.cases import packs, store
from intake.cases.card import Card
from intake.cases.models import Case
from intake.conflicts.traits import SameBy
from intake.extensions import saving
from intake.staff.store import Act
from intake.web.access import current_member, staff, tolerating_write_faults
from intake.web.app_context import Values
from intake.web.desk.case.restricted_page import case_page, person_in_words
from intake.web.desk.common.alerts import audit_broken_seal, labels_of
from intake.web.desk.common.fields import DeskForm
from intake.web.desk.common.reader import cards_of, save_packs
from intake.web.desk.common.rows import row_of
from intake.web.desk.common.view import case_url, current_walls, is_reference, row_id
from intake.web.desk.queue.queue import rows_of

blueprint = Blueprint("duplicates", __name__)

WORKS_FOR = timedelta(seconds=8)
"""Time that one request to the page of duplicates searches."""

AT_ONCE = timedelta(seconds=0.2)
"""Time that the summary page searches; the rest is behind a link."""


@blueprint.get("/desk/cases/<reference>/duplicates")
@staff(Act.HOLD_TEAM_KEYS)
@case_page("desk/case/duplicates.html", tab="")
def show(opened: OpenedCase, reader: Reader, _form: DeskForm | None) -> Values:
    """Search for duplicates from where a posted form says, else from the first card on.

    Show those found so far, and how many cards were searched.
    """
    duplicates = map(_duplicate_in, request.form.getlist("found"))
    so_far = Duplicates(
        found=tuple(filter(None, duplicates)),
        after=row_id(request.form.get("after", "")),
        looked=request.form.get("looked", 0, type=int),
    )
    search = _search(opened, reader, so_far, works_for=WORKS_FOR)
    return {
        "search": search,
        "total": packs.count_cards(reader.team_id, invented=opened.case.invented),
        "duplicates": shown_duplicates(search.found),
        "found_so_far": [f"{row.reference}.{'-'.join(row.why)}" for row in search.found],
        "walls": current_walls(),
    }


@blueprint.post("/desk/cases/<reference>/duplicates")
@staff(Act.HOLD_TEAM_KEYS)
def go_on(reference: str) -> ResponseReturnValue:
    """Search on from where the form says.

    It is posted, so that no link from outside makes a member's session keep what it says was found.
    """
    return show(reference)


def duplicates_context(opened: OpenedCase, reader: Reader) -> Values:
    """Return what the summary page shows after a short search; nothing to a volunteer."""
    if not reader.holds_team_key:
        return {"may_compare": False}
    kept = read_duplicates(case_key(opened.case, reader), opened.card)
    if kept is None:
        search = _search(opened, reader, Duplicates(), works_for=AT_ONCE)
    else:
        search = Duplicates(found=kept, is_end=True)
    return {
        "may_compare": True,
        "duplicates": shown_duplicates(search.found),
        "all_searched": search.is_end,
        "walls": current_walls(),
        "cards_searched": search.looked,
        "linked": _linked_people(opened, reader),
    }


def shown_duplicates(duplicates: Iterable[Duplicate]) -> list[tuple[Values, list[str]]]:
    """Return the duplicates as rows of the queue, each with what the two have in common."""
    why = {
        duplicate.reference: [gettext(why.says) for why in duplicate.why]
        for duplicate in duplicates
    }
    if not why:
        return []
    matches = store.with_references(list(why), team_id=current_member().team_id)
    matches = [case for case in matches if not case.walled_keys]
    rows = rows_of(matches)
    return [(rows[case.id], why[case.reference]) for case in matches]


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
    save_packs(reader)
    if search.is_end:
        with tolerating_write_faults("duplicates not saved"), saving():
            store_duplicates(opened.case.reference, opened.card, reader, search.found)
    return search


def people_of(opened: OpenedCase, reader: Reader) -> Values:
    """Return this applicant, and the people of cases that were found or linked, with the links.

    A walled case is left out for a member who is not named on it. A case that the conflict check
    has not cleared stands there by its reference, except for a member who decides about conflicts.
    """
    key = case_key(opened.case, reader)
    links, found = readable_links(key), read_duplicates(key, opened.card)
    linked = {link.reference: gettext(link.relation.says) for link in links or ()}
    how = {
        each.reference: " · ".join(gettext(why.says) for why in each.why) for each in found or ()
    } | linked
    others = _cases(list(how), reader)
    may_read = reader.may(Act.DECIDE_CONFLICT)
    hidden = {
        case.id: gettext("Hidden until its conflict check: open it first")
        if case.conflict is None
        else gettext("Hidden: file restricted")
        for case in others
        if not (case.may_be_read or may_read)
    }
    cards = cards_of([case for case in others if case.id not in hidden], reader)
    labels = labels_of([case.reference for case in others])
    return {
        "people": [
            _person(opened.case, opened.card, gettext("This applicant"), "", reader),
            *(
                _person(
                    case, cards.get(case.id), labels[case.reference], how[case.reference], reader
                )
                | {"hidden": hidden.get(case.id), "is_linked": case.reference in linked}
                for case in others
            ),
        ],
        "links_broken": links is None,
        "is_searched": found is not None,
    }


def _linked_people(opened: OpenedCase, reader: Reader) -> list[tuple[Case, str]]:
    """Return the cases linked to this one, each with the kind of the link in words."""
    links = readable_links(case_key(opened.case, reader)) or ()
    says = {link.reference: gettext(link.relation.says) for link in links}
    return [(case, says[case.reference]) for case in _cases(list(says), reader)]


def _cases(references: list[str], reader: Reader) -> list[Case]:
    if not references:
        return []
    hidden = set(current_walls().hidden_ids)
    cases = store.with_references(references, team_id=reader.team_id)
    return [case for case in cases if case.id not in hidden]


def _person(case: Case, card: Card | None, label: str, how: str, reader: Reader) -> Values:
    """Return a person to compare, with their case. *card* is ``None`` if it did not open."""
    row, deadline = row_of(case, card), None
    if card:
        with audit_broken_seal(reader, case_id=case.id):
            deadline = next_deadline(case_key(case, reader))
    url = case_url(case.reference) if how else ""
    return person_in_words(card, label, url, how) | {
        "case": case,
        "place": row["place"],
        "next_deadline": deadline,
        "status": row["status"],
    }
