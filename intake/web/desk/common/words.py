"""Labels of the desk: statuses, reasons for closing, acts, bands, views, chips."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from intake.cases.tasks import TaskKind
from intake.triage.findings import LAW, PERSON, Chip
from intake.triage.rules import BY_NUMBER
from intake.words import N_, table_beside


class WorkLine(NamedTuple):
    """A line of Work: the words for a task, the page that settles it, and the words of its link."""

    says: str
    endpoint: str
    do: str


TASK: Mapping[StrEnum, WorkLine] = {
    TaskKind.SECOND_DECISION: WorkLine(
        "Second approval needed",
        "decision.show",
        "Approve or not",
    ),
    TaskKind.REPLACED_DATE: WorkLine(
        "A near date was corrected away",
        "case.show",
        "Confirm or keep it",
    ),
    TaskKind.CONFIRM_MET: WorkLine("Is the proof right?", "met.show", "Look at the proof"),
    TaskKind.CONFIRM_MISSED: WorkLine("Was it missed?", "met.show", "Look at the record"),
    TaskKind.LOOK_OVER: WorkLine("Confirmed by a stand-in", "met.show", "Look it over"),
    TaskKind.LIFT_HOLD: WorkLine(
        "A legal hold is to be lifted",
        "erase.ask_to_lift",
        "Agree or keep the hold",
    ),
    TaskKind.ACCEPTED_WITHOUT_OWNER: WorkLine(
        "Accepted, and nobody owns it",
        "case.show",
        "Assign it",
    ),
    TaskKind.TELL: WorkLine("Nobody has told them yet", "tell.show", "Tell the applicant"),
    TaskKind.LOOK_UP: WorkLine(
        "Look up again: hearing, custody, address",
        "look_up.show",
        "Look it up",
    ),
    TaskKind.ANSWERED_AGAIN: WorkLine(
        "They changed an answer after we corrected it",
        "correct.show",
        "Look at both",
    ),
}
"""The line of each task."""


WORDS = table_beside(__file__)
CERTAINTY = WORDS["certainty"]
OUTCOME = WORDS["outcome"]
FLAG = WORDS["flag"]

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
