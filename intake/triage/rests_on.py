"""Tell which rows of the law the findings of a case rest on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from intake.frozen import frozen
from intake.law.book import LawBook, Parameter
from intake.questionnaire.answers import Answers
from intake.triage.assess import found_by_each
from intake.triage.deadlines import Finding, SetBy
from intake.triage.facts import Facts
from intake.words import N_

UNSIGNED = N_("Our lawyers have not checked these days yet.")
STALE = N_("Rules can change. Check these days today.")


@dataclass(frozen=True, kw_only=True)
class NotedBook(LawBook):
    """A law book that records the rows that were read, and the ids that were looked for."""

    rows_read: set[Parameter] = field(default_factory=set, init=False, compare=False, repr=False)
    read: set[str] = field(default_factory=set, init=False, compare=False, repr=False)

    def parameter(self, id_: str, *, on: date) -> Parameter:
        """Return the row in force on a day, and record that it was read."""
        row = super().parameter(id_, on=on)
        self.read.add(id_)
        self.rows_read.add(row)
        return row

    def has(self, id_: str, *, on: date) -> bool:
        """Return true where a row is in force on a day, and record that it was looked for."""
        self.read.add(id_)
        return super().has(id_, on=on)


@frozen
class NotedFacts(Facts):
    """Facts by a law book that records. A place judged before brings the rows that it rests on."""

    law: NotedBook
    place_rows: dict[str, set[Parameter]] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )

    def once(self, place: str, judge: Callable[[Facts], bool]) -> bool:
        """Return what *judge* tells of a place, and record the rows that it read."""
        rows = self.law.rows_read
        if place not in self.place_rows:
            before = set(rows)
            rows.clear()
            self.places[place] = judge(self)
            self.place_rows[place] = set(rows)
            rows |= before
        rows |= self.place_rows[place]
        return self.places[place]

    def number(self, parameter: str) -> int:
        """Return a number of the law as it stood on the day received, and record its row."""
        return self.law.number(parameter, on=self.received)


def findings_with_rows(
    facts: NotedFacts,
) -> Iterator[tuple[tuple[Finding, ...], frozenset[Parameter]]]:
    """Yield what each rule finds, with the rows that it read; nothing of rules that are silent."""
    facts.law.rows_read.clear()
    for findings in found_by_each(facts):
        if findings:
            yield findings, frozenset(facts.law.rows_read)
        facts.law.rows_read.clear()


def cautions(answers: Answers, law: LawBook, *, received: date) -> list[str]:
    """Return what to say of the days of law that are shown. None is hidden for it."""
    noted, rows = NotedBook(rows=law.rows), set[Parameter]()
    facts = NotedFacts(answers=answers, law=noted, received=received)
    for findings, read in findings_with_rows(facts):
        # A day of law, or one of ours that counts or has a line of law behind it.
        if any(
            finding.act_by is not None
            and (finding.set_by is SetBy.LAW or finding.counts or finding.latest_lawful_day)
            for finding in findings
        ):
            rows |= {row for row in read if row.is_law}
    said = {
        UNSIGNED: any(row.is_unsigned for row in rows),
        STALE: any(row.stale(received) for row in rows),
    }
    return [says for says, holds in said.items() if holds]
