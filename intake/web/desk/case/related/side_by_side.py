"""People of several cases side by side, and how each is linked to the one that is open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext

from intake.actions.case.open_case import OpenedCase
from intake.actions.conflicts.duplicates import read_duplicates
from intake.actions.links import Relation, next_deadline, readable_links
from intake.actions.opening.case_keys import Reader, case_key
from intake.cases import store
from intake.cases.card import Card
from intake.cases.models import Case
from intake.conflicts.duplicates import SameBy
from intake.frozen import frozen
from intake.staff.roles import Act, may
from intake.web.app_context import today
from intake.web.desk.case.restricted_page import birth_date_of
from intake.web.desk.common.invented import labels_of
from intake.web.desk.common.reader import MemberNames, cards_of
from intake.web.desk.common.rows import PageWords, row_of
from intake.web.desk.common.view import case_url, current_walls
from intake.words import N_

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
    row = row_of(case, card, today=today(), words=PageWords(MemberNames(case.team_id)))
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
