"""``flask explain --table``: count the days of closed files, and print them beside a lawyer's."""

import csv
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import click

from intake.frozen import frozen
from intake.law.book import LawBook
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.opened import with_older_ids
from intake.questionnaire.questions import Choices, Dates, Number
from intake.questionnaire.reading import UnreadableAnswer, read_answers
from intake.triage.assess import assess
from intake.triage.deadlines import SetBy
from intake.triage.rules import BY_NUMBER

OF_A_FILE = ("file", "today", "received")
QUESTIONS = ASYLUM.questions
NONE = "-"


class BadTable(ValueError):
    """The table cannot be read. The message names file and column, and no answer."""


@frozen
class Line:
    """A day by a rule in a file: ours, with the last lawful day if that is another; a lawyer's."""

    file: str
    rule: str
    ours: str
    lawyer: str

    @property
    def differs(self) -> bool:
        """True where the lawyer's day is none of ours."""
        return NONE in (self.ours, self.lawyer)


def print_table(path: Path, law: LawBook) -> None:
    """Print each day of each file as CSV, and how many differ to the terminal."""
    lines = [line for row in read_rows(path) for line in compared(row, law)]
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("file", "rule", "ours", "lawyer", "differs"))
    for line in lines:
        differs = "yes" if line.differs else ""
        out.writerow((line.file, line.rule, line.ours, line.lawyer, differs))
    count = sum(line.differs for line in lines)
    click.echo(f"{len(lines)} days compared, {count} differ.", err=True)


def read_rows(path: Path) -> Iterator[Mapping[str, str]]:
    """Yield each file of the table: its cells by column, with the line for a file without a name.

    Raise ``BadTable``.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            table = csv.DictReader(text)
            for column in table.fieldnames or ():
                if column not in {*OF_A_FILE, *QUESTIONS, *BY_NUMBER}:
                    raise BadTable(f"Column {column[:40]} is no question, no rule and no day.")
            for cells in table:
                row = {column: (cell or "").strip() for column, cell in cells.items() if column}
                yield row | {"file": row.get("file") or f"line {table.line_num}"}
    except (OSError, UnicodeDecodeError, csv.Error):
        raise BadTable("The table is not a CSV file in UTF-8 that can be read.") from None


def compared(row: Mapping[str, str], law: LawBook) -> Iterator[Line]:
    """Yield the days of one file by each rule that has a column.

    Days of ours alone are left out where the lawyer has none. Raise ``BadTable``.
    """
    today, received = _day(row, "today"), _day(row, "received")
    if today < received:
        raise BadTable(f"{row['file']}: today is before received.")
    answers = {id_: _answer(id_, cell) for id_, cell in row.items() if cell and id_ in QUESTIONS}
    try:
        read = with_older_ids(read_answers(ASYLUM, answers, today=received))
    except UnreadableAnswer as unreadable:
        raise BadTable(f"{row['file']}: {unreadable.question_id} has no valid answer.") from None
    deadlines = assess(read, law, today=today, received=received).deadlines
    binding_first = sorted(deadlines, key=lambda deadline: deadline.set_by is SetBy.US)
    for rule in (column for column in row if column in BY_NUMBER):
        lawyers = [day for day in row[rule].split() if day != NONE]
        for deadline in binding_first:
            if deadline.rule == rule and (lawyers or deadline.set_by is not SetBy.US):
                days = (deadline.act_by, deadline.latest_lawful_day)
                ours = list(dict.fromkeys(str(day) for day in days if day))
                same = next((day for day in ours if day in lawyers), NONE)
                lawyers = [day for day in lawyers if day != same]
                yield Line(file=row["file"], rule=rule, ours=" ".join(ours) or NONE, lawyer=same)
        for day in lawyers:
            yield Line(file=row["file"], rule=rule, ours=NONE, lawyer=day)


def _day(row: Mapping[str, str], column: str) -> date:
    """Return the day on which a file is read; a file is received on it if nothing else is said."""
    try:
        return date.fromisoformat(row.get(column) or row.get("today") or row["received"])
    except (KeyError, ValueError):
        raise BadTable(f"{row['file']}: {column} is no day such as 2026-11-24.") from None


def _answer(id_: str, cell: str) -> object:
    """Return a cell as an answer is stored: several codes or days have spaces between them."""
    question = QUESTIONS[id_]
    if isinstance(question, Choices | Dates):
        return cell.split()
    return int(cell) if isinstance(question, Number) and cell.isdecimal() else cell
