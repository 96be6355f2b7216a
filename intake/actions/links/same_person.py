"""Find the cases of the same person, through their links."""

from __future__ import annotations

from intake.actions.links.drop_links import key_if_opens
from intake.actions.links.read_links import Relation, readable_links
from intake.actions.opening.case_keys import CaseKey, Reader


def same_person_keys(key: CaseKey, reader: Reader) -> tuple[CaseKey, ...]:
    """Lock and open the other cases that links say are of the same person, in any number of steps.

    Left out are those that were erased, or do not open for the reader.
    """
    found, waiting = {key.case.reference: key}, [key]
    while waiting:
        for reference in references_of(waiting.pop()):
            if reference not in found and (other := key_if_opens(reference, reader)):
                found[reference] = other
                waiting.append(other)
    return tuple(found.values())[1:]


def references_of(key: CaseKey) -> list[str]:
    """Return the references of the cases that this one is linked to as of the same person."""
    links = readable_links(key) or ()
    return [link.reference for link in links if link.relation is Relation.SAME_PERSON]
