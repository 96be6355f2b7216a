"""Descriptions of the shipped places, one sentence each."""

from collections.abc import Mapping

from intake.words import table_beside

SAYS: Mapping[str, str] = table_beside(__file__)
OFFERED = tuple(dict.fromkeys(SAYS.values()))
"""Sentences that staff may choose for a place of their own, because they are translated."""
