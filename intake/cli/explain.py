"""``flask explain``: print the outcome and the urgency of answers, with every reason, as JSON."""

import csv
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import click
from flask.cli import with_appcontext

from intake.actions.assessment.assess import Assessment, Change, assess_answers, what_would_change
from intake.cli import app_context
from intake.law.book import LawBook, shipped
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.opened import with_older_ids
from intake.questionnaire.questions import Choices, Dates, Number
from intake.questionnaire.reading import UnreadableAnswer, read_answers
from intake.triage.assess import Deadline, assess
from intake.triage.deadlines import SetBy
from intake.triage.plan import Plan, day_of_card, plan_of
from intake.triage.rules import BY_NUMBER
from intake.words import Reason

Json = dict[str, Any]


class Unexplainable(click.ClickException):
    """Raised if the file or an option is not valid. Exits with 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence alone, without click's prefix."""
        click.echo(self.format_message(), file=file, err=file is None)


class Day(click.ParamType[date]):
    """A date written as ``2026-11-24``."""

    name = "YYYY-MM-DD"

    def convert(
        self, value: Any, param: click.Parameter | None, _ctx: click.Context | None
    ) -> date:
        """Return the date; raise `Unexplainable` with the name of the option."""
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007 - a date has no time zone
        except ValueError:
            option = param.opts[0] if param else "The date"
            raise Unexplainable(f"{option} is not a date written as YYYY-MM-DD.") from None


@click.command("explain")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--today", type=Day(), help="Date to assess on.")
@click.option("--received", type=Day(), help="Date received (default: --today).")
@click.option("--amended", is_flag=True, help="Apply approved changes to legal values.")
@click.option("--table", is_flag=True, help="The file is a CSV table of closed files.")
@with_appcontext
def command(
    file: Path, *, today: date | None, received: date | None, amended: bool, table: bool
) -> None:
    """Assess the answers in a JSON file and print the result with its reasons.

    With --table, print our days of each closed file beside those of a lawyer. Needs no database
    unless --amended.
    """
    if table:
        print_table(file, law_in_use(amended=amended))
        return
    if today is None:
        raise click.UsageError("Missing option '--today'.")
    received = received or today
    if today < received:
        raise Unexplainable("--today is before --received.")
    answers = _answers(file, received)
    practice = app_context.practice()
    law = law_in_use(amended=amended)
    assessment = assess_answers(answers, law, today=today, received=received, practice=practice)
    changes = what_would_change(answers, law, today=today, received=received, practice=practice)
    plan = plan_of(assessment.triage.deadlines, answers, today=today)
    explained = explanation(assessment, changes, plan, law, today=today)
    click.echo(json.dumps(explained, ensure_ascii=False, indent=2, default=str))


def law_in_use(*, amended: bool) -> LawBook:
    """Return the law book: as shipped, or with what members published over it."""
    if not amended:
        return shipped()
    from intake.amendments.approved import law_book

    with app_context.application():
        return law_book()


def explanation(
    assessment: Assessment,
    changes: tuple[Change, ...],
    plan: Plan,
    law: LawBook,
    *,
    today: date,
) -> Json:
    """Return the JSON to print.

    Answers that would change the outcome come before those that would change only the tier.
    """
    eligibility, triage = assessment.eligibility, assessment.triage
    in_order = sorted(changes, key=lambda change: change.outcome == eligibility.outcome)
    return {
        "eligibility": {
            "outcome": eligibility.outcome,
            "reasons": [_reason(reason, rule=reason.rule) for reason in eligibility.reasons],
            "changes": [
                {"question": change.question, "to": change.to, "outcome": change.outcome}
                for change in in_order
            ],
        },
        "triage": {
            "tier": triage.tier,
            "act_by": triage.act_by,
            "look_by": triage.look_by,
            "due_on": triage.due_on,
            "steps": [{"from": step.from_day, "tier": step.tier} for step in triage.steps],
            "contradictions": triage.contradictions,
            "deadlines": [_deadline(deadline) for deadline in triage.deadlines],
        },
        "plan": list(_parts(plan)),
        "card": plan.nearest
        and {
            "rule": plan.nearest.rule,
            "day": day_of_card(plan.nearest),
            "place": plan.nearest.office,
        },
        "law": {
            "as_of": triage.as_of,
            "stale": [row.id for row in law.stale(on=today)],
        },
    }


def _answers(file: Path, received: date) -> Answers:
    try:
        document = json.loads(file.read_text("utf-8"), object_pairs_hook=_without_duplicates)
    except OSError:
        raise Unexplainable(
            "Cannot read the file of answers. Check its path and permissions."
        ) from None
    except (ValueError, RecursionError):
        raise Unexplainable("The file of answers is not JSON in UTF-8.") from None
    if not isinstance(document, dict):
        raise Unexplainable("The file of answers is not one JSON object.")
    try:
        return with_older_ids(read_answers(document, today=received))
    except UnreadableAnswer as unreadable:
        raise Unexplainable(
            f"{unreadable.question_id} is not a question ID, or its answer is not valid."
        ) from None


