"""Cases for the rules, made of the same stored form that ``flask explain`` reads."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from runpy import run_path
from shutil import copy
from typing import Any

from intake.law.book import LawBook, shipped
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.opened import with_older_ids
from intake.questionnaire.questions import Choices, Dates
from intake.questionnaire.reading import read_answers
from intake.triage.assess import Triage, assess
from intake.triage.deadlines import Deadline
from tests.support.tables import rows

TODAY = date(2026, 11, 24)
"""The Tuesday of Thanksgiving week on which the worked examples stand."""


def answers_of(answers: dict[str, Any], *, received: date = TODAY) -> Answers:
    """Answers in their stored form."""
    return with_older_ids(read_answers(answers, today=received))


def triage_of(
    given_answers: dict[str, Any],
    *,
    received: date = TODAY,
    today: date | None = None,
    law: LawBook | None = None,
    quiet: bool = True,
) -> Triage:
    """Return the triage of these answers, on the day received if no other is given.

    With *quiet*, questions that are not given are answered so that they call no rule.
    """
    answers = answers_of(QUIET | given_answers if quiet else given_answers, received=received)
    return assess(answers, law or shipped(), today=today or received, received=received)


def run_source(source: str, folder: Path, module: Any):
    """Run the file of a module of rules with this source, as an import would."""
    file = folder / "changed.py"
    file.write_text(source, "utf-8")
    copy(Path(module.__file__).with_suffix(".toml"), file.with_suffix(".toml"))
    run_path(str(file))


def deadlines_of(rule: str, triage: Triage) -> list[Deadline]:
    """The deadlines that one rule found."""
    return [deadline for deadline in triage.deadlines if deadline.rule == rule]


def found(deadline: Deadline) -> str:
    """Return a deadline in the words of a table: tier, day, last lawful day, how well it is known.

    Its flags come last. ``-`` stands for no day.
    """
    days = (str(day or "-") for day in (deadline.act_by, deadline.latest_lawful_day))
    known = "passed" if deadline.passed else deadline.certainty.value
    return " ".join((deadline.tier.value, *days, known, *deadline.flags))


def table(name: str, section: str = "") -> list[tuple[str, ...]]:
    """Return the cells of each row of a table beside this module, as texts."""
    return rows(Path(__file__).parent / name, section)


def cases(name: str, section: str = "") -> list[tuple[Any, ...]]:
    """Return the rows of a table, or of a section of it, whose last cell has answers."""
    return [(*cells, typed(answers)) for *cells, answers in table(name, section)]


def typed(text: str) -> dict[str, Any]:
    """Return the answers of a cell, such as ``needs=trauma,torture birth_date=2010``.

    A date of another calendar has its name before it: ``birth_date=hijri:1447-09``.
    """
    answers: dict[str, Any] = {}
    for id_, _, answer in (pair.partition("=") for pair in text.split()):
        calendar, _, said = answer.rpartition(":")
        if isinstance(ASYLUM.questions[id_], Choices | Dates):
            answers[id_] = answer.split(",")
        else:
            answers[id_] = {"calendar": calendar, "said": said} if calendar else answer
    return answers


EVERYTHING, QUIET = (
    typed(" ".join(answer for (answer,) in table("answers.txt", whose)))
    for whose in ("everything", "quiet")
)
"""Answers that call as many rules at once as one person's can, and answers that call no rule: what
a test does not give is answered, not skipped.
"""
