"""Check the case of the same person that stays open when a duplicate is closed."""

from __future__ import annotations

from intake.actions.links.drop_links import find_locked
from intake.actions.links.next_deadline import next_deadline
from intake.actions.links.read_links import Relation, read_links
from intake.actions.opening.case_keys import Reader, case_key
from intake.actions.opening.case_notes import proposed_closing, read_notes
from intake.actions.opening.read_cards import open_card
from intake.cases.models import Case
from intake.cases.pipeline import Status
from intake.conflicts import case_links


class MergesIntoClosed(Exception):
    """The case that would stay open is closed."""


class MergesIntoUnsettled(Exception):
    """The case that would stay open may go too, or is not worked on.

    It is in quarantine or erased, its applicant withdrew it, or its own closing is proposed.
    """


class EarlierDeadline(Exception):
    """The case to close has an open deadline before the first of the case that would stay open."""


def check_survivor(case: Case, into: Case, reader: Reader) -> None:
    """Raise unless *into* stays open, is worked on, and loses no deadline that only *case* has."""
    if into.stage is Status.CLOSED:
        raise MergesIntoClosed
    key = case_key(into, reader)
    if into.quarantined_on or into.erase_asked_on or proposed_closing(read_notes(key)):
        raise MergesIntoUnsettled
    closes, stays = (
        next_deadline(each, open_card(case_key(each, reader))) for each in (case, into)
    )
    if closes is not None and (stays is None or closes < stays):
        raise EarlierDeadline


def check_survivors(case: Case, reader: Reader) -> None:
    """Check that a case of the same person stays open in place of this duplicate.

    Since the two were linked, or since the closing was proposed, that case may have been closed or
    erased, or may have lost a deadline. Do nothing for a duplicate that is linked to no case: it
    need not open. The linked cases are locked. Raise as :func:`check_survivor` does, and as
    ``case_key`` and ``read_links`` do.
    """
    if case_links.sealed_of(case.id) is None:
        return
    links = read_links(case_key(case, reader))
    twins = [link for link in links if link.relation is Relation.SAME_PERSON]
    failure: Exception | None = None
    for twin in twins:
        try:
            _check_linked(case, twin.reference, reader)
        except (MergesIntoClosed, MergesIntoUnsettled, EarlierDeadline) as refusal:
            failure = refusal
        else:
            return
    if failure is not None:
        raise failure


def _check_linked(case: Case, reference: str, reader: Reader) -> None:
    into = find_locked(reference, reader)
    if into is None:
        raise MergesIntoUnsettled
    check_survivor(case, into, reader)
