"""The places where a case can be, and the clocks that each opens and closes.

Several places may hold at once. Rules ask ``is_open`` before they speak; R09, R10, R17
and R23 need no more than the answer that also tells the place:

==========================  ======================  =======================================
place                       opens                   closes
==========================  ======================  =======================================
border fear interview       R03b                    -
border fear review          R03a                    -
judge agreed with it        R03c                    R05, R06c: no appeal to the Board exists
                                                    (8 CFR 1003.42(f), 1208.31(g)(1))
expedited removal feared    R13                     -
asylum office               R10, R17                -
immigration judge           R04, R09, R23           -
judge denied                R05                     -
appeal pending at the Board R24                     R05, R06c, R20, R21: the order is not
                                                    final (8 CFR 1003.6)
Board denied                R07, R06c, R20, R21     -
final order                 R06c, R20, R21          -
order in absentia           R06a, R06b, R20         -
perhaps in absentia         R06a, R06b              -
old or administrative order R07, R20, R21           -
an order is spoken of       R20                     -
==========================  ======================  =======================================

What one place closes stays open to an old or administrative order: that is an order of its own.
A judge's order that is told as an old one has clocks of its own in R05 and R06c.

No appeal follows an order in absentia, INA 240(b)(5)(C). A missed hearing may be another one, so a
judge's denial after it counts as one that can be appealed until the time for that has passed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """A place where a case can be."""

    FEAR_INTERVIEW = "fear_interview"
    FEAR_REVIEW = "fear_review"
    FEAR_AFFIRMED = "fear_affirmed"
    EXPEDITED_REMOVAL = "expedited_removal"
    ASYLUM_OFFICE = "asylum_office"
    JUDGE = "judge"
    JUDGE_DENIED = "judge_denied"
    APPEAL_PENDING = "appeal_pending"
    BOARD_DENIED = "board_denied"
    FINAL_ORDER = "final_order"
    IN_ABSENTIA = "in_absentia"
    MAYBE_IN_ABSENTIA = "maybe_in_absentia"
    OLD_ORDER = "old_order"
    ORDER_SPOKEN_OF = "order_spoken_of"


@dataclass(frozen=True, slots=True)
class Clocks:
    """The rules that a place opens, and those that it closes elsewhere."""

    opens: frozenset[str]
    closes: frozenset[str] = frozenset()


CLOCKS: Mapping[Place, Clocks] = {
    Place.FEAR_INTERVIEW: Clocks(frozenset({"R03b"})),
    Place.FEAR_REVIEW: Clocks(frozenset({"R03a"})),
    Place.FEAR_AFFIRMED: Clocks(frozenset({"R03c"}), frozenset({"R05", "R06c"})),
    Place.EXPEDITED_REMOVAL: Clocks(frozenset({"R13"})),
    Place.ASYLUM_OFFICE: Clocks(frozenset({"R10", "R17"})),
    Place.JUDGE: Clocks(frozenset({"R04", "R09", "R23"})),
    Place.JUDGE_DENIED: Clocks(frozenset({"R05"})),
    Place.APPEAL_PENDING: Clocks(frozenset({"R24"}), frozenset({"R05", "R06c", "R20", "R21"})),
    Place.BOARD_DENIED: Clocks(frozenset({"R07", "R06c", "R20", "R21"})),
    Place.FINAL_ORDER: Clocks(frozenset({"R06c", "R20", "R21"})),
    Place.IN_ABSENTIA: Clocks(frozenset({"R06a", "R06b", "R20"})),
    Place.MAYBE_IN_ABSENTIA: Clocks(frozenset({"R06a", "R06b"})),
    Place.OLD_ORDER: Clocks(frozenset({"R07", "R20", "R21"})),
    Place.ORDER_SPOKEN_OF: Clocks(frozenset({"R20"})),
}

OF_ITS_OWN = frozenset({Place.OLD_ORDER})


@dataclass(frozen=True, slots=True)
class Gate:
    """The places that open one rule, those that close it, and those that open it all the same."""

    openers: tuple[Place, ...]
    closers: tuple[Place, ...]
    of_its_own: tuple[Place, ...]

    def is_open(self, is_at: Callable[[Place], bool]) -> bool:
        """Return true where the places of a case open the rule. Ask only about those named here."""
        if not any(is_at(place) for place in self.openers):
            return False
        closed = any(is_at(place) for place in self.closers)
        return not closed or any(is_at(place) for place in self.of_its_own)


GATES: Mapping[str, Gate] = {
    rule: Gate(
        openers=tuple(place for place, clocks in CLOCKS.items() if rule in clocks.opens),
        closers=tuple(place for place, clocks in CLOCKS.items() if rule in clocks.closes),
        of_its_own=tuple(place for place in OF_ITS_OWN if rule in CLOCKS[place].opens),
    )
    for rule in frozenset().union(*(clocks.opens for clocks in CLOCKS.values()))
}
