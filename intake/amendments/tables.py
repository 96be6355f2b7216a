"""Tables of the law by country, state or circuit, to which the desk adds rows of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from intake.law.book import LawBook, UnknownParameter
from intake.law.circuits import CIRCUIT_OF, STATES_OF
from intake.law.parameter import Parameter
from intake.questionnaire.countries import COUNTRIES

BY_CODE = {code.lower(): name for code, name in COUNTRIES}
STATES = {state.lower(): state for state in CIRCUIT_OF}
CIRCUITS = {circuit: circuit.upper() for circuit in STATES_OF}

TABLES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "tps_": ("Last day of TPS for {}", BY_CODE),
    "parole_": ("Last day of the parole program for {}", BY_CODE),
    "sijs_state_age_": ("Age limit for juvenile court help in {}", STATES),
    "bond_hearing_circuit_": ("Bond hearing in circuit {}: 1 possible, 0 denied", CIRCUITS),
}
"""Tables by the beginning of their ids: what a row says, and the names by the end of an id."""


def pattern_of(law: LawBook, id_: str) -> Parameter:
    """Return a row of this id, or of its table as if it had the id: what a new row is like.

    Raise ``UnknownParameter`` for an id that is in no table.
    """
    if id_ in law.by_id:
        return law.by_id[id_][0]
    for prefix, (what, names) in TABLES.items():
        if name := names.get(id_.removeprefix(prefix)):
            like = next(row for row in law.rows if row.id.startswith(prefix))
            return replace(like, id=id_, what=what.format(name))
    raise UnknownParameter(id_)
