"""Read cards: those of the rows that a page shows, and no more. Nobody has looked at a case yet."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from intake.actions.opening.case_keys import CaseKey, NoKeyForCase, Reader, case_key
from intake.actions.opening.rollback_guard import RolledBack, reject_rollback
from intake.audit.log import ended_among
from intake.cases.card import Card
from intake.cases.models import Case
from intake.sealing.opening import SealBroken

log = logging.getLogger(__name__)


def read_cards(cases: Sequence[Case], reader: Reader) -> Mapping[str, Card]:
    """The cards by case id. One that does not open, or is an older one that somebody put back, is
    left out, and logged by its id.

    Nothing is written: a row of the queue is no look at the case, and the audit tells of looks.
    """
    cards: dict[str, Card] = {}
    ended = ended_among([case.card for case in cases])
    for case in cases:
        try:
            if case.card in ended:
                raise RolledBack
            cards[case.id] = card_under(case_key(case, reader))
        except (SealBroken, NoKeyForCase) as failure:
            log.warning(
                "card not opened", extra={"case_id": case.id, "failure": type(failure).__name__}
            )
    return cards


def open_card(opened: CaseKey) -> Card:
    """The card of a case whose key is open; ``RolledBack`` where it is an older one."""
    reject_rollback(opened.case.card)
    return card_under(opened)


def card_under(opened: CaseKey) -> Card:
    """The same where somebody has asked the log already."""
    return Card.from_json(opened.open_json("card", opened.case.card))