def _without_duplicates(pairs: list[tuple[str, Any]]) -> Json:
    """Return a JSON object; raise `Unexplainable` where a name occurs twice in it."""
    document = dict(pairs)
    if len(document) != len(pairs):
        names = [name for name, _ in pairs]
        duplicate = next(name for name in names if names.count(name) > 1)
        raise Unexplainable(f"{duplicate} is answered twice.")
    return document


def _parts(plan: Plan) -> Iterator[Json]:
    """Yield an entry for each part and value of ``asks``, its rules in the order of the acts."""
    for section in plan.sections:
        rows = [row for act in section.acts for row in act.rows]
        for asks in (False, True):
            if rules := list(dict.fromkeys(row.rule for row in rows if row.asks is asks)):
                yield {"part": section.part, "rules": rules, "asks": asks}


def _deadline(deadline: Deadline) -> Json:
    other = deadline.alternative
    return {
        "rule": deadline.rule,
        "tier": deadline.tier,
        "act_by": deadline.act_by,
        "latest_lawful_day": deadline.latest_lawful_day,
        "plan_by": deadline.plan_by,
        "passed": deadline.passed,
        "certainty": deadline.certainty,
        "set_by": deadline.set_by,
        "asks": deadline.asks,
        "do": {
            "applicant": deadline.do.in_english(),
            "staff": deadline.do.for_staff().in_english(),
        },
        **_reason(deadline.reason),
        "alternative": other and {"act_by": other.act_by, "if": other.says.in_english()},
        "flags": deadline.flags,
    }


def _reason(reason: Reason, **first: str) -> Json:
    return {
        **first,
        "says": reason.says.in_english(),
        "authority": reason.authority,
        "answers": reason.answers,
    }


OF_A_FILE = ("file", "today", "received")
QUESTIONS = ASYLUM.questions
NONE = "-"


def print_table(path: Path, law: LawBook) -> None:
    """Print each day of each file as CSV, and how many differ to the terminal."""
    lines = [line for row in read_rows(path) for line in compared(row, law)]
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("file", "rule", "ours", "lawyer", "differs"))
    for line in lines:
        out.writerow((*line, "yes" if NONE in line[2:] else ""))
    count = sum(NONE in line[2:] for line in lines)
    click.echo(f"{len(lines)} days compared, {count} differ.", err=True)


def read_rows(path: Path) -> Iterator[Mapping[str, str]]:
    """Yield each file of the table: its cells by column, with the line for a file without a name.

    Raise `Unexplainable`.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            table = csv.DictReader(text)
            for column in table.fieldnames or ():
                if column not in {*OF_A_FILE, *QUESTIONS, *BY_NUMBER}:
                    raise Unexplainable(f"Column {column[:40]} is no question, no rule and no day.")
            for cells in table:
                row = {column: (cell or "").strip() for column, cell in cells.items() if column}
                yield row | {"file": row.get("file") or f"line {table.line_num}"}
    except (OSError, UnicodeDecodeError, csv.Error):
        raise Unexplainable("The table is not a CSV file in UTF-8 that can be read.") from None


def compared(row: Mapping[str, str], law: LawBook) -> Iterator[tuple[str, str, str, str]]:
    """Yield file, rule, our day and the lawyer's, by each rule that has a column.

    Ours comes with the last lawful day if that is another. A day that only one of both has stands
    beside ``NONE``.

    Days of ours alone are left out where the lawyer has none. Raise `Unexplainable`.
    """
    today, received = _day(row, "today"), _day(row, "received")
    if today < received:
        raise Unexplainable(f"{row['file']}: today is before received.")
    answers = {id_: _answer(id_, cell) for id_, cell in row.items() if cell and id_ in QUESTIONS}
    try:
        read = with_older_ids(read_answers(answers, today=received))
    except UnreadableAnswer as unreadable:
        raise Unexplainable(
            f"{row['file']}: {unreadable.question_id} has no valid answer."
        ) from None
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
                yield row["file"], rule, " ".join(ours) or NONE, same
        for day in lawyers:
            yield row["file"], rule, NONE, day


def _day(row: Mapping[str, str], column: str) -> date:
    """Return the day on which a file is read; a file is received on it if nothing else is said."""
    try:
        return date.fromisoformat(row.get(column) or row.get("today") or row["received"])
    except (KeyError, ValueError):
        raise Unexplainable(f"{row['file']}: {column} is no day such as 2026-11-24.") from None


def _answer(id_: str, cell: str) -> object:
    """Return a cell as an answer is stored: several codes or days have spaces between them."""
    question = QUESTIONS[id_]
    if isinstance(question, Choices | Dates):
        return cell.split()
    return int(cell) if isinstance(question, Number) and cell.isdecimal() else cell
