"""``flask explain``: the outcome and the urgency of some answers, with every reason, as JSON."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from intake.actions.assessment.assess import Assessment, Change, assess_answers, what_would_change
from intake.amendments.approved import law_book
from intake.cli import app_context
from intake.eligibility.decide import Practice
from intake.law.book import LawBook, shipped
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.reading import UnreadableAnswer, read_answers
from intake.reasons import Reason
from intake.triage.assess import Alternative, Deadline, Triage

Json = dict[str, Any]


class Unexplainable(click.ClickException):
    """What was given cannot be understood; nothing is guessed. Ends with 2, in one sentence."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """One sentence, and nothing around it."""
        click.echo(self.format_message(), file=file, err=file is None)


class Day(click.ParamType[date]):
    """A day written as ``2026-11-24``."""

    name = "YYYY-MM-DD"

    def convert(
        self, value: Any, param: click.Parameter | None, _ctx: click.Context | None
    ) -> date:
        """The day, or one sentence that names the option."""
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007 - a day, no time
        except ValueError:
            named = param.opts[0] if param else "The day"
            raise Unexplainable(f"{named} is not a day written as YYYY-MM-DD.") from None


@click.command("explain")
@click.argument("file", metavar="ANSWERS.json", type=click.Path(path_type=Path))
@click.option("--today", type=Day(), required=True, help="The day to weigh on.")
@click.option("--received", type=Day(), help="The day the request came in; today if not given.")
@click.option("--amended", is_flag=True, help="By the law as approved amendments have it.")
@with_appcontext
def command(file: Path, today: date, received: date | None, amended: bool) -> None:
    """Weigh the answers in a file and print what was found, and why; needs no database."""
    received = received or today
    if today < received:
        raise Unexplainable("--today is before --received.")
    answers = _answers(file, received)
    practice = _practice()
    law = law_in_use(amended=amended)
    weighed = assess_answers(answers, law, today=today, received=received, practice=practice)
    changes = what_would_change(answers, law, today=today, received=received, practice=practice)
    explained = explanation(weighed, changes, law, today=today)
    click.echo(json.dumps(explained, ensure_ascii=False, indent=2))


def law_in_use(*, amended: bool) -> LawBook:
    """Return the law book: as shipped, or with the database's approved amendments over it."""
    if not amended:
        return shipped()
    app_context.require_application()
    try:
        return law_book()
    except SQLAlchemyError:
        raise Unexplainable("--amended needs the database, and it cannot be read.") from None


def explanation(
    weighed: Assessment, changes: tuple[Change, ...], law: LawBook, *, today: date
) -> Json:
    """What is printed. Of the changes, those that move the outcome stand before those that move
    the tier alone, whose outcome is the one that it is.
    """
    eligibility, triage = weighed.eligibility, weighed.triage
    in_order = sorted(changes, key=lambda one: one.outcome == eligibility.outcome)
    return {
        "eligibility": {
            "outcome": eligibility.outcome.value,
            "reasons": [_reason(one, rule=one.rule) for one in eligibility.reasons],
            "changes": [_change(one) for one in in_order],
        },
        "triage": _triage(triage),
        "law": {
            "as_of": triage.as_of.isoformat(),
            "stale": [row.id for row in law.stale(on=today)],
        },
    }


def _answers(file: Path, received: date) -> Answers:
    try:
        given = json.loads(file.read_text("utf-8"), object_pairs_hook=_once)
    except OSError:
        raise Unexplainable("The file of answers cannot be read.") from None
    except (ValueError, RecursionError):
        raise Unexplainable("The file of answers is not JSON in UTF-8.") from None
    if not isinstance(given, dict):
        raise Unexplainable("The file of answers is not one JSON object.")
    try:
        return read_answers(ASYLUM, given, today=received)
    except UnreadableAnswer as unreadable:
        raise Unexplainable(
            f"{unreadable.question_id} is no question, or its answer cannot be understood."
        ) from None


def _once(pairs: list[tuple[str, Any]]) -> Json:
    """An object whose names are all different."""
    given = dict(pairs)
    if len(given) != len(pairs):
        names = [name for name, _ in pairs]
        doubled = next(name for name in names if names.count(name) > 1)
        raise Unexplainable(f"{doubled} is answered twice.")
    return given


def _practice() -> Practice:
    settings = app_context.settings()
    return Practice(income_percent=settings.income_percent, service_area=settings.service_area)


def _triage(triage: Triage) -> Json:
    return {
        "tier": triage.tier.value,
        "act_by": _day(triage.act_by),
        "look_by": _day(triage.look_by),
        "due_on": _day(triage.due_on),
        "steps": [{"from": _day(step.from_day), "tier": step.tier.value} for step in triage.steps],
        "deadlines": [_deadline(one) for one in triage.deadlines],
    }


def _deadline(deadline: Deadline) -> Json:
    return {
        "rule": deadline.rule,
        "tier": deadline.tier.value,
        "act_by": _day(deadline.act_by),
        "latest_lawful_day": _day(deadline.latest_lawful_day),
        "plan_by": _day(deadline.plan_by),
        "passed": deadline.passed,
        "certainty": deadline.certainty.value,
        **_reason(deadline.reason),
        "alternative": _alternative(deadline.alternative),
        "flags": list(deadline.flags),
    }


def _alternative(alternative: Alternative | None) -> Json | None:
    if alternative is None:
        return None
    return {"act_by": _day(alternative.act_by), "if": alternative.says.in_english()}


def _reason(reason: Reason, **first: str) -> Json:
    return {
        **first,
        "says": reason.says.in_english(),
        "authority": reason.authority,
        "answers": list(reason.answers),
    }


def _change(change: Change) -> Json:
    return {"question": change.question, "to": change.to, "outcome": change.outcome.value}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
