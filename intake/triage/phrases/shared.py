"""Sentences that several rules share."""

from intake.words import N_, Phrase

CHECK = Phrase(
    N_("Rules can change. Ask a lawyer before you rely on this."),
    staff="Rule in dispute. Check current law.",
)
