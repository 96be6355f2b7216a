"""Labels of the desk: statuses, reasons for closing, acts, bands, views, chips."""

from collections.abc import Mapping
from enum import StrEnum

from intake.cases.tasks import TaskKind
from intake.triage.findings import LAW, PERSON, Chip
from intake.triage.rules import BY_NUMBER
from intake.words import N_, Labels

TASK: Mapping[StrEnum, tuple[str, str, str]] = {
    TaskKind.SECOND_DECISION: (
        N_("Second approval needed"),
        "decision.show",
        N_("Approve or not"),
    ),
    TaskKind.REPLACED_DATE: (
        N_("A near date was corrected away"),
        "case.show",
        N_("Confirm or keep it"),
    ),
    TaskKind.CONFIRM_MET: (N_("Is the proof right?"), "met.show", N_("Look at the proof")),
    TaskKind.LOOK_OVER: (N_("Confirmed by a stand-in"), "met.show", N_("Look it over")),
    TaskKind.LIFT_HOLD: (
        N_("A legal hold is to be lifted"),
        "erase.ask_to_lift",
        N_("Agree or keep the hold"),
    ),
    TaskKind.ACCEPTED_WITHOUT_OWNER: (
        N_("Accepted, and nobody owns it"),
        "case.show",
        N_("Assign it"),
    ),
    TaskKind.TELL: (N_("Nobody has told them yet"), "tell.show", N_("Tell the applicant")),
    TaskKind.LOOK_UP: (
        N_("Look up again: hearing, custody, address"),
        "look_up.show",
        N_("Look it up"),
    ),
}
"""Words of a task, the page that settles it, and the words of the link to that page."""


CERTAINTY: Labels[str] = {
    "exact": "Based on an exact date given.",
    "earliest": "Based on the earliest possible date; it may be later.",
    "unknown": "Date unknown. Ask.",
}

OUTCOME: Labels[str] = {
    "likely": "Likely fit",
    "person": "Needs review",
    "unlikely": "Probably not us",
}

FLAG: Labels[str] = {
    "exception_candidate": "Possible exception",
    "helper_filed": "Appeal sent by a helper",
    "parole_protection": "Court protection of parolees: check",
    "second_nationality": "Second nationality",
    "uc_finding": "Unaccompanied child finding",
}


UNSURE = "unsure"
"""The kind of a chip for what is not known."""

WHY: Mapping[str, Chip] = {number[:3]: rule.chip for number, rule in BY_NUMBER.items()} | {
    "unclear_date": Chip(N_("Date unclear"), UNSURE),
    "maybe_machine": Chip(N_("Possible bot"), UNSURE),
    "handed_over": Chip(N_("Applicant now answering"), UNSURE),
    "from_phone": Chip(N_("By phone"), PERSON),
    "from_counter": Chip(N_("At the counter"), PERSON),
    "from_paper": Chip(N_("On paper"), PERSON),
    "from_import": Chip(N_("Imported"), PERSON),
}

NO_DATE = Chip(N_("No date yet"), UNSURE)


def why_chip(code: str) -> Chip:
    """Return the chip of a rule, such as ``R06b``, or of a flag; else one with the code itself."""
    return WHY.get(code) or WHY.get(code[:3]) or Chip(code, LAW)
