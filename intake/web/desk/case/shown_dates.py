"""The dates of a case's diary in words, with the buttons that confirm, close or settle them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from flask_babel import gettext

from intake.actions.case.dates.replaced_dates import Outcome
from intake.actions.case.dates.rewrite import Seen, stands_for
from intake.actions.case.open_case import OpenDate, OpenedCase
from intake.actions.opening.case_keys import Reader
from intake.actions.opening.sealed_rows import corrector_of
from intake.diary.models import Kind, State, title_of
from intake.staff.store import Act
from intake.triage.deadlines import Deadline
from intake.web.app_context import Values
from intake.web.desk.common.case_words import OUTCOME_OF_DATE
from intake.web.desk.common.fields import options_of
from intake.web.desk.common.reader import name_and_roles_of
from intake.web.desk.common.words import why_chip
from intake.web.filters import long_date


def diary_context(
    opened: OpenedCase, deadlines: Sequence[Deadline], now: Sequence[Deadline], reader: Reader
) -> Values:
    """Return the variables of the list of dates. *now* are the deadlines as they are today."""
    diary = [_shown_date(row, deadlines, now, reader) for row in opened.diary]
    return {
        "diary": diary,
        "still_open": [shown for shown in diary if shown["is_open"]],
        "seen": options_of((Seen.PAPER, Seen.COURT)),
    }


def deadline_words(opened: OpenedCase) -> dict[str, str]:
    """Return the exact day of each deadline in words, by the id of its row."""
    return {row.id: long_date(row.on) for row in opened.diary if row.kind is Kind.ACT_BY}


def deadline_of(rule: str, on: date, deadlines: Sequence[Deadline]) -> Deadline | None:
    """Return the deadline of a rule on this day, else the first of the rule; or ``None``."""
    of_rule = [deadline for deadline in deadlines if deadline.rule == rule]
    of_day = [deadline for deadline in of_rule if on in (deadline.act_by, deadline.plan_by)]
    return next(iter([*of_day, *of_rule]), None)


def _shown_date(
    row: OpenDate, deadlines: Sequence[Deadline], now: Sequence[Deadline], reader: Reader
) -> Values:
    """Return a date of the diary in words.

    ``proof`` says how a legal date is known; ``unsure`` marks one that nobody has confirmed.
    ``outdated`` marks an open date that the present assessment lacks; ``of`` is the deadline of
    another. ``may_reopen`` marks a closed day to prepare. ``waits_by`` is the colleague whose
    correction replaced an open date, until another member has settled it.
    """
    seen, is_open = Seen(row.proof.get("seen", Seen.TOLD)), row.state is State.OPEN
    is_legal = row.kind is Kind.ACT_BY
    outdated = bool(row.rule and is_open and not stands_for(row, deadlines))
    corrector = corrector_of(row.proof) if is_open else ""
    is_other = corrector not in ("", reader.member_id)
    return {
        "date": row,
        "is_open": is_open,
        "is_legal": is_legal,
        "kind": gettext(title_of(row.kind, row.set_by)),
        "why": why_chip(row.rule) if row.rule else None,
        "proof": gettext(seen.says) if is_legal and (is_open or seen is not Seen.TOLD) else "",
        "unsure": is_legal and seen is Seen.TOLD and is_open,
        "proven_by": row.proof.get("by") if is_legal and seen is not Seen.TOLD else "",
        "outdated": outdated,
        "of": None if outdated else deadline_of(row.rule, row.on, now),
        "may_reopen": not is_open and row.kind is Kind.PLAN_BY,
        "met": met_words(row.met),
        "marks": list(marks_of(row)),
        "waits_by": corrector,
        "may_settle": is_other and reader.may(Act.MOVE_CASE),
    }


def met_words(met: Mapping[str, str]) -> str:
    """Return what was recorded of a deadline, on which day, the proof, and by whom."""
    if not met:
        return ""
    outcome = gettext(OUTCOME_OF_DATE[Outcome(met["outcome"])][0])
    on = long_date(date.fromisoformat(met["on"]))
    by = filter(None, map(name_and_roles_of, (met["by"], met.get("confirmed_by"))))
    people = ", ".join(dict.fromkeys(by))
    return " · ".join(filter(None, (f"{outcome}, {on}", met["how"], met["proof"], people)))


def marks_of(row: OpenDate) -> Iterator[str]:
    """Yield in words how what was recorded of a deadline is uncertain."""
    if row.met and row.state is State.OPEN:
        yield gettext("Not confirmed yet")
    if row.met.get("alone"):
        yield gettext("Not confirmed by a second person")
    if row.unproven:
        yield gettext("Old, without proof")
