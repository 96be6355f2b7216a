"""Settings of what happens when very many requests come in."""

from __future__ import annotations

from intake.settings.reading import WholeNumber

QUARANTINE_ABOVE = WholeNumber(
    default=60,
    least=0,
    most=100_000,
    meaning="the new requests from one network in an hour above which new ones wait apart from the"
    " queue; 0 puts none apart",
)
QUARANTINE_EMAIL_HOURS = WholeNumber(
    default=24,
    least=0,
    most=720,
    meaning="the hours between two emails that say how many requests wait in quarantine;"
    " 0 sends none",
)
DIGEST_ABOVE = WholeNumber(
    default=30,
    least=0,
    most=100_000,
    meaning="the emails about new requests in an hour above which one email tells of all others;"
    " 0 sends one for each",
)
