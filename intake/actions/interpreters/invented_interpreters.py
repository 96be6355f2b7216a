"""The interpreters of the demonstration. They are invented, so that no key needs to open them."""

from __future__ import annotations

from collections.abc import Mapping

NOTE = "Invented, for the demonstration."

INVENTED: Mapping[str, Mapping[str, str]] = {
    "invented-interpreter-1": {
        "name": "Rona Example (invented)",
        "reach": "+1 (212) 555-0181",
        "note": NOTE,
    },
    "invented-interpreter-2": {
        "name": "Luz Example (invented)",
        "reach": "+1 (212) 555-0182",
        "note": NOTE,
    },
    "invented-interpreter-3": {
        "name": "Samir Example (invented)",
        "reach": "+1 (212) 555-0183",
        "note": NOTE,
    },
}
"""Name, ways to reach and note by the id of the row, whose sealed part is empty."""

SPEAK: Mapping[str, tuple[str, ...]] = {
    "invented-interpreter-1": ("fa-AF", "ps"),
    "invented-interpreter-2": ("es",),
    "invented-interpreter-3": ("ar", "fr"),
}
"""Their languages (tags)."""
