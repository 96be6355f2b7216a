"""Statements of law on which rules rest and which an attorney must still confirm.

They are long-standing law known from practice, cited, and not read again in their source. Numbers
have the same mark of their own: ``confidence`` in ``intake/law/data``. A row leaves this list when
an attorney has read the source.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Unconfirmed:
    """A statement, its citation, and the rules that rest on it."""

    rules: tuple[str, ...]
    says: str
    authority: str


UNCONFIRMED = (
    Unconfirmed(
        rules=("R01",),
        says="A stay of removal can be asked of ICE, the immigration court or a federal court.",
        authority="8 CFR 241.6, 1003.6, 1003.23(b)(1)(v)",
    ),
    Unconfirmed(
        rules=("R03a", "R03c"),
        says="No appeal to the Board lies from a judge's review of a negative fear finding.",
        authority="8 CFR 1003.42(f), 1208.31(g)(1)",
    ),
    Unconfirmed(
        rules=("R03c",),
        says="USCIS can be asked within 7 days to reconsider a finding that a judge affirmed.",
        authority="8 CFR 208.30(g)(1)(i)",
    ),
    Unconfirmed(
        rules=("R07",),
        says=(
            "30 days run from the DHS order itself where that is the final order; the period is"
            " not jurisdictional."
        ),
        authority="INA 242(b)(1); Riley v. Bondi (2025)",
    ),
    Unconfirmed(
        rules=("R12",),
        says="Juvenile courts of eleven states have jurisdiction until 21.",
        authority="State law, one source for each state under Legal values",
    ),
    Unconfirmed(
        rules=("R16",),
        says="People are arrested at check-ins.",
        authority="Practice of 2025 and 2026",
    ),
    Unconfirmed(
        rules=("R17",),
        says="A notice of intent to deny is answered within 16 days.",
        authority="8 CFR 208.14; asylum office practice",
    ),
    Unconfirmed(
        rules=("R18",),
        says="Family petitions are filed within two years of the grant.",
        authority="8 CFR 207.7(d), 208.21(d)",
    ),
    Unconfirmed(
        rules=("R20",),
        says="An old order can be reinstated without a judge; only a fear screening is left.",
        authority="INA 241(a)(5); 8 CFR 208.31",
    ),
    Unconfirmed(
        rules=("R21",),
        says="A motion to reopen under VAWA may be filed within a year of the final order.",
        authority="INA 240(c)(7)(C)(iv)",
    ),
)

RULES_TO_CONFIRM = frozenset(rule for row in UNCONFIRMED for rule in row.rules)
"""The rules that rest on at least one of these statements."""
