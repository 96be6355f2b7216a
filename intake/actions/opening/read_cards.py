"""Open the cards of the cases that a page shows."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from intake.actions.opening.case_keys import CaseKey, Reader, case_key, day_of
from intake.actions.opening.not_opened import (
    NOT_OPENED,
    RolledBack,
    log_not_opened,
    reject_rollback,
)
from intake.audit.log import ended_among
from intake.cases.card import Card
from intake.cases.clear_row import false_in
from intake.cases.models import Case

log = logging.getLogger(__name__)


def read_cards(cases: Sequence[Case], reader: Reader) -> Mapping[str, Card]:
    """Return the cards by case id, without those that do not open; these are logged.

    Writes nothing to the audit log: to see a row of the queue is not to open the case. The ids of
    those whose clear row says less than the card wait in ``reader.pack_work`` to be corrected.
    """
    cards: dict[str, Card] = {}
    replaced = ended_among([case.card for case in cases])
    for case in cases:
        try:
            if case.card in replaced:
                raise RolledBack
            card = cards[case.id] = card_under(case_key(case, reader))
            if card.row and false_in(case, card.row, card.rises, today=day_of(reader)):
                reader.pack_work.false_rows.append(case.id)
        except NOT_OPENED as failure:
            log_not_opened(log, "card not opened", failure, case_id=case.id)
    return cards


def open_card(opened: CaseKey) -> Card:
    """Open the card of a case. Raise ``RolledBack`` if it is an older one."""
    reject_rollback(opened.case.card)
    return card_under(opened)


def card_under(opened: CaseKey) -> Card:
    """Open the card of a case where the caller has asked the audit log about it."""
    return Card.from_json(opened.open_json("card", opened.case.card))
