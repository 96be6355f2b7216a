"""The result of a storm, as rows of a table and as the message of a failed test."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.support.storm.browser import Notes
from tests.support.storm.ledger import Letters
from tests.support.storm.person import Person
from tests.support.storm.shell import Shell


@dataclass
class Tally:
    """Counts and faults of a storm, besides the notes of its browsers.

    ``missing`` has a sentence for each answer that is not read again, ``unsound`` one for each
    fault of the database's integrity or files.
    """

    checks: int = 0
    restarts: int = 0
    second_runs: int = 0
    missing: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    letters: Letters | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """The outcome of a storm; ``twice`` counts the letters that were taken once too often."""

    seed: int
    kills: int
    seconds: float
    notes: Notes
    people: list[Person]
    tally: Tally
    shell: Shell
    twice: int
    printed: str

    @property
    def sends(self) -> int:
        """Return the number of references that were shown."""
        return sum(bool(person.reference) for person in self.people)

    @property
    def faults(self) -> list[str]:
        """Return all faults."""
        return [*self.notes.faults, *self.tally.missing, *self.tally.unsound, *self.shell.faults]

    @property
    def missing(self) -> int:
        """Return the number of references and answers that were shown and are missing."""
        lost = [fault for fault in self.notes.faults if "acknowledged, " in fault]
        return len(lost) + len(self.tally.missing)

    @property
    def letters(self) -> Letters:
        """Return the letters after the storm."""
        assert self.tally.letters is not None
        return self.tally.letters

    @property
    def cells(self) -> dict[str, str]:
        """Return the cells of the first table, by column."""
        return {
            "kills": str(self.kills),
            "commands": f"{self.shell.ran.total()} ({self.shell.killed} killed)",
            "references shown": str(self.sends),
            "answers shown": str(sum(person.acknowledged for person in self.people)),
            "missing": str(self.missing),
            "letters twice": str(self.twice),
            "integrity": "ok" if not self.tally.unsound else f"{len(self.tally.unsound)} faults",
            "checks": str(self.tally.checks),
            "other faults": str(len(self.notes.faults) + len(self.shell.faults)),
        }

    @property
    def more_cells(self) -> dict[str, str]:
        """Return the cells of the second table: conditions of the storm, by column."""
        return {
            "restarts": str(self.tally.restarts),
            "second runs": str(self.tally.second_runs),
            "HTTP answers": str(self.notes.statuses.total()),
            "cut": str(self.notes.cuts),
            "refused": str(self.notes.closed_doors),
            "journeys": str(len(self.people)),
            "letters": str(self.letters.delivered),
            "parked": str(self.letters.parked),
            "slowest": f"{self.notes.slowest:.1f} s",
            "took": f"{self.seconds:.0f} s",
            "seed": str(self.seed),
        }

    @property
    def summary(self) -> str:
        """Return the first faults and the output of the product, for a failed test."""
        return "\n".join([f"seed {self.seed}", *self.faults[:20], self.printed[-4000:]])
